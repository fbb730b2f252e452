"""Who wins, where does it count, and what would a pilot in a few districts have said?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from msim.core.arrays import Floats
from msim.core.seen import Inventory, Plan
from msim.core.streams import Streams
from msim.core.tally import Tally
from msim.experiment.engine.lots import multiplier, of_groups
from msim.experiment.engine.names import PLAYED
from msim.outcome.count import (
    Mandate,
    Swing,
    efficiency_gap,
    electoral,
    mean_minus_median,
    pivotality,
    seats,
    splits,
)
from msim.outcome.winning import (
    expected_electoral_votes,
    mandate_met,
    most_electoral_votes,
    most_votes,
    share_sd,
)
from msim.scenario.model import Scenario
from msim.world.politics import PoliticsModel


@dataclass(frozen=True)
class Battlegrounds:
    """The districts of a replicate as they vote in silence, and what a vote weighs in each.

    Arrays are (districts,) or empty where not counted.

    size: voters. turnout, own: expected votes, and those for the own side. decisive: probability
    that a district decides the election. power: what a net vote is worth for winning, ones where
    the most votes win. diagnostics: what is reported of them.
    """

    electoral_votes: Floats
    turnout: Floats
    own: Floats
    decisive: Floats
    power: Floats
    diagnostics: dict[str, float]

    @classmethod
    def build(cls, scenario: Scenario, silent: Floats, streams: Streams) -> Battlegrounds:
        """From pass one's (districts, 3) sums, see `Stock`."""
        count = scenario.districts.count
        even, none = np.ones(count), np.zeros(0)
        votes = electoral_votes(scenario)
        if scenario.election.rule != "districts":
            turnout, own = (silent[:, 0], silent[:, 1]) if silent.size else (none, none)
            return cls(votes, turnout, own, none, even, {})
        turnout = np.maximum(silent[:, 0], 1e-9)
        own, spread = silent[:, 1], np.maximum(silent[:, 2], 1e-9)
        election = scenario.election
        pivotal = pivotality(
            2.0 * own / turnout - 1.0,
            2.0 * spread / turnout,
            votes,
            Swing(election.swing_sd, election.district_swing_sd),
            streams.generator("outcome/pivotal"),
        )
        power = pivotal.density / turnout
        mean = float(power @ turnout) / float(turnout.sum())
        power = power / mean if mean > 0.0 else even
        ranked = np.sort(power * turnout)[::-1]
        half = float(np.searchsorted(np.cumsum(ranked), 0.5 * ranked.sum()) + 1)
        return cls(votes, turnout, own, pivotal.decisive, power, {"half_of_power": half})


def electoral_votes(scenario: Scenario) -> Floats:
    """(districts,) electoral votes; one each where none are given."""
    given = scenario.districts.electoral_votes
    return np.ones(scenario.districts.count) if given is None else np.asarray(given, dtype=float)


def chance_of_winning(
    scenario: Scenario, politics: PoliticsModel, arm: Tally, silent: Tally
) -> float:
    """The probability of winning by the scenario's rule, over the swings, see `outcome.winning`.

    silent: the same voters under the same swing, with neither this arm nor the other side's. What
    both made of it is added to the country's expected silent result. So which voters were
    simulated is no part of the uncertainty.
    """
    election, districts = scenario.election, politics.district_votes
    swing = Swing(election.swing_sd, election.district_swing_sd)
    if election.rule == "districts":
        votes, slope = electoral_votes(scenario), politics.district_slope
        return most_electoral_votes(expected_shares(politics, arm, silent), slope, votes, swing)
    share = scenario.politics.support + _change(arm, silent)
    sd = share_sd(politics.slope, swing, districts)
    if election.rule == "popular":
        return most_votes(share, sd)
    came = (arm.own_votes + arm.other_votes) / arm.voters
    usual = (silent.own_votes + silent.other_votes) / silent.voters
    return mandate_met(_bars(scenario), scenario.politics.turnout + (came - usual), share, sd)


def expected_shares(politics: PoliticsModel, arm: Tally, silent: Tally) -> Floats:
    """(districts,) expected own shares of the votes, see `chance_of_winning`."""
    changes = _shares(arm.district_votes) - _shares(silent.district_votes)
    none = np.isnan(changes)  # no voter of the district is simulated
    return politics.district_share + np.where(none, _change(arm, silent), changes)


def _change(arm: Tally, silent: Tally) -> float:
    return _share(arm.own_votes, arm.other_votes) - _share(silent.own_votes, silent.other_votes)


def _share(own: float, other: float) -> float:
    """Own votes of all votes; a half where there are none."""
    return own / (own + other) if own + other > 0.0 else 0.5


def _shares(votes: Floats) -> Floats:
    """(districts,) own votes of all votes in each, NaN where there are none."""
    total = votes.sum(axis=1)
    shares: Floats = np.where(total > 0.0, votes[:, 0] / np.maximum(total, 1e-300), np.nan)
    return shares


def _bars(scenario: Scenario) -> Mandate:
    election = scenario.election
    return Mandate(
        election.mandate_turnout, election.mandate_share, election.mandate_electorate_share
    )


def beside(
    scenario: Scenario,
    politics: PoliticsModel,
    plan: Plan,
    arm: Tally,
    silent: Tally,
    inventory: Inventory,
) -> dict[str, float]:
    """What measures take beyond tallies, by their names: who won where, and who was addressed.

    silent: see `chance_of_winning`.
    """
    election = scenario.election
    measures = {"win_prob": chance_of_winning(scenario, politics, arm, silent)}
    if election.rule == "districts":
        by_own, by_other = arm.district_votes[:, 0], arm.district_votes[:, 1]
        votes = electoral_votes(scenario)
        won = electoral(by_own, by_other, votes)
        measures |= {
            "seats": float(seats(by_own, by_other)),
            "electoral_votes": won,
            "expected_electoral_votes": expected_electoral_votes(
                expected_shares(politics, arm, silent), politics.district_slope, votes,
                Swing(election.swing_sd, election.district_swing_sd),
            ),
            "efficiency_gap": efficiency_gap(by_own, by_other),
            "mean_minus_median": mean_minus_median(by_own, by_other),
            "split": float(splits(by_own, by_other, votes)),
        }
    if scenario.budget.audience == "selected":
        columns = plan.targeted if plan.targeted.any() else np.ones_like(plan.targeted)
        bought = plan.rate[:, columns].any(axis=1)
        measures["audience_share"] = float(inventory.size[bought].sum()) / arm.voters
    return measures


def district_rows(battlegrounds: Battlegrounds) -> list[dict[str, object]]:
    """A row a district of the first replicate; none where votes do not count by district."""
    if not battlegrounds.decisive.size:
        return []
    share = battlegrounds.turnout / battlegrounds.turnout.sum()
    return [
        {
            "district": d + 1,
            "size_share": float(share[d]),
            "electoral_votes": float(battlegrounds.electoral_votes[d]),
            "silent_share_pp": float(100.0 * battlegrounds.own[d] / battlegrounds.turnout[d]),
            "decisive": float(battlegrounds.decisive[d]),
            "power_per_vote": float(battlegrounds.power[d]),
        }
        for d in range(battlegrounds.decisive.size)
    ]


PILOT = (
    "pilot_estimate_pp", "pilot_true_pp", "pilot_sign_right", "pilot_gain", "pilot_detectable_pp",
)  # fmt: skip
Election = Mapping[str, tuple[Tally, Mapping[str, float]]]
"""By arm, what was counted and measured after one survey."""


def pilot(
    scenario: Scenario,
    battlegrounds: Battlegrounds,
    elections: Sequence[Election],
    streams: Streams,
) -> dict[str, float]:
    """What an experiment in a few districts says of segmented over broadcast, and what is true.

    A lot deals districts into two groups of one campaign each, and their votes are counted: no
    control group, no survey. The estimate is the difference of their mean gains over the last
    election, in points of vote share. Means over elections, one a survey. Further districts or
    pilots leave the order of the others as it was.
    """
    uniform = streams.generator("pilot/districts").random(scenario.districts.count)
    chosen = np.argsort(uniform)[: scenario.districts.pilots]
    usual = battlegrounds.own / np.maximum(battlegrounds.turnout, 1e-9)
    group, told = np.arange(chosen.size) % len(PLAYED), []
    for election in elections:
        votes = np.array([
            election[PLAYED[of]][0].district_votes[at]
            for of, at in zip(group, chosen, strict=True)
        ])  # fmt: skip
        gain = votes[:, 0] / np.maximum(votes.sum(axis=1), 1e-9) - usual[chosen]
        found = of_groups(gain, group, np.arange(chosen.size), len(PLAYED))
        first, second = (100.0 * float(mean) for mean in found.mean)
        least = multiplier(float(found.freedom()[0])) * 100.0 * float(found.errors()[0])
        truth, won = (
            election["segmented"][1][measure] - election["broadcast"][1][measure]
            for measure in ("vote_share_pp", "net_votes")
        )
        estimate = second - first
        right = float(np.sign(estimate) == np.sign(truth))
        told.append((estimate, truth, right, won if estimate > 0.0 else 0.0, least))
    return dict(zip(PILOT, np.mean(told, axis=0).tolist(), strict=True))
