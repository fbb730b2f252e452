"""What every reach formula must obey, over numbers drawn by Hypothesis."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from msim import reach

means = st.floats(0, 60)
shapes = st.floats(0.02, 500)
times = st.integers(1, 25)
rates = st.floats(0, 1)
SLACK = 1e-12

Formula = Callable[[float, float, int], float]
FORMULAS: dict[str, Formula] = {
    "poisson": lambda mean, shape, k: float(reach.poisson(mean, k)),
    "negative_binomial": lambda mean, shape, k: float(reach.negative_binomial(mean, shape, k)),
    "beta_binomial": lambda mean, shape, k: float(
        reach.beta_binomial(shape, 1.0, int(np.floor(mean)), k)
    ),
    "goerg": lambda mean, shape, k: float(reach.ReachCurve(shape)(mean, k)) / shape,
}


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS)
@given(mean=means, more=means, shape=shapes, k=times)
def test_reach_is_a_rate_rises_with_impressions_and_falls_with_k(
    formula: Formula, mean: float, more: float, shape: float, k: int
) -> None:
    here = formula(mean, shape, k)
    assert 0 <= here <= 1
    assert formula(0.0, shape, k) == 0
    assert formula(mean + more, shape, k) >= here - SLACK
    assert formula(mean, shape, k + 1) <= here + SLACK


@given(mean=means, shape=shapes, more=st.floats(1, 50))
def test_uneven_habits_never_widen_reach(mean: float, shape: float, more: float) -> None:
    """The same impressions reach fewer the more uneven their spread; the Poisson bounds them."""
    uneven = float(reach.negative_binomial(mean, shape))
    even = float(reach.negative_binomial(mean, shape * more))
    assert uneven <= even + SLACK
    assert even <= float(reach.poisson(mean)) + SLACK
    assert even <= mean + SLACK


@given(mean=st.floats(0.01, 8), shape=st.floats(0.3, 500))
def test_the_sum_over_k_plus_is_the_mean_frequency(mean: float, shape: float) -> None:
    """E[X] = sum over k of P(X >= k): nothing that was paid for is lost."""
    k = np.arange(1, 1200)
    assert np.sum(reach.negative_binomial(mean, shape, k)) == pytest.approx(mean, rel=1e-6)
    assert np.sum(reach.poisson(mean, k)) == pytest.approx(mean, rel=1e-9)


@given(st.lists(rates, min_size=1, max_size=6), rates)
def test_a_union_is_at_least_each_and_at_most_the_sum(parts: list[float], extra: float) -> None:
    together = float(reach.independent_union(parts))
    assert max(parts) - SLACK <= together <= min(1.0, sum(parts)) + SLACK
    assert float(reach.independent_union([*parts, extra])) >= together - SLACK
    assert float(reach.independent_union(parts[::-1])) == pytest.approx(together, abs=1e-12)


@given(st.lists(st.integers(0, 10**9), min_size=2, max_size=12))
def test_exact_and_k_plus_undo_each_other(people: list[int]) -> None:
    more = reach.at_least(people)
    assert np.all(np.diff(more) <= 0)
    assert [reach.exactly(more, k) for k in range(1, len(people))] == people[:-1]
    assert more[0] == sum(people)


@given(
    weights=st.lists(st.floats(0.01, 1), min_size=1, max_size=5),
    fraction=rates,
    top=st.integers(1, 12),
    data=st.data(),
)
def test_a_mixture_is_a_distribution_and_buying_less_reaches_fewer(
    weights: list[float], fraction: float, top: int, data: st.DataObject
) -> None:
    size = len(weights)
    components = data.draw(st.lists(means, min_size=size, max_size=size))
    share = np.array(weights) / sum(weights)
    part = reach.poisson_mixture(components, share, fraction, top)
    whole = reach.poisson_mixture(components, share, 1.0, top)
    assert part.shape == (top + 1,)
    assert part.sum() == pytest.approx(1.0, abs=1e-9)
    assert part.min() >= 0
    assert part[0] >= whole[0] - SLACK


@given(shape=st.floats(0.05, 50), scale=st.floats(0.05, 5), fraction=rates)
def test_thinning_keeps_the_share_of_impressions(
    shape: float, scale: float, fraction: float
) -> None:
    """Mean frequency is the fraction bought of 1 + shape x scale."""
    k = np.arange(4000)
    exact = np.asarray(reach.thinned_gamma_poisson(shape, scale, fraction, k))
    assert exact.min() >= 0
    assert exact.sum() == pytest.approx(1.0, abs=1e-7)
    assert (exact * k).sum() == pytest.approx(fraction * (1 + shape * scale), rel=1e-6, abs=1e-9)


@given(maximum=st.floats(1, 1e9), bought=st.floats(0.01, 1e9), top=st.integers(1, 9))
def test_a_curve_is_found_again_from_one_of_its_points(
    maximum: float, bought: float, top: int
) -> None:
    curve = reach.ReachCurve(maximum)
    people = float(curve(bought))
    if bought - people > 1e-6 * bought:  # nearer than that, the point tells nothing of the ceiling
        assert reach.goerg(bought, people).maximum == pytest.approx(maximum, rel=1e-6)
    assert curve.frequencies(bought, top).sum() == pytest.approx(people, rel=1e-12)


@given(mean=st.floats(0.01, 40), shape=st.floats(0.02, 200))
def test_a_negative_binomial_is_found_again_from_its_mean_and_zeros(
    mean: float, shape: float
) -> None:
    zero = 1.0 - float(reach.negative_binomial(mean, shape))
    fit = reach.fit_by_zeros(mean, zero)
    assert fit.more(1)[0] == pytest.approx(1.0 - zero, abs=1e-9)
    if zero - np.exp(-mean) > 1e-6 and 1.0 - zero > 1e-6:  # nearer, the shape is not told
        assert fit.shape == pytest.approx(shape, rel=1e-3)
    spread = mean + mean**2 / shape
    assert reach.fit_by_moments(mean, spread).shape == pytest.approx(shape, rel=1e-6)


@given(means=st.lists(st.floats(0, 6), min_size=1, max_size=4), top=st.integers(1, 12))
def test_independent_poissons_add_up_to_a_poisson(means: list[float], top: int) -> None:
    """The sum over channels is Poisson with the sum of the means, k by k."""
    def exact(mean: float) -> np.ndarray:
        more = np.asarray(reach.poisson(mean, np.arange(1, top + 1)))
        return -np.diff(np.concatenate([[1.0], more, [0.0]]))

    together = reach.independent_sum([exact(mean) for mean in means])
    assert together == pytest.approx(exact(sum(means)), abs=1e-9)


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: reach.poisson(-1), "mean"),
        (lambda: reach.poisson(np.nan), "mean"),
        (lambda: reach.poisson(np.inf), "mean"),
        (lambda: reach.poisson(1, 0), "k"),
        (lambda: reach.poisson(1, 1.5), "k"),
        (lambda: reach.negative_binomial(1, 0), "shape"),
        (lambda: reach.negative_binomial(1, np.nan), "shape"),
        (lambda: reach.beta_binomial(0, 1, 3), "a"),
        (lambda: reach.beta_binomial(1, 1, 2.5), "insertions"),
        (lambda: reach.goerg(10, 0), "reach"),
        (lambda: reach.goerg(200, 100)(-1), "impressions"),
        (lambda: reach.independent_union([0.5, 1.1]), "reaches"),
        (lambda: reach.exactly([10, 20], 1), "people"),
        (lambda: reach.at_least([-1, 2]), "exact"),
        (lambda: reach.poisson_mixture([0, 1], [0.3, 0.6]), "weights"),
        (lambda: reach.poisson_mixture([0, 1], [1.0]), "weights"),
        (lambda: reach.poisson_mixture([1], [1.0], fraction=-0.1), "fraction"),
        (lambda: reach.fit_by_zeros(1, 1), "zero"),
        (lambda: reach.fit_by_moments(1, np.nan), "variance"),
        (lambda: reach.independent_sum([[0.5, 0.5], [1.0]]), "exact"),
        (lambda: reach.independent_sum([[0.5, 0.4]]), "exact"),
        (lambda: reach.thinned_gamma_poisson(1, 0, 0.5, 1), "scale"),
        (lambda: reach.thinned_gamma_poisson(1, 1, -0.5, 1), "fraction"),
    ],
)
def test_a_number_out_of_range_is_named(call: Callable[[], object], name: str) -> None:
    with pytest.raises(ValueError, match=rf"^{name}\b"):
        call()
