"""Sentences computed from the numbers of a run: the answer, the ladder, promise and delivery.

No sentence here holds a finding: each is put together from intervals, so that the same code says
"a win" of one world and "a loss" of another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msim.core.text import Interval, digits, show, suffix
from msim.core.verdict import OUTCOMES, Outcome
from msim.core.verdict import outcome as rule
from msim.report.common.names import RUNGS, label
from msim.report.run.data import ReportData
from msim.report.run.worlds import FREE, alike, counted, too_few

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
    """The question answered: reach and votes with their intervals, and the verdict."""
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
    sentences = [
        f"For the same {budget(data)}, segmented reached {show(reach[0], 'rate')} of the "
        f"electorate at least once and broadcast {show(reach[1], 'rate')}; segmented moved "
        f"{_net(votes[0])} and broadcast {_bare(votes[1])}, "
        f"{difference(data.contrast('segmented-broadcast'))}.",
        verdict(data, "segmented-broadcast"),
    ]
    if equivalent(data) and outcome(data, "segmented-broadcast") != "tie":
        ratio = show(data.contrast("segmented/broadcast"), "ratio")
        sentences.append(f"The two are equivalent: their ratio, {ratio}, is within 5 % of 1.")
    if "segmented_free" in data.arms:
        sentences += [_matched(data), alike(data, FREE)]
    return " ".join(filter(None, sentences))


def _matched(data: ReportData) -> str:
    """What matching alone made; nothing where too few differ to say: their number says more."""
    if too_few(data, FREE):
        return ""
    return (
        "With broadcast's own delivery, matching messages to segments made "
        f"{difference(data.contrast(FREE))}: {SHORT[outcome(data, FREE)]}."
    )


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


def _needed(data: ReportData) -> str:
    """The smallest difference that matters, in votes."""
    return digits(_worth(data), "votes", 0) + " votes"


def _worth(data: ReportData) -> float:
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
    return rule(gap.low, gap.high, _worth(data), tied == 1.0)


SHORT: Mapping[Outcome, str] = {
    "tie": "equal in every survey",
    "unknown": "too few worlds to say",
    "win": "a win",
    "loss": "a loss",
    "small": "no difference that matters",
    "ahead": "ahead for certain, perhaps not by enough to matter",
    "behind": "behind for certain, perhaps not by enough to matter",
    "not a win": "too close to call, but no gain that matters",
    "not a loss": "too close to call, but no loss that matters",
    "open": "too close to call",
}
"""Each outcome in a few words."""


def verdict(data: ReportData, contrast: str) -> str:
    """The verdict of a contrast in net votes, in a sentence or two."""
    first, needed, worlds = label(contrast.split("-")[0]), _needed(data), counted(data)
    beyond = f"by more than the {needed} that matter" if _worth(data) else "by any margin"
    unsure = f"Whether by enough to matter ({needed}), {worlds} cannot tell."
    close = "Too close to call."
    said: dict[Outcome, str] = {
        "tie": "Equal in every survey.",
        "unknown": alike(data, contrast) or "Too few worlds to say which is ahead.",
        "win": f"A win {beyond}.",
        "loss": f"A loss {beyond}.",
        "small": f"No difference that matters: less than {needed} either way.",
        "ahead": f"Ahead for certain. {unsure}",
        "behind": f"Behind for certain. {unsure}",
        "not a win": f"{close} If {first} is ahead, then not by enough to matter ({needed}).",
        "not a loss": f"{close} If {first} is behind, then not by enough to matter ({needed}).",
        "open": f"{close} {worlds} cannot tell which is ahead.",
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


def rung(entry: Mapping[str, object]) -> str:
    """One rung of the ladder in words: what it buys, and for how many votes."""
    gain = Interval.of(entry.get("gain"))
    step, start = (str(entry.get(key, "")) for key in ("step", "from"))
    buys = str(entry.get("buys") or RUNGS.get(step, ""))
    told = difference(gain).removeprefix("a difference of ")
    if gain.side == 0 and gain.bounded and (gain.low, gain.high) != (0, 0):
        told += ", no detectable change"
    return f"{label(step)} over {label(start)}: {told}" + (f" ({buys})." if buys else ".")


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
    if not raw.known:
        return ""
    text = f"The test promised {label(arm)} {show(raw, 'votes')}; {show(came, 'votes')} came."
    if shrunk.known:
        text += f" Shrunk, the promise was {show(shrunk, 'votes')}."
    return text


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
