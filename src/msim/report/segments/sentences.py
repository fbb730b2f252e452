"""What a study of segments comes to, in sentences that are computed from its numbers."""

from __future__ import annotations

import math

from msim.core.text import Interval, bounds, digits, mean, show
from msim.experiment.comparison.intervals import mean_interval, paired_gap
from msim.report.segments.data import SegmentsData, titled

QUESTION = (
    "Are there segments, would they come out again, and what is it worth to talk to them apart?"
)
BY_THEORY = 2.0 / math.pi
"""What two segments "explain" of one normal trait (Max 1960): 1 - 0.3633802."""
CLOSE = 0.03
"""Difference of silhouettes that no eye sees in a picture."""


def told(data: SegmentsData) -> list[str]:
    """All sentences, the most important first."""
    flat = data.summary["truth"]["structure"] == 0.0
    first = (truth(data), cut(data)) if flat else (cut(data), truth(data))
    return [part for part in (*first, number(data), worth(data), beside_random(data)) if part]


def cut(data: SegmentsData) -> str:
    """What the method makes of the voters, in readings and in effects."""
    main, table = data.main, data.tables["segments"]
    if main["segments"] == 1:
        return f"{titled(data.method).capitalize()}: everybody is in one segment."
    sizes = table.loc[table["size_share"] > 0.0, "size_share"]
    effects = Interval.of(main["effect_variance_between"])
    empty = main["segments"] - len(sizes)
    return (
        f"{_named(data)} cuts the voters into {len(sizes)} segments of "
        f"{digits(sizes.min(), 'rate', 0)} to {digits(sizes.max(), 'rate', 0)} %"
        + (f" ({empty} more {'is' if empty == 1 else 'are'} empty). " if empty else ". ")
        + f"Between them lie {digits(main['explained'], 'rate', 0)} % of the variance of the "
        f"campaign's readings, and {show(effects, 'rate')} of that of the messages' true effects, "
        "which is all that a message of their own can use."
    )


def _named(data: SegmentsData) -> str:
    name = titled(data.method)
    return name[:1].upper() + name[1:]


def truth(data: SegmentsData) -> str:
    """Whether there is anything to find, and what is shown where there is nothing."""
    main, facts, twin = data.main, data.summary["truth"], data.summary["twin"]
    if main["segments"] == 1:
        return ""
    found = digits(main["recovery"], "number", 2)
    looks = (
        f"silhouette {digits(main['silhouette'], 'number', 2)}, stability "
        f"{digits(main['stability']['mean'], 'number', 2)}, "
        f"{digits(main['explained'], 'rate', 0)} % of the readings explained"
    )
    if facts["structure"] == 0.0:
        return (
            "There are no clusters in these data: every voter is drawn from one cloud (structure = "
            f"0), and what agreement there is with true archetypes is by chance ({found}). The "
            f"picture looks like segments all the same: {looks}. It must: of a single normal trait "
            f"two segments explain {digits(BY_THEORY, 'rate', 0)} %, and there are none in it."
        )
    first = (
        f"There are {facts['archetypes']} true archetypes, which hold "
        f"{digits(facts['structure'], 'rate', 0)} % of the traits' variance. The segments agree "
        f"with them to {found} (adjusted Rand index: 1 the same, 0 by chance)."
    )
    if twin is None or twin["silhouette"] is None:
        return first
    other = (
        f"silhouette {digits(twin['silhouette'], 'number', 2)}, stability "
        f"{digits(twin['stability']['mean'], 'number', 2)}, "
        f"{digits(twin['explained'], 'rate', 0)} % explained"
    )
    return (
        f"{first} In the same country without any clusters the same method shows {other}; here it "
        f"is {looks}. {_apart(data)}"
    )


def _apart(data: SegmentsData) -> str:
    main, twin = data.main, data.summary["twin"]
    alike = abs((main["silhouette"] or 0.0) - twin["silhouette"]) < CLOSE
    repeats = _differ(*(Interval.of(entry["stability"]) for entry in (main, twin)))
    if not alike:
        return "The two countries differ in what the campaign's data show."
    if repeats:
        return "The pictures are alike; only resampling tells the two countries apart."
    return "These diagnostics do not tell the two countries apart."


def _differ(one: Interval, other: Interval) -> bool:
    """Whether two independent means differ by more than their 95 % intervals allow."""
    known = [x for x in (one.mean, one.low, other.mean, other.low) if x is not None]
    if len(known) < 4:
        return False
    first, first_low, second, second_low = known
    return abs(first - second) > math.hypot(first - first_low, second - second_low)


def number(data: SegmentsData) -> str:
    """How many segments to take, if anything speaks for a number."""
    main = data.main
    if main["pick"] is None:
        return ""
    gap = main["gap"]
    if gap is None:
        return str(main["pick"]["told"])
    says = "none at all" if gap["segments"] == 1 else f"{gap['segments']}"
    return f"{main['pick']['told']} The gap statistic says {says}."


def worth(data: SegmentsData) -> str:
    """What talking to the segments apart adds, at the same delivery."""
    value, surveys = Interval.of(data.main["worth"]), data.summary["samples"]["surveys"]
    if data.main["segments"] == 1 or not value.known:
        return ""
    if value.low == value.high == 0.0:
        return (
            f"Over {surveys} surveys the segments' own messages never bring another vote than the "
            "single best one: the segments are worth nothing."
        )
    judged = {
        1: "That is a gain.",
        -1: "That is a loss: the test's noise picks worse messages than the single best one.",
        0: "The interval holds zero: neither gain nor loss can be told.",
    }[value.side]
    return (
        f"The segments' own messages add {show(value, 'votes')} to the single best one's, at the "
        f"same delivery (95 % interval over {surveys} surveys of the same voters). {judged}"
    )


def beside_random(data: SegmentsData) -> str:
    """Whether any method gains more than segments at random do, paired over worlds."""
    others = [name for name in data.methods if name not in ("random", "one")]
    if "random" not in data.methods or not others:
        return ""
    table = data.tables["gains"]
    table = table[table["measure"] == "segmented_free-broadcast"]
    wide = table.pivot_table(index="replicate", columns="method", values="value")
    better = []
    for name in others:
        gap = mean_interval(paired_gap(wide[name].to_numpy(), wide["random"].to_numpy()))
        found = Interval.of(gap)
        if found.side > 0:
            better.append(f"{titled(name)} by {mean(found, 'votes')} {bounds(found, 'votes')}")
    count = data.summary["replicates"]
    if count == 1:
        return ""
    if not better:
        return (
            f"At broadcast's delivery, over {count} worlds, "
            + ("it gains" if len(others) == 1 else "none of the methods gains")
            + (" no more" if len(others) == 1 else " more")
            + " than segments drawn at random, as far as can be told."
        )
    return (
        f"At broadcast's delivery, over {count} worlds, more net votes than by segments drawn "
        f"at random: {'; '.join(better)}."
    )


def policies(data: SegmentsData) -> list[str]:
    """What each policy adds over the single best message, by the truth and as its survey has it."""
    found, table = data.summary["policies"], data.tables["uplift"]
    last = table[table["share"] == 1.0].set_index(["policy", "kind"])
    said = [
        f"Judged on {digits(float(found['voters']), 'votes', 0)} voters whom the survey did not "
        f"ask, over {found['replicates']} worlds; points of vote choice by one forced exposure."
    ]
    for name, each in found["each"].items():
        gain, effect = (Interval.of(each[key]) for key in ("gain_pp", "effect_pp"))
        if name == "broadcast":
            said.append(f"The single best message moves {show(effect, 'points')} on average.")
            continue
        text = f"{titled(name).capitalize()} adds {show(gain, 'points')}"
        if gain.side == 0 and gain.bounded:
            text += ", not told apart from nothing"
        if (name, "survey") in last.index:
            told = Interval.of(dict(last.loc[(name, "survey")]))
            text += f"; the survey that chose its messages would have it at {show(told, 'points')}"
        said.append(f"{text}.")
    return said
