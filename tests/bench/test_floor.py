"""The floor draws what the model uses: counted by hand, and each key that adds a draw adds it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import msim
from msim.bench import floor
from msim.bench.floor import Draws, draw, draws_per_voter
from msim.core.streams import BLOCK_SIZE
from msim.scenario import Scenario
from tests.laws.drawn import changed

BEFORE = Draws(26, 8)


def test_the_full_scale_scenario_by_hand() -> None:
    """8 traits, support, turnout, 2 habits, 6 messages, 8 readings; archetype, users of television
    and of social, a match, the party, the placebo's lot, and an exposure on 3 channels."""
    found = draws_per_voter(msim.load("full_scale"))
    assert found == Draws(8 + 2 + 2 + 6 + 8, 1 + 2 + 1 + 1 + 1 + 3)


@pytest.mark.parametrize(
    ("keys", "normals", "uniforms"),
    [
        ({"messages.count": 10}, 4, 0),
        ({"messages.heterogeneity_sd_pp": 0.0}, -6, 0),
        ({"messages.trait_share": 1.0}, -6, 0),
        ({"messages.common_share": 0.5}, 1, 0),
        ({"messages.common_share": 1.0, "messages.heterogeneity_sd_pp": 0.3}, -5, 0),
        ({"messages.mobilise_pp": 1.0, "messages.mobilise_heterogeneity_sd_pp": 1.0}, 6, 0),
        ({"messages.reactance_pp": 1.0, "messages.notice_rate": 0.5}, 0, 1),
        ({"messages.reactance_pp": 1.0}, 0, 0),
        ({"politics.lean_traits_share": 1.0}, -2, 0),
        ({"data.validity": 1.0}, -8, 0),
        ({"data.missing": 0.1}, 0, 8),
        ({"data.coverage": 0.9, "data.consent": 0.9}, 0, 2),
        ({"data.party_label": False}, 0, -1),
        ({"districts.count": 3}, 0, 1),
        ({"population.archetypes": 1, "population.structure": 0.0}, 0, -1),
        ({"election.draw": True}, 0, 2),
        ({"segments.method": "random"}, 0, 1),
        ({"earned.share_rate": 0.1, "earned.contacts": 5.0}, 0, 4.0),
        ({"run.arms": ("silent", "broadcast", "oracle")}, -8, -2),  # nobody reads, no placebo
        ({"run.arms": ("silent", "broadcast")}, -8, -3),  # nor is anybody looked for
        ({"run.arms": ("silent", "broadcast", "best_single")}, -8, -3),  # sent to all as well
        ({"run.arms": ("silent",)}, -14, -5),  # nor told anything
        ({"opponent.strategy": "broadcast"}, 6, 2),  # its messages and its exposures
        ({"opponent.strategy": "segmented"}, 14, 3),  # and its readings and its party label
    ],
    ids=str,
)
def test_each_key_adds_what_it_decides(
    keys: dict[str, Any], normals: float, uniforms: float
) -> None:
    assert draws_per_voter(changed(Scenario(), keys)) == BEFORE + Draws(normals, uniforms)


def test_a_channel_that_is_off_draws_nothing() -> None:
    channels = Scenario().model_dump()["channels"]
    channels["television"]["share"], channels["social"]["share"] = 1.0, 0.0
    found = draws_per_voter(changed(Scenario(), {"channels": channels}))
    assert found == BEFORE + Draws(-1, -3)  # habit; user, match and exposure


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_all_numbers_are_drawn_in_single_precision(
    threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = {"normal": 0, "uniform": 0}

    class Counting:
        def __init__(self, bits: object) -> None:
            assert isinstance(bits, np.random.SFC64)

        def standard_normal(self, out: np.ndarray, dtype: type) -> None:
            assert out.dtype == dtype == np.float32 and out.size <= BLOCK_SIZE
            drawn["normal"] += out.size

        def random(self, out: np.ndarray, dtype: type) -> None:
            assert out.dtype == dtype == np.float32 and out.size <= BLOCK_SIZE
            drawn["uniform"] += out.size

    monkeypatch.setattr(floor.np.random, "Generator", Counting)
    draw(Draws(26, 9.5), 60_000, threads, "SFC64")
    assert drawn == {"normal": 26 * 60_000, "uniform": 570_000}


def test_every_generator_is_tried_and_the_fastest_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = {"now": 0.0}
    cost = dict(zip(floor.GENERATORS, (3.0, 2.0, 5.0, 1.0, 4.0), strict=True))

    def pretend(draws: Draws, voters: int, threads: int, generator: str) -> None:
        clock["now"] += cost[generator]

    monkeypatch.setattr(floor, "draw", pretend)
    monkeypatch.setattr(floor.time, "perf_counter", lambda: clock["now"])
    assert floor.fastest(Draws(1, 1)) == "Philox"
