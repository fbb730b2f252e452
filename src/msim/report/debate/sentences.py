"""The verdict in words: the facts of its sentences, which are in `sentences.md.jinja`."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msim.claims.claim import SIDES, DebateClaim, Range
from msim.claims.decides import CASE, Crossing, Turn
from msim.claims.run import ClaimResult
from msim.claims.verdict import Estimate, Verdict, by_thresholds, judge
from msim.claims.worlds import spread
from msim.core.errors import InputError
from msim.core.text import MINUS
from msim.report.common.sentences import sentences
from msim.scenario import keydocs
from msim.scenario.keytexts import ASSUMPTION
from msim.scenario.phrases import amount

said = sentences("debate")
WEAK = 0.25
"""A split that removes less of the mixture than this does not decide."""


def origin(of: Range) -> str:
    """Where a range comes from: a row of the evidence, an assumption, or the claim's own numbers.

    Numbers that a claim's file states are its own unless they lie within what the row publishes.
    """
    known = keydocs.explain(of.bare)
    published = known.published if known.source == of.source else None
    if not of.stated or of.source == ASSUMPTION:
        return of.source
    within = published is not None and published[0] <= of.low and of.high <= published[1]
    return of.source if within else said.own_range(of.source)


def statement(found: ClaimResult) -> str:
    """The verdict, the central estimate, the range over worlds and the prior, in sentences."""
    claim = found.claim
    parts = [
        said.opening(found.verdict),
        said.held(*found.verdict.held),
        reach(found),
        corner(found),
        "" if found.turn is None else turning(found.turn, claim),
        central(claim, found.estimate),
        other_reading(found),
        *(crossing(claim, case, each) for case, each in found.break_evens.items()),
        across(claim, [world.answer.mean for world in found.of("split")], found.moves),
        which_way(found) if claim.quantity == "changed" else "",
        prior(found.verdicts["split"], found.verdicts["uniform"]),
        failed(found.errors),
    ]
    return " ".join(part for part in parts if part)


def turning(turn: Turn, claim: DebateClaim) -> str:
    """On what it turns, and where."""
    decides = turn.explained >= WEAK
    shares = turn.win_above, turn.win_below, (turn.held_above, turn.held_below)
    if turn.key == CASE:
        cases = [f"\u201c{name}\u201d" for name in turn.wins_in]
        return said.turns_by_case(decides, cases, *shares)
    at = placed(claim, turn.key, turn.at or 0.0, turn.low, turn.high)
    return said.turns_at(decides, label(turn.key), at, *shares)


def ceilings(found: ClaimResult) -> str:
    """The worth beside what could be had at most, case by case; empty where that is not asked."""
    claim, told = found.claim, []
    for case, at in found.ceiling.items():
        part = abs(claim.worth) / at.mean if at.mean > 0.0 else None
        told.append(said.ceiling(case, interval(claim, at), value(claim, claim.worth), part))
    return " ".join(told)


def reach(found: ClaimResult) -> str:
    """Whether the worth was within reach, of a claim that fell short of it; empty of others."""
    short = {"above": "fails", "below": "holds", "within": "holds"}[found.claim.true_if]
    at = found.top
    if at is None or found.verdict.kind != short:
        return ""
    status = judge(at.low, at.high, abs(found.claim.worth), "above")
    return said.reach(status, interval(found.claim, at))


def corner(found: ClaimResult) -> str:
    """Whether it holds in the most favourable corner of its ranges; empty where none was run."""
    each = found.corner
    return said.corner(each.status, interval(found.claim, each.answer)) if each else ""


def corner_cell(found: ClaimResult) -> str:
    """The same in a cell of a table."""
    each = found.corner
    return said.corner_cell(each.status, interval(found.claim, each.answer)) if each else ""


def other_reading(found: ClaimResult) -> str:
    """An attribution by its other reading; empty of other claims."""
    other = found.other
    if other is None:
        return ""
    rows = [(case, interval(found.claim, at)) for case, at in other.central.items()]
    return said.other_reading(other.verdict.kind, rows)


def central(claim: DebateClaim, at: Estimate) -> str:
    """The answer in the world of central values, and where the claim is true."""
    case = claim.names[0]
    return said.central(claim.quantity, claim.factors, case, interval(claim, at), bound(claim))


def crossing(claim: DebateClaim, case: str, found: Crossing) -> str:
    """Where the answer crosses the worth as one key moves; that it does not, where it does not."""
    if found.at is None:
        of = next(each for each in claim.ranges if each.key == found.key)
        ends = three_digits(of.low), with_unit(claim, found.key, three_digits(of.high))
        return said.never_crosses(case, label(found.key), *ends)
    at = placed(claim, found.key, found.at, found.low, found.high)
    return said.crosses(case, label(found.key), at)


def across(claim: DebateClaim, means: Sequence[float], moves: tuple[str, float]) -> str:
    """The range over worlds, and what moves the answer most."""
    if len(means) < 2:
        return ""
    low, high = spread(means)
    key, correlation = moves
    written = f"{correlation:.2f}".replace("-", MINUS)
    return said.across(bare(claim, low), value(claim, high), label(key) if key else "", written)


def other_rules(found: ClaimResult) -> str:
    """Whether another rule gives another verdict."""
    others = sorted({*by_thresholds(found.verdict).values()} - {found.verdict.kind})
    return said.other_rules(found.verdict.kind, others)


def which_way(found: ClaimResult) -> str:
    """In how many of the worlds where winners change often it is for the better."""
    often = [world.answer for world in found.of("split") if world.answer.mean > found.claim.worth]
    if not often:
        return ""
    first, second = (*found.claim.contrast.arms, str(found.claim.against))[:2]
    return said.which_way(len(often), first, second, sum(each.net > 0.0 for each in often))


def prior(split: Verdict, uniform: Verdict) -> str:
    """Whether the verdict depends on how worlds are drawn.

    >>> prior(Verdict("holds", 9, 0, 1), Verdict("holds", 10, 0, 0))
    'With plain uniform ranges the verdict is the same.'
    """
    return said.same_prior() if split.kind == uniform.kind else said.other_prior(uniform)


def failed(errors: Sequence[str]) -> str:
    """How many worlds could not be made, and why the first could not."""
    return said.failed(len(errors), errors[0]) if errors else ""


def interval(claim: DebateClaim, at: Estimate, unit: str = "") -> str:
    """Mean and interval in the claim's unit, or in that unit's short name."""
    if at.low is None or at.high is None:
        return value(claim, at.mean, unit)
    low, high = (bare(claim, end, at) for end in (at.low, at.high))
    return f"{bare(claim, at.mean, at)} [{low}, {high}] {unit or unit_words(claim)}".strip()


def value(claim: DebateClaim, number: float, unit: str = "") -> str:
    """A number with its unit."""
    return f"{bare(claim, number)} {unit or unit_words(claim)}".strip()


def scale(claim: DebateClaim) -> float:
    """By what its numbers are multiplied when they are written: 100 for shares."""
    return 100.0 if claim.unit.startswith(("share", "probability")) else 1.0


def unit_words(claim: DebateClaim) -> str:
    """The unit as it follows a number."""
    if scale(claim) == 1.0:
        return claim.unit
    what = claim.unit.removeprefix("share of ")
    return f"% of {what}" if what != claim.unit else "percentage points"


def bare(claim: DebateClaim, number: float, at: Estimate | None = None) -> str:
    """A number without its unit, as fine as its interval bears."""
    times = scale(claim)
    wide = abs(number) * times
    if at is not None and at.low is not None and at.high is not None:
        wide = max((at.high - at.low) / 2.0 * times, 1e-6)
    places = max(0, min(3, 1 - math.floor(math.log10(wide)))) if wide > 0.0 else 2
    rounded = round(number * times, places) + 0.0
    return f"{rounded:.{places}f}".replace("-", MINUS)


def bound(claim: DebateClaim) -> str:
    """What counts as true, after `where it lies`."""
    worth = value(claim, claim.worth)
    return f"within {worth} of zero" if claim.true_if == "within" else f"{claim.true_if} {worth}"


def label(key: str) -> str:
    """A key as people say it."""
    side, _, bare_key = key.partition(".")
    if side in SIDES:
        return said.other_side(keydocs.label(bare_key), side)
    return CASE if key == CASE else keydocs.label(key)


def placed(
    claim: DebateClaim, key: str, at: float, low: float | None, high: float | None
) -> str:
    """A value of a key with the interval around it, where there is one, and its unit."""
    known = low is not None and high is not None and not math.isnan(low)
    bounds = f" [{three_digits(low or 0.0)}, {three_digits(high or 0.0)}]" if known else ""
    return with_unit(claim, key, f"{three_digits(at)}{bounds}")


def with_unit(claim: DebateClaim, key: str, number: str) -> str:
    """A number of a key with its unit."""
    return f"{number} {unit_of(key, claim.scenario.budget.currency)}".strip()


def unit_of(key: str, currency: str = "currency") -> str:
    """The unit of a key as it follows a number; empty for shares, correlations and counts.

    >>> unit_of("messages.mean_effect_pp"), unit_of("data.validity"), unit_of("budget.total", "USD")
    ('points of vote choice', '', 'USD')
    """
    try:
        unit = keydocs.explain(key).unit
    except InputError:
        return ""
    if unit == "share of a forced exposure":
        return "forced exposures"
    known = ("points", "currency", "days", "logits", "data points", "attempts")
    return unit.replace("currency", currency, 1) if unit.startswith(known) else ""


def three_digits(number: float) -> str:
    """A number of a key in three digits.

    >>> three_digits(21_345_678.0), three_digits(0.01234), three_digits(1.0)
    ('21,300,000', '0.0123', '1')
    """
    if number == 0.0:
        return "0"
    places = 2 - math.floor(math.log10(abs(number)))
    return amount(round(number, places)).replace("-", MINUS)
