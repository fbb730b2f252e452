"""Draws the picture of the README: null, baseline and divisive on the same axes.

Run by `make figures`; every number in it is computed here and lies beside it as CSV.
"""

from __future__ import annotations

from pathlib import Path

import msim
from msim.report.common.drawing import png, svg
from msim.report.run.figures.worlds import worlds

HERE = Path(__file__).resolve().parent
NOTES = {
    "null": "one best message for all",
    "baseline": "as published evidence has it",
    "divisive": "messages that split the voters",
}


def main() -> None:
    """Run the three shipped worlds and write the picture and its data."""
    summaries = {name: msim.compare(msim.load(name)).summary for name in NOTES}
    figure = worlds(summaries, NOTES)
    picture = svg(figure)
    (HERE / "three-worlds.svg").write_text(picture, encoding="utf-8")
    (HERE / "three-worlds.png").write_bytes(png(picture))
    figure.frame.to_csv(HERE / "three-worlds.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
