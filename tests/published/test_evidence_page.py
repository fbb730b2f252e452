"""The page of the evidence lists every row as the code has it, and which bounds came first."""

from __future__ import annotations

import re
from pathlib import Path

from msim.published.run import ROWS
from msim.published.studies.group_noise import SPLITS

PAGE = (Path(__file__).parents[2] / "docs" / "evidence.md").read_text(encoding="utf-8")


def test_the_table_has_every_row_in_its_words() -> None:
    listed = re.findall(r"^\| \*\*([\w-]+)\*\* \| (.*) \|$", PAGE, re.M)
    first = {"before": "yes", "after": "no"}
    made = {
        row.id: " | ".join((
            row.kind, f"{row.said} ({row.mark})", row.condition, row.tolerance,
            first.get(row.bounds, row.bounds) if row.judged else "–",
        ))
        for row in ROWS
    }  # fmt: skip
    assert dict(listed) == made


def test_the_table_of_noise_has_the_computed_correlations() -> None:
    for name, split in SPLITS.items():
        cells = (f"{split.first:g}, {split.second:g}", f"{split.contrasts}",
                 f"{split.published:.2f}", f"{split.by_noise:.2f}")
        assert f"| {name} | {' | '.join(cells)} |" in PAGE


def test_rows_that_the_page_discusses_exist() -> None:
    part = PAGE.split("## Published results that")[1].split("### The model of credibility")[0]
    names = set(re.findall(r"`([a-z]+-[a-z0-9-]+)`", part)) - {"group-noise"}
    assert names and names <= {row.id for row in ROWS}
