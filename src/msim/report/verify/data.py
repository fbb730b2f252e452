"""What msim obtains for published results as one record; what its page and figure read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from msim.core.text import MINUS, NOTHING
from msim.published import run
from msim.published.row import Kind
from msim.published.run import Verified


@dataclass(frozen=True)
class VerifyData:
    """Rows with what was obtained for each. manifest: version, packages, platform and timing."""

    rows: Sequence[Verified]
    seed: int
    quick: bool
    manifest: Mapping[str, Any]

    @property
    def summary(self) -> dict[str, Any]:
        """What `msim verify --json` prints."""
        return {"msim": self.manifest["msim"], **run.summary(self.rows, self.seed)}

    def of_kind(self, kind: Kind) -> list[Verified]:
        """The rows of one kind, in their order."""
        return [each for each in self.rows if each.row.kind == kind]

    @property
    def outside(self) -> list[str]:
        """The names of the rows that count and are outside what is accepted."""
        return [each.row.id for each in self.rows if each.verdict == "outside"]

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """`rows`, one a published result, and one a region, by the name of its row.

        kind: one of the five kinds of answer. mark: how the published figure is known.
        """
        rows = pd.DataFrame([
            {
                "id": each.row.id, "source": each.row.source, "what": each.row.what,
                "unit": each.row.unit, "kind": each.verdict, "published": each.row.said,
                "mark": each.row.mark, "mean": each.obtained.mean,
                "low": each.obtained.low, "high": each.obtained.high,
                "lowest": each.row.accepted[0], "highest": each.row.accepted[1],
                "tolerance": each.row.tolerance, "bounds_set": each.row.bounds,
                "inside": each.inside, "condition": each.row.condition,
            }
            for each in self.rows
        ])  # fmt: skip
        regions = {
            f"region-{each.row.id}": pd.DataFrame(
                region.values,
                index=pd.Index(region.rows, name=region.down),
                columns=list(region.columns),
            ).reset_index()
            for each in self.rows
            if (region := each.obtained.region) is not None
        }
        return {"rows": rows, **regions}

    @property
    def footer(self) -> str:
        """What figure and page say of themselves."""
        often = " \u00b7 a tenth of the draws" if self.quick else ""
        return f"msim verify \u00b7 seed {self.seed} \u00b7 msim {self.manifest['msim']}{often}"


def interval(each: Verified) -> str:
    """The interval of what was obtained, in brackets; empty where there is none."""
    got = each.obtained
    if got.low is None or got.high is None:
        return ""
    return f"[{number(got.low)}, {number(got.high)}]"


def accepted(low: float | None, high: float | None) -> str:
    """What counts as inside, in words.

    >>> accepted(-1.0, None), accepted(None, 25.5), accepted(0.4, 2.4)
    ('at least −1', 'at most 25.5', '0.4 to 2.4')
    """
    if low is None:
        return f"at most {number(high)}"
    if high is None:
        return f"at least {number(low)}"
    return f"{number(low)} to {number(high)}"


def number(value: float | None) -> str:
    """A number to three digits, thousands separated.

    >>> number(2886.3), number(-0.0806), number(1.42), number(25.0), number(None)
    ('2,886', '−0.081', '1.42', '25', '–')
    """
    if value is None:
        return NOTHING
    size = abs(value)
    decimals = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    text = f"{round(size, decimals):,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if decimals else text
    return MINUS + text if value < 0 and text != "0" else text
