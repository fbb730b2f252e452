"""Writes a study's results folder: each file whole or not at all, and never into another's folder.

The store that the points are kept in lies in the same folder and is never moved: no moment, however
unlucky, leaves a study without it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import platform
from collections.abc import Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

from msim.core.errors import InputError, Located
from msim.core.paths import absolute, whole
from msim.core.text import as_csv, as_json
from msim.core.wording import say
from msim.scenario.writing import dump
from msim.study import store, text
from msim.study.measures import PARTS, spelled
from msim.study.records import Design
from msim.study.study import StudyRun
from msim.study.tables import plain

TABLE, NULL_TABLE, DESIGN, MANIFEST = "study.csv", "null.csv", "study.toml", "manifest.json"
DESCRIBED = ("codebook.csv", "codebook.md")
"""What is told of the files besides; see `msim.report.common.codebook`."""
_PACKAGES = ("numpy", "scipy", "scikit-learn", "pandas", "numba", "SALib", "joblib")


def save(study: StudyRun, folder: Path) -> Path:
    """Write the folder; `manifest.json`, which lists the checksums of the others, comes last."""
    target = ready(folder)
    tables = {"study": study.table} | ({} if study.null is None else {"null": study.null})
    files: dict[str, bytes] = {}
    for name, table in tables.items():
        files[f"{name}.csv"] = csv(table).encode()
        if find_spec("pyarrow") is not None:
            files[f"{name}.parquet"] = _parquet(table)
    files[DESIGN] = text.written(study.design).encode()
    files[text.SCENARIO] = dump(study.design.scenario.anywhere).encode()
    target.mkdir(parents=True, exist_ok=True)
    elsewhere = not isinstance(study.store, Path) or study.store.parent != target
    if study.store is not None and elsewhere:
        store.copied(study.store, target / store.NAME)
    for name, content in files.items():
        put(target / name, content)
    put_manifest(target, _manifest(study.design), files)
    return target


def put_manifest(target: Path, made: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    """Write the manifest of a folder with the checksums of these files, added to those it has."""
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    listed = {**made, "files": dict(sorted({**made.get("files", {}), **sums}.items()))}
    put(target / MANIFEST, as_json(listed).encode())


def ready(folder: Path) -> Path:
    """The folder, absolute, if a study can go there. Said before any work is done for it.

    Raises InputError where the place is a file, or holds anything but a study, or a damaged one.
    """
    target = absolute(folder)
    above = next(path for path in (target, *target.parents) if path.exists())
    if not above.is_dir():
        raise InputError([Located("is a file; results need a folder", file=str(above))])
    if not os.access(above, os.W_OK | os.X_OK):
        raise InputError([Located("cannot be written to: not allowed", file=str(above))])
    if target.exists():
        there = {path.name for path in target.iterdir()}
        begun = {store.LOCK, f"{store.LOCK}-journal"}
        if not there <= begun and not there & {store.NAME, TABLE}:
            raise InputError([Located(
                "holds files and no study; choose another folder with --out", file=str(target)
            )])  # fmt: skip
        manifest(target)
    return target


def manifest(target: Path) -> dict[str, Any]:
    """The manifest of a study's folder; an empty one where there is none.

    Raises InputError where it is damaged.
    """
    path = target / MANIFEST
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("files", {}), dict):
        raise InputError([Located(say("no_manifest"), file=str(path))])
    return found


def csv(table: pd.DataFrame) -> str:
    """A table as CSV: lists as JSON, numbers in full, names that every program reads."""
    return as_csv(flat(table))


def flat(table: pd.DataFrame) -> pd.DataFrame:
    """The table as files have it: contrasts as R reads them, no cell a list."""
    kept = table.drop(columns="worlds", errors="ignore")
    lists = {name: [plain(each) for each in kept[name]] for name in _lists(kept)}
    numbers = [str(name) for name in kept if str(name).rpartition(".")[2] in PARTS]
    return kept.assign(**lists).rename(columns={name: spelled(name) for name in numbers})


def _lists(table: pd.DataFrame) -> list[str]:
    """Columns that hold lists or tables, which neither CSV nor Parquet has."""
    return [str(name) for name in table
            if any(isinstance(each, tuple | list | dict) for each in table[name])]  # fmt: skip


def _parquet(table: pd.DataFrame) -> bytes:
    shown = flat(table).assign(claim=table["claim"].astype("boolean"))
    content = io.BytesIO()
    shown.to_parquet(content, index=False)
    return content.getvalue()


def put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and the folders above it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole(path) as part:
            part.write_bytes(content)
    except OSError as error:
        why = error.strerror or str(error)
        raise OSError(error.errno, f"cannot write the results to {path.parent}: {why}") from error


def _manifest(design: Design) -> dict[str, Any]:
    """What produced a study's results, enough to have them again."""
    identity = json.dumps(text.identity(design), sort_keys=True)
    return {
        "msim": text.VERSION,
        "asked": {"verb": "sweep"},
        "study": {"name": design.name, "hash": hashlib.sha256(identity.encode()).hexdigest(),
                  "design": design.kind, "points": design.points, "seed": design.seed},
        "scenario": {"name": design.scenario.population.name, "hash": design.scenario.hash},
        "seed": design.scenario.run.seed,
        "packages": {name: version(name) for name in _PACKAGES},
        "python": platform.python_version(),
        "platform": platform.platform(),
        "again": f"msim sweep {DESIGN} --out FOLDER",
    }
