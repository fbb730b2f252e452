"""What did each manager's own test promise, and what votes came? Many plans in one world.

All plan for the same voters, and everybody has asked respondents of their own: survey j of the
world is player j's. Whoever chooses what read best chooses in part what was lucky, so that those
who promise most fall back most (the winner's curse: Capen, Clapp and Campbell 1971, Journal of
Petroleum Technology 23(6)); readings that are shrunk foretell it (Efron and Morris 1975, JASA
70(350)).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add

import numpy as np
import pandas as pd

from msim.campaign.briefing import Briefing, briefing
from msim.campaign.campaign import Campaign
from msim.campaign.choice import choose
from msim.campaign.orders import Order
from msim.campaign.strategies import strategy
from msim.core.errors import InputError, Located
from msim.core.tally import Tally
from msim.core.wording import say
from msim.execution.here import one_thread
from msim.experiment.engine.day import Day
from msim.experiment.engine.elections import Elections, Played
from msim.experiment.engine.measures import PROMISES
from msim.experiment.engine.names import played_as
from msim.experiment.engine.play import play
from msim.experiment.engine.sides import Side, electorate, own_side
from msim.experiment.engine.stock import whole_stock
from msim.scenario import override
from msim.scenario.campaign import OwnPlan
from msim.scenario.checks.rules import yours
from msim.scenario.model import Scenario
from msim.scenario.names import AskNames

YOURS = "yours"
BESIDE = ("broadcast", "best_single", "oracle")
"""Arms that lie on the same board unless others are asked for."""
MOST_PLAYERS = 200
NET_VOTES = "net_votes"
Given = OwnPlan | Mapping[str, Sequence[float]]
"""A plan, or its table: `{"messages": [1, 2], "shares": [1, 1]}`."""


@dataclass(frozen=True)
class Entry:
    """A line of the board, in votes. promised, shrunk: NaN for an arm that no test foretold.

    promised: what the own test said of the messages sent, as read. shrunk: the same after the
    readings were drawn towards their mean. votes: net votes that came.
    """

    name: str
    promised: float
    shrunk: float
    votes: float


@dataclass(frozen=True)
class FellBack:
    """Means over those who promised most, in votes."""

    count: int
    promised: float
    shrunk: float
    votes: float

    @property
    def by(self) -> float:
        """By how many votes they fell back on average."""
        return self.promised - self.votes


@dataclass(frozen=True)
class Board:
    """Both rounds. players: from 1, in their order. beside: arms, means over the world's surveys.

    plans: what each player played. worth: net votes that are enough to matter.
    """

    players: Mapping[int, Entry]
    plans: Mapping[int, OwnPlan]
    beside: Mapping[str, Entry]
    worth: float

    def ranked(self, by: str = "promised") -> list[int]:
        """Players from the first place, by `promised` (round one) or `votes` (round two)."""
        return sorted(self.players, key=lambda j: (-getattr(self.players[j], by), j))

    @property
    def fell_back(self) -> FellBack:
        """How the third of the players who promised most fared."""
        return self._fared(self.ranked()[: self._third])

    @property
    def others(self) -> FellBack:
        """How those fared who promised less; NaN where there are none."""
        return self._fared(self.ranked()[self._third :])

    @property
    def _third(self) -> int:
        return -(-len(self.players) // 3)

    def _fared(self, some: Sequence[int]) -> FellBack:
        those = [self.players[j] for j in some]
        values = np.array([(each.promised, each.shrunk, each.votes) for each in those])
        means = values.mean(axis=0).tolist() if those else [np.nan] * 3
        return FellBack(len(those), *means)

    def table(self) -> pd.DataFrame:
        """A row a player and arm: name, promised, shrunk and votes, and a player's two places."""
        first, second = (self.ranked(by) for by in ("promised", "votes"))
        rows = [
            {**vars(entry), "place": first.index(j) + 1, "place_in_votes": second.index(j) + 1}
            for j, entry in self.players.items()
        ]
        return pd.DataFrame([*rows, *map(vars, self.beside.values())])


class Contest:
    """One world, the first of a scenario, in which several managers plan by surveys of their own.

    Raises InputError where the scenario has no test or an opponent, or players are too many.

    >>> from msim.scenario import load
    >>> keys = {"population.simulated": 1_000, "segments.count": 2, "test.respondents": 2_000}
    >>> contest = Contest(load("small", keys), players=2)
    >>> contest.briefing(1).effect_pp.shape
    (2, 6)
    >>> board = contest.play({1: OwnPlan(messages=(1, 2)), 2: OwnPlan(messages=(3, 3))})
    >>> sorted(board.beside), len(board.ranked())
    (['best_single', 'broadcast', 'oracle'], 2)
    """

    def __init__(
        self, scenario: Scenario, players: int, arms: Sequence[str] = BESIDE,
        names: AskNames = None,
    ) -> None:  # fmt: skip
        _check(scenario, players)
        self.scenario = override(scenario, {
            "test.surveys": players, "run.arms": ["silent", *arms], "run.precision": 0.0,
            "districts.pilots": 0, "yours.messages": [], "yours.shares": [],
        }, names)  # fmt: skip
        self.players, self._arms = players, tuple(arms)
        with one_thread():
            self._voters = electorate(self.scenario, 0)
            self._blocks = range(self._voters.world.blocks)
            self._side = own_side(self.scenario, self._voters)
            usual = {j: self._usual(j) for j in range(1, players + 1)}
            self._waiting = {j: self._order(j, plan) for j, plan in usual.items()}
            self._stock = whole_stock(
                map(self._voters.block, self._blocks), self._with({}).rules, self.scenario
            )

    def briefing(self, player: int) -> Briefing:
        """What a player (from 1) sees before planning: the segments and the readings of a test."""
        with one_thread():
            return briefing(self._campaign(player))

    def plan(self, player: int, given: Given) -> OwnPlan:
        """A player's plan, from a table of messages and shares; a plan is left as it is.

        Raises InputError with a place for each thing in it that does not fit.
        """
        cells = self._campaign(player).segmentation.cells
        if isinstance(given, OwnPlan):
            plan, asked = given, self.scenario.model_copy(update={YOURS: given})
            if found := [problem.located for problem in yours(asked)]:
                raise InputError(found)
        else:
            plan = override(self.scenario, {f"{YOURS}.{key}": v for key, v in given.items()}).yours
        if len(plan.messages) != cells:
            told = say("yours_segments", given=len(plan.messages), count=cells)
            raise InputError([Located(told, key="yours.messages")])
        return plan

    def play(self, given: Mapping[int, Given]) -> Board:
        """Both rounds of some players' plans. Raises InputError for a plan that does not fit."""
        plans = {player: self.plan(player, plan) for player, plan in given.items()}
        with one_thread():
            side = self._with({j: self._order(j, plan) for j, plan in plans.items()})
            day = Day.build(side, self._stock)
            blocks = map(self._voters.block, self._blocks)
            each = (play(block, day.plans, day.stage) for block in blocks)
            tallies: dict[str, Tally] = reduce(
                lambda a, b: {name: add(tally, b[name]) for name, tally in a.items()}, each
            )
            elections = Elections(self.scenario, side, Played(day, tallies))
            names = {arm: elections.name(arm) for arm in self._arms}
            mine = elections.singles(YOURS)
            beside = {arm: elections.means(name) for arm, name in names.items()}
        measures = (*PROMISES, NET_VOTES)
        return Board(
            {
                j: Entry(str(j), *(float(mine[name][j - 1, 0]) for name in measures))
                for j in sorted(plans)
            },
            plans,
            {arm: Entry(arm, *(found[name] for name in measures)) for arm, found in beside.items()},
            self.scenario.in_votes(self.scenario.run.worth_pp),
        )

    def _campaign(self, player: int) -> Campaign:
        if not 1 <= player <= self.players:
            raise InputError(say("no_player", given=player, players=self.players))
        return self._side.campaigns[player - 1]

    def _usual(self, player: int) -> OwnPlan:
        """What stands in where no plan has come."""
        return OwnPlan(messages=(1,) * self._campaign(player).segmentation.cells)

    def _order(self, player: int, plan: OwnPlan) -> Order:
        """A plan as an order that promises what its player has read."""
        campaign = self._campaign(player)
        asked = replace(campaign, scenario=self.scenario.model_copy(update={YOURS: plan}))
        order = strategy(YOURS).order(asked)
        said = campaign.reading(order.rule)
        shrunk = order.choice
        if self.scenario.test.shrinkage == "none":
            shrunk = choose(said, "empirical_bayes")
        assert order.choice is not None and shrunk is not None
        return replace(order, choice=replace(
            order.choice, promised_pp=shrunk.promised_pp, promised_raw_pp=said.effect_pp,
        ))  # fmt: skip

    def _with(self, orders: Mapping[int, Order]) -> Side:
        """The side with the players' orders beside its own."""
        mine = {played_as(YOURS, j - 1): order for j, order in {**self._waiting, **orders}.items()}
        return replace(
            self._side, orders={**self._side.orders, **mine},
            parts={**self._side.parts, YOURS: 1},
        )  # fmt: skip


def _check(scenario: Scenario, players: int) -> None:
    if not 1 <= players <= MOST_PLAYERS:
        raise InputError(say("players", most=MOST_PLAYERS))
    if not scenario.test.conducted:
        raise InputError([Located(say("no_test"), key="test.conducted")])
    if scenario.opponent.answers:
        raise InputError([Located(say("no_opponent"), key="opponent.strategy")])
