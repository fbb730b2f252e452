"""The model voter by voter in Mesa 3, as its documentation advises.

One `Agent` a voter and one `Model`; agents draw from `self.random`, are made with `create_agents`,
activated with `AgentSet.do` (nobody meets anybody, so that order plays no part) and read by a
`DataCollector`: ter Hoeven et al. (2025, Journal of Open Source Software 10(107), 7668).
"""

from __future__ import annotations

from math import exp, expm1

import mesa
import numpy as np

from benchmarks.peers.outcome import Outcome
from benchmarks.peers.setting import Setting
from benchmarks.peers.told import ToldArm, ToldLine, told


class Voter(mesa.Agent):
    """One invented voter: what is true of it, what a campaign reads, how often it is met."""

    model: Electorate

    def __init__(self, model: Electorate) -> None:
        super().__init__(model)
        s, random = model.told, self.random
        means = random.choices(s.means, weights=s.shares)[0]
        self.traits = [mean + s.within * random.gauss(0.0, 1.0) for mean in means]
        self.support = self.score(s.support)
        self.turnout = 1.0 / (1.0 + exp(-self.score(s.turnout)))
        common = self.score(s.common)
        self.effects = [self.score(line) + common for line in s.messages]
        self.habits = []
        for channel in s.channels:
            habit = 1.0 if channel.log_habit is None else exp(self.score(channel.log_habit))
            self.habits.append(habit if random.random() < channel.users else 0.0)
        self.known = random.random() < s.known
        self.found = [self.known and random.random() < channel.match_rate for channel in s.channels]
        self.luck = [random.random() for _ in s.channels]
        self.rows: dict[str, int] = {}
        self.own, self.met = 0.0, 0

    def score(self, line: ToldLine) -> float:
        """A linear score of the traits with noise of its own."""
        found = line.intercept
        for weight, trait in zip(line.weights, self.traits, strict=True):
            found += weight * trait
        return found + line.sd * self.random.gauss(0.0, 1.0) if line.sd else found

    def be_read(self) -> None:
        """The campaign reads the voter's traits and puts the voter into the rows of its plans."""
        s, random = self.model.told, self.random
        levels, columns = [], []
        for trait, cuts, names in zip(self.traits, s.cuts, s.levels, strict=True):
            reading = s.keep * trait + s.reading_sd * random.gauss(0.0, 1.0)
            if cuts:
                reading = sum(reading >= cut for cut in cuts)
            levels.append(reading)
            columns += [reading == level for level in range(names)] if names else [reading]
        side = 1 if self.support >= 0.0 else -1
        columns.append(side if random.random() < s.party_accuracy else -side)
        if not self.known:
            self.rows = dict.fromkeys(("segments", "lots", "cells", "lines", "best"), 0)
        else:
            self.rows["segments"] = self.nearest(columns) + 1
            lots = range(len(s.lots))
            self.rows["lots"] = random.choices(lots, weights=s.lots)[0] + 1
            cell = 0
            for index, count in s.demographic:
                cell = cell * count + levels[index]
            self.rows["cells"] = cell + 1
            predicted = [
                level + sum(w * x for w, x in zip(slopes, columns, strict=True))
                for level, slopes in zip(s.level, s.slopes, strict=True)
            ]
            self.rows["lines"] = predicted.index(max(predicted)) + 1
            self.rows["best"] = self.effects.index(max(self.effects)) + 1
        self.rows["everyone"] = 0

    def nearest(self, columns: list[float]) -> int:
        """Index of the segment whose centre is nearest."""
        s = self.model.told
        scaled = [
            (x - mean) * scale for x, mean, scale in zip(columns, s.mean, s.scale, strict=True)
        ]
        distances = [
            sum((x - c) ** 2 for x, c in zip(scaled, centre, strict=True)) for centre in s.centres
        ]
        return distances.index(min(distances))

    def vote(self, arm: ToldArm) -> None:
        """Meet the messages of an arm, and vote (in expectation)."""
        s, row = self.model.told, self.rows[arm.rule]
        dose = weighted = 0.0
        self.met = 0
        for c, channel in enumerate(s.channels):
            mean = self.habits[c] * arm.rate[row][c]
            if mean == 0.0 or (arm.targeted[c] and not self.found[c]):
                continue
            times = poisson(self.luck[c], mean)
            if channel.cap is not None:
                times = min(times, channel.cap)
            self.met += times
            dose += times * channel.dose
            weighted += times * channel.dose * self.effects[arm.message[row][c]]
        support = self.support + s.swing
        if dose > 0.0:
            effect = expm1(-s.saturation * dose) / expm1(-s.saturation) if s.saturation else dose
            support += effect * weighted / dose
        self.own = self.turnout / (1.0 + exp(-support))


def poisson(uniform: float, mean: float) -> int:
    """The Poisson quantile of a uniform, by search from 0."""
    count, term = 0, exp(-mean)
    total = term
    while total < uniform and term > 0.0:
        count += 1
        term *= mean / count
        total += term
    return count


class Electorate(mesa.Model):
    """All voters. A step plays one arm on them."""

    def __init__(self, setting: Setting, voters: int, seed: int) -> None:
        super().__init__(seed=seed)
        self.told = told(setting)
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "own": lambda model: model.agents.get("own"),
                "met": lambda model: model.agents.get("met"),
            }
        )
        Voter.create_agents(self, voters)
        self.agents.do("be_read")

    def step(self) -> None:
        """Play the next arm."""
        self.agents.do("vote", self.told.arms[self.steps - 1])
        self.datacollector.collect(self)


def simulate(s: Setting, voters: int, seed: int) -> Outcome:
    """Draw the voters and play every arm on them."""
    model = Electorate(s, voters, seed)
    for _ in s.arms:
        model.step()
    names = [arm.name for arm in s.arms]
    kept = model.datacollector.model_vars
    return Outcome(
        np.array(model.agents.get("turnout")),
        dict(zip(names, map(np.array, kept["own"]), strict=True)),
        dict(zip(names, map(np.array, kept["met"]), strict=True)),
    )
