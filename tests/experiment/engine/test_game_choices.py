"""The game with other choices than broadcast and segmented: campaigns that adapt on either side."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from msim.core.errors import InputError
from msim.experiment.comparison.compare import run
from msim.experiment.engine.collected import Replicate
from msim.experiment.engine.opponent import game_name
from msim.experiment.engine.replicate import run_replicate
from msim.report.run import opponent
from msim.scenario import Scenario
from msim.scenario.loading import override
from tests.experiment.small import small
from tests.report.everything import changed
from tests.world.helpers import within

BOTH = ("adaptive", "adaptive_segmented")
SIGNAL = {"in_flight__proxy_correlation": 0.5}


@cache
def replicate(strategy: str | None = None, game: bool = False) -> Replicate:
    keys = {"run__arms": ("silent", *BOTH), "opponent__choices": BOTH, **SIGNAL}
    return run_replicate(small(opponent__strategy=strategy, opponent__game=game, **keys), 0)


@pytest.mark.parametrize("strategy", BOTH)
def test_an_opponent_that_adapts_moves_votes_and_nobodys_exposure(strategy: str) -> None:
    alone, against = replicate().measures, replicate(strategy).measures
    for arm, measures in alone.items():
        for name in ("reach_rate", "average_frequency", "spend", "messages_heard"):
            assert np.array_equal(against[arm][name], measures[name], equal_nan=True), (arm, name)
        assert against[arm]["vote_share_pp"] < measures["vote_share_pp"]
    assert replicate(strategy).diagnostics["opponent_net_votes"] > 0.0


@pytest.mark.parametrize("strategy", BOTH)
def test_a_cell_of_the_game_is_what_both_do_to_silence(strategy: str) -> None:
    found = replicate(strategy, game=True)
    said = found.diagnostics
    for own in BOTH:
        together = found.measures[own]["net_votes"] - said["opponent_net_votes"]
        assert said[game_name(own, strategy)] == pytest.approx(together, rel=1e-9)
    assert repr(found.measures) == repr(replicate(strategy).measures)
    assert game_name("broadcast", "segmented") not in said


def test_who_adapts_on_both_sides_of_an_even_country_cancels() -> None:
    even = {"politics__support": 0.5, "run__arms": ("adaptive",), "segments__count": 2, **SIGNAL}
    both = small(**even, opponent__strategy="adaptive")
    runs = [run_replicate(both, number) for number in range(40)]
    own = np.array([r.measures["adaptive"]["net_votes"] for r in runs])
    theirs = np.array([r.diagnostics["opponent_net_votes"] for r in runs])
    within(np.array([r.measures["adaptive"]["vote_share_pp"] for r in runs]), 50.0)
    within(own - theirs, 0.0)
    assert own.mean() > 8.0 * own.std(ddof=1) / np.sqrt(own.size)


def test_the_summary_names_what_was_chosen_from() -> None:
    choices = ("broadcast", "adaptive_segmented")
    keys = {"opponent__game": True, "opponent__choices": choices, "run__replicates": 2}
    game = run(small(run__arms=("silent", "broadcast"), **keys)).summary["game"]
    assert game["strategies"] == list(choices) == list(game["payoff"])
    assert list(game["equilibrium"]["own"]) == list(choices)
    assert sum(game["equilibrium"]["rival"].values()) == pytest.approx(1.0)


def test_both_moving_is_told_by_the_names_of_what_they_choose() -> None:
    said = " ".join(opponent.game(changed("game", strategies=list(BOTH))))
    assert "If both sides choose adaptive segmented instead of both choosing adaptive, " in said


@pytest.mark.parametrize(
    ("keys", "key", "said"),
    [
        ({"opponent.choices": ["naive", "segmented"]}, "opponent.choices[0]", "test or adapt"),
        ({"opponent.choices": ["segmented", "oracle"]}, "opponent.choices[1]", "test or adapt"),
        ({"opponent.choices": ["adaptive", "adaptive"]}, "opponent.choices", "twice"),
        ({"opponent.choices": ["adaptive", "ground"]}, "opponent.choices[1]", "contacts"),
        ({"opponent.choices": ["adaptive", "broadcast"], "in_flight.respondents": 3},
         "in_flight.respondents", "at least 14"),
    ],
)  # fmt: skip
def test_what_cannot_be_played_is_refused(keys: dict[str, object], key: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        override(Scenario(), {"opponent.game": True, **keys})
    assert any(each.key == key and said in each.message for each in error.value.problems)
