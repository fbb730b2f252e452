"""Draws the ladder of `small` for the first tutorial.

Run by `make figures`; its numbers lie beside it as CSV.
"""

from __future__ import annotations

from pathlib import Path

import msim

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Run the scenario and take the figure and its data from its results folder."""
    folder = msim.compare(msim.load("small")).save(HERE.parents[1] / "build" / "ladder-small")
    for ending in ("svg", "csv"):
        made = (folder / "figures" / f"ladder.{ending}").read_text(encoding="utf-8")
        (HERE / f"ladder-small.{ending}").write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main()
