"""Does the simulator agree with what others published? Their designs, run through our own code.

`rows()` obtains every published result that there is a row for, and `table()` shows them as a
table. `testing_pays` and `group_targeting` are two of the designs with their parameters free: the
message test and the choice of messages, without plan, exposure and response.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msim.published.closed import group_targeting, testing_pays
from msim.published.run import Progress, obtained
from msim.report.common.manifest import made_with
from msim.report.verify.result import Verification

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Verification", "group_targeting", "rows", "table", "testing_pays"]


def rows(
    quick: bool = False,
    seed: int = 1,
    names: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Verification:
    """Obtain every row, or those named. quick: a tenth of the draws, for a first look.

    The same seed gives the same numbers. Raises InputError for a name or a seed that cannot be.

    >>> [found.row.id for found in rows(quick=True, names=["tailoring-seen"])]
    ['tailoring-seen']
    """
    begun = time.perf_counter()
    found = obtained(quick, seed, names, progress)
    timing = {"seconds": time.perf_counter() - begun}
    only = None if names is None else list(names)
    made = made_with(timing, "verify", quick=quick, seed=seed, names=only)
    return Verification.of(found, seed, quick, made)


def table(quick: bool = False, seed: int = 1, names: Sequence[str] | None = None) -> pd.DataFrame:
    """A row a published result: what is published, what is obtained, and of which kind it is.

    >>> table(quick=True, names=["tailoring-seen"])["kind"].tolist()
    ['inside']
    """
    return rows(quick, seed, names).table()
