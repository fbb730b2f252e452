"""The verdict in words, made from the numbers: no sentence here holds a finding."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msim.claims.claim import DebateClaim
from msim.claims.decides import CASE, Crossing, Turn
from msim.claims.run import ClaimResult
from msim.claims.verdict import Estimate, Verdict
from msim.claims.worlds import spread
from msim.core.errors import InputError
from msim.report.debate.labels import LABELS
from msim.scenario.keydocs import explain
from msim.scenario.phrases import amount

PRIOR_WORDS = {
    "split": "half of the mass on each side of the central values",
    "uniform": "plain uniform ranges",
}
WEAK = 0.25
"""A split that removes less of the mixture than this does not decide."""


def statement(found: ClaimResult) -> str:
    """The verdict, the central estimate, the range over worlds and the prior, in sentences."""
    parts = [
        opening(found.verdict),
        turning(found.turn) if found.turn is not None else "",
        central(found.claim, found.estimate),
        *(crossing(found.claim, case, each) for case, each in found.break_evens.items()),
        across(found.claim, [world.answer.mean for world in found.of("split")], found.moves),
        which_way(found) if found.claim.quantity == "changed" else "",
        prior(found.verdicts["split"], found.verdicts["uniform"]),
        failed(found.errors),
    ]
    return " ".join(part for part in parts if part)


def opening(verdict: Verdict) -> str:
    """What the worlds say, with their numbers.

    >>> opening(Verdict("holds", 9, 0, 1))
    'It holds in 9 of 10 worlds and fails in none; 1 is open.'
    """
    counts = f"{verdict.wins} of {verdict.worlds} worlds"
    opens = "" if not verdict.opens else (
        f"; {verdict.opens} {'is' if verdict.opens == 1 else 'are'} open")  # fmt: skip
    if verdict.kind == "holds":
        return f"It holds in {counts} and fails in {_none(verdict.losses)}{opens}."
    if verdict.kind == "fails":
        lost = f"{verdict.losses} of {verdict.worlds} worlds"
        return f"It fails in {lost} and holds in {_none(verdict.wins)}{opens}."
    if verdict.kind == "depends":
        return f"It depends: it holds in {counts} and fails in {verdict.losses}{opens}."
    said = (
        f"It cannot be told: {verdict.opens} of {verdict.worlds} worlds are open "
        f"({verdict.wins} hold, {verdict.losses} fail)"
    )
    if verdict.needed is None:
        return (
            f"{said}, and it cannot be said how many replicates would tell: answers lie on the "
            "worth itself, or the two sides differ too seldom."
        )
    return f"{said}; about {amount(verdict.needed)} replicates a world would tell."


def _none(count: int) -> str:
    return str(count) if count else "none"


def turning(turn: Turn) -> str:
    """On what it turns, and where.

    >>> turning(Turn("data.validity", 0.5, 0.4, 0.6, 0.1, 0.9, 0.6))[:61]
    'What decides is validity of the data: above 0.5 [0.4, 0.6] it'
    """
    first = "What decides is" if turn.explained >= WEAK else "No single key decides; the best is"
    if turn.key == CASE:
        inside = " or ".join(f"'{name}'" for name in turn.wins_in)
        return (
            f"{first} the case: {inside} holds in {_percent(turn.win_above)} of the worlds told, "
            f"the others in {_percent(turn.win_below)}."
        )
    bounds = "" if turn.low is None or math.isnan(turn.low) else (
        f" [{figure(turn.low)}, {figure(turn.high or 0.0)}]")  # fmt: skip
    unit = unit_of(turn.key)
    at = f"{figure(turn.at or 0.0)}{bounds}{' ' + unit if unit else ''}"
    return (
        f"{first} {label(turn.key)}: above {at} it holds in {_percent(turn.win_above)} of the "
        f"worlds told, below in {_percent(turn.win_below)}."
    )


def central(claim: DebateClaim, at: Estimate) -> str:
    """The answer in the world of central values beside the worth."""
    case = f", {claim.names[0]}," if claim.names[0] else ""
    told = TOLD[claim.quantity].format(*claim.factors)
    return (
        f"At the central values{case} {told} {interval(claim, at)}; true is what lies "
        f"{bound(claim)}."
    )


TOLD = {
    "gap": "the difference is",
    "chance": "the probability of winning changes by",
    "changed": "the winner changes in",
    "lost": "it would lose",
    "share": "it is so in",
    "attribution": "{} less {} is",
}
"""How the answer is introduced, by quantity."""


def crossing(claim: DebateClaim, case: str, found: Crossing) -> str:
    """Where the answer crosses the worth as one key moves; that it does not, where it does not."""
    case = f", {case}" if case else ""
    if found.at is None:
        of = next(each for each in claim.ranges if each.key == found.key)
        return (
            f"With all else central{case}, it crosses this line at no value of {label(found.key)} "
            f"from {figure(of.low)} to {figure(of.high)} {unit_of(found.key)}".rstrip() + "."
        )
    bounds = "" if found.low is None or found.high is None else (
        f" [{figure(found.low)}, {figure(found.high)}]")  # fmt: skip
    at = f"{figure(found.at)}{bounds} {unit_of(found.key)}".strip()
    return f"With all else central{case}, it crosses this line where {label(found.key)} is {at}."


def across(claim: DebateClaim, means: Sequence[float], moves: tuple[str, float]) -> str:
    """The range over worlds, and what moves the answer most."""
    if len(means) < 2:
        return ""
    low, high = spread(means)
    said = f"Nine worlds in ten lie between {bare(claim, low)} and {value(claim, high)}"
    if moves[0]:
        said += f"; {label(moves[0])} moves it most (rank correlation {moves[1]:.2f})"
    return said.replace("-", "\u2212") + "."


def which_way(found: ClaimResult) -> str:
    """In how many of the worlds where winners change often it is for the better."""
    often = [world.answer for world in found.of("split") if world.answer.mean > found.claim.worth]
    if not often:
        return ""
    better = sum(each.net > 0.0 for each in often)
    first, second = (*found.claim.contrast.arms, str(found.claim.against))[:2]
    return (
        f"Of the {len(often)} worlds in which winners change more often than that, {first} wins "
        f"more often than {second} in {better} and less often in {len(often) - better}."
    )


def prior(split: Verdict, uniform: Verdict) -> str:
    """Whether the verdict hangs on how worlds are drawn.

    >>> prior(Verdict("holds", 9, 0, 1), Verdict("holds", 10, 0, 0))
    'With plain uniform ranges the verdict is the same.'
    """
    if split.kind == uniform.kind:
        return f"With {PRIOR_WORDS['uniform']} the verdict is the same."
    return (
        f"The verdict changes with the prior: this is with {PRIOR_WORDS['split']}; with "
        f"{PRIOR_WORDS['uniform']} it is '{uniform.kind}' ({uniform.wins} hold, "
        f"{uniform.losses} fail, {uniform.opens} open)."
    )


def failed(errors: Sequence[str]) -> str:
    """How many worlds could not be made, and why the first could not."""
    return f"{len(errors)} worlds could not be made: {errors[0]}." if errors else ""


def interval(claim: DebateClaim, at: Estimate) -> str:
    """Mean and interval in the claim's unit."""
    if at.low is None or at.high is None:
        return value(claim, at.mean)
    low, high = (bare(claim, end, at) for end in (at.low, at.high))
    return f"{bare(claim, at.mean, at)} [{low}, {high}] {unit_words(claim)}".strip()


def value(claim: DebateClaim, number: float) -> str:
    """A number with its unit."""
    return f"{bare(claim, number)} {unit_words(claim)}".strip()


def is_share(claim: DebateClaim) -> bool:
    """Whether the claim's quantity is written in per cent."""
    return claim.unit.startswith(("share", "probability"))


def unit_words(claim: DebateClaim) -> str:
    """The unit as it follows a number."""
    if not is_share(claim):
        return claim.unit
    what = claim.unit.removeprefix("share of ")
    return f"% of {what}" if what != claim.unit else "percentage points"


def bare(claim: DebateClaim, number: float, at: Estimate | None = None) -> str:
    """A number without its unit, as fine as its interval bears."""
    scale = 100.0 if is_share(claim) else 1.0
    wide = abs(number) * scale
    if at is not None and at.low is not None and at.high is not None:
        wide = max((at.high - at.low) / 2.0 * scale, 1e-6)
    places = max(0, min(3, 1 - math.floor(math.log10(wide)))) if wide > 0.0 else 2
    rounded = round(number * scale, places) + 0.0
    return f"{rounded:.{places}f}".replace("-", "\u2212")


def bound(claim: DebateClaim) -> str:
    """What counts as true, after `true is what lies`."""
    worth = value(claim, claim.worth)
    if claim.true_if == "within":
        return f"within {worth} of zero"
    return f"{claim.true_if} {worth}"


def label(key: str) -> str:
    """A key as people say it.

    >>> label("messages.group_correlation"), label("channels.text.users")
    ('how alike groups respond', 'text: users')
    """
    if key == CASE:
        return "the case"
    if key in LABELS:
        return LABELS[key]
    section, *rest = key.split(".")
    last = rest[-1].removesuffix("_pp").removesuffix("_sd").replace("_", " ")
    return f"{rest[0]}: {last}" if section == "channels" else last


def unit_of(key: str) -> str:
    """The unit of a key as it follows a number; empty for shares, correlations and counts.

    >>> unit_of("messages.mean_effect_pp"), unit_of("data.validity")
    ('points of vote choice', '')
    """
    try:
        unit = explain(key).unit
    except InputError:
        return ""
    if unit == "share of a forced exposure":
        return "forced exposures"
    known = ("points", "currency", "days", "logits", "data points", "attempts")
    return unit if unit.startswith(known) else ""


def figure(number: float) -> str:
    """A number of a key in three digits.

    >>> figure(21_345_678.0), figure(0.01234), figure(1.0)
    ('21,300,000', '0.0123', '1')
    """
    if number == 0.0:
        return "0"
    places = 2 - math.floor(math.log10(abs(number)))
    return amount(round(number, places)).replace("-", "\u2212")


def _percent(share: float) -> str:
    return f"{100.0 * share:.0f} %"
