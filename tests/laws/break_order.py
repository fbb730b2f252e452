"""Engines broken on purpose: numbers that depend on who asks, in which order, or how many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from threading import current_thread, main_thread
from typing import Any

import numpy as np
from pytest import MonkeyPatch

from msim.core.arrays import Floats
from msim.core.streams import Streams
from msim.experiment.comparison import compare
from msim.experiment.engine import replicate


def _streams(patch: MonkeyPatch, rename: Callable[[str], str]) -> None:
    """Streams of exposures get another name."""
    real = Streams.uniforms

    def uniforms(self: Streams, name: str, block: int, n: int) -> Floats:
        return real(self, rename(name) if name.endswith("exposure") else name, block, n)

    patch.setattr(Streams, "uniforms", uniforms)


def one_generator_for_all_calls(patch: MonkeyPatch) -> None:
    """Every draw moves a common generator on: who comes first decides what others get."""
    calls = count()
    _streams(patch, lambda name: f"{name}/{next(calls)}")


def a_generator_for_each_thread(patch: MonkeyPatch) -> None:
    """Each worker has a generator of its own."""
    _streams(patch, lambda name: f"{name}/{current_thread().name}")


def blocks_that_share_a_stream(patch: MonkeyPatch) -> None:
    """A stream is read on from block to block where nobody else works, and begun anew elsewhere."""
    shared: dict[Any, np.random.Generator] = {}
    real = Streams.uniforms

    def uniforms(self: Streams, name: str, block: int, n: int) -> Floats:
        if not name.endswith("exposure"):
            return real(self, name, block, n)
        key = (self, name, 0 if current_thread() is main_thread() else block)
        return shared.setdefault(key, self.generator(name)).random(n)

    patch.setattr(Streams, "uniforms", uniforms)


def a_seed_that_knows_the_arms(patch: MonkeyPatch) -> None:
    """The world is drawn from seed + number of arms."""
    real = replicate.electorate

    def electorate(scenario: Any, number: int, *rest: Any) -> Any:
        return real(scenario, number + 100 * len(scenario.run.arms), *rest)

    patch.setattr(replicate, "electorate", electorate)


def a_swing_for_each_arm(patch: MonkeyPatch) -> None:
    """Arms meet different swings, by their place in the list."""
    real = replicate.play

    def play(block: Any, plans: Any, stage: Any, against: Any) -> Any:
        found: dict[str, Any] = {}
        for place, (name, plan) in enumerate(plans.items()):
            moved = replace(stage, swing=stage.swing + 0.01 * place)
            found |= real(block, {name: plan}, moved, against)
        return found

    patch.setattr(replicate, "play", play)


def replicates_that_share_out_a_seed(patch: MonkeyPatch) -> None:
    """Replicate i of n is drawn from i / n."""
    real = compare.run_replicate

    def run(scenario: Any, number: int, *rest: Any) -> Any:
        found = real(scenario, 60 * number // scenario.run.replicates, *rest)
        plans = [{**row, "replicate": number} for row in found.plans]
        return replace(found, number=number, plans=plans)

    patch.setattr(compare, "run_replicate", run)
