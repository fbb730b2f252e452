"""Where does the next unit of money do most? A media budget split at equal marginal value.

The forecast is a planner's: negative binomial exposure, since habits of a cell are gamma
distributed (Rust 1986, Advertising Media Models, Lexington Books), and exponential saturation.
With the slope a = efficacy x mean habit and the gamma's shape k, the share of what could be had is

    f(rate) = 1 - prod over channels of (1 + a rate / k) ** -k        (1 - exp(-a rate): k infinite)

Marginal analysis: each next unit of money goes to the pair of cell and channel with the highest
marginal value for money (Gross 1956, RAND RM-1644; Fox 1966, Management Science 13(3), 210-216).
Here the units are infinitely small, which has a closed form. At a level mu of marginal value per
money, a cell's funded pairs have worth (1 - f) b / (1 + a rate / k) = mu, with b = a / cost the
slope per money. Let q be the common b / (1 + a rate / k) of the cell. Its logarithm solves

    log(worth b_max / mu) = eta + sum over channels of k (eta - log(b_max / b))+

for eta = log(b_max / q), piecewise linear and increasing: only mu remains to be searched for.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from msim.core.arrays import Bools, Floats, Ints
from msim.core.compiled import compiled

_TIE = 1e-12
"""Values for money that differ by less, relatively, are equal: rounding is not a reason."""
_KEPT = 1e-12
"""Share of the money and of every limit kept back, so that no rounding of a sum overspends."""


@dataclass(frozen=True)
class Returns:
    """What a planner expects of a rate of exposure, in votes.

    worth: (cells,) votes that a dose without limit would bring, at least 0.
    efficacy: (cells, channels) of one exposure, at least 0; 0 where a channel does nothing.
    mean: (cells, channels) mean habit, at least 0.
    shape: (cells, channels) mean squared over variance of habit; infinite where all are alike.
    saturating: False where each exposure does as much as the first.

    >>> one = Returns(np.array([10.0]), np.ones((1, 1)), np.ones((1, 1)), np.full((1, 1), 2.0))
    >>> one.value(np.array([[2.0]])), one.marginal(np.array([[2.0]]))
    (7.5, array([[1.25]]))
    """

    worth: Floats
    efficacy: Floats
    mean: Floats
    shape: Floats
    saturating: bool = True

    @property
    def slope(self) -> Floats:
        """(cells, channels) share of the worth that a first, small rate brings for each unit."""
        works = (self.efficacy > 0.0) & (self.mean > 0.0) & (self.shape > 0.0)
        return np.where(works, self.efficacy, 0.0) * np.where(works, self.mean, 0.0)

    def value(self, rate: Floats) -> float:
        """Expected votes of a plan. rate: (cells, channels) impressions of a voter of habit 1."""
        if not self.saturating:
            return float(self.worth @ (self.slope * rate).sum(axis=1))
        return float(self.worth @ -np.expm1(-_dose(self.slope * rate, self.shape).sum(axis=1)))

    def left(self, rate: Floats) -> Floats:
        """(cells,) share of the worth that rates leave to be had."""
        dose = _dose(self.slope * rate, self.shape).sum(axis=1)
        return np.exp(-dose) if self.saturating else np.ones_like(dose)

    def marginal(self, rate: Floats) -> Floats:
        """(cells, channels) votes that one more unit of rate would bring, at the margin."""
        first = self.worth[:, None] * self.slope
        if not self.saturating:
            return first
        met, left = self.slope * rate, self.left(rate)[:, None]
        return first * left / (1.0 + met / np.where(met > 0.0, self.shape, 1.0))


def allocate(forecast: Returns, cost: Floats, limit: Floats, money: float) -> Floats:
    """(cells, channels) rates that money buys when each unit goes where it does most.

    cost: (cells, channels) money for a rate of 1; infinite, not a number or 0 where the pair
        cannot be bought.
    limit: (channels,) most money that a channel takes; infinite without a limit.
    money: to spend, finite and at least 0; raises ValueError otherwise.

    Funded pairs of channels below their limit end at the same marginal value for money, unfunded
    ones at none higher. Never more than the money is spent, and all but 1e-12 of it unless every
    pair of some value is in a channel at its limit. Cells alike get rates alike.

    Going from unit to unit is right because value is concave, and because the order in which a
    cell's channels are funded is its own: as mu falls, eta of every cell grows, and each rate with
    it. So the best plan for more money never takes money back. A channel at its limit keeps its
    rates from there on. Without limits, with one channel for each cell or without saturation this
    is the best plan. Else moving a full channel's money away from cells that others have covered
    since could add a little, at the price of rates that fall with more money: under such limits
    greedy plans have at least half of the best value (Fisher, Nemhauser and Wolsey 1978,
    Mathematical Programming Study 8, 73-87); random small markets showed at least 98 %.

    >>> cells = np.ones((2, 1))
    >>> two = Returns(np.array([np.e, 1.0]), cells, cells, np.full((2, 1), np.inf))
    >>> allocate(two, cells, np.array([np.inf]), money=3.0).round(9)
    array([[2.],
           [1.]])
    """
    if not 0.0 <= money < math.inf:
        raise ValueError(f"money must be finite and at least 0: {money!r}")
    slope, worth = forecast.slope, forecast.worth
    sold = (cost > 0.0) & np.isfinite(cost) & (slope > 0.0) & np.isfinite(slope)
    sold &= (worth > 0.0)[:, None] & (limit > 0.0)
    kept = np.flatnonzero(sold.any(axis=1))
    offer = _Offer(
        np.log(worth[kept]),
        np.where(sold, slope, 0.0)[kept],
        np.where(sold, forecast.shape, 1.0)[kept],
        np.where(sold, cost, 1.0)[kept],
        limit * (1.0 - _KEPT),
    )
    rate = np.zeros(cost.shape)
    if kept.size and money > 0.0:
        spend = _saturating if forecast.saturating else _linear
        rate[kept] = spend(offer, money * (1.0 - _KEPT))
    return rate


@dataclass(frozen=True)
class _Offer:
    """What can be bought: cells of some worth (its logarithm); slope 0 where a pair cannot."""

    log_worth: Floats
    slope: Floats
    shape: Floats
    cost: Floats
    limit: Floats


@dataclass(frozen=True)
class _Level:
    """Rates of open channels by the fall of log mu below its height before any money is spent.

    gap: (cells,) fall at which a cell is first funded. lag: (cells, channels) log(b_max / b),
    infinite for pairs that are not open. order: (cells, channels) channels by lag.
    money: left for open channels.
    """

    offer: _Offer
    gap: Floats
    lag: Floats
    order: Ints
    money: float

    def rate(self, fall: float) -> Floats:
        """(cells, channels) rates of open channels."""
        kept = self.offer
        return np.asarray(_rates(fall, self.gap, self.lag, kept.shape, kept.slope, self.order))

    def over(self, fall: float) -> tuple[Bools, bool]:
        """(channels,) which open channels would pass their limits; whether money would run out."""
        spent = _spent(self.rate(fall), self.offer.cost)
        return ~(spent <= self.offer.limit), not _total(spent) <= self.money

    def reaches(self, fall: float) -> bool:
        """Whether a limit or the money would be passed."""
        full, spent = self.over(fall)
        return spent or bool(full.any())


def _heights(offer: _Offer, is_open: Bools, dose: Floats) -> tuple[Floats, Floats]:
    """(cells,) highest log value for money in open channels; (cells, channels) lags behind it.

    dose: (cells,) what closed channels have brought already.
    """
    per_money = np.where(is_open, offer.slope / offer.cost, 0.0)
    best = per_money.max(axis=1)
    with np.errstate(divide="ignore"):
        lag = np.log(np.where(best > 0.0, best, 1.0)[:, None] / per_money)
        return offer.log_worth - dose + np.log(best), lag


def _saturating(offer: _Offer, money: float) -> Floats:
    """Rates at one marginal value: mu falls until money is spent, channels close on the way."""
    rate, fall = np.zeros(offer.slope.shape), 0.0
    is_open: Bools = np.asarray(offer.slope.any(axis=0))
    top = float(_heights(offer, is_open, np.zeros(offer.log_worth.size))[0].max())
    while is_open.any():
        closed = np.where(is_open, 0.0, rate)
        dose = _dose(offer.slope * closed, offer.shape).sum(axis=1)
        height, lag = _heights(offer, is_open, dose)
        # Stable, so that equal channels keep one order and cells alike get rates alike to the bit.
        order = np.argsort(lag, axis=1, kind="stable")
        left = money - _total(_spent(closed, offer.cost))
        level = _Level(offer, top - height, lag, order, left)
        fall, above = _last_within(level, fall)
        rate = np.where(is_open, level.rate(fall), rate)
        full, spent = level.over(above)
        if spent:
            break
        is_open = is_open & ~full
    return rate


def _last_within(level: _Level, start: float) -> tuple[float, float]:
    """The last fall from `start` on that keeps to limits and money, and the number after it."""
    width = 1.0
    low, high = start, start + width
    while not level.reaches(high):
        width *= 2.0
        low, high = high, high + width
    # Halving to the last bit: the same bits whatever the order of the sums' terms.
    while low < (middle := 0.5 * (low + high)) < high:
        low, high = (low, middle) if level.reaches(middle) else (middle, high)
    return low, high


def _linear(offer: _Offer, money: float) -> Floats:
    """Rates without saturation: all to the best pairs until a limit binds, equals growing alike."""
    rate, per_money = np.zeros(offer.slope.shape), np.exp(offer.log_worth)[:, None] * offer.slope
    per_money, left = per_money / offer.cost, offer.limit.copy()
    while money > 0.0 and per_money.any():
        # Without saturation a best pair stays the best until its channel is full: money goes to all
        # equals at once, so that none is preferred for its place in the list.
        tied = per_money >= per_money.max() * (1.0 - _TIE)
        price = _spent(np.where(tied, 1.0, 0.0), offer.cost)
        room = np.divide(left, price, out=np.full(left.shape, np.inf), where=price > 0.0)
        step = min(money / _total(price), float(room.min()))
        rate[tied] += step
        left, money = left - step * price, money - step * _total(price)
        if room.min() > step:
            break
        per_money[:, room <= step] = 0.0
    return rate


def _dose(met: Floats, shape: Floats) -> Floats:
    """Minus the logarithm of the share that a channel leaves: k log(1 + met / k), or met."""
    mixed = np.isfinite(shape) & (shape > 0.0)
    k = np.where(mixed, shape, 1.0)
    return np.where(mixed, k * np.log1p(met / k), met)


def _total(spent: Floats) -> float:
    """Sum over channels that does not depend on their order."""
    return float(np.sort(spent).sum())


@compiled(error_model="python")
def _spent(rate: Floats, cost: Floats) -> Floats:
    """(channels,) money, by Neumaier's compensated sum: the order of cells leaves no trace."""
    cells, channels = rate.shape
    total, lost = np.zeros(channels), np.zeros(channels)
    for s in range(cells):
        for c in range(channels):
            term = rate[s, c] * cost[s, c]
            grown = total[c] + term
            if total[c] >= term:
                lost[c] += (total[c] - grown) + term
            else:
                lost[c] += (term - grown) + total[c]
            total[c] = grown
    return total + lost


@compiled(error_model="python")
def _rates(
    fall: float, gap: Floats, lag: Floats, shape: Floats, slope: Floats, order: Ints
) -> Floats:
    """(cells, channels) rates once log mu has fallen so far: each cell's eta, then expm1 of it.

    A channel of infinite shape holds eta where it is and takes the rest; equals share its rate.
    """
    rate = np.zeros(slope.shape)
    for s in range(slope.shape[0]):
        eta = fall - gap[s]
        if not eta > 0.0:
            continue
        above, weight, rest, tied = eta, 1.0, 0.0, 0.0
        for c in order[s]:
            if rest > 0.0:
                if lag[s, c] > eta + _TIE:
                    break
                tied += slope[s, c] if np.isinf(shape[s, c]) else 0.0
            elif eta <= lag[s, c]:
                break
            elif np.isinf(shape[s, c]):
                eta, tied = lag[s, c], slope[s, c]
                rest = above - weight * eta
            else:
                above += shape[s, c] * lag[s, c]
                weight += shape[s, c]
                eta = above / weight
        for c in order[s]:
            if np.isinf(shape[s, c]):
                rate[s, c] = rest / tied if rest > 0.0 and lag[s, c] <= eta + _TIE else 0.0
            elif lag[s, c] < eta:
                rate[s, c] = shape[s, c] / slope[s, c] * np.expm1(eta - lag[s, c])
    return rate
