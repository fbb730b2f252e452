"""Draws the picture of the README: four worlds on the same axes.

Run by `make figures`; every number in it is computed here and lies beside it as CSV.
"""

from __future__ import annotations

from pathlib import Path

import msim
from msim.report.common.drawing import png, svg
from msim.report.run.figures.worlds import worlds

HERE = Path(__file__).resolve().parent
NOTES = {
    "null": "everybody responds alike",
    "baseline": "the parties differ as published",
    "baseline, 0.5": "they differ as much as published at most",
    "divisive": "messages that split the voters",
}
MOST = "messages.party_correlation=0.5"


def main() -> None:
    """Run the worlds and write the picture and its data."""
    summaries = {
        name: msim.compare(msim.load(name.split(",")[0], [MOST] if "," in name else [])).summary
        for name in NOTES
    }
    figure = worlds(summaries, NOTES)
    picture = svg(figure)
    (HERE / "four-worlds.svg").write_text(picture, encoding="utf-8")
    (HERE / "four-worlds.png").write_bytes(png(picture))
    figure.frame.to_csv(HERE / "four-worlds.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
