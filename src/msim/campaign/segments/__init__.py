"""How are voters put into segments? One method a file, registered by being in this folder.

A method is a module with `build(count, seed)`, which returns an unfitted scikit-learn clusterer
that has `predict`, and may say `FEATURES = "lottery"` where it looks at no data at all.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType

_PARTS = {"prepare", "segmentation"}
METHODS: tuple[str, ...] = tuple(
    sorted(found.name for found in pkgutil.iter_modules(__path__) if found.name not in _PARTS)
)
"""Names of the methods there are."""


def method(name: str) -> ModuleType:
    """The module of a method.

    >>> METHODS
    ('kmeans', 'one', 'random')
    >>> method("kmeans").build(count=3, seed=1).n_clusters
    3
    """
    return import_module(f"{__name__}.{name}")
