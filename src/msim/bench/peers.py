"""How long do others take for the same model? Peers in Mesa and in plain numpy, of the checkout.

They are no part of the package: they live in `benchmarks/peers/` beside `src/`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from msim.scenario.model import Scenario

NAMES = {"mesa": "agents", "numpy": "arrays"}
"""The peers' modules, by what they are written in."""
HOME = Path(__file__).resolve().parents[3]
"""Top of the checkout, where the package is installed from one."""


@dataclass(frozen=True)
class Peers:
    """simulate: by name, a function of voters and seed. missing: by name, why there is none."""

    simulate: Mapping[str, Callable[[int, int], Any]]
    missing: Mapping[str, str]
    home: Path

    def furthest(self, found: Any, measures: Mapping[str, Mapping[str, float]], n: int) -> float:
        """How far a peer's vote shares are from ours, over all arms, in standard errors.

        found: what the peer gave. measures: ours by arm, of a run on `n` voters.
        """
        return float(_imported("outcome", self.home).furthest(found, measures, n))


def find(scenario: Scenario, home: Path = HOME) -> Peers:
    """The peers that there are, told the world and the plans of the scenario's first replicate."""
    if not (home / "benchmarks" / "peers" / "setting.py").exists():
        away = "the peers come with the source (benchmarks/peers), not with the package"
        return Peers({}, dict.fromkeys(NAMES, away), home)
    try:
        told = _imported("setting", home).setting(scenario)
    except ValueError as error:
        return Peers({}, dict.fromkeys(NAMES, str(error)), home)
    found: dict[str, Callable[[int, int], Any]] = {}
    missing: dict[str, str] = {}
    for name, module in NAMES.items():
        try:
            simulate = _imported(module, home).simulate
        except ModuleNotFoundError as error:
            missing[name] = f"{error.name} is not installed: pip install 'msim[bench]'"
            continue
        found[name] = _bound(simulate, told)
    return Peers(found, missing, home)


def _bound(simulate: Callable[[Any, int, int], Any], told: Any) -> Callable[[int, int], Any]:
    return lambda voters, seed: simulate(told, voters, seed)


def _imported(module: str, home: Path) -> Any:
    """A module of the peers, which import each other from the top of the checkout."""
    known = str(home) in sys.path
    if not known:
        sys.path.append(str(home))
    try:
        return import_module(f"benchmarks.peers.{module}")
    finally:
        if not known:
            sys.path.remove(str(home))
