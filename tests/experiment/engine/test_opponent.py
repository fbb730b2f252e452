"""An opponent: what it moves and what it leaves alone, what it sees, and the game of both sides."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from msim.core.arrays import Floats
from msim.experiment.comparison.compare import run
from msim.experiment.engine.collected import Replicate
from msim.experiment.engine.opponent import BOTH_SILENT, game_name, in_game, payoffs
from msim.experiment.engine.replicate import run_replicate
from msim.experiment.engine.sides import electorate, opposed, prepare
from tests.experiment.small import small
from tests.world.helpers import within

EXPOSURE = (
    "reach_rate", "expected_reach_rate", "reach_3_rate", "average_frequency", "grp",
    "on_target_reach", "on_target_rate", "waste_rate", "spend", "cost_per_reached", "unspent",
    "promised_net_votes",
)
PAIRS = [(own, other) for own in ("broadcast", "segmented") for other in ("broadcast", "segmented")]


@cache
def replicate(strategy: str | None = None, game: bool = False, number: int = 0) -> Replicate:
    return run_replicate(small(opponent__strategy=strategy, opponent__game=game), number)


@pytest.mark.parametrize("strategy", ["broadcast", "segmented", "individual"])
def test_an_opponent_moves_votes_and_nobodys_exposure(strategy: str) -> None:
    alone, opposed_ = replicate().measures, replicate(strategy).measures
    assert list(alone) == list(opposed_)
    for arm, measures in alone.items():
        for name in EXPOSURE:
            assert np.array_equal(opposed_[arm][name], measures[name], equal_nan=True), (arm, name)
        assert opposed_[arm]["vote_share_pp"] < measures["vote_share_pp"]  # its messages persuade
        assert opposed_[arm]["turnout_pp"] == measures["turnout_pp"]  # and mobilise nobody
    assert replicate(strategy).frequency["segmented"].tolist() == (
        replicate().frequency["segmented"].tolist())


def test_without_an_opponent_its_keys_move_no_bit() -> None:
    idle = small(opponent__data={"validity": 0.9}, opponent__budget={"total": 9e6},
                 opponent__test={"respondents": 2_000}, opponent__segments={"count": 2})
    found = run_replicate(idle, 0)
    for part in ("measures", "diagnostics", "plans", "segments", "districts"):
        assert repr(getattr(found, part)) == repr(getattr(replicate(), part))


def test_an_opponent_without_money_moves_no_bit() -> None:
    found = run_replicate(small(opponent__strategy="segmented", opponent__budget={"total": 0.0}), 0)
    assert repr(found.measures) == repr(replicate().measures)
    assert (found.diagnostics["opponent_net_votes"], found.diagnostics["opponent_spend"]) == (0, 0)


def test_the_opponent_sees_support_from_its_own_side() -> None:
    own = electorate(small(data__party_accuracy=1.0, opponent__strategy="broadcast"), 0)
    turned = opposed(own)
    block, mirrored = own.block(0), turned.block(0)
    assert mirrored.voters.support.tolist() == (-block.voters.support).tolist()
    assert mirrored.view.party.tolist() == np.where(block.voters.support < 0.0, 1, -1).tolist()
    assert mirrored.view.party.tolist() == (-block.view.party).tolist()
    assert turned.world.scenario.politics.support == pytest.approx(
        1.0 - own.world.scenario.politics.support)
    for name in ("traits", "district", "archetype", "turnout_prob"):
        assert np.array_equal(getattr(mirrored.voters, name), getattr(block.voters, name))
    assert mirrored.media is block.media  # met as by anybody
    assert turned.block(0) is mirrored


def test_the_opponents_chances_are_its_own() -> None:
    scenario = small(opponent__strategy="broadcast", data__coverage=0.7, data__missing=0.1)
    own = electorate(scenario, 0)
    turned = opposed(own)
    (mine, _), (theirs, panel) = prepare(scenario, own), prepare(turned.world.scenario, turned)
    a, b = own.block(0), turned.block(0)

    def correlation(one: Floats, other: Floats) -> float:
        return abs(float(np.corrcoef(one.ravel(), other.ravel())[0, 1]))

    noise = 4.0 / np.sqrt(1500)
    assert correlation(a.uniforms("social"), b.uniforms("social")) < noise
    assert correlation(a.view.known * 1.0, b.view.known * 1.0) < noise
    assert correlation(a.view.lottery, b.view.lottery) < noise
    assert (a.effects != b.effects).all()
    assert np.nanmean(a.view.traits != b.view.traits) > 0.3
    assert not np.array_equal(mine.answers.message, theirs.answers.message)
    assert not np.array_equal(mine.answers.vote, theirs.answers.vote)
    assert panel.size > 0 and (panel.support[:3] == -own.block(0).voters.support[
        np.flatnonzero(b.view.known)[:3]]).all()


def test_like_campaigns_in_an_even_country_cancel() -> None:
    """Both broadcast: over replicates neither gains on the other; alone one would."""
    even = {"politics__support": 0.5, "run__arms": ("broadcast",), "segments__count": 2}
    both = small(**even, opponent__strategy="broadcast")
    runs = [run_replicate(both, number) for number in range(40)]
    shares = np.array([r.measures["broadcast"]["vote_share_pp"] for r in runs])
    own = np.array([r.measures["broadcast"]["net_votes"] for r in runs])
    theirs = np.array([r.diagnostics["opponent_net_votes"] for r in runs])
    within(shares, 50.0)
    within(own - theirs, 0.0)
    for alone in (own, theirs):
        assert alone.mean() > 8.0 * alone.std(ddof=1) / np.sqrt(alone.size)


@pytest.mark.parametrize("strategy", ["broadcast", "segmented"])
def test_the_game_is_made_of_what_the_arms_do(strategy: str) -> None:
    """Its cell is the arm's net votes and what the opponent's step did to silence, together."""
    found = replicate(strategy, game=True)
    said = found.diagnostics
    for own in ("broadcast", "segmented"):
        together = found.measures[own]["net_votes"] - said["opponent_net_votes"]
        assert said[game_name(own, strategy)] == pytest.approx(together, rel=1e-9)
    assert repr(found.measures) == repr(replicate(strategy).measures)
    cells = [replicate(None, game=True).diagnostics[game_name(*pair)] for pair in PAIRS]
    assert cells == [said[game_name(*pair)] for pair in PAIRS]
    assert repr(replicate(None, game=True).measures) == repr(replicate().measures)


def test_the_game_is_played_whichever_arms_run() -> None:
    scenario = small(opponent__game=True, run__arms=("silent", "naive"))
    found, whole = run_replicate(scenario, 0), replicate(None, game=True)
    assert list(found.measures) == ["silent", "naive"]
    for pair in PAIRS:
        assert found.diagnostics[game_name(*pair)] == whole.diagnostics[game_name(*pair)]


def test_payoffs_by_hand_are_what_the_other_side_loses() -> None:
    """Silence 10 to 20. Opponent: 8 to 23, so it gains (3 + 2) / 2 of two people each."""
    tallies: dict[str, Any] = {
        BOTH_SILENT: SimpleNamespace(own_votes=10.0, other_votes=20.0),
        "silent": SimpleNamespace(own_votes=8.0, other_votes=23.0),
    }
    for n, pair in enumerate(PAIRS):
        tallies[in_game(*pair)] = SimpleNamespace(own_votes=10.0 + n, other_votes=20.0 - 2.0 * n)
    plans = {"segmented": SimpleNamespace(spend=7.0)}
    against: Any = SimpleNamespace(plans=plans)
    scenario = small(opponent__strategy="segmented", opponent__game=True, test__surveys=1)
    found = payoffs(against, tallies, 2.0, scenario)
    assert found["opponent_net_votes"] == 5.0
    assert found["opponent_spend"] == 7.0
    assert [found[game_name(*pair)] for pair in PAIRS] == [0.0, 3.0, 6.0, 9.0]
    turned = {name: SimpleNamespace(own_votes=t.other_votes, other_votes=t.own_votes)
              for name, t in tallies.items()}
    assert payoffs(against, turned, 2.0, scenario)["opponent_net_votes"] == -5.0
    # After a second survey it gains 9 for 11; the game is played as after the first.
    twice = tallies | {"silent@1": SimpleNamespace(own_votes=2.0, other_votes=25.0)}
    twice |= {in_game(*pair, 1): tallies[in_game(*pair)] for pair in PAIRS}
    plans["segmented@1"] = SimpleNamespace(spend=8.0)
    scenario = small(opponent__strategy="segmented", opponent__game=True, test__surveys=2)
    both = payoffs(against, twice, 2.0, scenario)
    assert both == found | {"opponent_net_votes": 9.0, "opponent_spend": 7.5}


def test_the_summary_says_what_the_opponent_does_and_what_both_would_choose() -> None:
    scenario = small(opponent__strategy="segmented", opponent__game=True, run__replicates=3)
    summary = run(scenario).summary
    assert summary["opponent"]["strategy"] == "segmented"
    runs = [replicate("segmented", True, number) for number in range(3)]
    net = np.mean([r.diagnostics["opponent_net_votes"] for r in runs])
    assert summary["opponent"]["net_votes"]["mean"] == pytest.approx(net)
    game = summary["game"]
    cell = {pair: np.mean([r.diagnostics[game_name(*pair)] for r in runs]) for pair in PAIRS}
    for own, other in PAIRS:
        assert game["payoff"][own][other]["mean"] == pytest.approx(cell[own, other])
    rows, columns = game["equilibrium"]["own"], game["equilibrium"]["rival"]
    value = sum(rows[a] * columns[b] * cell[a, b] for a, b in PAIRS)
    assert game["equilibrium"]["value"] == pytest.approx(value)
    gap = cell["segmented", "segmented"] - cell["broadcast", "broadcast"]
    assert game["both_against_neither"]["mean"] == pytest.approx(gap)


def test_a_better_informed_opponent_has_data_of_its_own() -> None:
    """Its validity moves what it wins with segments; none of the own side's exposure or survey."""
    few, many = (
        run_replicate(small(opponent__strategy="segmented", opponent__data={"validity": v},
                            opponent__test={"shrinkage": "none"}), 0)
        for v in (0.0, 1.0)
    )
    assert few.diagnostics["opponent_net_votes"] != many.diagnostics["opponent_net_votes"]
    assert few.plans == many.plans == replicate().plans


def test_an_opponent_has_beliefs_of_its_own() -> None:
    """Cells that are believed to be alike all get one message; what is played is the message."""
    prior: dict[str, Any] = {"shrinkage": "prior", "respondents": 3_000}
    alike, apart = (
        run_replicate(small(opponent__strategy="segmented",
                            opponent__test={**prior, "believed_correlation": rho}), 0)
        for rho in (1.0 - 1e-12, -0.99)
    )
    assert alike.diagnostics["opponent_net_votes"] != apart.diagnostics["opponent_net_votes"]
    assert alike.plans == apart.plans == replicate().plans
