"""Names, units and colours: one word, one unit and one colour for each thing, everywhere.

Colours are those of Okabe and Ito (2008), "Color universal design", which stay apart for
readers with any of the common forms of colour blindness, and two of Tol's muted scheme (2021,
"Colour schemes") that stay apart from them; and no figure relies on colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from msim.core.text import Unit


@dataclass(frozen=True)
class Measure:
    """One measure: its name in files, what a reader calls it, and its unit."""

    name: str
    label: str
    unit: Unit


_MEASURES: Final = (
    Measure("reach_rate", "reach 1+", "rate"),
    Measure("expected_reach_rate", "reach 1+, closed form", "rate"),
    Measure("reach_3_rate", "reach 3+", "rate"),
    Measure("average_frequency", "average frequency", "number"),
    Measure("grp", "gross rating points", "number"),
    Measure("on_target_reach", "on-target reach", "rate"),
    Measure("on_target_rate", "impressions on target", "rate"),
    Measure("waste_rate", "waste", "rate"),
    Measure("spend", "spend", "money"),
    Measure("unspent", "unspent", "money"),
    Measure("cost_per_reached", "cost per reached voter", "money"),
    Measure("net_votes", "net votes", "votes"),
    Measure("own_votes", "own votes", "votes"),
    Measure("cost_per_net_vote", "cost per net vote", "money"),
    Measure("vote_share_pp", "vote share", "points"),
    Measure("turnout_pp", "turnout", "points"),
    Measure("win_prob", "probability of winning", "rate"),
    Measure("promised_net_votes", "promised net votes", "votes"),
    Measure("promised_shrunk_net_votes", "promised net votes, shrunk", "votes"),
    Measure("seats", "seats", "number"),
    Measure("electoral_votes", "electoral votes", "number"),
    Measure("split", "split results", "rate"),
    Measure("efficiency_gap", "efficiency gap", "rate"),
    Measure("mean_minus_median", "mean minus median", "rate"),
    Measure("electorate_share_pp", "share of electorate", "points"),
    Measure("earned_reach_rate", "earned reach", "rate"),
    Measure("audience_share", "audience", "rate"),
)
MEASURES: Final = {measure.name: measure for measure in _MEASURES}
MAIN_MEASURES: Final = (
    "reach_rate", "reach_3_rate", "average_frequency", "on_target_reach", "net_votes",
    "cost_per_net_vote", "win_prob", "promised_net_votes",
)  # fmt: skip
# What a run may have besides, in the order in which it is shown: by how the winner is found, and
# by what the campaign does.
COUNTED: Final = {
    "popular": (),
    "districts": ("seats", "electoral_votes", "split"),
    "mandate": ("turnout_pp", "electorate_share_pp"),
}
BESIDES: Final = ("earned_reach_rate", "audience_share")

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
    return MEASURES.get(name, Measure(name, name.replace("_", " "), "number"))


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
