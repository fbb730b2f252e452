"""How did the points of a study come out? Each by the one rule, counted, and by the worth.

Five answers that no point has two of: it wins by enough to matter, makes no difference that
matters, loses by enough to matter, falls short by an amount that cannot be told, or is too close to
call. The worth is somebody's choice, fixed before anything is run; `by_worth` says what the shares
would be with another.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from msim.core.arrays import Floats, Ints
from msim.core.verdict import Outcome, asked
from msim.study import numbers
from msim.study.analyze import points, worlds
from msim.study.analyze.alike import once
from msim.study.analyze.shares import Share, share
from msim.study.analyze.worlds import Shifts
from msim.study.records import Design

ANSWERS: Final[Mapping[str, tuple[Outcome, ...]]] = {
    "win": ("win",),
    "small": ("small", "tie"),
    "short": ("behind", "not a win"),
    "loss": ("loss",),
    "open": ("ahead", "not a loss", "open", "unknown"),
}
"""What a point can say, and the outcomes that say it."""
SHORT: Final = ("small", "short", "loss")
"""Answers of what falls short of the worth."""
WORTHS: Final = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2)
"""Points of vote share that somebody may hold to be enough."""
_PLACES: Final = {name: number for number, name in enumerate(ANSWERS)}
_FAILED: Final = -1


def answers(design: Design, table: pd.DataFrame, measure: str = "",
            worth: Floats | None = None) -> list[str]:  # fmt: skip
    """(n,) the answer of each point, or `failed`. worth: (n,) instead of the scenario's own."""
    names = [*ANSWERS, "failed"]
    return [names[code] for code in _codes(design, table, measure or design.measure, worth)[:, 0]]


def shares(
    design: Design, table: pd.DataFrame, measure: str = "", worth: Floats | None = None,
    drawn: Shifts | None = None,
) -> dict[str, Share]:  # fmt: skip
    """The share of each answer among the points that have one, and `fall`: of all that fall short.

    drawn: other worlds, where they have been drawn already.

    Intervals count that points hang together in blocks, and that all of them share their worlds;
    where a design is no sample of the space, the worlds alone.
    """
    measure = measure or design.measure
    code = _codes(design, table, measure, worth)[:, 0]
    moved = drawn or (worlds.shifts(table, design.seed) if measure == design.measure else None)
    other = None if moved is None else _codes(design, table, measure, worth, moved)
    block, sampled, again = points.blocks(design, table), design.sampled, ~once(design, table)

    def of(*names: str) -> Share:
        meant = np.zeros(len(ANSWERS) + 1, dtype=bool)  # the last is of a failed point
        meant[[_PLACES[name] for name in names]] = True
        hit = np.where((code == _FAILED) | again, np.nan, meant[code])
        return share(hit, block, None if other is None else meant[other], sampled)

    return {name: of(name) for name in ANSWERS} | {"fall": of(*SHORT)}


def moved(design: Design, table: pd.DataFrame, drawn: Shifts) -> list[list[str]]:
    """(n, draws) the answers where other worlds are drawn; see `answers`."""
    names = np.array([*ANSWERS, "failed"])
    found: list[list[str]] = names[_codes(design, table, design.measure, None, drawn)].tolist()
    return found


def claimed(design: Design, table: pd.DataFrame) -> Share:
    """The share of the points at which the study's claim is true, of those where it can be told.

    Its interval counts the worlds that all points share where the claim is on the target.
    """
    told, claim = points.hits(design, table, "claim"), design.claim
    told = np.where(once(design, table), told, np.nan)
    drawn = worlds.shifts(table, design.seed)
    moved = None
    if claim is not None and claim.measure == design.measure and drawn is not None:
        low, middle, high = (points.part(table, claim.measure, end)[:, None]
                             for end in ("low", "mean", "high"))  # fmt: skip
        ends = {"mean": middle, "low": middle - (middle - low) * drawn.widths,
                "high": middle + (high - middle) * drawn.widths}  # fmt: skip
        moved = numbers.SIGNS[claim.sign](ends[claim.part] + drawn.means, claim.bound)
    sampled = design.sampled
    return share(told, points.blocks(design, table), moved, sampled)


def by_worth(design: Design, table: pd.DataFrame) -> pd.DataFrame:
    """How the shares move as another difference is held to matter; empty where none is set.

    Columns: worth_pp (points of vote share), worth (in the target's unit, in the middle world),
    answer, share, low, high, points.
    """
    own = points.worth(design, table, design.measure)
    set_pp = points.setting(design, table, "run.worth_pp")
    name = design.measure.rpartition(".")[2]
    if "-" not in design.measure or name not in (*points.VOTES, "vote_share_pp") or not own.any():
        return pd.DataFrame(columns=_COLUMNS)
    each = own / np.where(set_pp > 0.0, set_pp, np.nan)
    rows, drawn = [], worlds.shifts(table, design.seed)
    for worth in sorted({*WORTHS, round(float(np.median(set_pp)), 6)}):
        needed = each * worth
        for answer, found in shares(design, table, "", needed, drawn).items():
            rows.append((worth, float(np.median(needed)), answer, found.share, found.low,
                         found.high, found.points))  # fmt: skip
    return pd.DataFrame(rows, columns=_COLUMNS)


_COLUMNS = ["worth_pp", "worth", "answer", "share", "low", "high", "points"]


def _codes(
    design: Design, table: pd.DataFrame, measure: str, worth: Floats | None = None,
    moved: Shifts | None = None,
) -> Ints:  # fmt: skip
    """(n, draws) places of the answers; one draw, the points as they are, unless they are moved."""
    low, high = (points.part(table, measure, end)[:, None] for end in ("low", "high"))
    needed = points.worth(design, table, measure) if worth is None else worth
    known = np.isfinite(low) & np.isfinite(high)
    low, high = np.where(known, low, np.nan), np.where(known, high, np.nan)
    if "/" in measure:  # as the ratio less one, where any difference matters
        low, high, needed = low - 1.0, high - 1.0, np.zeros(len(table))
    tied = (low == 0.0) & (high == 0.0)
    if moved is not None:
        middle, half = (low + high) / 2.0 + moved.means, (high - low) / 2.0 * moved.widths
        low, high = middle - half, middle + half
    told = asked(low, high, needed[:, None])
    place = {outcome: _PLACES[name] for name, each in ANSWERS.items() for outcome in each}
    found = np.select([so for so, _ in told], [place[name] for _, name in told], _PLACES["open"])
    found = np.where(tied, _PLACES["small"], found)
    return np.where(points.failed(table)[:, None], _FAILED, found)
