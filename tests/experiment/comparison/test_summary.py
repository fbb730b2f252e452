"""The summary: its shape, and every number in it against the tidy tables that it came from."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from msim.core.arrays import Floats
from msim.core.verdict import outcome, ratio_outcome
from msim.experiment.comparison.compare import run
from msim.experiment.comparison.rates import probability_interval
from msim.experiment.engine.measures import USUAL
from tests.experiment.small import SMALL, results, small

INTERVAL = {"mean", "low", "high"}
SPREAD = {"q025", "q975", "share_positive"}
RATIOS = {"cost_per_net_vote"}
PAIRS = ["segmented-broadcast", "segmented_free-broadcast", "broadcast-naive",
         "segmented-segmented_free", "placebo-broadcast", "segmented-placebo",
         "best_single-broadcast", "oracle-best_single", "oracle-segmented"]
RUNGS = [("naive", "silent"), ("broadcast", "naive"), ("segmented_free", "broadcast"),
         ("segmented", "segmented_free"), ("placebo", "broadcast"),
         ("best_single", "broadcast"), ("oracle", "best_single")]


def values(arm: str, measure: str) -> Floats:
    table = results().outcomes
    return table[(table["arm"] == arm) & (table["measure"] == measure)]["value"].to_numpy()


def by_world(arm: str, measure: str) -> Floats:
    """(worlds,) means over each world's surveys."""
    found: Floats = results().worlds.values(arm, measure)
    return found


def elections(arm: str, measure: str) -> Floats:
    """(worlds, surveys, parts) with surveys and parts by themselves, for an arm that has any."""
    return results().worlds.singles(arm, measure)


def test_the_summary_is_plain_json_of_the_promised_shape() -> None:
    summary = json.loads(json.dumps(results().summary, allow_nan=False))
    assert summary["scenario"] == {"name": "unnamed", "hash": SMALL.hash}
    assert [summary[k] for k in ("seed", "replicates", "electorate", "simulated")] == [
        1, 6, 10_000_000, 1500]
    assert list(summary["arms"]) == list(SMALL.run.arms)
    for arm in summary["arms"].values():
        assert list(arm) == list(USUAL)
        for measure, found in arm.items():
            assert set(found) >= INTERVAL | (set() if measure in RATIOS else SPREAD), measure
    assert [k for k in summary["contrasts"] if "-" in k] == PAIRS
    for name in PAIRS:
        contrast = summary["contrasts"][name]
        assert set(contrast) <= {*USUAL, "outcome", "share_ahead", "share_tied"}
        assert set(contrast["net_votes"]) - {"reason"} == INTERVAL | SPREAD
    for name in ("segmented/broadcast", "segmented_free/broadcast", "broadcast/naive"):
        assert set(summary["contrasts"][name]["net_votes"]) - {"reason"} == INTERVAL | {"outcome"}
    assert [(r["arm"], r["from"]) for r in summary["ladder"]] == RUNGS
    assert all(r["step"] == r["arm"] and r["buys"] for r in summary["ladder"])
    assert set(summary["segments"]) >= {
        "method", "count", "party_correlation", "segment_correlation", "effect_variance_between"}
    verdict = summary["verdict"]
    assert verdict["worth_votes"] == pytest.approx(0.0005 * 10_000_000 * 0.65)
    for name in ("segmented-broadcast", "segmented_free-broadcast"):
        assert verdict[name] == summary["contrasts"][name]["outcome"]
    assert verdict["equivalent"] in (True, False)


def test_means_and_contrasts_are_those_of_the_replicates() -> None:
    summary = results().summary
    for arm in SMALL.run.arms:
        for measure in set(USUAL) - RATIOS:
            found, table = summary["arms"][arm][measure], values(arm, measure)
            if np.isfinite(table).all():
                assert found["mean"] == pytest.approx(table.mean(), rel=1e-12), (arm, measure)
            else:
                assert found["mean"] is None
    for name in PAIRS:
        first, second = name.split("-")
        gap = values(first, "net_votes") - values(second, "net_votes")
        contrast = summary["contrasts"][name]
        assert contrast["net_votes"]["mean"] == pytest.approx(gap.mean(), rel=1e-9)
        a, b = (elections(arm, "net_votes") for arm in (first, second))
        single = a[:, :, :, None] - b[:, :, None, :]
        assert contrast["share_ahead"] == np.mean(single > 0)
        assert contrast["share_tied"] == np.mean(single == 0)
    for name in ("segmented/broadcast", "broadcast/naive"):
        first, second = name.split("/")
        ratio = values(first, "net_votes").mean() / values(second, "net_votes").mean()
        assert summary["contrasts"][name]["net_votes"]["mean"] == pytest.approx(ratio)
    for arm in ("broadcast", "oracle"):
        cost = values(arm, "spend").mean() / values(arm, "net_votes").mean()
        found = summary["arms"][arm]["cost_per_net_vote"]
        votes = summary["arms"][arm]["net_votes"]
        if votes["low"] <= 0.0 <= votes["high"]:
            assert found["mean"] is None
        else:
            assert found["mean"] == pytest.approx(cost)


def test_the_climb_adds_up() -> None:
    """The gains of the four main rungs are what segmented has over silence."""
    gains = [r["gain"]["mean"] for r in results().summary["ladder"][:4]]
    assert sum(gains) == pytest.approx(values("segmented", "net_votes").mean())


def test_what_measures_say_of_each_other() -> None:
    frequency = results().frequency.set_index(["arm", "frequency"])["share"]
    for arm in SMALL.run.arms:
        reach, mean = values(arm, "reach_rate"), values(arm, "average_frequency")
        assert frequency[arm].sum() == pytest.approx(1.0)
        assert 1 - frequency[arm, 0] == pytest.approx(reach.mean())
        assert frequency[arm][3:].sum() == pytest.approx(values(arm, "reach_3_rate").mean())
        if arm == "silent":
            continue
        assert values(arm, "grp") == pytest.approx(100 * reach * mean)
        assert values(arm, "waste_rate") == pytest.approx(1 - values(arm, "on_target_rate"))
        assert values(arm, "spend") + values(arm, "unspent") == pytest.approx(4e6)
        # Nobody's turnout moves here: a vote won is a vote lost to the other side.
        assert values(arm, "own_votes") == pytest.approx(values(arm, "net_votes"))
        assert values(arm, "turnout_pp") == pytest.approx(values("silent", "turnout_pp"))
        share = values("silent", "vote_share_pp") + 100 * values(arm, "net_votes") / (
            1e5 * values("silent", "turnout_pp"))
        assert values(arm, "vote_share_pp") == pytest.approx(share)
        chance, silent = values(arm, "win_prob"), values("silent", "win_prob")
        assert ((chance > 0.0) & (chance < 1.0)).all()
        more = values(arm, "vote_share_pp") - values("silent", "vote_share_pp")
        assert np.sign(chance - silent).tolist() == np.sign(more).tolist()


def test_a_chance_to_win_is_a_mean_of_probabilities() -> None:
    said, chance = results().summary, by_world("broadcast", "win_prob")
    assert said["arms"]["broadcast"]["win_prob"] == pytest.approx(probability_interval(chance))
    gap = by_world("segmented", "win_prob") - chance
    found = said["contrasts"]["segmented-broadcast"]["win_prob"]
    assert found["mean"] == pytest.approx(gap.mean())
    assert found["high"] - found["low"] == pytest.approx(
        2 * 2.570582 * gap.std(ddof=1) / np.sqrt(6))


def test_promises_are_made_by_arms_that_tested() -> None:
    for arm in SMALL.run.arms:
        promised = values(arm, "promised_net_votes")
        tested = arm in ("broadcast", "segmented", "segmented_free", "placebo")
        assert np.isfinite(promised).all() == tested, arm


def test_plans_spend_what_arms_spend() -> None:
    plans = results().plans
    for arm in SMALL.run.arms[1:]:
        cost = plans[plans["arm"] == arm].groupby("replicate")["cost"].sum().to_numpy()
        fixed = 15_000 if arm == "naive" else 6 * 15_000 + 300 * 2.5
        assert cost + fixed == pytest.approx(values(arm, "spend")[::SMALL.surveys])
    assert plans["message"].between(1, 6).all()
    assert plans["cell"].between(0, 6).all()


@pytest.mark.parametrize(
    ("arms", "climb"),
    [
        (("silent", "broadcast", "segmented"), "silent>broadcast broadcast>segmented"),
        (("naive", "segmented_free", "placebo"), "silent>naive naive>segmented_free"),
        (("oracle", "segmented"), "silent>segmented segmented>oracle"),
    ],
)
def test_a_ladder_with_missing_rungs(arms: tuple[str, ...], climb: str) -> None:
    summary: dict[str, Any] = run(small(run__arms=arms, run__replicates=2)).summary
    assert " ".join(f"{r['from']}>{r['arm']}" for r in summary["ladder"]) == climb
    assert list(summary["arms"]) == list(arms)
    for name in summary["contrasts"]:
        assert set(name.replace("/", "-").split("-")) <= set(arms)


def test_every_contrast_says_how_it_came_out() -> None:
    summary = results().summary
    for name in PAIRS:
        contrast = summary["contrasts"][name]
        votes, tied = contrast["net_votes"], contrast["share_tied"] == 1.0
        worth = summary["verdict"]["worth_votes"]
        assert contrast["outcome"] == outcome(votes["low"], votes["high"], worth, tied)
    for name in ("segmented/broadcast", "segmented_free/broadcast", "broadcast/naive"):
        for measure, found in summary["contrasts"][name].items():
            first, second = (values(arm, measure) for arm in name.split("/"))
            tied = bool((first == second).all())
            assert found["outcome"] == ratio_outcome(found["low"], found["high"], tied)
    assert summary["contrasts"]["segmented_free/broadcast"]["reach_rate"]["outcome"] == "tie"


def test_what_is_equal_in_every_replicate_is_a_tie_and_one_replicate_is_unknown() -> None:
    arms = ("broadcast", "segmented_free")
    same = run(small(run__arms=arms, run__replicates=2, segments__count=1)).summary
    assert same["contrasts"]["segmented_free-broadcast"]["outcome"] == "tie"
    assert same["verdict"]["segmented_free-broadcast"] == "tie"
    ratio = same["contrasts"]["segmented_free/broadcast"]
    assert {found["outcome"] for found in ratio.values()} == {"tie"}
    alone = run(small(run__arms=arms, run__replicates=1)).summary
    gap = alone["contrasts"]["segmented_free-broadcast"]
    assert gap["outcome"] == ("tie" if gap["share_tied"] == 1.0 else "unknown")
