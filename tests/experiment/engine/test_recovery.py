"""What only the truth can tell: variance between segments, correlations, and the panel's share."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msim.core.errors import InputError
from msim.experiment.engine.recovery import (
    _group_sums,
    _square_sums,
    correlation,
    group_means,
    plain_group_sums,
)
from msim.experiment.engine.replicate import run_replicate
from msim.experiment.engine.sides import electorate
from msim.experiment.engine.survey import Panel, variance_between
from msim.experiment.engine.votes_gained import (
    plain_stated,
    plain_votes_gained,
    stated_votes,
    votes_gained_pp,
)
from tests.experiment.small import results, small
from tests.world.helpers import plain


def test_weighted_group_means_by_hand() -> None:
    values = np.array([[1.0, 0.0], [3.0, 1.0], [5.0, 2.0]])
    found = group_means(values, np.array([0, 0, 2]), 3, np.array([1.0, 3.0, 2.0]))
    assert found[0] == pytest.approx([2.5, 0.75])
    assert np.isnan(found[1]).all()
    assert found[2] == pytest.approx([5.0, 2.0])


@settings(max_examples=40)
@given(n=st.integers(0, 2100), columns=st.integers(1, 7), groups=st.integers(1, 5),
       kind=st.sampled_from([np.float32, np.float64]), seed=st.integers(0, 999))
def test_group_sums_are_their_twins(
    n: int, columns: int, groups: int, kind: type, seed: int
) -> None:
    random = np.random.default_rng(seed)
    table, weight = random.normal(size=(columns, n)).astype(kind), random.random(n).astype(kind)
    group = random.integers(-1, groups, n)
    found, expected = (
        f(table, group, groups, weight) for f in (_group_sums, plain_group_sums)
    )
    for mine, theirs in zip(found, expected, strict=True):
        assert mine == pytest.approx(theirs, rel=1e-11, abs=1e-11)
    mean = random.normal(size=columns)
    squares = ((table.T[group >= 0].astype(float) - mean) ** 2).sum(axis=0)
    _square_sums(table, group, mean, found := np.empty(columns))
    assert found == pytest.approx(squares, rel=1e-11, abs=1e-11)


@settings(max_examples=60)
@given(n=st.sampled_from([0, 1, 7, 1023, 1025, 2100]), messages=st.integers(1, 5),
       size=st.sampled_from([1e-12, 1.0, 60.0]), moves=st.booleans(), goal=st.booleans(),
       kind=st.sampled_from([np.float32, np.float64]), seed=st.integers(0, 999))
def test_votes_gained_are_their_twins(
    n: int, messages: int, size: float, moves: bool, goal: bool, kind: type, seed: int
) -> None:
    """Even of those who are nearly certain to vote, or certain, and by effects next to nothing."""
    random = np.random.default_rng(seed)
    support, turnout = (5.0 * random.normal(size=n)).astype(kind), random.random(n).astype(kind)
    turnout[:3] = [0.0, 1.0, 1.0][: n]
    effects, calls = (size * random.normal(size=(2, n, messages))).astype(kind)
    given_ = (support, turnout, effects, calls if moves else None, goal)
    found, expected = votes_gained_pp(*given_), plain_votes_gained(*given_)
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)


@settings(max_examples=30)
@given(n=st.integers(1, 1100), messages=st.integers(1, 5), size=st.sampled_from([1.0, 50.0]),
       seed=st.integers(0, 999))
def test_stated_votes_are_their_twins(n: int, messages: int, size: float, seed: int) -> None:
    random = np.random.default_rng(seed)
    support, effects = random.normal(size=n), size * random.normal(size=(messages, n))
    found = stated_votes(support, effects)
    assert found == pytest.approx(plain_stated(support, effects), rel=1e-12, abs=1e-15)


def test_a_gain_next_to_nothing_keeps_its_digits() -> None:
    """The difference of two probabilities would have lost them all."""
    found = votes_gained_pp(np.zeros(1), np.ones(1), np.full((1, 1), 1e-18), None)
    assert found[0, 0] == pytest.approx(0.25e-16, rel=1e-12)


def test_correlations_between_rows() -> None:
    rows = np.array([[1.0, 2.0, 4.0], [3.0, 2.0, 0.0], [1.0, 5.0, 1.0]])
    table = np.corrcoef(rows)
    expected = (table[0, 1] + table[0, 2] + table[1, 2]) / 3
    assert correlation(rows) == pytest.approx(expected)
    assert np.isnan(correlation(rows[:1]))
    assert np.isnan(correlation(np.array([[1.0, 1.0], [2.0, 3.0]])))
    assert correlation(np.vstack([rows, np.full(3, np.nan)])) == pytest.approx(expected)


def test_variance_between_cells_is_what_shrinkage_needs() -> None:
    """Effects with equal cells: variance of deviations from message and cell means, unbiased."""
    means = np.array([[1.0, 3.0, 2.0], [2.0, 1.0, 6.0], [0.0, 2.0, 4.0]])
    gap = means - means.mean(axis=0) - (means.mean(axis=1, keepdims=True) - means.mean())
    expected = np.sum(gap**2) / 3 / (2 * (1 - 1 / 3))
    assert variance_between(means, np.ones(3)) == pytest.approx(expected)
    assert variance_between(means + 5.0, np.ones(3)) == pytest.approx(expected)
    assert variance_between(means[:1], np.ones(1)) == 0.0
    assert variance_between(means[:, :1], np.ones(3)) == 0.0


@pytest.mark.parametrize("lean", [0.0, 1.0])
def test_messages_that_divide_the_parties_are_seen_to(lean: float) -> None:
    """Aligned with politics the parties' effects go against each other, else with each other."""
    scenario = plain(
        4, population__simulated=20_000, messages__count=40, messages__heterogeneity_sd_pp=3.0,
        messages__lean_alignment=lean, messages__trait_share=1.0, data__validity=1.0,
        data__party_accuracy=1.0, segments__count=2, segments__features=("party",),
        politics__lean_traits_share=1.0, test__respondents=500,
    )
    found = run_replicate(scenario, 0).diagnostics
    # Two cells that are the two parties say what the parties say.
    assert found["segment_correlation"] == pytest.approx(found["party_correlation"], abs=1e-9)
    assert (found["party_correlation"] < -0.7) == bool(lean)
    # Half-normals: 2 / pi of a fully aligned variance lies between the sides.
    if lean:
        assert found["effect_variance_between"] == pytest.approx(2 / np.pi, abs=0.02)
    else:
        assert found["effect_variance_between"] < 0.4


def test_without_heterogeneity_there_is_nothing_between_segments() -> None:
    found = run_replicate(small(messages__heterogeneity_sd_pp=0.0), 0)
    assert np.isnan(found.diagnostics["effect_variance_between"])
    assert found.diagnostics["heterogeneity_sd_pp"] == 0.0


def test_segments_of_the_table_are_those_of_the_first_block() -> None:
    table = results().segments
    assert table["segment"].tolist() == [1, 2, 3]
    assert table["size_share"].sum() == pytest.approx(1.0)
    assert (table["best_effect_pp"] >= table["true_effect_pp"]).all()
    assert table[["support", "turnout", "party_share"]].stack().between(0, 1).all()
    weighted = (table["trait:change_seeking"] * table["size_share"]).sum()
    assert weighted == pytest.approx(0.0, abs=0.15)


def test_the_panel_is_the_leading_known_voters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msim.world.world.BLOCK_SIZE", 500)
    voters = electorate(small(data__coverage=0.6), 0)
    panel = Panel.draw(voters, 500)
    support = np.concatenate([
        voters.block(n).voters.support[voters.block(n).view.known] for n in range(3)
    ])
    assert np.array_equal(panel.support, support[:500])
    assert panel.view.known.all()
    assert Panel.draw(voters, 10_000).size == support.size


def test_nobody_to_ask_is_an_error() -> None:
    scenario = small()
    nobody = scenario.data.model_copy(update={"coverage": 0.0})
    with pytest.raises(InputError, match=r"data\.coverage"):
        run_replicate(scenario.model_copy(update={"data": nobody}), 0)


@pytest.mark.parametrize("respondents", [1, 5])
def test_arms_that_test_nothing_need_no_respondents(respondents: int) -> None:
    """No tested arm, so a survey too small for every message is allowed, and troubles nobody."""
    found = run_replicate(small(run__arms=("silent", "naive"), test__respondents=respondents), 0)
    assert np.isfinite(found.measures["naive"]["net_votes"])
