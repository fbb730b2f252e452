"""What does each number of a result mean? Names and units are the code's own."""

from __future__ import annotations

from docs.site.markdown import page, plain, table
from msim.core.arms import ARMS
from msim.experiment.engine.counted import Measure
from msim.experiment.engine.measures import MEASURES

UNITS = {
    "votes": "votes", "rate": "share", "points": "points (per cent)", "money": "currency",
    "ratio": "ratio", "number": "number",
}  # fmt: skip
ONLY = {
    "districts": "districts", "mandate": "mandates", "earned": "earned reach",
    "selected": "selected audiences",
}  # fmt: skip
INTRODUCTION = """\
Each measure belongs to an arm, `segmented.net_votes`, or to the difference of two arms of the same
world, `segmented-broadcast.net_votes`; `net_votes` and `reach_rate` also to the ratio of two,
`segmented/broadcast.net_votes`. These names stand in `summary.json`, in `outcomes.csv`, and in the
target of a study."""
WORLDS = """\
## Worlds and surveys

A **world** is one draw of everything: the country, what its messages do, who meets them, and the
swing. In each world the message test is drawn several times. These **surveys** ask people of the
same country, and each leads to plans of its own. A world's number is the average over its surveys,
and `naive` is the average over all messages. One survey of one world is a **single election**.

In `summary.json`, `replicates` counts the worlds and `surveys` the surveys in each. In
`outcomes.csv` each row is a single election: `arm`, `replicate` (the number of its world), `survey`
(the number of its survey), `measure`, `value`. The mean of those rows is the `plain` mean below."""
PARTS = """\
## What stands beside each

`mean` over worlds, and what surrounds it:

| part | meaning |
| --- | --- |
| `low`, `high` | bounds of the 95 % interval of the *mean* over worlds; differences are paired |
| `plain` | the mean without adjustment, where `mean` is adjusted |
| `reason` | why there is no number, or no interval |
| `q025`, `q975` | where 95 % of *single elections* lie, which is another thing |
| `share_positive` | share of single elections above zero |
| `share_ahead`, `share_tied` | of a contrast: single elections with the first arm ahead, or equal |
| `outcome` | of a contrast: how it came out, in one word (below) |

From ten worlds on, means of votes are adjusted: how good the messages of a world happen to be is
known before anybody votes, and so is what it is on average. What the worlds of a run are off by is
taken out (control variates). That makes intervals narrower.

What cannot be computed is empty (`null`), with a `reason`. An interval of a difference takes five
worlds in which the two arms differ. A cost per net vote takes votes that are gained.

How a contrast in net votes came out is its `outcome`, held against the worth that was set
beforehand (`run.worth_pp`, in points of vote share). It is the first of these that is so:

| outcome | what is so |
| --- | --- |
| `tie` | both arms are equal in every survey of every world |
| `unknown` | there is no interval: too few worlds, or too few in which the two differ |
| `win` | the whole interval lies above the worth |
| `loss` | the whole interval lies below minus the worth |
| `small` | the whole interval lies between the two: no difference that matters |
| `ahead`, `behind` | the whole interval lies above, or below, zero; whether by enough is not told |
| `not a win`, `not a loss` | no gain, or no loss, that matters; which arm is ahead is not told |
| `open` | anything is possible: too close to call |

Exchanging the two arms mirrors the outcome. A ratio's outcome is that of the ratio less one, with a
worth of 0."""


def pages() -> dict[str, str]:
    """The one page, by place."""
    rows = [
        (f"`{name}`", plain(each.label), UNITS[each.unit], _told(each))
        for name, each in MEASURES.items()
    ]
    arms = [(f"`{name}`", plain(arm.title), plain(arm.does)) for name, arm in ARMS.items()]
    head = ("name", "on the page", "unit", "definition")
    return {
        "reference/measures.md": page(
            "Measures and arms", INTRODUCTION, WORLDS, table(head, rows), PARTS, "## The arms",
            table(("arm", "in a sentence", "what it does"), arms),
        )
    }


def _told(measure: Measure) -> str:
    only = f" (with {ONLY[measure.when]} only)" if measure.when else ""
    return measure.meaning.replace("|", "\\|").removesuffix(".") + only
