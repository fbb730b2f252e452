"""What did every arm come to after every survey? The single elections of one world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from msim.core.arrays import Floats
from msim.core.seen import Plan
from msim.core.tally import Tally
from msim.experiment.engine import oracle
from msim.experiment.engine.counted import Counted
from msim.experiment.engine.day import Day
from msim.experiment.engine.districts import Election, beside
from msim.experiment.engine.groups import names
from msim.experiment.engine.measures import MEASURES, PROMISES, taken
from msim.experiment.engine.names import BOTH_SILENT, bought_name, met
from msim.experiment.engine.sides import Side
from msim.outcome.heard import HEARD, hearers, hearing
from msim.scenario.model import Scenario


@dataclass(frozen=True)
class Played:
    """A replicate's day and what its plans brought about, by the name under which each played."""

    day: Day
    tallies: Mapping[str, Tally]


class Elections:
    """What every arm came to after every survey; like plans are measured once."""

    def __init__(self, scenario: Scenario, own: Side, played: Played) -> None:
        self._scenario, self._own, self._played = scenario, own, played
        self._taken = taken(scenario)
        self._measured: dict[str, dict[str, float]] = {}
        self._tables: dict[str, tuple[list[str], Floats]] = {}
        self._by_effect: dict[tuple[object, ...], dict[str, float]] = {}
        self._heard: dict[int, Floats] = {}
        self._opposed = scenario.opponent.strategy is not None

    def name(self, arm: str) -> str:
        """The name under which an arm was played; what serves the oracle best in this world."""
        if arm != oracle.NAME:
            return arm
        played = [name for name in oracle.PLAYED if name in self._own.orders]
        return max(played, key=lambda name: self.means(name)["net_votes"])

    def means(self, arm: str) -> dict[str, float]:
        """The mean of every measure of an arm over surveys and parts; of equal ones, exactly it."""
        measures, table = self._table(arm)
        means = _mean(np.array([_mean(parts) for parts in table]))
        return dict(zip(measures, means.tolist(), strict=True))

    def singles(self, arm: str) -> dict[str, Floats]:
        """(surveys, parts) values of every measure of an arm."""
        measures, table = self._table(arm)
        return {measure: table[:, :, at] for at, measure in enumerate(measures)}

    def _table(self, arm: str) -> tuple[list[str], Floats]:
        """Measures, and (surveys, parts, measures) their values."""
        if arm not in self._tables:
            each = [
                [self._measure(name, survey) for name in self._own.names(arm, survey)]
                for survey in range(self._scenario.surveys)
            ]
            values = [[list(part.values()) for part in parts] for parts in each]
            self._tables[arm] = list(each[0][0]), np.array(values)
        return self._tables[arm]

    def frequency(self, arm: str) -> Floats:
        """(11,) share of voters by exposures, over surveys and parts."""
        each = []
        for survey in range(self._scenario.surveys):
            tallies = [self._tally(name, survey) for name in self._own.names(arm, survey)]
            each.append(_mean(np.array([tally.frequency / tally.voters for tally in tallies])))
        return _mean(np.array(each))

    def first(self, name: str, measure: str) -> float:
        """A measure of what played under a name, after the first survey."""
        return self._measure(name, 0)[measure]

    def left_out(self, arm: str) -> Floats:
        """(groups, 5) what `HEARD` names of each group, over surveys and parts."""
        plans, each = self._played.day.plans, []
        for survey in range(self._scenario.surveys):
            names = self._own.names(arm, survey)
            told = [self._heard_by(plans[name], self._tally(name, survey)) for name in names]
            each.append(_mean(np.array(told)))
        return _mean(np.array(each))

    def group_shares(self, arms: Sequence[str]) -> Floats:
        """(groups,) share of all voters, where some arm was counted by group."""
        if not arms:
            return np.zeros(0)
        size = self._tally(self.shown(arms[0]), 0).heard.sum(axis=(1, 2))
        shares: Floats = size / size[0]
        return shares

    def heard(self, arms: Sequence[str]) -> list[dict[str, object]]:
        """A row a group, arm and message: share of the group that heard it, by the first survey."""
        rows, messages = list[dict[str, object]](), range(self._scenario.messages.count)
        kinds = names(self._scenario)
        for arm in arms:
            plan, tally = self._played.day.plans[self.shown(arm)], self._tally(self.shown(arm), 0)
            who = hearers(plan, tally.heard, len(messages), self._sets(plan))
            if who is None:
                continue
            size = tally.heard.sum(axis=(1, 2))
            rows += [
                {"kind": kind, "group": name, "arm": arm, "message": k + 1,
                 "share": float(who[g, k] / size[g])}
                for g, (kind, name) in enumerate(kinds) if size[g] > 0.0
                for k in messages
            ]  # fmt: skip
        return rows

    def _sets(self, plan: Plan) -> bool:
        """Whether voters are counted by the set of messages that they heard."""
        return self._scenario.earned.share_rate > 0.0 or plan.mixture is not None

    def _heard_by(self, plan: Plan, tally: Tally) -> Floats:
        """(groups, 5) by group; plans that are one and the same have one tally, and one answer."""
        same = id(tally) if plan.several or self._opposed else id(tally.heard)
        found = self._heard.get(same)
        if found is None:
            found = hearing(plan, tally.heard, tally.often, tally.unheard, self._sets(plan))
            self._heard[same] = found
        return found

    def elections(self, arms: Sequence[str]) -> list[Election]:
        """What some arms came to after each survey."""
        return [
            {
                arm: (self._tally(name, survey), self._measure(name, survey))
                for arm in arms
                for name in self._own.names(arm, survey)
            }
            for survey in range(self._scenario.surveys)
        ]

    def shown(self, arm: str) -> str:
        """The plan of an arm that tables show: by the first survey, and of parts the one drawn."""
        names = self._own.names(arm, 0)
        if len(names) == 1:
            return names[0]
        return names[int(self._own.campaign.one_at_random().message[0])]

    def bought_targeted(self) -> dict[str, float]:
        """Diagnostics: of each arm that may choose, the share of plans that target each channel."""
        channels = [n for n, c in self._scenario.channels.items() if c.targetable and c.share > 0]
        shares: dict[str, float] = {}
        for arm in self._own.choosing:
            surveys = range(self._scenario.surveys)
            names = [name for survey in surveys for name in self._own.names(arm, survey)]
            plans = [self._played.day.plans[name] for name in names]
            each = np.array([plan.targeted & plan.rate.any(axis=0) for plan in plans])
            mean = dict(zip(self._scenario.channels, each.mean(axis=0).tolist(), strict=True))
            shares |= {bought_name(arm, channel): mean[channel] for channel in channels}
        return shares

    def _tally(self, name: str, survey: int) -> Tally:
        return self._played.tallies[met(name, survey) if self._opposed else name]

    def _measure(self, name: str, survey: int) -> dict[str, float]:
        played, key = self._played, met(name, survey) if self._opposed else name
        measures = self._measured.get(key)
        if measures is None:
            plan = played.day.plans[name]
            counted = self._counted(plan, self._tally(name, survey), survey)
            told = dict.fromkeys(PROMISES, float("nan"))
            if plan.arm not in oracle.TOLD:  # those plan by the truth, and no test foretold it
                told = {promise: MEASURES[promise].of(counted) for promise in PROMISES}
            measures = self._measured[key] = self._alike(counted, survey) | told
        return measures

    def _counted(self, plan: Plan, tally: Tally, survey: int) -> Counted:
        people = self._own.voters.world.people_per_voter
        return Counted(plan, tally, self._tally("silent", survey), people, {})

    def _alike(self, counted: Counted, survey: int) -> dict[str, float]:
        """Measures that hang on what a plan brings about: once for all plans that do the same."""
        plan = counted.plan
        key = (plan.by_row, plan.production, plan.test_cost, survey if self._opposed else 0)
        measures = self._by_effect.get(key)
        if measures is None:
            politics = self._own.voters.world.politics
            nothing = self._played.tallies.get(BOTH_SILENT, counted.silent)
            inventory = self._played.day.inventories[plan.rule]
            more = beside(self._scenario, politics, plan, counted.arm, nothing, inventory)
            told = self._heard_by(plan, counted.arm)[0].tolist()
            more |= dict(zip(HEARD, told, strict=True))
            complete = replace(counted, beside=more)
            measures = {each.name: each.of(complete) for each in self._taken}
            self._by_effect[key] = measures
        return measures


def _mean(values: Floats) -> Floats:
    """The mean along the first axis; of equal values exactly that value, which a sum may miss."""
    first = values[0]
    if len(values) == 1:
        return first
    return np.where((values == first).all(axis=0), first, values.mean(axis=0))
