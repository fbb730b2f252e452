"""Reads a study from its results folder, without running anything."""

from __future__ import annotations

from pathlib import Path

from msim.core.errors import InputError, Located
from msim.study import run, store
from msim.study.study import StudyRun
from msim.study.tables import NULL


def read(folder: Path) -> StudyRun:
    """The study that the store in a folder holds.

    Points that were not run yet are left out. Raises InputError where there is no store, where it
    is damaged, and where another version wrote it.
    """
    path = folder / store.NAME
    if not path.is_file():
        raise InputError([Located(f"holds no study ({store.NAME})", file=str(folder))])
    with store.Store(path) as there:
        design = there.design
        table = run.table(design, there)
        null = run.table(design, there, NULL) if design.null else None
    return StudyRun(design, table, null, path.resolve())
