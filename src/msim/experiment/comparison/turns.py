"""Where does it turn? For each main key of a scenario, the value at which the verdict is another.

The verdict is read off the mean difference in net votes between segmented and broadcast, so that it
does not move with the number of worlds: a win above the worth, a loss below minus the worth. Each
key moves alone, on the same worlds at every value; the search is that of `turning`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np
import pandas as pd

from msim.core.errors import InputError, Located
from msim.core.wording import say
from msim.experiment.comparison.compare import run
from msim.experiment.comparison.turning import EVENLY, Answer, KeyAxis, Search, Turning
from msim.scenario.assumed import value
from msim.scenario.keydocs import KeyDoc, explain
from msim.scenario.loading import override
from msim.scenario.model import Scenario
from msim.scenario.outcome import Attribution

Verdict = Literal["win", "small", "loss"]
Span = tuple[float, float]
Progress = Callable[[int, int], None]

ARMS = ("broadcast", "segmented")
HEADLINE = "segmented-broadcast"
WIDER = 0.5
"""How far beyond the published range is looked, on either side, in widths of that range."""
ENOUGH = 0.25
"""How near to the worth is near enough, in worths, where the scenario asks for no precision."""
MAIN = (
    ("messages.party_correlation",),
    ("messages.spread", "messages.between_sd_pp"),
    ("messages.mean_effect_pp",),
    ("premium",),
    ("match_rate",),
    ("data.validity",),
    ("data.party_accuracy",),
    ("test.respondents",),
)
"""What decides most, by the evidence: of names for the same, the one that the scenario uses; names
without a section are of the first channel whose delivery can be targeted."""


@dataclass(frozen=True)
class KeyTurn:
    """Where the verdict turns as one key moves.

    today: its value in the scenario. low, high: the range that was searched. evidence_*: what is
    published, None where nothing is. verdict: today's. turn: the nearest to today's value; `into`
    is the verdict beyond it, "" where there is none in the range. win: the nearest value at which
    a win begins or ends. distance: how far the turn lies from what is published, in widths of that
    range; None where either is missing.
    """

    key: str
    today: float
    low: float
    high: float
    evidence_low: float | None
    evidence_central: float | None
    evidence_high: float | None
    verdict: Verdict
    turn: Turning
    into: Verdict | Literal[""]
    win: Turning
    distance: float | None

    def row(self) -> dict[str, Any]:
        """As a row of a table: turn and win are three columns each."""
        plain = {name: each for name, each in vars(self).items() if name not in ("turn", "win")}
        both = {"turn": self.turn, "win": self.win}
        ends = {f"{name}_{end}": getattr(each, end) for name, each in both.items()
                for end in Turning._fields}  # fmt: skip
        return plain | ends


@dataclass(frozen=True)
class Turned:
    """Where a scenario turns: a row a key, sorted, and a row a value that was run.

    today: the answer as the scenario stands. worlds: on which every value was run.
    """

    keys: tuple[KeyTurn, ...]
    runs: pd.DataFrame
    today: Answer
    worlds: int


def verdict(mean: float, worth: float) -> Verdict:
    """What a mean difference comes to.

    >>> verdict(9.0, 5.0), verdict(-9.0, 5.0), verdict(2.0, 5.0)
    ('win', 'loss', 'small')
    """
    if mean > worth:
        return "win"
    return "loss" if mean < -worth else "small"


def main_keys(scenario: Scenario) -> list[str]:
    """The main keys that the scenario uses.

    >>> main_keys(Scenario())[2:4]
    ['messages.mean_effect_pp', 'channels.social.premium']
    """
    aimed = [f"channels.{name}." for name, each in scenario.channels.items()
             if each.targetable and each.share > 0.0]  # fmt: skip
    keys = []
    for names in MAIN:
        full = [name if "." in name else aimed[0] + name for name in names if "." in name or aimed]
        keys += [name for name in full if value(scenario, name) is not None][:1]
    idle = {"data.party_accuracy": not scenario.data.party_label,
            "test.respondents": not scenario.test.conducted}  # fmt: skip
    return [key for key in keys if not idle.get(key, False)]


def turns(
    scenario: Scenario, keys: Sequence[str] | None = None, progress: Progress | None = None,
    ran: Mapping[str, Any] | None = None, ranges: Mapping[str, Span] = {},
) -> Turned:  # fmt: skip
    """Where the verdict turns for each key, sorted by how near that lies to the evidence.

    keys: the main ones unless given. progress: called with keys done and wanted, and again
    for each world of each value, so that it may raise what ends the search. ran: the
    summary of a run of the scenario, where there is one. ranges: to search in, instead of the
    published one.

    Raises:
        InputError: a key is unknown, no number, not used or without a range, each told; or the
            scenario does not run both arms.
    """
    if not set(ARMS) <= set(scenario.run.arms):
        raise InputError(say("turns_arms", arms=" and ".join(ARMS)))
    asked = list(dict.fromkeys(main_keys(scenario) if keys is None else keys))
    axes = _axes(scenario, asked, ranges)
    if ran is None:
        ran = run(_lean(scenario, {})).summary
    today, worlds = headline(scenario, ran), int(ran["replicates"])
    lean = _lean(scenario, {"precision": 0.0, "replicates": worlds})
    found, tables = [], []
    for done, key in enumerate(asked):
        tick = None if progress is None else _ticking(progress, done, len(asked))
        ask = partial(_ask, lean, key, axes[key].whole, tick)
        here = float(value(lean, key))
        search = Search(axes[key], ask, {here: today}, enough=_enough(scenario))
        found.append(_turn(search, key, here))
        tables.append(search.table().assign(key=key))
    columns = ["key", "value", "mean", "low", "high", "worth"]
    runs = pd.concat(tables)[columns] if tables else pd.DataFrame(columns=columns)
    return Turned(tuple(sorted(found, key=_order)), runs, today, worlds)


def headline(scenario: Scenario, summary: Mapping[str, Any]) -> Answer:
    """The mean difference of a run with its interval, and the worth; NaN where it has none."""
    gap = summary["contrasts"][HEADLINE]["net_votes"]
    ends = {end: math.nan if gap[end] is None else gap[end] for end in ("mean", "low", "high")}
    return {**ends, "worth": scenario.in_votes(scenario.run.worth_pp)}


def _lean(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """The same world and chance with two arms alone, and nothing shared out."""
    made = scenario.run.model_copy(update={"arms": ARMS, **changes})
    return scenario.model_copy(update={"run": made, "attribution": Attribution()})


def _enough(scenario: Scenario) -> float:
    """The scenario's precision in worths."""
    asked, worth = scenario.run.precision, scenario.run.worth_pp
    return asked / worth if asked > 0.0 and worth > 0.0 else ENOUGH


def _ticking(progress: Progress, done: int, wanted: int) -> Progress:
    """What a run calls, world by world, to say how many keys are done."""
    return lambda *_: progress(done, wanted)


def _ask(
    lean: Scenario, key: str, whole: bool, tick: Progress | None, number: float
) -> Answer:
    """The headline with a key at a value."""
    changed = override(lean, {key: int(number) if whole else number})
    return headline(changed, run(changed, tick).summary)


def _turn(search: Search, key: str, here: float) -> KeyTurn:
    """Where the verdict turns; the search knows the answer at today's value."""
    axis = search.axis
    doc, place = explain(key), axis.place(here)
    # What the scenario cannot be, such as a correlation out of reach, is not in the range.
    search.begin(_first(axis, doc), InputError)
    win, loss = (search.turning(side, place) for side in (1.0, -1.0))
    today = search.at(here)
    now = verdict(today["mean"], today["worth"])
    there: list[tuple[Turning, Verdict | Literal[""]]] = [
        (win, "small" if now == "win" else "win"), (loss, "small" if now == "loss" else "loss")
    ]  # fmt: skip
    crossed = [each for each in there if each[0].at is not None]
    turn, into = min(
        crossed, key=lambda each: abs(axis.place(each[0].at or 0.0) - place),
        default=(Turning(None, None, None), ""),
    )  # fmt: skip
    table = search.table()
    known = doc.evidence_low, doc.evidence_central, doc.evidence_high
    low, high = (float(end) for end in (table["value"].min(), table["value"].max()))
    far = _distance(turn.at, doc.published)
    return KeyTurn(key, here, low, high, *known, now, turn, into, win, far)


def _first(axis: KeyAxis, doc: KeyDoc) -> Sequence[float]:
    """Where it is run first: at the ends of the range and of what is published, else evenly."""
    known = [axis.place(end) for end in doc.published or ()]
    inside = [place for place in known if 0.0 < place < 1.0]
    return (0.0, *inside, 1.0) if inside else EVENLY


def _distance(at: float | None, published: Span | None) -> float | None:
    """How far a value lies outside a range, in widths of it.

    >>> _distance(0.4, (0.5, 0.9)), _distance(0.6, (0.5, 0.9))
    (0.25, 0.0)
    """
    if at is None or published is None:
        return None
    low, high = published
    return round(max(low - at, at - high, 0.0) / ((high - low) or 1.0), 12)


def _order(one: KeyTurn) -> tuple[bool, bool, float, float]:
    """Turning points near the evidence first, near today's value first among them; none last."""
    at = one.turn.at
    near = 0.0 if at is None else abs(at - one.today) / ((one.high - one.low) or 1.0)
    return at is None, one.distance is None, one.distance or 0.0, near


def _axes(
    scenario: Scenario, keys: Sequence[str], ranges: Mapping[str, Span]
) -> dict[str, KeyAxis]:
    """Where each key is searched. Raises InputError with all that is wrong with them."""
    axes, problems = {}, []
    for key in keys:
        try:
            axes[key] = _axis(scenario, explain(key), ranges.get(key))
        except InputError as error:
            problems += [Located(each.message, file=f"--keys {key[:60]}")
                         for each in error.problems]  # fmt: skip
    if problems:
        raise InputError(problems)
    return axes


def _axis(scenario: Scenario, doc: KeyDoc, given: Span | None) -> KeyAxis:
    try:
        today = value(scenario, doc.key)
    except (KeyError, AttributeError):  # such as of a channel that there is not
        today = None
    numeric = isinstance(today, int | float) and not isinstance(today, bool)
    if today is None and isinstance(doc.default, int | float | None):
        raise InputError(say("turns_unset"))
    if not numeric:
        raise InputError(say("turns_number", allowed=doc.allowed))
    ends = given or doc.published
    if ends is None and not doc.setting and doc.low is not None and doc.high is not None:
        ends = doc.low, doc.high
    if ends is None:
        raise InputError(say("turns_range"))
    low, high = ends
    if given is None and doc.published is not None:
        far = WIDER * (high - low)
        least = min(low, 0.0)  # where nothing below 0 is published, that is no range
        low = max(low - far, least if doc.low is None else max(doc.low, least))
        high = min(high + far, math.inf if doc.high is None else doc.high)
        low, high = round(low, 12), round(high, 12)
    if isinstance(today, int):
        low, high = float(np.ceil(low)), float(np.floor(high))
    low, high = min(low, today), max(high, today)
    if not low < high:
        raise InputError(say("turns_range"))
    return KeyAxis(low, high, isinstance(today, int))
