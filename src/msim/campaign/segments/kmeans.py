"""k-means (Lloyd 1982; seeding by Arthur and Vassilvitskii 2007), by scikit-learn."""

from __future__ import annotations

from sklearn.cluster import KMeans


def build(count: int, seed: int) -> KMeans:
    """An unfitted k-means clusterer; one start, chosen greedily by k-means++."""
    return KMeans(n_clusters=count, n_init=1, tol=1e-3, random_state=seed)
