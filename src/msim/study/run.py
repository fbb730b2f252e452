"""Runs what is missing of a study's points; the table is the same however often it was stopped.

The table is a function of the design alone. The store is what of it is known: a point that is kept
with as many replicates as are asked for is not run again, one that has fewer is gone on with.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from msim.execution import processes
from msim.experiment.comparison.limits import check_size
from msim.study import sample, tables
from msim.study.numbers import noise, pulls
from msim.study.point import Point, PointResult, answer, enough, failed, packed, seed_of
from msim.study.records import Design
from msim.study.tables import NULL, OWN
from msim.study.text import VERSION

if TYPE_CHECKING:
    from msim.study.store import Store

Progress = Callable[[int, int], None]
"""Called with points finished and points wanted."""
DIED = "its process died, beside others and again alone: it may need more memory than there is"


@dataclass(frozen=True)
class PlannedPoint:
    """A point of a study in one world, and what its key is made of."""

    number: int
    world: str
    point: Point

    @property
    def key(self) -> str:
        """By which its results are known."""
        return self.point.key


def asked_for(design: Design) -> list[PlannedPoint]:
    """Every point of a study, those of the null worlds after those of its own."""
    table = sample.points(design)
    found = []
    for world in (OWN, NULL) if design.null else (OWN,):
        null = design.null if world == NULL else {}
        for number, values in enumerate(table.to_dict("records")):
            changes = {str(key): value for key, value in values.items()}
            point = Point(key_of(design, changes, null), changes, null)
            found.append(PlannedPoint(number, world, point))
    return found


def key_of(design: Design, changes: Mapping[str, Any], null: Mapping[str, Any]) -> str:
    """By which a point is known: parameters, seed and version decide what it comes to."""
    said = [dict(changes), dict(null), design.scenario.run.seed, VERSION]
    text = json.dumps(said, sort_keys=True, ensure_ascii=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def run(design: Design, store: Store, progress: Progress | None = None) -> None:
    """Run every point that is missing, each kept as soon as it is finished.

    Raises InputError where the cluster that is asked for cannot be used or the scenario outgrows
    this machine, and MsimError where the disk is full; what is finished is kept.
    """
    if design.scenario.run.scheduler is None:
        check_size(design.scenario)
    points = asked_for(design)
    store.plan([(each.number, each.world, each.key) for each in points])
    by_key = {each.key: each for each in points}
    left = _missing(design, store, by_key)
    done, wanted = len(by_key) - len(left), len(by_key)
    if progress is not None:
        progress(done, wanted)
    if not left:
        return
    for point, found in processes.finished(work(design), left, design.scenario.run):
        if found is None:
            found = replace(failed(design, point, DIED), again=True)
        _keep(store, by_key[point.key], found)
        done += 1
        if progress is not None:
            progress(done, wanted)


def work(design: Design) -> Callable[[Point], PointResult]:
    """What is done with each point, wherever it is done."""
    return partial(answer, packed(design))


def _missing(design: Design, store: Store, by_key: Mapping[str, PlannedPoint]) -> list[Point]:
    """Points that are to be run; what is known already of the others is made to fit."""
    now, kept = tables.asked(design), store.asked()
    again = {key for key, each in store.answers().items() if each.again}
    left = []
    for key, each in by_key.items():
        if kept.get(key) == now and key not in again:
            continue
        values = store.values(key) if key in kept else ()
        if values:
            found = enough(design, seed_of(design, each.point), values)
            if found is not None:
                _keep(store, each, replace(found, key=key))
                continue
        left.append(replace(each.point, values=values))
    return left


def _keep(store: Store, asked: PlannedPoint, found: PointResult) -> None:
    store.add(found, asked.world, list(asked.point.changes.values()))


def table(design: Design, store: Store, world: str = OWN) -> pd.DataFrame:
    """The points of one world in order, a row each; see `msim.study.study.StudyRun`.

    A point that was not run yet is left out.
    """
    answers = store.answers()
    points = [each for each in asked_for(design) if each.world == world and each.key in answers]
    found = [answers[each.key] for each in points]
    columns: dict[str, Any] = {"point": [each.number for each in points]}
    for parameter in design.parameters:
        values = [each.point.changes[parameter.key] for each in points]
        columns[parameter.key] = sample.column(values)
    columns |= {
        "seed": [each.seed for each in found],
        "replicates": [len(each.values) for each in found],
        "precise": [each.precise for each in found],
        "error": [each.error for each in found],
    }
    numbers = [[n for interval in each.numbers for n in interval] for each in found]
    for n, name in enumerate(tables.outputs(design)):
        columns[name] = [row[n] for row in numbers]
    columns["claim"] = pd.Series([each.claim for each in found], dtype=object)
    pairs = zip(points, found, strict=True)
    values = [store.values(each.key)[: len(of.values)] for each, of in pairs]
    columns["noise"] = noise(design, values)
    columns["worlds"] = sample.column(list(pulls(design, values)))
    return pd.DataFrame(columns)
