"""What could no program of this model be faster than? Drawing its random numbers, and no more.

The floor is the time in which the fastest of numpy's generators draws as many float32 normals and
uniforms as the model uses, on as many threads, into a buffer that stays in the cache. Each decision
counts once, as it is drawn once: a voter's trait is one normal however often a program makes it.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from msim.campaign.data import reliability
from msim.core.arms import ARMS
from msim.core.streams import BLOCK_SIZE
from msim.scenario.media import Channel
from msim.scenario.model import Scenario

GENERATORS = ("SFC64", "PCG64", "PCG64DXSM", "Philox", "MT19937")
READERS = {name for name, arm in ARMS.items() if arm.sees == "readings"}
"""Arms that look at the campaign's readings of a voter."""
LISTED = {name for name, arm in ARMS.items() if arm.sees}
"""Arms that need a usable record of a voter."""
TARGETED = {name for name, arm in ARMS.items() if arm.targeted}
"""Arms whose delivery goes to voters whom a platform finds."""


@dataclass(frozen=True)
class Draws:
    """Random numbers that the model uses for each voter, on average where it depends."""

    normals: float
    uniforms: float

    def __add__(self, other: Draws) -> Draws:
        """Both together."""
        return Draws(self.normals + other.normals, self.uniforms + other.uniforms)


def draws_per_voter(scenario: Scenario) -> Draws:
    """What one replicate draws for each voter, counted from the scenario's keys.

    >>> draws_per_voter(Scenario())
    Draws(normals=26, uniforms=8)
    """
    opponent = scenario.opponent
    own, other = {*scenario.run.arms, *opponent.played}, set(opponent.strategies)
    found = _voter(scenario, own | other) + _side(scenario, own)
    return found + _side(scenario.rival, other) if other else found


def _voter(scenario: Scenario, arms: set[str]) -> Draws:
    """What a voter is, wherever a campaign comes in."""
    channels, politics = _used(scenario), scenario.politics
    normals = len(scenario.population.traits) + 2 * (politics.lean_traits_share < 1.0)
    normals += sum(c.kind == "impressions" and c.habit_sd > 0.0 for c in channels)
    uniforms = (scenario.population.archetypes > 1) + (scenario.districts.count > 1)
    uniforms += sum(channel.users < 1.0 for channel in channels)
    aimed = arms & TARGETED or scenario.budget.audience == "selected"
    uniforms += sum(c.targetable and c.match_rate < 1.0 for c in channels) if aimed else 0
    return Draws(normals, uniforms + 2 * scenario.election.draw)


def _side(scenario: Scenario, arms: set[str]) -> Draws:
    """What one campaign's messages, data and deliveries add."""
    if not arms - {"silent"} or scenario.budget.total == 0.0:
        return Draws(0, 0)
    said, data, earned = scenario.messages, scenario.data, scenario.earned
    traits, budget = len(scenario.population.traits), scenario.budget
    kinds = (not said.moves_alike) + (said.mobilise_heterogeneity_sd_pp > 0.0)
    normals = kinds * _noise_of_effects(scenario)
    uniforms: float = len(_used(scenario))  # an exposure each
    predicted = budget.by_forecast
    if arms & READERS or predicted or said.mismatch_pp:
        normals += traits * (reliability(data) < 1.0)
        uniforms += traits * (data.missing > 0.0)
        uniforms += data.party_label and data.party_accuracy < 1.0
    if arms & LISTED or predicted:
        uniforms += (data.coverage < 1.0) + (data.consent < 1.0)
    uniforms += "placebo" in arms
    uniforms += scenario.segments.method == "random" and bool(arms & READERS)
    if arms & TARGETED and said.reactance_pp and said.notice_rate < 1.0:
        uniforms += 1
    if earned.share_rate > 0.0:  # when, whether, how many; and for each of them whom
        uniforms += 3 + 2.0 * earned.share_rate * earned.contacts
    return Draws(normals, uniforms)


def _noise_of_effects(scenario: Scenario) -> int:
    """Normals by which a voter's effects differ from what traits tell, for one kind of effect."""
    said = scenario.messages
    if said.trait_share == 1.0:
        return 0
    return said.count * (said.common_share < 1.0) + (said.common_share > 0.0)


def _used(scenario: Scenario) -> list[Channel]:
    """Channels that are switched on."""
    return [channel for channel in scenario.channels.values() if channel.share > 0.0]


def draw(draws: Draws, voters: int, threads: int, generator: str) -> None:
    """Draw as many numbers as `voters` use and throw them away; each thread has its own stream.

    >>> draw(Draws(2, 1), voters=100_000, threads=2, generator="SFC64")
    """
    normals, uniforms = (round(voters * each / threads) for each in (draws.normals, draws.uniforms))

    def part(thread: int) -> None:
        bits = getattr(np.random, generator)(np.random.SeedSequence([thread]))
        stream, buffer = np.random.Generator(bits), np.empty(BLOCK_SIZE, dtype=np.float32)
        for count, fill in ((normals, stream.standard_normal), (uniforms, stream.random)):
            for first in range(0, count, BLOCK_SIZE):
                fill(out=buffer[: count - first], dtype=np.float32)

    if threads == 1:
        part(0)
        return
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(part, range(threads)))


def fastest(draws: Draws, voters: int = 4 * BLOCK_SIZE, rounds: int = 3) -> str:
    """The generator that draws this mix of numbers in the least time, tried in turn on one thread.

    >>> fastest(Draws(1, 1), voters=1_000, rounds=1) in GENERATORS
    True
    """
    best = dict.fromkeys(GENERATORS, float("inf"))
    for _ in range(rounds):
        for name in GENERATORS:
            start = time.perf_counter()
            draw(draws, voters, 1, name)
            best[name] = min(best[name], time.perf_counter() - start)
    return min(best, key=lambda name: best[name])
