"""What a study of segments comes to: which sentence its numbers call for.

The words stand in `sentences.md.jinja`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from msim.campaign.segments.stability import POOR
from msim.core.text import Interval, bounds, digits, mean
from msim.experiment.comparison.intervals import mean_interval, paired_gap
from msim.report.common.sentences import sentences
from msim.report.segments.data import SegmentsData, titled

said = sentences("segments")
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
    main, table, asked = data.main, data.tables["segments"], data.summary["asked"]
    if main["segments"] == 1:
        return said.one(titled(data.method))
    sizes = table.loc[table["size_share"] > 0.0, "size_share"]
    return said.cut(
        titled(data.method),
        len(sizes),
        digits(sizes.min(), "rate", 0),
        digits(sizes.max(), "rate", 0),
        asked=len(sizes) if asked == "auto" else asked,
        explained=digits(main["explained"], "rate", 0),
        effects=Interval.of(main["effect_variance_between"]),
    )


def truth(data: SegmentsData) -> str:
    """Whether there is anything to find, and what is shown where there is nothing."""
    main, facts, twin = data.main, data.summary["truth"], data.summary["twin"]
    if main["segments"] == 1:
        return ""
    found, looks = digits(main["recovery"], "number", 2), _looks(main)
    if facts["structure"] == 0.0:
        return said.no_clusters(found, looks, digits(BY_THEORY, "rate", 0))
    first = said.clusters(facts["archetypes"], digits(facts["structure"], "rate", 0), found)
    if twin is None or twin["silhouette"] is None:
        return first
    alike = abs((main["silhouette"] or 0.0) - twin["silhouette"]) < CLOSE
    repeats = _differ(*(Interval.of(entry["stability"]) for entry in (main, twin)))
    return f"{first} {said.twin(_looks(twin), looks, alike=alike, repeats=repeats)}"


def _looks(entry: Mapping[str, Any]) -> str:
    stable = entry["stability"]["mean"]
    return said.looks(
        digits(entry["silhouette"], "number", 2),
        "" if stable is None else digits(stable, "number", 2),
        digits(entry["explained"], "rate", 0),
    )


def _differ(one: Interval, other: Interval) -> bool:
    """Whether two independent means differ by more than their 95 % intervals allow."""
    known = [x for x in (one.mean, one.low, other.mean, other.low) if x is not None]
    if len(known) < 4:
        return False
    first, first_low, second, second_low = known
    return abs(first - second) > math.hypot(first - first_low, second - second_low)


def number(data: SegmentsData) -> str:
    """How many segments there are, and which number is stable."""
    found, pick, gap = (data.main[name] for name in ("number", "pick", "gap"))
    told = [found["told"]] if found else []
    if pick and found and found["count"] == 1:
        told.append(said.repeats(pick["count"]) if pick["reached"] >= POOR else "")
    elif pick:
        told.append(pick["told"])
    if gap and pick:
        told.append(said.gap_says(gap["segments"], _highest(gap)))
    return " ".join(filter(None, told))


def _highest(gap: Mapping[str, Any]) -> int:
    values = gap["value"]
    return int(gap["counts"][values.index(max(values))])


def worth(data: SegmentsData) -> str:
    """What talking to the segments apart adds, at the same delivery."""
    value = Interval.of(data.main["worth"])
    if data.main["segments"] == 1 or not value.known:
        return ""
    return said.worth(value, data.summary["samples"]["surveys"])


def beside_random(data: SegmentsData) -> str:
    """Whether any method gains more than segments at random do, paired over worlds."""
    others = [name for name in data.methods if name not in ("random", "one")]
    worlds = data.summary["replicates"]
    if "random" not in data.methods or not others or worlds == 1:
        return ""
    table = data.tables["gains"]
    table = table[table["measure"] == "segmented_free-broadcast"]
    wide = table.pivot_table(index="replicate", columns="method", values="value")
    gaps = {
        name: Interval.of(
            mean_interval(paired_gap(wide[name].to_numpy(), wide["random"].to_numpy()))
        )
        for name in others
    }
    better = [
        f"{titled(name)} by {mean(gap, 'votes')} {bounds(gap, 'votes')}"
        for name, gap in gaps.items()
        if gap.side > 0
    ]
    return said.beside_random(worlds, len(others), better)


def policies(data: SegmentsData) -> list[str]:
    """What each policy adds over the single best message, by the truth and as its survey has it."""
    found, table = data.summary["policies"], data.tables["uplift"]
    last = table[table["share"] == 1.0].set_index(["policy", "kind"])
    lines = [said.judged_on(found["voters"], found["replicates"])]
    for name, each in found["each"].items():
        gain, effect = (Interval.of(each[key]) for key in ("gain_pp", "effect_pp"))
        if name == "broadcast":
            lines.append(said.single_best(effect))
            continue
        asked = (name, "survey") in last.index
        survey = Interval.of(dict(last.loc[(name, "survey")])) if asked else None
        lines.append(said.policy(titled(name), gain, survey))
    return lines
