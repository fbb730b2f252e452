"""What is said besides the arms, where a scenario asks it: districts, opponent, game, trial."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from msim.experiment.comparison.intervals import Interval, mean_interval, paired_gap
from msim.experiment.comparison.rates import rate_interval, share_interval
from msim.experiment.engine.collected import Replicate
from msim.experiment.engine.districts import electoral_votes
from msim.experiment.engine.names import bought_name, game_name
from msim.experiment.engine.opponent import equilibrium
from msim.scenario.model import Scenario

TWO_EACH = 4
"""Pilots from which on each group has an error of its own."""


def answers(scenario: Scenario, replicates: Sequence[Replicate]) -> dict[str, Any]:
    """Parts of the summary that only some scenarios have."""
    parts: dict[str, Any] = {}

    def over(name: str) -> Interval:
        return mean_interval(np.array([r.diagnostics[name] for r in replicates]))

    if scenario.election.rule == "districts":
        total = float(electoral_votes(scenario).sum())
        parts["districts"] = {
            "rule": scenario.election.rule,
            "count": scenario.districts.count,
            "electoral_votes": total,
            "majority": float(np.floor(total / 2.0) + 1.0),
            "half_of_power": rate_interval(
                np.array([r.diagnostics["half_of_power"] for r in replicates])
            ),
        }
    bought = _bought(scenario, replicates)
    if bought:
        parts["bought_targeted"] = bought
    if scenario.opponent.strategy is not None:
        parts["opponent"] = {
            "strategy": scenario.opponent.strategy,
            "net_votes": over("opponent_net_votes"),
            "spend": over("opponent_spend"),
        }
    if scenario.opponent.game:
        parts["game"] = _game(scenario.opponent.played, replicates)
    if scenario.districts.pilots:
        parts["pilot"] = {"districts": scenario.districts.pilots}
        parts["pilot"] |= {name: over(f"pilot_{name}") for name in ("estimate_pp", "true_pp")}
        right = np.array([r.diagnostics["pilot_sign_right"] for r in replicates])
        parts["pilot"] |= {"sign_right": share_interval(right), "gain": over("pilot_gain")}
        if scenario.districts.pilots >= TWO_EACH:
            parts["pilot"]["detectable_pp"] = over("pilot_detectable_pp")
    return parts


def _bought(scenario: Scenario, replicates: Sequence[Replicate]) -> dict[str, dict[str, Interval]]:
    """By arm and channel, the share of plans that buy it targeted, where arms may choose."""
    shares: dict[str, dict[str, Interval]] = {}
    for arm in scenario.run.arms:
        for channel in scenario.channels:
            name = bought_name(arm, channel)
            if name in replicates[0].diagnostics:
                values = np.array([r.diagnostics[name] for r in replicates])
                shares.setdefault(arm, {})[channel] = rate_interval(values)
    return shares


def _game(played: tuple[str, ...], replicates: Sequence[Replicate]) -> dict[str, Any]:
    """Payoffs of the own side, the equilibrium of their means, and what both sides' step moves."""
    values = {
        own: {
            other: np.array([r.diagnostics[game_name(own, other)] for r in replicates])
            for other in played
        }
        for own in played
    }
    means = np.array([[values[own][other].mean() for other in played] for own in played])
    balance = equilibrium(means)
    first, second = played
    return {
        "strategies": list(played),
        "payoff": {
            own: {other: mean_interval(values[own][other]) for other in played} for own in played
        },
        "equilibrium": {
            "own": dict(zip(played, balance.rows, strict=True)),
            "rival": dict(zip(played, balance.columns, strict=True)),
            "value": balance.value,
            "pure": balance.pure,
        },
        "both_against_neither": mean_interval(
            paired_gap(values[second][second], values[first][first])
        ),
    }
