"""Sentences computed from the numbers of a run: the answer, the ladder, promise and delivery.

No sentence here holds a finding: each is put together from intervals, so that the same code says
"a win" of one world and "a loss" of another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msim.report.data import ReportData
from msim.report.names import RUNGS, label
from msim.report.numbers import Interval, digits, show, suffix

QUESTION = (
    "With the same money, does a campaign gain more votes by sending each segment of the "
    "electorate its own message than by sending everybody the one message that did best in "
    "its test?"
)
COPPOCK = 0.86


def silenced(data: ReportData) -> bool:
    """Whether no arm sent anything (a budget of 0)."""
    spent = [data.arm(arm, "spend").mean for arm in data.speaking]
    return bool(spent) and not any(spent)


def answer(data: ReportData) -> str:
    """The question answered in one sentence: reach and votes with their intervals, and verdict."""
    missing = [arm for arm in ("segmented", "broadcast") if arm not in data.arms]
    if missing:
        return _without(data, missing)
    if silenced(data):
        return (
            "With a budget of 0 nobody is sent anything: reach is 0 % and net votes are 0 for "
            "segmented and broadcast alike, so there is nothing to tell them apart."
        )
    reach, votes = (
        [data.arm(arm, measure) for arm in ("segmented", "broadcast")]
        for measure in ("reach_rate", "net_votes")
    )
    sentence = (
        f"For the same {budget(data)}, segmented reached {show(reach[0], 'rate')} of the "
        f"electorate at least once and broadcast {show(reach[1], 'rate')}; segmented moved "
        f"{_net(votes[0])} and broadcast {_bare(votes[1])}, "
        f"{difference(data.contrast('segmented-broadcast'))}: "
        f"{verdict(data, 'segmented-broadcast')}"
    )
    if equivalent(data):
        ratio = show(data.contrast("segmented/broadcast"), "ratio")
        sentence += f", and the two are equivalent (their ratio, {ratio}, is within 5 % of 1)"
    if "segmented_free" in data.arms:
        alone = data.contrast("segmented_free-broadcast")
        sentence += (
            "; with broadcast's own delivery, matching messages to segments made "
            f"{difference(alone)}, {SHORT[outcome(data, 'segmented_free-broadcast')]}"
        )
    return sentence + "."


def _without(data: ReportData, missing: Sequence[str]) -> str:
    ran = [
        f"{label(arm)} reached {show(data.arm(arm, 'reach_rate'), 'rate')} of the electorate at "
        f"least once and moved {_net(data.arm(arm, 'net_votes'))}"
        for arm in data.speaking
    ]
    told = "; ".join(ran) if ran else "nobody was sent anything"
    return f"This run does not compare segmented with broadcast ({_did_not(missing)}): {told}."


def _did_not(missing: Sequence[str]) -> str:
    return f"{' and '.join(missing)} did not run"


def budget(data: ReportData) -> str:
    """The money that every arm has, with its currency."""
    total = data.setting("budget.total")
    if not isinstance(total, int | float):
        return "money"
    return digits(float(total), "money") + suffix("money", data.currency)


def _net(votes: Interval) -> str:
    text = show(votes, "votes")
    return text.replace(" votes", " net votes", 1)


def _bare(votes: Interval) -> str:
    return show(votes, "votes").replace(" votes", "", 1)


def difference(gap: Interval) -> str:
    """A difference in votes as a phrase: more, fewer, or on neither side of zero.

    >>> difference(Interval(-5600.0, -6200.0, -5000.0))
    '5,600 fewer [5,000, 6,200]'
    >>> difference(Interval(-200.0, -900.0, 500.0))
    'a difference of −200 votes [−900, 500]'
    """
    if not gap.known:
        return "a difference that this run does not give"
    if gap.mean == 0 and gap.low in (None, 0) and gap.high in (None, 0):
        return "no difference at all"
    if gap.side == 0:
        return f"a difference of {show(gap, 'votes')}"
    more = gap if gap.side > 0 else gap.flipped()
    return show(more, "votes").replace(" votes", " more" if gap.side > 0 else " fewer", 1)


def in_votes(gap: Interval) -> str:
    """The same phrase, with what is counted named.

    >>> in_votes(Interval(-5600.0, -6200.0, -5000.0))
    '5,600 fewer net votes [5,000, 6,200]'
    """
    text = difference(gap)
    if gap.side == 0:
        return text.replace(" votes", " net votes", 1)
    word = "more" if gap.side > 0 else "fewer"
    return text.replace(f" {word}", f" {word} net votes", 1)


def worth(data: ReportData) -> str:
    """The smallest difference that was set as worth having, in votes and in points."""
    verdicts = data.summary.get("verdict", {})
    votes = digits(Interval.of({"mean": verdicts.get("worth_votes")}).mean, "votes", 0)
    points = verdicts.get("worth_pp")
    return f"{votes} votes" + (f" ({points:g} points of vote share)" if points else "")


def _margin(data: ReportData) -> float:
    """The worth in votes; 0 where the summary has none."""
    entry = {"mean": data.summary.get("verdict", {}).get("worth_votes")}
    return Interval.of(entry).mean or 0.0


def outcome(data: ReportData, contrast: str) -> str:
    """How a contrast in net votes came out against the worth, from its interval alone.

    `tie` (equal in every replicate), `unknown` (no interval), `win` (all of it above the worth),
    `loss` (all of it below minus the worth), `small` (all of it between the two), `behind` or
    `ahead` (all of it on one side of zero, yet it holds the worth or minus the worth), `not a
    win` (below the worth, on neither side of zero), else `open`.
    """
    gap, needed = data.contrast(contrast), _margin(data)
    if data.share(contrast, "share_tied") == 1:
        return "tie"
    if gap.low is None or gap.high is None:
        return "unknown"
    if gap.low > needed:
        return "win"
    if gap.high < -needed:
        return "loss"
    if -needed < gap.low and gap.high < needed:
        return "small"
    if gap.side:
        return "ahead" if gap.side > 0 else "behind"
    return "not a win" if gap.high < needed else "open"


SHORT = {
    "tie": "a tie",
    "unknown": "open, as one replicate has no interval",
    "win": "a win",
    "loss": "a loss",
    "small": "less than is worth having",
    "ahead": "ahead, but open whether by enough",
    "behind": "not a win",
    "not a win": "not a win",
    "open": "open",
}


def verdict(data: ReportData, contrast: str) -> str:
    """The verdict with its reason, held against what was set as worth having."""
    needed = worth(data)
    said = {
        "tie": "a tie in every replicate",
        "unknown": "open, since one replicate gives no interval",
        "win": f"a win, since all of the interval lies above the {needed} set as worth having",
        "loss": f"a loss, since the whole interval is worse by more than the {needed} that matter",
        "small": "no difference worth having, since all of the interval lies within the "
        f"{needed} that would matter",
        "ahead": f"ahead, but open whether by the {needed} set as worth having",
        "behind": f"behind, and open only whether by the {needed} that matter",
        "not a win": f"not a win, since all of the interval lies below the {needed} set as worth "
        "having, and open on which side of zero",
        "open": f"open, since the interval holds the {needed} set as worth having and zero",
    }
    return said[outcome(data, contrast)]


def reached(data: ReportData) -> str:
    """What targeted delivery does to reach, from the paired difference."""
    gap = data.contrast("segmented-broadcast", "reach_rate")
    if not gap.known or silenced(data):
        return ""
    if gap.mean == 0:
        return "In this run segmented and broadcast reached the same share of the electorate."
    fewer = gap if (gap.mean or 0) > 0 else gap.flipped()
    told = show(fewer, "rate").replace(" %", " points", 1)
    word = "more" if fewer is gap else "less"
    return f"In this run segmented reached {told} {word} of the electorate than broadcast."


def equivalent(data: ReportData) -> bool:
    """Whether the ratio's interval lies within 5 % of 1."""
    return bool(data.summary.get("verdict", {}).get("equivalent"))


def ties(data: ReportData, contrast: str = "segmented-broadcast") -> str:
    """How often the first arm was ahead, and how often both came out exactly equal."""
    ahead, tied = (data.share(contrast, which) for which in ("share_ahead", "share_tied"))
    if ahead is None or data.summary.get("replicates") == 1:  # of one, a share tells nothing
        return ""
    first, second = (label(arm) for arm in contrast.split("-"))
    text = f"{first} was ahead of {second} in {digits(ahead, 'rate', 0)} % of the replicates"
    return text + (f" and exactly equal in {digits(tied, 'rate', 0)} %." if tied else ".")


def rung(entry: Mapping[str, object]) -> str:
    """One rung of the ladder in words: what it buys, and for how many votes."""
    gain = Interval.of(entry.get("gain"))
    step, start = (str(entry.get(key, "")) for key in ("step", "from"))
    buys = str(entry.get("buys") or RUNGS.get(step, ""))
    told = difference(gain).removeprefix("a difference of ")
    if gain.side == 0 and gain.bounded and (gain.low, gain.high) != (0, 0):
        told += ", not told apart from zero"
    return f"{label(step)} over {label(start)}: {told}" + (f" ({buys})." if buys else ".")


def ladder(data: ReportData) -> list[str]:
    """The rungs in words, in the ladder's order."""
    return [rung(entry) for entry in data.summary.get("ladder", [])]


def promised(data: ReportData) -> str:
    """What the message test promised and what came, for the arm that splits the test."""
    arm = "segmented" if "segmented" in data.arms else "broadcast"
    raw, shrunk, came = (
        data.arm(arm, measure)
        for measure in ("promised_raw_net_votes", "promised_net_votes", "net_votes")
    )
    if not raw.known and not shrunk.known:
        return ""
    parts = []
    if raw.known:
        parts.append(f"promised {show(raw, 'votes')} as read off the test")
    if shrunk.known:
        parts.append(f"{show(shrunk, 'votes')} after the readings were shrunk")
    return f"For {label(arm)} the message test {', '.join(parts)}; {show(came, 'votes')} came."


def correlations(data: ReportData) -> list[str]:
    """How alike the groups respond, beside the published figure, and how much segments explain."""
    segments = data.summary.get("segments", {})
    party, between, share = (
        Interval.of(segments.get(key))
        for key in ("party_correlation", "segment_correlation", "effect_variance_between")
    )
    told = []
    if party.known:
        told.append(
            "Across messages, the effects among the two parties' supporters correlate at "
            f"{show(party, 'ratio')}; Coppock (2022) measured {COPPOCK}."
        )
    if between.known:
        told.append(f"Between the segments of this run it is {show(between, 'ratio')}.")
    if share.known:
        told.append(
            f"Of all the differences between people in how messages move them, "
            f"{show(share, 'rate')} lie between the segments; the rest lies within them, where "
            "no message to a segment can follow."
        )
    return told
