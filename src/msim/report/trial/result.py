"""A field experiment in the country: `msim.trial`, and the result that it gives."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from msim.experiment import trial as engine
from msim.report.common.manifest import manifest, named
from msim.report.common.result import Result
from msim.report.trial.data import TrialData
from msim.scenario import Scenario, dump

if TYPE_CHECKING:
    from msim.experiment.trial import Progress


@dataclass(frozen=True)
class FieldExperiment(Result):
    """A field experiment on the single-message campaign: what it finds, and what is true.

    tables: `doses`, a row a dose: truth, estimate, standard error, smallest effect found, power,
    how large it has to be; `sizes`, the power over the number of people approached; `lots`, a row a
    world, lot and dose. Effects in points of all voters (net votes).
    """

    room = "trial"
    shown = "power"

    data: TrialData


def trial(scenario: Scenario, progress: Progress | None = None) -> FieldExperiment:
    """Do a field experiment on the single-message campaign of a scenario, as `[trial]` says.

    Voters or districts are dealt into a control group and doses; a survey afterwards asks some of
    them how they voted. `progress` is called with worlds done and wanted. Raises InputError where
    too few are asked, where there are fewer than two districts a group, or more than five million
    simulated voters.

    >>> from msim.scenario import load
    >>> tiny = load("small", {"population.simulated": 500, "run.replicates": 2})
    >>> list(trial(tiny).table("doses")["dose"])
    [1]
    """
    start = time.perf_counter()
    found = engine.trial(scenario, progress)
    timing, keys = {"seconds": time.perf_counter() - start}, scenario.trial
    doses = found.doses()
    summary = {
        **named(scenario),
        "replicates": len(found.worlds),
        "lots": engine.LOTS,
        "electorate": scenario.population.electorate,
        "currency": scenario.budget.currency,
        "arm": engine.ARM,
        "unit": keys.unit,
        "withheld": keys.withheld,
        "districts": scenario.districts.count,
        "people": keys.respondents,
        "answers": found.design.answers,
        "cost": found.design.answers * keys.cost_per_respondent,
        "doses": doses,
    }
    tables = {
        "doses": pd.json_normalize(doses, sep="_"), "sizes": pd.DataFrame(found.sizes()),
        "lots": _lots(found),
    }  # fmt: skip
    made = manifest(scenario, timing, "trial")
    return FieldExperiment(TrialData(summary, tables, dump(scenario.anywhere), made))


def _lots(found: engine.Trial) -> pd.DataFrame:
    """A row a world, lot and dose."""
    rows = [
        (number + 1, lot + 1, dose + 1, world.estimate_pp[lot, dose], world.error_pp[lot, dose],
         world.truth_pp[dose])
        for number, world in enumerate(found.worlds)
        for lot in range(len(world.estimate_pp)) for dose in range(world.truth_pp.size)
    ]  # fmt: skip
    names = ["world", "lot", "dose", "estimate_pp", "standard_error_pp", "true_pp"]
    return pd.DataFrame(rows, columns=names)
