"""A claim small enough to be run in a test, as the text of a file."""

from __future__ import annotations

from pathlib import Path

from msim.claims.claim import DebateClaim
from msim.claims.reading import read_claim

TEXT = """\
[population]
name = "tiny"
simulated = 1_000

[segments]
fit_sample = 300
count = 3

[test]
respondents = 600
surveys = 1

[run]
arms = ["silent", "broadcast", "segmented"]

[claim]
id = "tiny"
title = "Segments gain"
who = "a tester"
assertion = "Segments gain something."
source = "a test"
worth = 0.05
true_if = "above"
depends_on = ["money"]
would_change = "Nothing."

[claim.ranges]
"budget.total" = { low = 1_000_000, central = 4_000_000, high = 40_000_000 }
"data.validity" = "evidence"
"""


def written(folder: Path, *changes: tuple[str, str]) -> Path:
    """The file, with some of its text replaced."""
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = folder / "tiny.toml"
    path.write_text(text, encoding="utf-8")
    return path


def claim(folder: Path, *changes: tuple[str, str]) -> DebateClaim:
    """The claim of that file."""
    return read_claim(written(folder, *changes))
