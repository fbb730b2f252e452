"""What is asked of every arm? Each measure is one function, in the order in which tables show them.

Measures are differences of potential outcomes on the same voters, draws and money (Rubin 1974,
Journal of Educational Psychology 66(5)).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum
from typing import TYPE_CHECKING, Final

from msim.experiment.engine.counted import Counted, Measure, measured, of_scenario

if TYPE_CHECKING:
    from msim.core.arrays import Floats
    from msim.scenario.model import Scenario


def over(numerator: float, denominator: float) -> float:
    """A ratio; NaN where there is nothing to divide by."""
    return numerator / denominator if denominator != 0.0 else float("nan")


def _promised(counted: Counted, told_pp: Floats) -> float:
    """Votes foretold, given (rows, channels) points foretold for a saturated dose; NaN if none."""
    if not counted.plan.foretells:
        return float("nan")
    dose: Floats = counted.people * counted.arm.promise_dose / 100.0
    return fsum((dose * told_pp).ravel())


@measured("reach 1+", "rate", short="1+ %", shown="page")
def reach_rate(counted: Counted) -> float:
    """Share of all voters who met the campaign at least once, on any channel.

    Targeted delivery pays a premium for each impression and misses whoever the platform cannot
    find, so the same money reaches fewer.
    """
    return counted.arm.reached / counted.arm.voters


@measured("reach 1+, closed form", "rate")
def expected_reach_rate(counted: Counted) -> float:
    """The same in expectation, given how much each voter uses each channel."""
    return counted.arm.expected_reached / counted.arm.voters


@measured("reach 3+", "rate", short="3+ %", shown="page")
def reach_3_rate(counted: Counted) -> float:
    """Share of all voters who met the campaign three times or more.

    That is often enough to count, by a common rule of thumb.
    """
    return counted.arm.reached_3 / counted.arm.voters


@measured("average frequency", "number", shown="page")
def average_frequency(counted: Counted) -> float:
    """Exposures divided by voters reached: how often those met it who met it at all."""
    return over(counted.arm.exposures, counted.arm.reached)


@measured("gross rating points", "number")
def grp(counted: Counted) -> float:
    """Impressions bought for every 100 voters, those that a frequency cap wastes included."""
    return 100.0 * counted.arm.impressions / counted.arm.voters


@measured("reached by nobody", "rate", shown="table")
def unreached_rate(counted: Counted) -> float:
    """Share of all voters whom no campaign meets.

    Neither the arm nor, where there is an opponent, the other side.
    """
    return float(counted.arm.unheard[0]) / counted.arm.voters


@measured("messages heard", "number", shown="table")
def messages_heard(counted: Counted) -> float:
    """How many different messages the country hears, counted by their audiences.

    One over the sum of squared shares of hearings, a voter who hears a message counting once for
    it: 6 where six messages have audiences of one size, little over 1 where one drowns the others
    (Laakso and Taagepera 1979). Empty where nobody is reached.
    """
    return counted.beside["messages_heard"]


@measured("message in common", "rate", shown="table")
def shared_message_rate(counted: Counted) -> float:
    """Chance that two voters picked at random heard a message in common.

    With one message for everybody it is the square of reach.
    """
    return counted.beside["shared_message_rate"]


@measured("on-target reach", "rate", shown="table")
def on_target_reach(counted: Counted) -> float:
    """Share of the persuadable voters who met the campaign at least once.

    Persuadable are voters whose support lies between `response.persuadable_low` and
    `response.persuadable_high`.
    """
    return over(counted.arm.persuadable_reached, counted.arm.persuadable)


@measured("impressions on target", "rate")
def on_target_rate(counted: Counted) -> float:
    """Share of all impressions that went to persuadable voters."""
    return over(counted.arm.persuadable_impressions, counted.arm.impressions)


@measured("waste", "rate")
def waste_rate(counted: Counted) -> float:
    """Share of all impressions that went to voters who are not persuadable."""
    return 1.0 - on_target_rate.of(counted)


@measured("spend", "money")
def spend(counted: Counted) -> float:
    """All that was spent: media, messages and the survey."""
    return counted.plan.spend


@measured("cost per reached voter", "money")
def cost_per_reached(counted: Counted) -> float:
    """All that was spent, divided by the people reached."""
    return over(counted.plan.spend, counted.people * counted.arm.reached)


@measured("net votes", "votes", short="net votes [interval]", shown="page")
def net_votes(counted: Counted) -> float:
    """Half of what the lead over the other side changes by, compared with saying nothing.

    That is (change of own votes - change of the other side's votes) / 2, in the same world. A voter
    who switches sides counts one.
    """
    return (counted.own - counted.other) / 2.0


@measured("own votes", "votes")
def own_votes(counted: Counted) -> float:
    """Change of own votes alone, compared with a campaign that says nothing."""
    return counted.own


@measured("cost per net vote", "money", short="per vote", shown="page")
def cost_per_net_vote(counted: Counted) -> float:
    """All that was spent, test and messages included, divided by net votes.

    Over worlds it is mean `spend` over mean `net_votes`: a single election may gain next to
    nothing. Empty where votes are lost, or where the interval of net votes includes zero.
    """
    return over(counted.plan.spend, net_votes.of(counted))


@measured("vote share", "points")
def vote_share_pp(counted: Counted) -> float:
    """Own votes as a share of the votes cast for either side, in per cent."""
    return 100.0 * over(counted.arm.own_votes, counted.votes)


@measured("turnout", "points", short="turnout", shown="mandate")
def turnout_pp(counted: Counted) -> float:
    """Votes cast as a share of all voters, in per cent."""
    return 100.0 * counted.votes / counted.arm.voters


@measured("probability of winning", "rate", column="win, %", short="win %", shown="page")
def win_prob(counted: Counted) -> float:
    """Probability of winning by `election.rule`, over the swing that no campaign makes."""
    return counted.beside["win_prob"]


@measured("promised net votes", "votes", short="promised", shown="page")
def promised_net_votes(counted: Counted) -> float:
    """What the campaign's own message test said it would gain.

    The message that tests best was partly lucky, so it usually does worse in the campaign than in
    the test (winner's curse).
    """
    return _promised(counted, counted.plan.promised_raw_pp)


@measured("promised net votes, shrunk", "votes")
def promised_shrunk_net_votes(counted: Counted) -> float:
    """The same after the noisy readings of the test were drawn towards their mean."""
    return _promised(counted, counted.plan.promised_pp)


@measured("unspent", "money")
def unspent(counted: Counted) -> float:
    """What could not be spent, as where all contacts that can be made are made."""
    return counted.plan.unspent


@measured("seats", "number", short="seats", when="districts", shown="districts")
def seats(counted: Counted) -> float:
    """Districts that the own side wins."""
    return counted.beside["seats"]


@measured("electoral votes", "number", short="el. votes", when="districts", shown="districts")
def electoral_votes(counted: Counted) -> float:
    """Electoral votes of the districts that the own side wins."""
    return counted.beside["electoral_votes"]


@measured("expected electoral votes", "number", when="districts")
def expected_electoral_votes(counted: Counted) -> float:
    """Electoral votes that the own side wins on average over the swing that no campaign makes."""
    return counted.beside["expected_electoral_votes"]


@measured("efficiency gap", "rate", when="districts")
def efficiency_gap(counted: Counted) -> float:
    """Own wasted votes less the other side's, over all votes (Stephanopoulos and McGhee 2015).

    Where it is positive, the districts work against the own side.
    """
    return counted.beside["efficiency_gap"]


@measured("mean minus median", "rate", when="districts")
def mean_minus_median(counted: Counted) -> float:
    """Mean less median of the own share over districts (McDonald and Best 2015).

    Where it is positive, the districts work against the own side.
    """
    return counted.beside["mean_minus_median"]


@measured("split results", "rate", short="split %", when="districts", shown="districts")
def split(counted: Counted) -> float:
    """Share of elections in which the side with more votes has fewer electoral votes."""
    return counted.beside["split"]


@measured("share of electorate", "points", column="votes of all voters, %", short="of all",
          when="mandate", shown="mandate")  # fmt: skip
def electorate_share_pp(counted: Counted) -> float:
    """Own votes as a share of all voters, in per cent."""
    return 100.0 * counted.arm.own_votes / counted.arm.voters


@measured("earned reach", "rate", when="earned", shown="earned")
def earned_reach_rate(counted: Counted) -> float:
    """Share of all voters who met the campaign only because others passed it on."""
    return counted.arm.earned / counted.arm.voters


@measured("audience", "rate", when="selected", shown="selected")
def audience_share(counted: Counted) -> float:
    """Share of all voters to whom targeted delivery goes."""
    return counted.beside["audience_share"]


MEASURES: Final[Mapping[str, Measure]] = {
    each.name: each for each in tuple(globals().values()) if isinstance(each, Measure)
}
"""Every measure by its name, in the order in which tables show them."""
USUAL: Final = tuple(name for name, each in MEASURES.items() if not each.when)
"""Measures that every scenario has."""
PROMISES: Final = (promised_net_votes.name, promised_shrunk_net_votes.name)
"""Measures that a message test foretells."""
COST: Final = cost_per_net_vote.name
"""The one measure that is a ratio of means: single elections may gain next to nothing."""
SHARES: Final = (split.name,)
"""Measures that are yes or no in each replicate."""
PROBABILITIES: Final = (win_prob.name,)
"""Measures that are a probability in each replicate."""
RATES: Final = tuple(
    name for name, each in MEASURES.items()
    if each.unit == "rate" and name not in (efficiency_gap.name, mean_minus_median.name, *SHARES)
)
"""Measures between 0 and 1; the other two rates are differences of shares."""


def taken(scenario: Scenario) -> tuple[Measure, ...]:
    """The measures that a scenario has."""
    values = of_scenario(scenario)
    return tuple(each for each in MEASURES.values() if each.there(values))
