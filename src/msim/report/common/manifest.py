"""What made a results folder? Versions, platform, seed and hash, so that it can be made again."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

from msim.scenario.model import Scenario

_PACKAGES = ("numpy", "scipy", "scikit-learn", "pandas", "numba", "altair", "vl-convert-python")


def manifest(scenario: Scenario, timing: Mapping[str, float]) -> dict[str, Any]:
    """What produced the results of one scenario."""
    return {
        "msim": version("msim"),
        "scenario": {"name": scenario.population.name, "hash": scenario.hash},
        "seed": scenario.run.seed,
        **made_with(timing),
    }


def made_with(timing: Mapping[str, float]) -> dict[str, Any]:
    """The version, the libraries, the platform, and how long it took.

    >>> sorted(made_with({"seconds": 1.0}))
    ['msim', 'packages', 'platform', 'python', 'timing']
    """
    return {
        "msim": version("msim"),
        "packages": dict(_versions()),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "timing": timing,
    }


@cache
def _versions() -> tuple[tuple[str, str], ...]:
    """The installed versions, read once: they lie in files."""
    return tuple((name, version(name)) for name in _PACKAGES)
