"""Segments as dense regions, and nobody forced into one: HDBSCAN, by scikit-learn.

Campello, Moulavi and Sander 2013 (Advances in Knowledge Discovery and Data Mining). It finds how
many there are; voters between them are noise, a group of its own that gets the best single message.
Fitted on a sample; a voter belongs to the segment of the nearest of some of its voters, unless
that one is further away than `WITHIN` of the segment's own voters are.
"""

from __future__ import annotations

import numpy as np
from sklearn.cluster import HDBSCAN
from sklearn.metrics import euclidean_distances

from msim.campaign.segments.ward import OnSample, drawn
from msim.core.arrays import Floats, Ints

COUNT = "none"
NOISE = True
SMALLEST = 0.02
"""Share of the sample that makes a segment."""
NEIGHBOURS = 10
"""Voters within whose reach a place is dense."""
POINTS = 300
"""Voters, at most, that stand for all segments when others are put into them."""
WITHIN = 0.95
CHUNK = 2_048
"""Rows whose distances to those voters are taken at once: they fit into a processor's cache."""


class DenseRegions(OnSample):
    """A clusterer by dense regions; `noise_` is the label of those outside, after all others.

    >>> line = [[x] for x in [0.0, 0.1, 0.2, 0.3, 0.4, 9.0, 9.1, 9.2, 9.3, 9.4]]
    >>> found = DenseRegions(smallest=0.3, neighbours=2).fit(line)
    >>> found.noise_, found.predict([[0.2], [5.0], [9.2]]).tolist()
    (2, [0, 2, 1])
    """

    most = 20_000

    def __init__(
        self,
        smallest: float = SMALLEST,
        neighbours: int = NEIGHBOURS,
        random_state: int = 0,
    ) -> None:
        self.smallest, self.neighbours = smallest, neighbours
        self.random_state = random_state

    def _look(self, sample: Floats) -> None:
        groups = self._dense(sample)
        self.noise_ = int(groups.max()) + 1
        inside = [sample[groups == group] for group in range(self.noise_)]
        most = max(1, POINTS // max(self.noise_, 1))
        chosen = [drawn(len(members), most, self.random_state) for members in inside]
        points = [members[rows] for members, rows in zip(inside, chosen, strict=True)]
        self.points_ = np.concatenate([np.empty((0, sample.shape[1])), *points])
        self.owner_ = np.repeat(np.arange(self.noise_), [rows.size for rows in chosen])
        self.reach_ = np.array([_reach(a, b) for a, b in zip(inside, chosen, strict=True)])

    def _dense(self, sample: Floats) -> Ints:
        """(m,) group of each row, -1 for noise; all noise where there are too few rows."""
        n = sample.shape[0]
        if n <= self.neighbours or n < 4:
            return np.full(n, -1)
        least = max(2, self.neighbours, int(self.smallest * n))
        groups = HDBSCAN(min_cluster_size=least, min_samples=self.neighbours, copy=True)
        return np.asarray(groups.fit_predict(sample))

    def _nearest(self, X: Floats) -> Ints:
        if self.noise_ == 0:
            return np.zeros(X.shape[0], dtype=np.intp)
        labels = np.empty(X.shape[0], dtype=np.intp)
        for start in range(0, X.shape[0], CHUNK):
            some = X[start : start + CHUNK]
            apart = euclidean_distances(some, self.points_, squared=True)
            nearest = np.argmin(apart, axis=1)
            owner = self.owner_[nearest]
            near = apart[np.arange(owner.size), nearest] <= self.reach_[owner] ** 2
            labels[start : start + CHUNK] = np.where(near, owner, self.noise_)
        return labels


def _reach(members: Floats, chosen: Ints) -> float:
    """The distance to the nearest of the chosen others within which most members are."""
    apart = euclidean_distances(members, members[chosen])
    apart[chosen, np.arange(chosen.size)] = np.inf
    return float(np.quantile(apart.min(axis=1), WITHIN))


def build(count: int, seed: int, starts: int = 1) -> DenseRegions:
    """An unfitted clusterer; how many segments there are is found, whatever was asked."""
    return DenseRegions(random_state=seed)
