"""All rows, obtained one after another: as records, and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from msim.core.errors import InputError
from msim.execution.here import one_thread
from msim.published.row import Effort, Obtained, Region, Row, Verdict
from msim.published.studies import (
    anchors,
    attributes,
    credibility,
    decay,
    field,
    ground,
    group_noise,
    mistargeting,
    mobilisation,
    parties,
    price,
    small_effects,
    tailoring,
    testing,
)

Progress = Callable[[int, int], None]
"""Called with rows done and rows wanted."""

ROWS: tuple[Row, ...] = tuple(
    row
    for study in (
        testing, price, group_noise, small_effects, attributes, tailoring, field, mobilisation,
        ground, decay, credibility, parties, mistargeting, anchors,
    )
    for row in study.ROWS
)  # fmt: skip
"""Every row, in the order in which they are shown."""


@dataclass(frozen=True)
class Verified:
    """A row with what was obtained for it."""

    row: Row
    obtained: Obtained

    @property
    def inside(self) -> bool | None:
        """Whether it lies within the tolerance; None where nothing could."""
        return self.row.inside(self.obtained) if self.row.judged else None

    @property
    def verdict(self) -> Verdict:
        """Which of the five kinds of answer it is."""
        return self.row.verdict(self.obtained)


def obtained(
    quick: bool = False,
    seed: int = 1,
    names: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> list[Verified]:
    """Obtain every row, or those named. quick: a tenth of the draws, for a first look.

    The same seed gives the same numbers. Raises InputError for a name or a seed that cannot be.

    >>> [found.row.id for found in obtained(quick=True, names=["tailoring-seen"])]
    ['tailoring-seen']
    """
    if seed < 0 or seed > 2 * 10**18:
        raise InputError(f"seed = {seed}: must be between 0 and 2e18")
    known = {row.id: row for row in ROWS}
    for name in names or ():
        if name not in known:
            raise InputError(f"no such row '{name}'; there are {', '.join(known)}")
    wanted = list(ROWS) if names is None else [known[name] for name in names]
    effort, verified = Effort(seed, quick), []
    with one_thread():
        for row in wanted:
            verified.append(Verified(row, row.run(effort)))
            if progress is not None:
                progress(len(verified), len(wanted))
    return verified


def summary(verified: Sequence[Verified], seed: int) -> dict[str, Any]:
    """What `msim verify --json` prints."""
    kinds = Counter(each.verdict for each in verified)
    return {
        "rows": [_row(each) for each in verified],
        "seed": seed,
        "inside": kinds["inside"],
        "outside": kinds["outside"],
        "kinds": {verdict: kinds[verdict] for verdict in get_args(Verdict)},
    }


def _row(each: Verified) -> dict[str, Any]:
    row, got = each.row, each.obtained
    low, high = (got.low, got.high) if row.by_interval else row.accepted
    half = None
    if row.published is not None and low is not None and high is not None:
        half = (high - low) / 2.0
    return {
        "id": row.id,
        "source": row.source,
        "what": row.what,
        "unit": row.unit,
        "published": row.published,
        "published_words": row.said,
        "mark": row.mark,
        "condition": row.condition,
        "obtained": {"mean": got.mean, "low": got.low, "high": got.high,
                     "region": _region(got.region)},
        "tolerance": half,
        "tolerance_words": row.tolerance,
        "accepted": {"low": low, "high": high},
        "bounds_set": row.bounds,
        "kind": each.verdict,
        "inside": each.inside,
    }  # fmt: skip


def _region(region: Region | None) -> dict[str, Any] | None:
    if region is None:
        return None
    return {
        "down": region.down, "rows": list(region.rows), "across": region.across,
        "columns": list(region.columns), "values": [list(row) for row in region.values],
        "unit": region.unit, "reached": region.reached, "where": region.where,
    }  # fmt: skip
