"""A study from its design to its results: what is missing is run, and the folder written."""

from __future__ import annotations

from pathlib import Path

from msim.study import run, saving
from msim.study.records import Design
from msim.study.store import NAME, Store
from msim.study.study import StudyRun
from msim.study.tables import NULL


def swept(design: Design, out: Path | None, progress: run.Progress | None = None) -> StudyRun:
    """Run what is missing of a study and write its folder; without one it is kept in memory.

    Raises InputError and MsimError as `saving.ready`, `store.Store` and `run.run` do.
    """
    place = None if out is None else saving.ready(out)
    if place is not None:
        place.mkdir(parents=True, exist_ok=True)
    path = None if place is None else place / NAME
    with Store(path, design) as store:
        run.run(design, store, progress)
        table = run.table(design, store)
        null = run.table(design, store, NULL) if design.null else None
        kept = store.image() if path is None else path
        found = StudyRun(design, table, null, kept, store.unused())
    if place is not None:
        saving.save(found, place)
    return found
