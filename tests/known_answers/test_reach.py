"""Reach and frequency: figures that nobody here chose, each with its derivation. Exact to 1e-9."""

from __future__ import annotations

import math

import numpy as np
import pytest

from msim import reach

EXACT = {"rel": 0.0, "abs": 1e-9}


@pytest.mark.parametrize(
    ("shape", "expected"),
    [(1.0, 0.5), (2.0, 1 - 1.5**-2), (math.inf, 1 - math.exp(-1))],
)
def test_negative_binomial_reach(shape: float, expected: float) -> None:
    """Ehrenberg: nobody-reached is the gamma's Laplace transform, (1 + m/k)^-k.

    m = 1: k = 1 gives 1 - 1/2; k = 2 gives 1 - (3/2)^-2 = 5/9; k to infinity gives 1 - 1/e.
    """
    assert reach.negative_binomial(1.0, shape) == pytest.approx(expected, **EXACT)


def test_negative_binomial_rounded_as_published() -> None:
    """The same three to seven digits: 0.5, 0.5555556, 0.6321206."""
    obtained = reach.negative_binomial(1.0, [1.0, 2.0, math.inf])
    assert np.round(obtained, 7).tolist() == [0.5, 0.5555556, 0.6321206]


def test_the_poisson_is_the_limit_of_large_shapes() -> None:
    """(1 + m/k)^-k = exp(-m + m^2/2k - ...): at k = 1e12 the difference is below 1e-11."""
    k = np.array([1, 2, 5])
    near = reach.negative_binomial(1.5, 1e12, k)
    assert near == pytest.approx(reach.poisson(1.5, k), **EXACT)


@pytest.mark.parametrize(("mean", "shape"), [(0.3, 0.4), (2.0, 1.0), (6.5, 3.7)])
def test_negative_binomial_k_plus_adds_up_term_by_term(mean: float, shape: float) -> None:
    """P(0) = (1 + m/r)^-r and P(j+1) = P(j) (j + r)/(j + 1) m/(m + r): the textbook recursion."""
    term, below = (1 + mean / shape) ** -shape, 0.0
    for k in range(1, 30):
        below += term
        term *= (k - 1 + shape) / k * mean / (mean + shape)
        assert reach.negative_binomial(mean, shape, k) == pytest.approx(1 - below, **EXACT)


def test_poisson_k_plus_adds_up_term_by_term() -> None:
    """P(k or more) = 1 - sum over j < k of exp(-m) m^j / j!."""
    for k in range(1, 20):
        below = sum(math.exp(-2.5) * 2.5**j / math.factorial(j) for j in range(k))
        assert reach.poisson(2.5, k) == pytest.approx(1 - below, **EXACT)


def test_goerg_from_one_point() -> None:
    """Maximum reach N solves 100 = 200 N / (200 + N): N = 200.

    Then 100 impressions give 100 x 200 / 300 = 66.67 people, and among the reachable frequencies
    are geometric: two or more at 200 is 200 (200/400)^2 = 50.
    """
    curve = reach.goerg(impressions=200, reach=100)
    assert curve.maximum == pytest.approx(200, **EXACT)
    assert curve(200) == pytest.approx(100, **EXACT)
    assert curve(100) == pytest.approx(200 / 3, **EXACT)
    assert curve(200, k=2) == pytest.approx(50, **EXACT)
    assert curve(0) == 0


def test_goerg_is_the_negative_binomial_of_shape_one() -> None:
    """m = I / N: 1 - 1/(1 + I/N) = I / (I + N), which is Goerg's curve over N."""
    curve = reach.goerg(200, 100)
    bought, k = np.array([[1.0], [50.0], [999.0]]), np.array([1, 2, 3])
    rates = reach.negative_binomial(bought / curve.maximum, 1.0, k)
    assert curve(bought, k) == pytest.approx(curve.maximum * rates, **EXACT)


@pytest.mark.parametrize(("impressions", "people"), [(100, 100), (99, 100), (0, 0), (math.inf, 1)])
def test_goerg_needs_somebody_seen_twice(impressions: float, people: float) -> None:
    """With impressions not above reach the ceiling I R / (I - R) is infinite or negative."""
    with pytest.raises(ValueError, match=r"impressions must|reach must"):
        reach.goerg(impressions, people)


def test_beta_binomial_uniform() -> None:
    """a = b = 1: B(1, 10) / B(1, 1) = 1/10 is never reached; every frequency 0 to 9 has 1/10."""
    k = np.arange(1, 10)
    assert reach.beta_binomial(1, 1, 9) == pytest.approx(0.9, **EXACT)
    assert reach.beta_binomial(1, 1, 9, k) == pytest.approx((10 - k) / 10, **EXACT)
    assert reach.beta_binomial(1, 1, 9, 10) == 0.0


def test_beta_binomial_without_spread_is_binomial() -> None:
    """a = b = 5e9 is a coin: 1 - 2^-4 with four insertions, up to 1/a."""
    assert reach.beta_binomial(5e9, 5e9, 4) == pytest.approx(0.9375, rel=0, abs=1e-5)


def test_poisson_mixture_halved() -> None:
    """0.3 are never there, 0.7 have mean 1, halved to 0.5.

    Zero: 0.3 + 0.7 e^-0.5; one: 0.7 x 0.5 e^-0.5; two and more: the rest.
    """
    zero = 0.3 + 0.7 * math.exp(-0.5)
    one = 0.35 * math.exp(-0.5)
    obtained = reach.poisson_mixture([0, 1], [0.3, 0.7], fraction=0.5)
    assert obtained == pytest.approx([zero, one, 1 - zero - one], **EXACT)
    assert np.round(obtained, 7).tolist() == [0.7245715, 0.2122857, 0.0631428]


def test_two_independent_channels() -> None:
    """1 - (1 - 0.4)(1 - 0.3) = 0.58; over a whole curve, element by element."""
    assert reach.independent_union([0.4, 0.3]) == pytest.approx(0.58, **EXACT)
    both = reach.independent_union([np.array([0.4, 1.0]), np.array([0.3, 0.5])])
    assert both == pytest.approx([0.58, 1.0], **EXACT)


def test_exact_frequencies_from_k_plus() -> None:
    """Of 200, 125, 75 people at 1+, 2+, 3+: 200 - 125 = 75 once, 125 - 75 = 50 twice.

    Exactly three would need 4+, which nobody told: an error, not 75.
    """
    assert reach.exactly([200, 125, 75], 1) == 75
    assert reach.exactly([200, 125, 75], 2) == 50
    with pytest.raises(ValueError, match=r"exactly 3 needs 4\+ reach"):
        reach.exactly([200, 125, 75], 3)
    assert reach.at_least([75, 50, 75]).tolist() == [200, 125, 75]


def test_thinned_gamma_poisson() -> None:
    """10,000 people, 1 + Poisson(gamma of shape 1, *scale* 2): mean 3, 30,000 in all; 1/6 bought.

    The thinned Poisson part is geometric with mean 1/3: 3/4, 3/16, 3/64, 3/256. The sure
    impression is bought with 1/6. Exactly one: 1/6 x 3/4 + 5/6 x 3/16 = 0.28125; two: 0.0703125;
    three: 0.017578125. With 2 read as a rate the mean would be 1.5, and no figure fits.
    """
    people = 10_000 * np.asarray(reach.thinned_gamma_poisson(1, 2, 5_000 / 30_000, [1, 2, 3]))
    assert people == pytest.approx([2812.5, 703.125, 175.78125], **EXACT)


def test_the_whole_inventory_reaches_everyone() -> None:
    """Nothing thinned: nobody is left at zero, and the frequencies add up to one."""
    rates = np.asarray(reach.thinned_gamma_poisson(1, 2, 1.0, np.arange(200)))
    assert rates[0] == 0.0
    assert rates.sum() == pytest.approx(1.0, **EXACT)
    assert (rates * np.arange(200)).sum() == pytest.approx(3.0, **EXACT)


@pytest.mark.parametrize(
    ("mean", "zero", "shape"),
    [(1.0, 0.5, 1.0), (1.0, 4 / 9, 2.0), (3.0, 0.25, 1.0), (1.0, math.exp(-1), math.inf)],
)
def test_a_negative_binomial_is_fitted_by_mean_and_zeros(
    mean: float, zero: float, shape: float
) -> None:
    """Anscombe: (1 + m/k)^-k = p0 solved for k. 1/2 = (1 + 1)^-1, 4/9 = (3/2)^-2, 1/4 = (1 + 3)^-1.

    With e^-m at zero, or less, counts are no more spread than a Poisson's.
    """
    assert reach.fit_by_zeros(mean, zero).shape == pytest.approx(shape, rel=1e-9, abs=1e-9)


def test_a_negative_binomial_is_fitted_by_moments() -> None:
    """Variance m + m^2/k: mean 2 and variance 6 give k = 1; a variance of the mean, a Poisson."""
    assert reach.fit_by_moments(2.0, 6.0).shape == pytest.approx(1.0, **EXACT)
    assert reach.fit_by_moments(3.0, 3.0).shape == math.inf
    assert reach.fit_by_moments(3.0, 2.0).shape == math.inf


def test_the_error_of_a_fit_is_none_at_once_and_shown_beyond() -> None:
    """Fitted to the uniform beta-binomial of nine insertions: mean 4.5, a tenth at zero."""
    rates = np.asarray(reach.beta_binomial(1, 1, 9, np.arange(1, 10)))
    fit = reach.fit_by_zeros(4.5, 0.1)
    gaps = fit.gaps(rates)
    assert gaps[0] == pytest.approx(0.0, **EXACT)
    assert gaps[2] == pytest.approx(fit.more(3)[2] - 0.7, **EXACT)
    assert np.abs(gaps).max() > 0.05


def test_two_independent_channels_k_plus() -> None:
    """0.6, 0.4, 0 and 0.7, 0.2, 0.1 at 0, 1, 2+: none 0.42; one 0.6 x 0.2 + 0.4 x 0.7 = 0.4."""
    both = reach.independent_sum([[0.6, 0.4, 0.0], [0.7, 0.2, 0.1]])
    assert both == pytest.approx([0.42, 0.40, 0.18], **EXACT)
    assert reach.at_least(both[1:])[0] == pytest.approx(
        float(reach.independent_union([0.4, 0.3])), **EXACT
    )


@pytest.mark.parametrize("case", [(1.0, 1.0), (0.5, -0.1), (-1.0, 0.5), (1.0, 1.1)])
def test_a_fit_to_what_cannot_be_is_refused(case: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match=r"^(zero|mean) must"):
        reach.fit_by_zeros(*case)


def test_a_point_on_a_curve_is_scaled() -> None:
    """0.3, 0, 0.7 at 0, 1, 2 times, every second impression: 0.7 splits into 1/4, 1/2, 1/4.

    The same as a mixture of Poissons, whose means can grow as well.
    """
    assert reach.thinned([0.3, 0.0, 0.7], 0.5) == pytest.approx([0.475, 0.35, 0.175], **EXACT)
    assert reach.thinned([0.3, 0.0, 0.7], 1.0) == pytest.approx([0.3, 0.0, 0.7], **EXACT)
    with pytest.raises(ValueError, match="fraction must be between 0 and 1"):
        reach.thinned([0.3, 0.0, 0.7], 1.5)
    zero = 0.3 + 0.7 * math.exp(-4.0)
    grown = reach.poisson_mixture([0, 2], [0.3, 0.7], fraction=2.0, top=1)
    assert grown == pytest.approx([zero, 1 - zero], **EXACT)


def test_a_histogram_is_fitted_by_maximum_likelihood() -> None:
    """Geometric frequencies are a gamma-Poisson of shape 1; Poisson ones have no finite shape."""
    geometric = [0.5**k for k in range(1, 12)] + [0.5**11]
    fit = reach.fit_by_histogram(geometric)
    assert (fit.mean, fit.shape) == pytest.approx((1.0, 1.0), rel=1e-4)
    poisson = [math.exp(-1.5) * 1.5**k / math.factorial(k) for k in range(12)]
    fit = reach.fit_by_histogram([*poisson, 1 - sum(poisson)])
    assert fit.mean == pytest.approx(1.5, rel=1e-4)
    assert fit.shape > 1e4
    with pytest.raises(ValueError, match="two above 0"):
        reach.fit_by_histogram([1.0, 0.0, 0.0])


def test_a_union_by_overlaps_two_by_two() -> None:
    """Two channels exactly; three that know nothing of each other lie within the bounds."""
    assert reach.pairwise_union([0.4, 0.3], [[1, 0.12], [0.12, 1]]) == pytest.approx(0.58, **EXACT)
    low, high = reach.union_bounds([0.5] * 3, [[0.25] * 3] * 3)
    assert low <= 0.875 <= high
    nested = [[0.5, 0.3, 0.2], [0.3, 0.3, 0.2], [0.2, 0.2, 0.2]]  # each within the one before
    assert reach.pairwise_union([0.5, 0.3, 0.2], nested) == pytest.approx(0.5, **EXACT)
    with pytest.raises(ValueError, match="fit reaches"):
        reach.pairwise_union([0.4, 0.3], [[1, 0.35], [0.35, 1]])
