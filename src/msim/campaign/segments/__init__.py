"""How are voters put into segments? One method a file, registered by being in this folder.

A method is a module with `build(count, seed, starts)`, which returns an unfitted scikit-learn
clusterer that has `predict`; of several starts it keeps the best. What it declares besides, with
what holds where it does not:

- `FEATURES`, what it looks at: "scaled" (the default), "mixed", "levels", "demographic", "party"
  or "lottery", as in `msim.campaign.segments.features`.
- `KINDS`, the kinds of readings that it can use: all of `ALL_KINDS`.
- `COUNT`, what the number of segments is to it: "asked" (the default), "most" where it may find
  fewer, "none" where it goes by something else.
- `NEEDS = "answers"` where it learns from the survey; then `targets(answers, features)` says what
  `fit` is given as `y`, a row a respondent, and `kept(features, answers, count, seed)` how much of
  what segments differ by holds good.
- `NOISE = True` where its last label, `noise_` of the fitted clusterer, is for voters who are
  like nobody.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType

_PARTS = {"features", "lines", "number", "one_cluster", "prepare", "segmentation", "sentences",
          "stability", "usable", "within"}
METHODS: tuple[str, ...] = tuple(
    sorted(found.name for found in pkgutil.iter_modules(__path__) if found.name not in _PARTS)
)
"""Names of the methods there are."""
ALL_KINDS = ("continuous", "ordinal", "binary", "categorical", "party")
"""Kinds of readings: those of traits, and the party label."""


def method(name: str) -> ModuleType:
    """The module of a method.

    >>> METHODS[:6]
    ('demographic', 'gaussian_mixture', 'hdbscan', 'kmeans', 'latent_class', 'minibatch_kmeans')
    >>> METHODS[6:]
    ('mixed', 'one', 'party', 'random', 'uplift_tree', 'ward')
    >>> method("kmeans").build(count=3, seed=1).n_clusters
    3
    """
    return import_module(f"{__name__}.{name}")
