"""What a run comes to: the answer, the ladder, promise and delivery.

No sentence holds a finding: which one is said follows from intervals, so that the same code says
"won" of one world and "lost" of another. The words stand in `sentences.md.jinja`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msim.core.arms import arm as card
from msim.core.text import Interval, digits, mean, places, suffix
from msim.core.verdict import OUTCOMES, Outcome
from msim.core.verdict import outcome as rule
from msim.report.common.names import title
from msim.report.common.sentences import capital, difference
from msim.report.run.data import ReportData
from msim.report.run.worlds import FREE, alike, counted, said, too_few

MAIN = "segmented-broadcast"
DELIVERY = "segmented-segmented_free"
SEGMENTED = ("segmented_free", "segmented")
"""The same messages, delivered as the single one is, and by targeted delivery."""
PARTED = 0.05
"""By how much shares of reach and of votes that are kept have to differ to be told apart."""
COPPOCK = 0.86


def silenced(data: ReportData) -> bool:
    """Whether no arm sent anything (a budget of 0)."""
    spent = [data.arm(arm, "spend").mean for arm in data.speaking]
    return bool(spent) and not any(spent)


def answer(data: ReportData) -> str:
    """The question answered: the verdict, the votes of both, and their difference."""
    missing = [arm for arm in ("segmented", "broadcast") if arm not in data.arms]
    if missing:
        return _without(data, missing)
    if silenced(data):
        return said.synthetic_budget()
    votes = [data.arm(arm, "net_votes") for arm in ("segmented", "broadcast")]
    gap = data.contrast(MAIN)
    return said.answer(
        said.head(outcome(data, MAIN), alike(data, MAIN)),
        budget(data),
        *(mean(each, "votes") for each in votes),
        gap=said.answer_gap(gap, _rounded_apart(gap, *votes)),
    )


def _rounded_apart(gap: Interval, first: Interval, second: Interval) -> bool:
    """Whether the shown difference is not that of the shown numbers."""
    if None in (gap.mean, first.mean, second.mean):
        return False
    shown, one, other = (
        round(each.mean or 0.0, places(each, "votes")) for each in (gap, first, second)
    )
    return shown != one - other


def why(data: ReportData) -> str:
    """Where the difference comes from, in votes: what matching made, and what delivery."""
    if not data.contrast(DELIVERY).known or not data.contrast(FREE).known or silenced(data):
        return ""
    # Where too few worlds differ to say what matching made, their number says more.
    matching = None if too_few(data, FREE) else data.contrast(FREE)
    told = said.why(
        matching,
        outcome(data, FREE),
        data.contrast(DELIVERY),
        outcome(data, DELIVERY),
        worth=_needed(data),
    )
    return " ".join(filter(None, (told, alike(data, FREE))))


def answers(data: ReportData) -> list[str]:
    """The answer, then why in votes, whether the two are equivalent, and single elections."""
    return [answer(data), why(data), equivalence(data)]


def equivalence(data: ReportData) -> str:
    """That the two are equivalent, where the run says so and they are no exact tie."""
    stated = data.summary.get("verdict", {}).get("equivalent")
    if not stated or outcome(data, MAIN) == "tie":
        return ""
    return said.equivalent(data.contrast("segmented/broadcast"))


def _without(data: ReportData, missing: Sequence[str]) -> str:
    ran = [
        (title(arm), data.arm(arm, "reach_rate"), data.arm(arm, "net_votes"))
        for arm in data.speaking
    ]
    return said.no_comparison(missing, ran)


def budget(data: ReportData) -> str:
    """The money that every arm has, with its currency."""
    return digits(data.scenario.budget.total, "money") + suffix("money", data.currency)


def _needed(data: ReportData) -> str:
    """The smallest difference that matters, in votes."""
    return digits(worth(data), "votes", 0) + " votes"


def worth(data: ReportData) -> float:
    """The worth in votes; 0 where the summary has none."""
    entry = {"mean": data.summary.get("verdict", {}).get("worth_votes")}
    return Interval.of(entry).mean or 0.0


def outcome(data: ReportData, contrast: str) -> Outcome:
    """How a contrast in net votes came out, as the run says; see `msim.core.verdict`.

    A folder of an earlier version does not say it, or by another rule: there it is read from the
    interval.
    """
    stated = data.summary["contrasts"].get(contrast, {}).get("outcome")
    if stated in OUTCOMES:
        return stated
    gap, tied = data.contrast(contrast), data.share(contrast, "share_tied")
    return rule(gap.low, gap.high, worth(data), tied == 1.0)


def verdict(data: ReportData, contrast: str) -> str:
    """The verdict of a contrast in net votes, in a sentence or two."""
    first = title(contrast.split("-")[0])
    equal = alike(data, contrast)
    return said.verdict(outcome(data, contrast), first, _needed(data), counted(data), equal)


def reached(data: ReportData) -> str:
    """What targeted delivery does to reach, from the paired difference."""
    gap = data.contrast(MAIN, "reach_rate")
    return "" if not gap.known or silenced(data) else said.reached(gap)


def rung(entry: Mapping[str, object]) -> str:
    """One rung of the ladder in words: what it buys, and for how many votes."""
    gain = Interval.of(entry.get("gain"))
    step, start = (str(entry.get(key, "")) for key in ("step", "from"))
    told = difference(gain).removeprefix("a difference of ")
    unsure = gain.side == 0 and gain.bounded and (gain.low, gain.high) != (0, 0)
    buys = str(entry.get("buys") or card(step).buys)
    return said.rung(capital(title(step)), title(start), told, unsure, buys)


def ladder(data: ReportData) -> list[str]:
    """The rungs in words, in order, with how often arms were equal where that tells."""
    entries = data.summary.get("ladder", [])
    equal = (alike(data, f"{entry['step']}-{entry['from']}") for entry in entries)
    return [" ".join(filter(None, pair)) for pair in zip(map(rung, entries), equal, strict=True)]


def promised(data: ReportData) -> str:
    """What the message test promised and what came, for the arm that splits the test."""
    arm = "segmented" if "segmented" in data.arms else "broadcast"
    raw, shrunk, came = (
        data.arm(arm, measure)
        for measure in ("promised_net_votes", "promised_shrunk_net_votes", "net_votes")
    )
    return said.promised(title(arm), raw, came, shrunk) if raw.known else ""


def one_message(data: ReportData) -> str:
    """In which share of surveys every segment was sent the same message; empty where none was."""
    rows = data.diagnostics
    shares = rows.loc[rows["measure"] == "one_message", "value"]
    if shares.empty or data.scenario.segments.count == 1 or not {*SEGMENTED} & {*data.arms}:
        return ""
    return said.one_message(float(shares.mean()))


def follows(data: ReportData) -> str:
    """That votes go with impressions and not with reach, where the same messages show it."""
    free, paid = SEGMENTED
    kept = {}
    for name in ("grp", "reach_rate", "net_votes"):
        usual, sent = (data.arm(arm, name).mean for arm in (free, paid))
        if not usual or sent is None:
            return ""
        kept[name] = sent / usual
    bought, reach, votes = kept.values()
    if reach - votes < PARTED or abs(votes - bought) >= reach - votes:
        return ""
    return said.follows(bought, reach, votes)


def correlations(data: ReportData) -> list[str]:
    """How alike the groups respond, beside the published figure, and how much segments explain.

    A folder of an earlier version has means of correlations instead of ratios of moments.
    """
    segments = data.summary.get("segments", {})
    listed = agreements(data)
    party, alike_segments, share = (
        Interval.of(segments.get(key))
        for key in ("party_correlation", "segment_correlation", "effect_variance_between")
    )
    party = listed.get("party", party)
    told = [
        said.party_correlation(party, COPPOCK) if party.known else "",
        said.segment_correlation(alike_segments) if alike_segments.known and not listed else "",
        said.between(share) if share.known else "",
        one_message(data),
    ]
    return [text for text in told if text]


def agreements(data: ReportData) -> dict[str, Interval]:
    """How alike the groups of each kind respond, by the name of the kind."""
    entries = data.summary.get("correlations", [])
    return {str(entry["groups"]): Interval.of(entry) for entry in entries}
