"""k-means (Lloyd 1982; seeding by Arthur and Vassilvitskii 2007): each voter to the nearest mean.

The steps and the draws are those of scikit-learn's `KMeans` with greedy k-means++ starts, and so
are the segments; a test holds the two against each other. Of many voters some do for several
starts, and the best goes on with all (Bradley and Fayyad 1998, ICML). The loop stands here because
the main job fits in every replicate: scikit-learn takes longer to load than all of them to fit.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from msim.core.arrays import Floats, Ints
from msim.core.compiled import compiled

_PARAMETERS = ("n_clusters", "random_state", "n_init")
STEPS = 300
"""Steps at most."""
SOME, EACH = 1_000, 50
"""Voters on whom several starts are tried, where there are more; and for each segment."""
_AT_ONCE = 512
"""Voters whose distances stay in the nearest cache."""
TOLERANCE = 1e-3
"""It ends when the means move, in all, by less than this share of a column's mean variance."""
Found = tuple[Floats, Ints, int]  # centres, (n,) labels, steps

class KMeans:
    """A clusterer with scikit-learn's interface: `fit`, `predict`, `labels_`, `cluster_centers_`.

    >>> fitted = KMeans(2, random_state=1).fit([[0.0], [0.2], [5.0], [5.1]])
    >>> sorted(fitted.cluster_centers_.ravel().round(2).tolist()), fitted.predict([[1.0]]).size
    ([0.1, 5.05], 1)
    """

    def __init__(self, n_clusters: int = 8, random_state: int = 0, n_init: int = 1) -> None:
        self.n_clusters, self.random_state, self.n_init = n_clusters, random_state, n_init

    def __repr__(self) -> str:
        return f"KMeans(n_clusters={self.n_clusters}, random_state={self.random_state})"

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """What it was built with."""
        return {name: vars(self)[name] for name in _PARAMETERS}

    def set_params(self, **params: Any) -> Self:
        """Build it anew with other parameters."""
        for name in params:
            if name not in self.get_params():
                raise ValueError(f"no such parameter: {name}; there are {', '.join(_PARAMETERS)}")
        vars(self).update(params)
        return self

    def __sklearn_tags__(self) -> Any:
        # scikit-learn takes half a second to load, and the main job does without it.
        from sklearn.utils import Tags, TargetTags  # noqa: PLC0415

        return Tags("clusterer", TargetTags(required=False))

    def fit(self, X: Any, y: Any = None) -> Self:
        """Fit on X, (n, features), with at least as many rows as segments; `y` is not looked at.

        Raises:
            ValueError: X is no table of finite numbers, or has fewer rows than segments.
        """
        table = np.ascontiguousarray(self._checked(X, reset=True))
        if table.shape[0] < self.n_clusters:
            raise ValueError(f"n_samples={table.shape[0]}: too few for {self.n_clusters} segments")
        middle = table.mean(axis=0)
        table = table - middle  # nearer to 0, distances are more exact
        rng, some = np.random.RandomState(self.random_state), max(SOME, EACH * self.n_clusters)
        whole = self.n_init == 1 or table.shape[0] < 2 * some
        first = table if whole else table[rng.permutation(table.shape[0])[:some]]
        found = _best(first, (self.n_clusters, self.n_init), rng)
        found = found if whole else _climbed(table, found[0])
        self.labels_, self.cluster_centers_, self.n_iter_ = found[1], found[0] + middle, found[2]
        return self

    def predict(self, X: Any) -> Ints:
        """(n,) segment of each row of X, by the nearest mean.

        Raises:
            ValueError: X is no table of finite numbers, or not as wide as the one fitted on.
        """
        if not hasattr(self, "cluster_centers_"):
            from sklearn.utils.validation import check_is_fitted  # noqa: PLC0415 - as above

            check_is_fitted(self)
        table = self._checked(X, reset=False)
        return _nearest(np.ascontiguousarray(table.T), self.cluster_centers_)

    def fit_predict(self, X: Any, y: Any = None) -> Ints:
        """(n,) segment of each row of X, after a fit on X."""
        return self.fit(X).labels_

    def _checked(self, X: Any, reset: bool) -> Floats:
        """X as (n, features) finite numbers; scikit-learn's words where it is anything else."""
        known = vars(self)
        plain = type(X) is np.ndarray and X.ndim == 2 and X.dtype == np.float64 and X.size > 0
        usual = plain and (reset or known["n_features_in_"] == X.shape[1])
        if usual and "feature_names_in_" not in known and np.isfinite(X.sum()):
            self.n_features_in_ = X.shape[1]
            return X
        from sklearn.utils.validation import validate_data  # noqa: PLC0415 - as above

        table: Floats = validate_data(self, X, dtype=np.float64, reset=reset)
        return table


def build(count: int, seed: int, starts: int = 1) -> KMeans:
    """An unfitted k-means clusterer; each start is chosen greedily by k-means++."""
    return KMeans(n_clusters=count, random_state=seed, n_init=starts)


def _best(table: Floats, wanted: tuple[int, int], rng: np.random.RandomState) -> Found:
    """The best of some starts; wanted: the number of segments, and of starts."""
    tried = [_climbed(table, _seeds(table, wanted[0], rng)) for _ in range(wanted[1])]
    return min(tried, key=lambda found: float(np.sum((table - found[0][found[1]]) ** 2)))


def _climbed(table: Floats, centres: Floats) -> Found:
    """Where some centres no longer move; they are moved in place."""
    columns = np.ascontiguousarray(table.T)
    enough = float(np.mean(np.add.reduce(table * table, axis=0) / table.shape[0])) * TOLERANCE
    labels = np.full(table.shape[0], -1, dtype=np.int32)
    sums, sizes = np.zeros_like(centres), np.zeros(centres.shape[0])
    steps = 0
    for steps in range(1, STEPS + 1):  # noqa: B007
        changed = _step(columns, centres, labels, (sums, sizes))
        filled: tuple[Floats, Floats] = (sums, sizes)
        if not sizes.all():
            filled = _refilled(table, table - centres[labels], labels, filled)
        moved = _move(centres, *filled)
        if not changed:
            break
        if moved <= enough:
            _step(columns, centres, labels, (sums, sizes))
            break
    else:
        _step(columns, centres, labels, (sums, sizes))
    return centres, labels, steps


def _nearest(columns: Floats, centres: Floats) -> Ints:
    """(n,) the nearest centre of each voter, the first of equally near ones; columns: (f, n)."""
    nearest = np.empty(columns.shape[1], dtype=np.int32)
    _least(columns, centres, np.empty((3, _AT_ONCE)), nearest)
    return nearest


def _seeds(table: Floats, count: int, rng: np.random.RandomState) -> Floats:
    """(count, features) first means: voters far from each other, each the best of a few at random.

    Two voters often do equally well, so that sums are rounded as in scikit-learn.
    """
    n = table.shape[0]
    sizes, ones = np.einsum("ij,ij->i", table, table), np.ones((n, 1))
    # The first voter by the same sum and search as numpy's `choice` with weights, which rounds
    # otherwise than an index drawn at once.
    shares = np.cumsum(np.full(n, 1.0 / n))
    chosen = [int(np.searchsorted(shares / shares[-1], rng.random_sample(), side="right"))]
    left = table[chosen] @ table.T
    _closer(left, sizes, sizes[chosen], np.full(n, np.inf))
    nearest = left[0]
    total = nearest @ ones
    for _ in range(1, count):
        # Greedy: of a few, drawn by squared distance, the one that leaves least (their section 4).
        thrown = rng.uniform(size=2 + int(np.log(count))) * total
        tried = np.minimum(np.searchsorted(np.cumsum(nearest), thrown), n - 1)
        left = table[tried] @ table.T
        _closer(left, sizes, sizes[tried], nearest)
        totals = left @ ones
        best = int(np.argmin(totals))
        nearest, total = left[best], totals[best]
        chosen.append(int(tried[best]))
    return np.ascontiguousarray(table[chosen])


def _refilled(
    table: Floats, gaps: Floats, labels: Ints, held: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """Sums and sizes in which a segment without voters has the one farthest from his own mean.

    gaps: (n, f) what lies between voters and the means of their segments.
    """
    sums, sizes = (values.copy() for values in held)
    empty, apart = np.flatnonzero(sizes == 0.0), (gaps**2).sum(axis=1)
    far = np.argpartition(apart, -empty.size)[: -empty.size - 1 : -1]
    for segment, voter in zip(empty, far, strict=True) if apart.max() > 0.0 else ():
        sums[labels[voter]] -= table[voter]
        sums[segment] = table[voter]
        sizes[segment] = 1.0
        sizes[labels[voter]] -= 1.0
    return sums, sizes


def _step(columns: Floats, centres: Floats, labels: Ints, held: tuple[Floats, Floats]) -> int:
    """Give voters the nearest centre, in place, and carry those who changed from sum to sum.

    columns: (f, n). labels: (n,) so far, -1 for none. held: sums (count, f) and sizes (count,) by
    label. Voters who changed: few after the first steps, so that sums cost next to nothing.
    """
    return int(_carry_all(columns, _nearest(columns, centres), labels, *held))


def plain_step(table: Floats, centres: Floats) -> tuple[Ints, Floats, Floats]:
    """(n,) labels, (count, f) sums and (count,) sizes: what `_step` arrives at from any labels."""
    apart = ((table[:, None] - centres) ** 2).sum(axis=2)
    labels: Ints = np.argmin(apart, axis=1)
    inside = (labels == np.arange(centres.shape[0])[:, None]).astype(float)
    return labels, inside @ table, inside.sum(axis=1)


@compiled
def _carry_all(columns, wanted, labels, sums, sizes):  # type: ignore[no-untyped-def]
    changed = 0
    for i in range(labels.size):
        if labels[i] != wanted[i]:
            changed += 1
            _carry(columns[:, i], labels[i], wanted[i], sums, sizes)
            labels[i] = wanted[i]
    return changed


@compiled
def _carry(reading, before, after, sums, sizes):  # type: ignore[no-untyped-def]
    """Take a voter's readings from one segment's sum to another's; of nobody there is none."""
    sizes[after] += 1.0
    for c in range(reading.size):
        sums[after, c] += reading[c]
    if before >= 0:
        sizes[before] -= 1.0
        for c in range(reading.size):
            # The last to leave takes the rounding along: an empty sum is 0 and not nearly.
            sums[before, c] = sums[before, c] - reading[c] if sizes[before] > 0.0 else 0.0


@compiled
def _move(centres, sums, sizes):  # type: ignore[no-untyped-def]
    """Move centres to the means of the segments, in place: how far, squared and in all.

    A segment that is still without voters takes the mean of the largest.
    """
    moved, largest = 0.0, 0
    for j in range(1, sizes.size):
        if sizes[j] > sizes[largest]:
            largest = j
    for j in range(sizes.size):
        at = j if sizes[j] > 0.0 else largest
        share = 1.0 / sizes[at]
        for c in range(centres.shape[1]):
            mean = sums[at, c] * share
            moved += (mean - centres[j, c]) ** 2
            centres[j, c] = mean
    return moved


@compiled
def _closer(dots: Floats, sizes: Floats, own: Floats, nearest: Floats) -> None:
    """Squared distance to the nearest first mean, were a voter tried one as well, in place of dots.

    dots: (tried, n) products. sizes, own: (n,), (tried,) squared lengths. nearest: (n,) so far.
    """
    for at in range(own.size):
        for i in range(nearest.size):
            dots[at, i] = min(max(-2.0 * dots[at, i] + own[at] + sizes[i], 0.0), nearest[i])


@compiled
def _least(columns: Floats, centres: Floats, room: Floats, out: Ints) -> None:
    """The centre of the least distance; a voter's own length is left out: all centres share it."""
    # The own centre is of the same width as a distance, so that both move side by side.
    apart, least, own = room[0], room[1], room[2]
    for first in range(0, out.size, _AT_ONCE):
        here = out[first : first + _AT_ONCE]
        n = here.size
        for j in range(centres.shape[0]):
            length = 0.0
            for c in range(centres.shape[1]):
                length += centres[j, c] * centres[j, c]
            for i in range(n):
                apart[i] = length
            for c in range(centres.shape[1]):
                column, weight = columns[c, first : first + n], -2.0 * centres[j, c]
                for i in range(n):
                    apart[i] += weight * column[i]
            if j == 0:
                for i in range(n):
                    least[i] = apart[i]
                    own[i] = 0.0
            else:
                segment = float(j)
                for i in range(n):
                    closer = apart[i] < least[i]
                    least[i] = apart[i] if closer else least[i]
                    own[i] = segment if closer else own[i]
        for i in range(n):
            here[i] = np.int32(own[i])
