"""Who wins, and where does it count? Seats, electoral votes, wasted votes, who decides.

Efficiency gap: Stephanopoulos and McGhee (2015, University of Chicago Law Review 82). Mean minus
median: McDonald and Best (2015, Election Law Journal 14(4)). Which district decides: Banzhaf's
measure under a model of the vote (Gelman, Katz and Tuerlinckx 2002, Statistical Science 17(4)).

Votes are counts or expectations, (districts,) each; "own" is the campaign's side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msim.core.arrays import Floats, Ints
from msim.core.draws import STEP, add_rows_of_normals

_AT_ONCE = 250_000
"""Draws times districts that are held in memory at a time."""
_NARROWEST_SD = 1e-3
"""Least district swing in logits that a density is taken over. Without any, a district's margin is
certain given the national swing and its density a spike, which no draw meets; this wide, it is an
average over swings with a standard deviation of at most a fortieth of a point of the vote."""
_ROUNDING = 1e-9
"""Share of a majority that electoral votes which are no whole numbers may be off by their sum."""


def seats(own: Floats, other: Floats) -> int:
    """Districts in which the own side has strictly more votes.

    >>> seats(np.array([60.0, 50.0, 10.0]), np.array([40.0, 50.0, 90.0]))
    1
    """
    return int(np.count_nonzero(own > other))


def electoral(own: Floats, other: Floats, electoral_votes: Floats) -> float:
    """Electoral votes won, winner takes all; a tied district's go to nobody.

    >>> electoral(np.array([60.0, 50.0]), np.array([40.0, 50.0]), np.array([3.0, 5.0]))
    3.0
    """
    return float(np.sum(electoral_votes[own > other]))


def splits(own: Floats, other: Floats, electoral_votes: Floats) -> bool:
    """Whether the side with more votes in all is not the one with more electoral votes.

    A tie in either is no split.

    >>> splits(np.array([90.0, 45.0, 45.0]), np.array([10.0, 55.0, 55.0]), np.ones(3))
    True
    """
    votes = np.sign(float(np.sum(own)) - float(np.sum(other)))
    ahead = electoral(own, other, electoral_votes) - electoral(other, own, electoral_votes)
    return bool(votes * np.sign(ahead) < 0.0)


def efficiency_gap(own: Floats, other: Floats) -> float:
    """Own minus other wasted votes as a share of all votes; positive: against the own side.

    Wasted are all votes in a lost district, and those beyond half of its votes in a won one. In a
    tied district neither side has votes beyond half, and none is wasted. NaN without any votes.

    >>> round(efficiency_gap(np.array([90.0, 45.0, 45.0]), np.array([10.0, 55.0, 55.0])), 4)
    0.3667
    """
    votes = own + other
    wasted = np.where(own < other, own, own - votes / 2)
    wasted_other = np.where(other < own, other, other - votes / 2)
    cast = float(np.sum(votes))
    return float(np.sum(wasted - wasted_other)) / cast if cast > 0.0 else float("nan")


def mean_minus_median(own: Floats, other: Floats) -> float:
    """Mean minus median of the own vote share over districts; positive: against the own side.

    Districts without votes are left out; NaN where there are no others.

    >>> round(mean_minus_median(np.array([90.0, 45.0, 45.0]), np.array([10.0, 55.0, 55.0])), 4)
    0.15
    """
    votes = own + other
    share = own[votes > 0.0] / votes[votes > 0.0]
    return float(np.mean(share) - np.median(share)) if share.size else float("nan")


@dataclass(frozen=True)
class Mandate:
    """What a campaign wants to reach; each bar is a share between 0 and 1, None is no bar.

    turnout: votes of voters. share: own of all votes. electorate_share: own votes of voters.
    """

    turnout: float | None
    share: float | None
    electorate_share: float | None

    def reached(self, own: float, other: float, voters: float) -> bool:
        """Whether each bar that is set is met; a share of nobody or of no votes meets none.

        >>> Mandate(turnout=0.5, share=0.5, electorate_share=None).reached(30.0, 30.0, 100.0)
        True
        """
        votes = own + other
        bars = [(self.turnout, votes, voters), (self.share, own, votes)]
        bars.append((self.electorate_share, own, voters))
        return all(
            whole > 0.0 and part / whole >= bar for bar, part, whole in bars if bar is not None
        )


@dataclass(frozen=True)
class Swing:
    """Standard deviations in logits of the swing that districts share, and of each one's own."""

    national_sd: float
    district_sd: float


@dataclass(frozen=True)
class Pivotal:
    """How much each district matters, (districts,) each.

    decisive: probability that turning its result round turns the election round.
    density: probability that the election turns, per unit of the district's share margin (own
    minus other votes as a share of its votes): over its votes, what one more net vote is worth.
    """

    decisive: Floats
    density: Floats


def pivotality(
    margin: Floats,
    slope: Floats,
    electoral_votes: Floats,
    swing: Swing,
    rng: np.random.Generator,
    draws: int = 4000,
) -> Pivotal:
    """How likely each district decides, from `draws` elections under a shared and an own swing.

    margin: (districts,) expected share margin without swing, -1 to 1. slope: (districts,) its
    change by one logit of swing. The own side wins with strictly more than half of all electoral
    votes (districts,), so a district decides where that hangs on it, the others as drawn. Given the
    national swing its own result is independent of theirs, so that its density is exact in each
    draw and not counted from close results. A district has a stream of its own: further ones leave
    its swings as they were. Raises ValueError unless every slope is positive.

    >>> rng = np.random.Generator(np.random.SFC64(1))
    >>> even, votes = np.zeros(3), np.array([1.0, 5.0, 1.0])
    >>> pivotality(even, even + 0.5, votes, Swing(0.1, 0.2), rng).decisive
    array([0., 1., 0.])
    """
    if not np.all(slope > 0.0):
        raise ValueError("every slope must be positive")
    national = swing.national_sd * rng.standard_normal(draws)
    starts = rng.integers(2**64, size=margin.size, dtype=np.uint64)
    width = slope * max(swing.district_sd, _NARROWEST_SD)
    majority = float(np.sum(electoral_votes)) / 2 * (1.0 + _ROUNDING)
    decisive, density = np.zeros(margin.size), np.zeros(margin.size)
    # An even number of draws at a time, since a word of a stream makes two.
    rows = 2 * max(1, _AT_ONCE // margin.size // 2)
    for first in range(0, draws, rows):
        mean = margin + slope * national[first : first + rows, None]
        own_swing = swing.district_sd * _own_normals(starts, first, mean.shape[0])
        won = np.where(mean + slope * own_swing > 0.0, electoral_votes, 0.0)
        # A district decides where the others fall short of a majority without it and reach one with
        # it: then its own result is that of the election.
        others = won.sum(axis=1, keepdims=True) - won
        decides = (others <= majority) & (others + electoral_votes > majority)
        decisive += decides.sum(axis=0)
        density += np.sum(decides * np.exp(-0.5 * (mean / width) ** 2), axis=0)
    return Pivotal(decisive / draws, density / (draws * width * np.sqrt(2.0 * np.pi)))


def _own_normals(starts: Ints, first: int, rows: int) -> Floats:
    """(rows, districts) standard normals, those of the draws from `first`, an even number, on.

    starts: (districts,) where each one's stream begins; a word of it makes two draws.
    """
    normals = np.zeros((starts.size, rows), dtype=np.float32)
    add_rows_of_normals(starts + np.uint64(first // 2 * STEP % 2**64), 1.0, normals)
    return np.ascontiguousarray(normals.T)
