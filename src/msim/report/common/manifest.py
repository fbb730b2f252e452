"""What made a results folder? Versions, platform, seed and hash, so that it can be made again."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

from msim.scenario.model import Scenario

_PACKAGES = ("numpy", "scipy", "scikit-learn", "pandas", "numba", "altair", "vl-convert-python")


def manifest(
    scenario: Scenario, timing: Mapping[str, float], verb: str, **asked: object
) -> dict[str, Any]:
    """What produced the results of one scenario; `verb` and `asked` as in `made_with`."""
    return {**named(scenario), **made_with(timing, verb, **asked)}


def named(scenario: Scenario) -> dict[str, Any]:
    """What results say first: the version, the scenario and its seed."""
    return {
        "msim": version("msim"),
        "scenario": {"name": scenario.population.name, "hash": scenario.hash},
        "seed": scenario.run.seed,
    }


def made_with(timing: Mapping[str, float], verb: str, **asked: object) -> dict[str, Any]:
    """The version, the libraries, the platform, how long it took, and what was asked.

    verb: the public function whose result it is. asked: what it was asked beside the files of the
    folder, so that `msim reproduce` can ask it again.

    >>> made_with({"seconds": 1.0}, "reach_curves", effective=3)["asked"]
    {'verb': 'reach_curves', 'effective': 3}
    """
    return {
        "msim": version("msim"),
        "asked": {"verb": verb, **asked},
        "packages": dict(_versions()),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "timing": timing,
    }


@cache
def _versions() -> tuple[tuple[str, str], ...]:
    """The installed versions, read once: they lie in files."""
    return tuple((name, version(name)) for name in _PACKAGES)
