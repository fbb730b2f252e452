"""What does each number of a result mean? Names and units are the code's own."""

from __future__ import annotations

from docs.site.markdown import page, plain, table
from msim.experiment.estimands import MEASURES, MORE_MEASURES
from msim.report.names import ARMS
from msim.report.names import MEASURES as NAMED

UNITS = {
    "votes": "votes", "rate": "share", "points": "points (per cent)", "money": "currency",
    "ratio": "ratio", "number": "number",
}  # fmt: skip
DEFINITIONS = {
    "reach_rate": "voters who met the campaign at least once, on any channel, over all voters",
    "expected_reach_rate": "the same in expectation, given what each voter uses of each channel",
    "reach_3_rate": "voters who met it three times or more, over all voters",
    "average_frequency": "exposures over the voters reached: how often they met it who met it",
    "grp": "100 × impressions bought / voters; what a frequency cap wastes is in it",
    "on_target_reach": "persuadable voters who met it, over all persuadable voters; persuadable is "
    "a support between `response.persuadable_low` and `response.persuadable_high`",
    "on_target_rate": "impressions on persuadable voters over all impressions",
    "waste_rate": "1 − `on_target_rate`",
    "spend": "all that was spent: media, messages and the survey",
    "unspent": "what could not be spent, as where all contacts that can be made are made",
    "cost_per_reached": "`spend` over the people reached",
    "net_votes": "(change of own votes − change of the other side's) / 2, against `silent` in the "
    "same replicate; whoever switches sides counts one",
    "own_votes": "change of own votes alone, against `silent`",
    "cost_per_net_vote": "`spend` over `net_votes`; empty where the interval of net votes holds 0",
    "vote_share_pp": "own votes over votes cast for either side, × 100",
    "turnout_pp": "votes cast over voters, × 100",
    "win_prob": "probability that the own side wins by `election.rule`, over the national and the "
    "districts' swings, in closed form; the mean over worlds",
    "promised_net_votes": "what the campaign's own test foretold of the votes, as read off it",
    "promised_shrunk_net_votes": "the same after messages' means are shrunk",
    "seats": "districts that the own side wins",
    "electoral_votes": "electoral votes of those districts",
    "split": "share of replicates in which the side with more votes has fewer electoral votes",
    "efficiency_gap": "own less other wasted votes, over all votes; positive is against the own "
    "side (Stephanopoulos and McGhee 2015)",
    "mean_minus_median": "mean less median of the own share over districts; positive is against "
    "the own side (McDonald and Best 2015)",
    "electorate_share_pp": "own votes over all voters, × 100",
    "earned_reach_rate": "voters who met it only because others passed it on, over all voters",
    "audience_share": "voters to whom targeted delivery goes, over all voters",
}
"""Each measure in words: how it is computed in `msim.experiment.estimands` and `.count`."""
ONLY = {
    "seats": "districts", "electoral_votes": "districts", "split": "districts",
    "efficiency_gap": "districts", "mean_minus_median": "districts",
    "electorate_share_pp": "mandates", "earned_reach_rate": "earned reach",
    "audience_share": "selected audiences",
}  # fmt: skip
INTRODUCTION = """\
Each measure belongs to an arm, `segmented.net_votes`, or to the difference of two arms of the same
replicate, `segmented-broadcast.net_votes`; `net_votes` and `reach_rate` also to the ratio of two,
`segmented/broadcast.net_votes`. These names stand in `summary.json`, in `outcomes.csv`, and in the
target of a study."""
PARTS = """\
## What stands beside each

`mean` over replicates, and what surrounds it:

| part | meaning |
| --- | --- |
| `low`, `high` | bounds of the 95 % interval of the *mean*; differences are paired |
| `q025`, `q975` | where 95 % of *single elections* lie, which is another thing |
| `share_positive` | share of replicates above zero |
| `share_ahead`, `share_tied` | of a contrast: replicates with the first arm ahead, or the same |

What cannot be computed is empty (`null`), with a reason.

How a contrast in net votes came out is its `outcome`, held against the worth that was set
beforehand (`run.worth_pp`, in points of vote share). It is the first of these that is so:

| outcome | what is so |
| --- | --- |
| `tie` | both arms are equal in every run |
| `unknown` | there is no interval: too few runs |
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
        (f"`{name}`", plain(NAMED[name].label), UNITS[NAMED[name].unit], _told(name))
        for name in (*MEASURES, *MORE_MEASURES)
    ]
    arms = table(("arm", "what it does"), [(f"`{arm}`", plain(told)) for arm, told in ARMS.items()])
    head = ("name", "on the page", "unit", "definition")
    return {
        "reference/measures.md": page(
            "Measures and arms", INTRODUCTION, table(head, rows), PARTS, "## The arms", arms
        )
    }


def _told(name: str) -> str:
    only = f" (with {ONLY[name]} only)" if name in ONLY else ""
    return DEFINITIONS[name].replace("|", "\\|") + only
