"""How likely is it to win? In closed form, over swings that no campaign makes.

Each voter's support logit moves by a normal national swing and a normal swing of the voter's
district. To first order a share moves by the swing times the mean of p(1 - p). So a share of the
votes is normal, and given the national swing districts are independent of each other (the model of
Gelman, Katz and Tuerlinckx 2002, Statistical Science 17(4)). No election has to be drawn. What is
left of chance is the world, and not which voters were simulated.

Shares and probabilities are between 0 and 1, swings in logits.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import ndtr

from msim.core.arrays import Floats
from msim.core.compiled import compiled
from msim.outcome.count import Mandate, Swing

CELLS = 8192
"""Cells, at most, of the lattice on which electoral votes are added up."""
EXACT = 512
"""Districts, at most, that are added one by one; the smallest of more are a normal sum."""
_PARTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100, 1000)
"""Electoral votes may be whole numbers of one of these parts of one vote, or of the fewest."""
_WHOLE = 1e-9
_EXACTLY = 2.0**53  # up to which every whole number has a place
_FURTHEST = 7.0
"""Standard deviations of the national swing beyond which nothing is asked."""
_SURE = 1e-9
"""Chances this near to 0 or 1 are taken for certain."""
_NOTHING = 1e-15
"""A part of a distribution that is left out."""
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(32)


def share_sd(slope: float, swing: Swing, weights: Floats) -> float:
    """Standard deviation of a share of the votes over both swings.

    slope: mean of p(1 - p) over votes. weights: (districts,) each one's share of the votes.

    >>> share_sd(0.25, Swing(0.03, 0.08), np.full(4, 0.25))
    0.0125
    """
    own = swing.district_sd**2 * float(weights @ weights)
    return slope * math.sqrt(swing.national_sd**2 + own)


def most_votes(share: float, sd: float) -> float:
    """Probability of more than half of the votes; sd: of the share, see `share_sd`.

    Without any swing it is 0 or 1, and a half where the expected votes are tied.

    >>> most_votes(0.49, 0.01) == most_votes(0.495, 0.005)
    True
    >>> most_votes(0.49, 0.0), most_votes(0.5, 0.0), most_votes(0.51, 0.0)
    (0.0, 0.5, 1.0)
    """
    return _above(share - 0.5, sd)


def mandate_met(bars: Mandate, turnout: float, share: float, sd: float) -> float:
    """Probability that every bar is met. A swing moves the share and nobody's turnout.

    turnout: votes of voters. share, sd: of the votes. Without a swing it is 0 or 1, and a bar is
    met by what is just as high.

    >>> mandate_met(Mandate(0.6, 0.5, None), 0.6, 0.5, 0.01)
    0.5
    >>> mandate_met(Mandate(None, 0.5, 0.3), 0.5, 0.5, 0.0)  # asks for three fifths of the votes
    0.0
    """
    if turnout <= 0.0 or (bars.turnout is not None and turnout < bars.turnout):
        return 0.0
    needed = max(bars.share or 0.0, (bars.electorate_share or 0.0) / turnout)
    if bars.share is None and bars.electorate_share is None:
        return 1.0
    return _above(share - needed, sd) if sd > 0.0 else float(share >= needed)


def _above(margin: float, sd: float) -> float:
    return float(ndtr(margin / sd)) if sd > 0.0 else 0.5 + 0.5 * float(np.sign(margin))


def most_electoral_votes(
    share: Floats, slope: Floats, electoral_votes: Floats, swing: Swing
) -> float:
    """Probability of strictly more than half of the electoral votes, winner takes all.

    share: (districts,) expected share of each one's votes without a swing. slope: (districts,) its
    change by one logit, not negative. electoral_votes: (districts,) not negative.

    Exact but for the quadrature over the national swing (1e-6) where the electoral votes are
    multiples of one unit and fit a lattice of `CELLS`. Others are rounded to the lattice: each is
    off by at most half a cell, a sixteen-thousandth of them all. Of more districts than `EXACT`
    the smallest are added as a normal sum with their mean and variance. A district that is tied
    for certain goes to either side with a half.

    >>> share, slope = np.full(2, 0.5), np.full(2, 0.2)
    >>> round(most_electoral_votes(share, slope, np.ones(2), Swing(0.0, 0.1)), 6)
    0.25
    >>> round(most_electoral_votes(share, slope, np.ones(2), Swing(0.1, 0.0)), 6)
    0.5
    """
    cells = lattice(electoral_votes)
    order = np.argsort(cells, kind="stable")
    districts = np.stack([np.asarray(share, dtype=float) - 0.5, slope, cells])[:, order]
    rest = max(cells.size - EXACT, 0)
    room = np.zeros((2, int(cells[order][rest:].sum()) + 1))
    country = np.ascontiguousarray(districts), rest, float(swing.district_sd), room
    return float(_chance(country, float(swing.national_sd), _NODES, _WEIGHTS))


def expected_electoral_votes(
    share: Floats, slope: Floats, electoral_votes: Floats, swing: Swing
) -> float:
    """Mean electoral votes over both swings, winner takes all; a sum over districts.

    Args as for `most_electoral_votes`. What is tied for certain goes to either side with a half.

    >>> share, slope = np.array([0.5, 0.9]), np.full(2, 0.2)
    >>> expected_electoral_votes(share, slope, np.array([4.0, 3.0]), Swing(0.1, 0.1))
    5.0
    """
    sd = np.asarray(slope, dtype=float) * math.hypot(swing.national_sd, swing.district_sd)
    margin = np.asarray(share, dtype=float) - 0.5
    chance = [_above(here, width) for here, width in zip(margin.tolist(), sd.tolist(), strict=True)]
    return float(np.asarray(electoral_votes, dtype=float) @ np.array(chance))


def lattice(electoral_votes: Floats) -> Floats:
    """(districts,) whole numbers in the same proportion, as far as `CELLS` in all allow.

    >>> lattice(np.array([3.0, 4.5, 6.0])), lattice(np.array([10.0, 20.0]) / 7.0)
    (array([2., 3., 4.]), array([1., 2.]))
    """
    votes = np.asarray(electoral_votes, dtype=float)
    cells, total = max(CELLS, 4 * votes.size), float(votes.sum())
    if total <= 0.0:
        return np.zeros(votes.size)
    for unit in (1.0, float(votes[votes > 0.0].min())):
        for parts in _PARTS:
            if not float(votes.max()) * (parts / unit) < _EXACTLY:
                continue
            exact = votes * (parts / unit)
            whole = np.rint(exact)
            if np.all(np.abs(exact - whole) <= _WHOLE * np.maximum(whole, 1.0)):
                whole = whole / float(np.gcd.reduce(whole.astype(np.int64)))
                if whole.sum() <= cells:
                    return whole
    return np.rint(votes * (cells / total))


@compiled
def _chance(country, national_sd, nodes, weights):  # type: ignore[no-untyped-def]
    """The chance over the national swing, with which it rises: sought where it does.

    country: (3, districts) margins, slopes and cells, the smallest first; how many are added as a
    normal sum; the deviation of their own swings; room for the distribution of the others' cells.
    """
    if national_sd <= 0.0:
        return _given(0.0, country)
    districts, _, own_sd, _ = country
    low, high = -_FURTHEST * national_sd, _FURTHEST * national_sd
    near = max(1e-9 * national_sd, 0.1 * own_sd / math.sqrt(districts.shape[1]))
    if _given(low, country) < _SURE:
        low = _last(low, high, _SURE, near, country)
    if _given(high, country) > 1.0 - _SURE:
        high = min(_last(low, high, 1.0 - _SURE, near, country) + near, high)
    chance = 0.5 * math.erfc(high / (national_sd * math.sqrt(2.0)))  # beyond, it wins for certain
    middle, half = 0.5 * (low + high), 0.5 * (high - low)
    for k in range(nodes.size):
        z = (middle + half * nodes[k]) / national_sd
        density = math.exp(-0.5 * z * z) / (national_sd * math.sqrt(2.0 * math.pi))
        chance += half * weights[k] * density * _given(z * national_sd, country)
    return min(max(chance, 0.0), 1.0)


@compiled
def _last(low, high, level, near, country):  # type: ignore[no-untyped-def]
    """The largest swing, but for `near`, at which the chance is still below a level."""
    while high - low > near:
        middle = 0.5 * (low + high)
        if middle <= low or middle >= high:
            break
        if _given(middle, country) < level:
            low = middle
        else:
            high = middle
    return low


@compiled
def _given(swing, country):  # type: ignore[no-untyped-def]
    """The chance given the national swing, districts being independent then."""
    districts, rest, own_sd, room = country
    sums, moved = room[0], room[1]
    root, first, last = math.sqrt(2.0), 0, 0
    sums[0] = 1.0
    sure, mean, variance, total = 0.0, 0.0, 0.0, 0.0
    for d in range(districts.shape[1]):
        here, width = districts[0, d] + districts[1, d] * swing, districts[1, d] * own_sd
        votes = districts[2, d]
        total += votes
        if width > 0.0:
            p = 0.5 * math.erfc(-here / (width * root))
        else:
            p = 0.5 if here == 0.0 else (1.0 if here > 0.0 else 0.0)
        if p > 1.0 - 1e-15:
            sure += votes
        elif d < rest:
            mean += votes * p
            variance += votes * votes * p * (1.0 - p)
        elif p > 1e-15 and votes > 0.0:
            # What is in the sums moves up by the votes with chance p, and stays where it is else.
            step, q = int(votes), 1.0 - p
            for j in range(last + 1, last + step + 1):
                sums[j] = 0.0
            for j in range(first, min(first + step, last + step + 1)):
                moved[j] = sums[j] * q
            for j in range(first + step, last + step + 1):
                moved[j] = sums[j] * q + sums[j - step] * p
            sums, moved = moved, sums
            last += step
            # What has next to no chance is dropped at both ends: the work goes with the spread of
            # the sum and not with all electoral votes.
            while last > first and sums[last] < _NOTHING:
                last -= 1
            while first < last and sums[first] < _NOTHING:
                first += 1
    # Won are whole cells, so that more than half is halfway to the next cell or beyond.
    needed = math.floor(0.5 * total) + 0.5 - sure - mean
    sd, chance = math.sqrt(variance), 0.0
    for j in range(first, last + 1):
        if sd > 0.0:
            chance += sums[j] * 0.5 * math.erfc((needed - j) / (sd * root))
        elif j > needed:
            chance += sums[j]
    return chance
