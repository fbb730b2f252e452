"""Which arms are compared? A strategy is a file with one class, found by being in this folder.

The oracle is no strategy: it is handed the truth and lives with the experiment.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Any

from msim.campaign.strategies.base import Strategy

STRATEGIES: tuple[str, ...] = tuple(
    sorted(found.name for found in pkgutil.iter_modules(__path__) if found.name != "base")
)
"""Names of the strategies there are."""


def strategy(name: str) -> Strategy:
    """A strategy with its default parameters.

    >>> STRATEGIES  # doctest: +NORMALIZE_WHITESPACE
    ('adaptive', 'adaptive_segmented', 'broadcast', 'demographic', 'ground', 'individual', 'naive',
     'placebo', 'segmented', 'segmented_free', 'silent', 'yours')
    >>> strategy("segmented").delivery
    'targeted'
    """
    module = import_module(f"{__name__}.{name}")
    own: list[Any] = [
        each
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Strategy) and each is not Strategy
    ]
    arm: Strategy = own[0]()
    return arm
