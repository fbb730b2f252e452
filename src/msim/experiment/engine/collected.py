"""What a replicate came to: its measures and tables, from its plans and tallies."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from msim.core.arrays import Floats
from msim.experiment.engine.agreement import agreement
from msim.experiment.engine.districts import district_rows, pilot
from msim.experiment.engine.elections import Elections, Played
from msim.experiment.engine.groups import compared
from msim.experiment.engine.measures import COST, over
from msim.experiment.engine.names import PLAYED
from msim.experiment.engine.opponent import payoffs
from msim.experiment.engine.qualities import QUALITIES, qualities
from msim.experiment.engine.recovery import recovery
from msim.experiment.engine.rows import plan_rows, segment_rows
from msim.experiment.engine.sides import (
    Side,
)
from msim.experiment.engine.tenths import tenths
from msim.experiment.engine.tested import rows_tested
from msim.scenario.model import Scenario


@dataclass(frozen=True)
class Replicate:
    """What one replicate, a world, came to.

    measures: arm -> measure -> mean over the world's surveys. singles: arm -> measure ->
    (surveys, parts) values of single elections, with a column for each of what an arm leaves to
    chance. frequency: arm -> (11,) share of voters by exposures. diagnostics: measure -> value.
    plans: rows by the world's first survey; segments, districts: rows of the first world.
    left_out: arm -> (groups, 5) what `HEARD` names of each group of `groups.names`; group_shares:
    (groups,) of all voters. heard, tested: rows of the first world, by its first survey.
    """

    number: int
    measures: dict[str, dict[str, float]]
    singles: dict[str, dict[str, Floats]]
    frequency: dict[str, Floats]
    diagnostics: dict[str, float]
    plans: list[dict[str, object]]
    segments: list[dict[str, object]]
    districts: list[dict[str, object]] = field(default_factory=list)
    left_out: dict[str, Floats] = field(default_factory=dict)
    group_shares: Floats = field(default_factory=lambda: np.zeros(0))
    heard: list[dict[str, object]] = field(default_factory=list)
    tested: list[dict[str, object]] = field(default_factory=list)


def measured(number: int, own: Side, elections: Elections, played: Played) -> Replicate:
    """Measures of a replicate from its plans and tallies."""
    scenario = own.scenario
    names = {arm: elections.name(arm) for arm in scenario.run.arms}
    singles = {arm: elections.singles(name) for arm, name in names.items()}
    measures = {arm: elections.means(name) for arm, name in names.items()}
    for each in measures.values():  # a ratio of means: a single election may gain next to nothing
        each[COST] = over(each["spend"], each["net_votes"])
    diagnostics = qualities(own.voters.world)
    if scenario.districts.pilots:
        diagnostics |= pilot(
            scenario, played.day.battlegrounds, elections.elections(PLAYED),
            own.voters.world.streams,
        )  # fmt: skip
    return Replicate(number, measures, singles, {}, diagnostics, [], [])


def collected(scenario: Scenario, own: Side, number: int, played: Played) -> Replicate:
    """Measures and tables of a replicate from its plans and tallies, and every diagnostic."""
    day, elections = played.day, Elections(scenario, own, played)
    found = measured(number, own, elections, played)
    names, apart = {arm: elections.name(arm) for arm in scenario.run.arms}, compared(scenario)
    voters, segmentation = own.voters, own.campaign.segmentation
    first = voters.block(0)
    rows, diagnostics = first.rows(segmentation), recovery(first, segmentation)
    columns = {
        trait.name: column
        for column, trait in enumerate(scenario.population.traits)
        if trait.demographic
    }
    diagnostics |= agreement(first, segmentation, columns)
    if "individual" in own.orders:
        single = int(own.campaign.best_single().message[0])
        diagnostics |= tenths(first, scenario, own.orders["individual"].rule, single)
    choices = [campaign.choice(campaign.segmentation) for campaign in own.campaigns]
    diagnostics["tau_pp"] = float(np.mean([choice.tau_pp for choice in choices]))
    alike = [np.unique(choice.message).size == 1 for choice in choices]
    diagnostics["one_message"] = float(np.mean(alike))
    diagnostics["heterogeneity_sd_pp"] = voters.world.messages.heterogeneity_sd_pp
    diagnostics |= {name: found.diagnostics[name] for name in QUALITIES}
    diagnostics["segments"] = float(segmentation.cells)
    diagnostics |= elections.bought_targeted() | day.battlegrounds.diagnostics
    if day.against is not None:
        people = voters.world.people_per_voter
        diagnostics |= payoffs(day.against, played.tallies, people, scenario)
    return replace(
        found,
        frequency={arm: elections.frequency(name) for arm, name in names.items()},
        diagnostics=diagnostics | found.diagnostics,
        plans=[
            row
            for arm, name in names.items()
            for row in plan_rows(number, arm, day.plans[elections.shown(name)], scenario)
        ],
        segments=segment_rows(first, rows, choices[0], scenario) if number == 0 else [],
        districts=district_rows(day.battlegrounds) if number == 0 else [],
        left_out={arm: elections.left_out(arm) for arm in apart},
        group_shares=elections.group_shares(apart),
        heard=elections.heard(apart) if number == 0 else [],
        tested=rows_tested(first, own.campaign, scenario) if number == 0 else [],
    )
