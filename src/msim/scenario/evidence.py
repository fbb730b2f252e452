"""Where the numbers come from: one record for each published figure that a key rests on.

The rows are in `evidence.toml`. A key of the config names its row; a key without a row is an
assumption and says so. The marks of a row say how each of its figures is known.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class Evidence:
    """One row: the lowest, central and highest published figure, its unit, and who published it.

    `marks` says of `low`, `central` and `high` how each is known: "read", "transcribed", "derived",
    "second hand", "memory" or "assumed".
    """

    id: str
    what: str
    unit: str
    citation: str
    low: float | None = None
    central: float | None = None
    high: float | None = None
    marks: Mapping[str, str] = field(default_factory=dict)


class _Rows(Mapping[str, Evidence]):
    """The rows by name, read when the first is asked for: a run needs none of them to start."""

    @cached_property
    def rows(self) -> dict[str, Evidence]:
        text = Path(__file__).with_name("evidence.toml").read_text(encoding="utf-8")
        return {name: Evidence(name, **row) for name, row in tomllib.loads(text).items()}

    def __getitem__(self, name: str) -> Evidence:
        return self.rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


EVIDENCE: Mapping[str, Evidence] = _Rows()
