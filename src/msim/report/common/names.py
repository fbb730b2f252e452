"""Names, units and colours: one word, one unit and one colour for each thing, everywhere.

Colours are those of Okabe and Ito (2008), "Color universal design", which stay apart for
readers with any of the common forms of colour blindness, and two of Tol's muted scheme (2021,
"Colour schemes") that stay apart from them; and no figure relies on colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

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

COLOURS: Final = {
    "broadcast": "#0072B2",  # blue
    "segmented": "#D55E00",  # vermilion
    "segmented_free": "#E69F00",  # orange
    "naive": "#56B4E9",  # sky blue
    "placebo": "#CC79A7",  # reddish purple
    "oracle": "#009E73",  # bluish green
    "best_single": "#332288",  # indigo, of Tol's muted scheme
    "demographic": "#F0E442",  # yellow
    "individual": "#000000",  # black
    "ground": "#882255",  # wine, of Tol's muted scheme
    "silent": "#999999",
}
OTHER: Final = "#666666"

RUNGS: Final = {
    "silent": "nothing said",
    "naive": "any message",
    "broadcast": "testing",
    "segmented_free": "matching",
    "segmented": "targeted delivery",
    "placebo": "splitting alone",
    "demographic": "demographic cells",
    "individual": "no clusters",
    "ground": "contacts alone",
    "best_single": "a perfect test",
    "oracle": "perfect matching",
}
CLIMB: Final = ("naive", "broadcast", "segmented_free", "segmented")
AIMED: Final = frozenset({"segmented", "placebo", "demographic", "ground"})
BESIDE: Final = frozenset({
    "placebo", "demographic", "individual", "ground", "best_single", "oracle",
})  # fmt: skip

ARMS: Final = {
    "silent": "nobody is sent anything",
    "naive": "one message picked at random, no test, to everybody: the mean over all messages",
    "broadcast": "the message that did best in the test, to everybody",
    "segmented_free": "each segment's own message, delivered at broadcast's price and reach",
    "segmented": "each segment's own message, by targeted delivery: dearer, and only to "
    "voters whom the platform can find",
    "placebo": "as segmented, but each voter's segment is drawn at random",
    "demographic": "a message of its own for each cell of the demographic traits, by targeted "
    "delivery",
    "individual": "each voter's own best message, as predicted from the same test without any "
    "segments, by targeted delivery",
    "ground": "all money on contacts: texts, doorsteps, meetings",
    "best_single": "is told which one message is truly best, and sends it to everybody: what a "
    "perfect test would buy",
    "oracle": "is told how every voter responds to every message, and sends each the best: what "
    "perfect matching adds to a perfect test",
}


def measure(name: str) -> Measure:
    """The measure of this name; one that is not known is a plain number under its own name."""
    known = MEASURES.get(name)
    if known is not None:
        return known
    return replace(measured(name.replace("_", " "), "number")(_uncounted), name=name)


def _uncounted(counted: Counted) -> float:
    return float("nan")


def colour(arm: str) -> str:
    """The arm's colour, the same in every figure (`#rrggbb`).

    >>> colour("broadcast"), colour("an arm of yours")
    ('#0072B2', '#666666')
    """
    return COLOURS.get(arm, OTHER)


def label(arm: str) -> str:
    """The arm's name for a reader.

    >>> label("segmented_free")
    'segmented free'
    """
    return arm.replace("_", " ")


def rung_name(step: str, start: str, selected: bool) -> str:
    """What a rung of the ladder buys, in a word or two, those that it skips with it.

    `selected` says whether targeted delivery goes to an audience that was picked.

    >>> rung_name("broadcast", "naive", False), rung_name("broadcast", "silent", False)
    ('testing', 'any message + testing')
    >>> rung_name("segmented", "segmented_free", True)
    'targeted delivery + audience'
    """
    found = [RUNGS.get(step, "")]
    if step in CLIMB:
        first = CLIMB.index(start) + 1 if start in CLIMB else 0
        found = [RUNGS[arm] for arm in CLIMB[first : CLIMB.index(step) + 1]]
    if selected and step in AIMED:
        found.append("audience")
    return " + ".join(part for part in found if part)


def origin(summary: Mapping[str, Any]) -> str:
    """What every figure and page says of itself."""
    scenario = summary["scenario"]
    return (
        f"synthetic \u00b7 scenario {scenario['name']} {str(scenario['hash'])[:8]} \u00b7 "
        f"seed {summary['seed']} \u00b7 msim {summary['msim']}"
    )
