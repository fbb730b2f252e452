"""Law 13: what files and surveys lean with moves nobody's chance on average; 0 is no lean."""

from __future__ import annotations

import numpy as np
from numpy.polynomial.hermite_e import hermegauss
from scipy.special import expit

from msim.experiment.engine.sides import electorate
from msim.scenario import Scenario
from msim.world.leaning import Leaning
from tests.laws import engine
from tests.laws.drawn import changed
from tests.laws.exact import same

LOADINGS = (
    "data.coverage_lean", "data.consent_lean", "channels.*.match_habit", "test.panel_habit",
)


def law_13(scenario: Scenario) -> None:
    """The mean of each chance is as stated; loadings of 0 leave every number as it was."""
    world, data, test = electorate(scenario, 0).world, scenario.data, scenario.test
    stated = [
        (data.coverage, data.coverage_lean), (data.consent, data.consent_lean),
        (test.panel_share, test.panel_habit),
        *((each.match_rate, each.match_habit) for each in scenario.channels.values()),
    ]  # fmt: skip
    for share, loadings in stated:
        found = world.leaning(share, loadings)
        if found is not None:
            assert abs(_mean(found, scenario) - share) < 1e-3, (share, loadings)
    nought = dict.fromkeys((scenario.population.traits[0].name, "turnout"), 0.0)
    none, zero = (
        engine.played(changed(scenario, dict.fromkeys(LOADINGS, given))).measures
        for given in ({}, nought)
    )
    for arm, measures in none.items():
        for measure, value in measures.items():
            assert same(zero[arm][measure], value), (arm, measure)


def _mean(lean: Leaning, scenario: Scenario) -> float:
    """The mean chance, archetype by archetype, by another quadrature than the engine's."""
    world = electorate(scenario, 0).world
    model, nodes, weights = world.traits, *hermegauss(150)
    within = (1.0 - model.structure) * model.correlation
    spread = np.sqrt(lean.weights @ within @ lean.weights + lean.own**2)
    middle = lean.intercept + np.sqrt(model.structure) * model.means @ lean.weights
    each = expit(middle[:, None] + spread * nodes) @ weights / weights.sum()
    return float(model.shares @ each)
