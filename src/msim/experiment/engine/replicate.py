"""One replicate: a world, its surveys, and what every arm comes to in it.

Build the world, observe, segment, test several times over, plan, expose, respond, count. The world
is the unit: what surveys and chance within an arm come to is averaged within it. Every draw of a
replicate is shared by all its arms (common random numbers). Its blocks may be computed anywhere:
what is sent is the scenario, the replicate's number and the stock of pass one, from which anybody
makes the same voters and plans; what comes back are sums by block.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from itertools import chain
from operator import add
from typing import TypeVar

from msim.core.streams import Streams
from msim.core.tally import Tally
from msim.execution.executor import Executor
from msim.execution.here import Alone, Threads, check_stopped, keep_memory, one_thread
from msim.execution.recipe import Made
from msim.experiment.engine.agreement import of_messages
from msim.experiment.engine.collected import Replicate, collected, measured
from msim.experiment.engine.day import Day
from msim.experiment.engine.elections import Elections, Played
from msim.experiment.engine.electorate import Block, Electorate
from msim.experiment.engine.groups import Grouping, compared
from msim.experiment.engine.opponent import meetings
from msim.experiment.engine.play import play
from msim.experiment.engine.sides import (
    RivalSide,
    Side,
    electorate,
    other_side,
    own_side,
    same_surveys,
)
from msim.experiment.engine.stock import Stock, take_stock
from msim.scenario.model import Scenario

S = TypeVar("S")


@dataclass(frozen=True)
class _Tallies:
    by_name: dict[str, Tally]

    def __add__(self, other: _Tallies) -> _Tallies:
        return _Tallies({k: v + other.by_name[k] for k, v in self.by_name.items()})


@dataclass(frozen=True)
class _Stocks:
    own: Stock
    other: Stock | None

    def __add__(self, added: _Stocks) -> _Stocks:
        other = self.other
        if other is not None and added.other is not None:
            other = other + added.other
        return _Stocks(self.own + added.own, other)


@dataclass(frozen=True)
class Sides:
    """The voters of a replicate, and what each side knows of them before it plans."""

    voters: Electorate
    own: Side
    other: RivalSide | None


def run_replicate(scenario: Scenario, number: int, workers: int = 1) -> Replicate:
    """Run one replicate, its blocks on `workers` threads; the number of threads moves no bit."""
    return run_blocks(scenario, number, Alone() if workers == 1 else Threads(workers))


def run_bare(scenario: Scenario, number: int, messages: bool = False) -> Replicate:
    """Run one replicate for its measures alone, on one thread.

    Of diagnostics there are those that adjust measures, the pilot's, and, where they are asked
    for, those of `of_messages`; tables are empty.
    """
    sides = Made(_sides, scenario, number, None)
    with one_thread():
        found = _run(sides, number, Alone(), bare=True)
    if not messages:
        return found
    told = of_messages(sides.here.voters.block(0))
    return replace(found, diagnostics=found.diagnostics | told)


def run_alike(scenarios: Sequence[Scenario], number: int) -> list[Replicate]:
    """Run several scenarios as `run_bare` does; voters and surveys that they share are made once.

    That is as if each were run alone: both sides of a comparison share every draw.
    """
    found, known = [], list[Sides]()
    with one_thread():
        for scenario in scenarios:
            same = (each for each in known if same_surveys(each.own.scenario, scenario))
            sides = Made(_sides, scenario, number, None, next(same, None))
            found.append(_run(sides, number, Alone(), bare=True))
            known.append(sides.here)
    return found


def run_blocks(
    scenario: Scenario, number: int, executor: Executor, streams: Streams | None = None,
    bare: bool = False,
) -> Replicate:
    """Run one replicate, its blocks wherever an executor has them computed; that moves no bit.

    streams: what decides instead of the replicate's own streams. bare: see `run_bare`.
    """
    with one_thread():
        return _run(Made(_sides, scenario, number, streams), number, executor, bare)


def played_out(scenario: Scenario, number: int) -> tuple[Side, Played]:
    """A replicate's own side and its election, on one thread, for whoever follows its voters."""
    sides = Made(_sides, scenario, number, None)
    return sides.here.own, _played(sides, Alone(), bare=True)


def _played(sides: Made[Sides], executor: Executor, bare: bool) -> Played:
    blocks = sides.here.voters.world.blocks
    stock = _sum(partial(_stocks_of, sides), blocks, executor)
    day = Made(_day, sides, stock, bare)
    return Played(day.here, _sum(partial(_tallies_of, day), blocks, executor).by_name)


def _run(sides: Made[Sides], number: int, executor: Executor, bare: bool) -> Replicate:
    own, played = sides.here.own, _played(sides, executor, bare)
    if bare:
        return measured(number, own, Elections(own.scenario, own, played), played)
    return collected(own.scenario, own, number, played)


def _sum(function: Callable[[range], list[S]], blocks: int, executor: Executor) -> S:
    """Sum over all blocks, left to right by block number, of what a function finds in some."""
    # Left to right by block: sums of reals depend on their order, and any executor hands results
    # back in the order of the blocks.
    step = executor.step(blocks)
    numbers = (range(low, min(low + step, blocks)) for low in range(0, blocks, step))
    return reduce(add, chain.from_iterable(executor.in_order(function, numbers)))


def _sides(
    scenario: Scenario, number: int, streams: Streams | None, like: Sides | None = None
) -> Sides:
    """like: of a scenario with the same voters and surveys."""
    if like is None:
        voters = electorate(scenario, number, streams)
        return Sides(voters, own_side(scenario, voters), other_side(voters))
    voters = like.voters.under(scenario)
    turned = None if like.other is None else like.other.voters
    return Sides(voters, own_side(scenario, voters), other_side(voters, turned))


def _day(sides: Made[Sides], stock: _Stocks, bare: bool) -> Day:
    """The plans that follow from a stock, and the swing of the day; by group unless it is bare."""
    own, other = sides.here.own, sides.here.other
    day = Day.build(own, stock.own)
    if not bare:
        apart = Grouping(own.scenario, own.voters.world.traits, frozenset(compared(own.scenario)))
        day = replace(day, stage=replace(day.stage, grouping=apart))
    if other is None or stock.other is None:
        return day
    return day.facing(other, stock.other, meetings(own, own.scenario))


def _stocks_of(sides: Made[Sides], numbers: range) -> list[_Stocks]:
    """Pass one over some blocks."""
    keep_memory()
    stocks, made = [], sides.here
    for number in numbers:
        check_stopped()
        stocks.append(_stocks(made.voters.block(number), made.own, made.other))
    return stocks


def _tallies_of(made: Made[Day], numbers: range) -> list[_Tallies]:
    """Pass two over some blocks."""
    keep_memory()
    tallies, day = [], made.here
    for number in numbers:
        check_stopped()
        block = day.voters.block(number)
        tallies.append(_Tallies(play(block, day.plans, day.stage, day.against)))
    return tallies


def _stocks(block: Block, own: Side, other: RivalSide | None) -> _Stocks:
    mine = take_stock(block, own.rules, own.scenario)
    own.voters.keep_rows(block)
    if other is None:
        return _Stocks(mine, None)
    turned = other.voters.of(block)
    theirs = take_stock(turned, other.rules, other.scenario)
    other.voters.keep_rows(turned)
    return _Stocks(mine, theirs)
