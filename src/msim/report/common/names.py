"""What does a reader call an arm or a measure, and in which colour is it drawn?

Names, units and colours come from `msim.core.arms` and `msim.experiment.engine.measures`: one word,
one unit and one colour for each thing, everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from msim.core.arms import LADDER, arm
from msim.experiment.engine.counted import Counted, Measure, measured
from msim.experiment.engine.measures import MEASURES

MAIN_MEASURES: Final = tuple(
    name for name, each in MEASURES.items() if each.shown in ("page", "table")
)
# What a run may have besides, in the order in which it is shown: by how the winner is found, and
# by what the campaign does.
COUNTED: Final = {
    rule: tuple(name for name, each in MEASURES.items() if each.shown == rule)
    for rule in ("popular", "districts", "mandate")
}
BESIDES: Final = tuple(
    name for name, each in MEASURES.items() if each.shown in ("earned", "selected")
)

# What the probability of winning is the probability of, by how the winner is found.
WINNING: Final = {
    "popular": "winning",
    "districts": "a majority of electoral votes",
    "mandate": "reaching the mandate",
}


def measure(name: str) -> Measure:
    """The measure of this name; one that is not known is a plain number under its own name."""
    known = MEASURES.get(name)
    if known is not None:
        return known
    return replace(measured(name.replace("_", " "), "number")(_uncounted), name=name)


def _uncounted(counted: Counted) -> float:
    return float("nan")


def colour(name: str) -> str:
    """The arm's colour, the same in every figure (`#rrggbb`).

    >>> colour("broadcast"), colour("segmented")
    ('#0072B2', '#D55E00')
    """
    return arm(name).colour


def label(arm: str) -> str:
    """The arm's name for a reader.

    >>> label("segmented_free")
    'segmented free'
    """
    return arm.replace("_", " ")


def title(name: str) -> str:
    """Who the arm is, as a sentence says it.

    >>> title("broadcast"), title("by_party")
    ('the single-message campaign', 'by party')
    """
    return arm(name).title


def rung_name(step: str, start: str, selected: bool) -> str:
    """What a rung of the ladder buys, in a word or two, those that it skips with it.

    `selected` says whether targeted delivery goes to an audience that was picked.

    >>> rung_name("broadcast", "naive", False), rung_name("broadcast", "silent", False)
    ('testing', 'any message + testing')
    >>> rung_name("segmented", "segmented_free", True)
    'targeted delivery + audience'
    """
    found = [arm(step).buys]
    if step in LADDER:
        first = LADDER.index(start) + 1 if start in LADDER else 0
        found = [arm(each).buys for each in LADDER[first : LADDER.index(step) + 1]]
    if selected and arm(step).picks and not arm(start).picks:
        found.append("audience")
    return " + ".join(part for part in found if part)


def origin(summary: Mapping[str, Any]) -> str:
    """What every figure and page says of itself."""
    scenario = summary["scenario"]
    return (
        f"synthetic \u00b7 scenario {scenario['name']} {str(scenario['hash'])[:8]} \u00b7 "
        f"seed {summary['seed']} \u00b7 msim {summary['msim']}"
    )
