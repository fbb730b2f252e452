"""Writes docs/who-says-what.md: the best case for targeting, and the best case against it.

Run by `make figures`; every number of msim in it is computed here.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

import msim
from msim.core.text import Interval, bounds, mean

HERE = Path(__file__).resolve().parent


@cache
def summary(name: str, *changes: str) -> dict[str, Any]:
    """What a run of the scenario comes to."""
    return msim.compare(msim.load(name, changes)).summary


def gap(name: str, *changes: str, arms: str = "segmented-broadcast") -> str:
    """Net votes by which one arm is ahead of another, with the interval."""
    found = summary(name, *changes)["contrasts"][arms]["net_votes"]
    votes = Interval(found["mean"], found["low"], found["high"])
    sign = "+" if found["mean"] > 0.0 else ""
    return f"{sign}{mean(votes, 'votes')} {bounds(votes, 'votes')}"


def main() -> None:
    """Run the worlds and write the page."""
    places = Environment(
        loader=FileSystemLoader(HERE), undefined=StrictUndefined, keep_trailing_newline=True,
        autoescape=False,
    )
    page = places.get_template("who-says-what.md.jinja")
    worth = f"{summary('baseline')['verdict']['worth_votes']:,.0f}"
    told = page.render(gap=gap, worth=worth)
    (HERE.parent / "who-says-what.md").write_text(told, encoding="utf-8")


if __name__ == "__main__":
    main()
