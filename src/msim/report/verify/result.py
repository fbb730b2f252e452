"""Published results and what msim obtains for them: the result of `msim.verify.rows`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msim.published.run import Verified
from msim.report.common.result import Result
from msim.report.verify.data import VerifyData


@dataclass(frozen=True)
class Verification(Result):
    """The rows, one after the other, each with what was obtained.

    tables: `rows` (a row a published result), and a table for each region by the name of its row.
    """

    room = "verify"
    shown = "rows"

    data: VerifyData

    @classmethod
    def of(
        cls, rows: Sequence[Verified], seed: int, quick: bool, manifest: Mapping[str, Any]
    ) -> Verification:
        """From the rows and how they were made."""
        made = {**manifest, "seed": seed, "quick": quick}
        return cls(VerifyData(rows, seed, quick, made))

    def __iter__(self) -> Iterator[Verified]:
        return iter(self.data.rows)

    def __getitem__(self, index: int) -> Verified:
        return self.data.rows[index]

    def __len__(self) -> int:
        return len(self.data.rows)
