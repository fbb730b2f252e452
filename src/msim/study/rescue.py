"""What is left of a damaged study? Every point that can be read whole goes into a new file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from msim.core.wording import say
from msim.study.tables import digest, quoted

NAME = "study.rescued.sqlite"


def rescued(path: Path, why: str) -> str:
    """Copy what can be read of a damaged file into another; what happened, in words.

    The damaged file stays as it is. A point is kept where it and all of its replicates are as they
    were written.
    """
    why = " ".join(why.replace("*", "").split())
    part, target = path.with_name(f".{NAME}.part"), path.with_name(NAME)
    part.unlink(missing_ok=True)
    kept = 0
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as old,
        closing(sqlite3.connect(part, isolation_level=None)) as new,
        suppress(sqlite3.DatabaseError),
    ):
        old.execute("pragma writable_schema = on")  # so that a file that was cut short is opened
        _same_tables(old, new)
        new.execute("begin")
        for row in _rows(old, "header") + _rows(old, "plan"):
            _insert(new, "header" if len(row) == 2 else "plan", [row])
        for row in _rows(old, "points"):
            replicates = _replicates(old, row[0])
            if digest(row, replicates) == row[-1]:
                _insert(new, "points", [row])
                _insert(new, "replicates", replicates)
                kept += 1
        new.execute("commit")
    if not kept:
        part.unlink(missing_ok=True)
        table = path.with_name("study.csv")
        left = say("table_left", table=table.name) if table.is_file() else ""
        return say("all_damaged", why=why, left=left)
    part.replace(target)
    points = f"{kept} point{'s' * (kept != 1)}"
    are = "is" if kept == 1 else "are"
    return say("rescued", why=why, points=points, are=are, file=target.name)


def _same_tables(old: sqlite3.Connection, new: sqlite3.Connection) -> None:
    statements = old.execute(
        "select sql from sqlite_master where sql is not null and name not like 'sqlite_%'"
    ).fetchall()
    for (statement,) in statements:
        new.execute(statement)


def _rows(old: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
    """Rows that can be read, from both ends of a table up to what cannot."""
    found: dict[Any, tuple[Any, ...]] = {}
    for order in ("", "desc"):
        asked = f"select rowid, * from {quoted(table)} order by rowid {order}"
        for rowid, *row in _until_damaged(old, asked):
            found.setdefault(rowid, tuple(row))
    return [found[rowid] for rowid in sorted(found)]


def _until_damaged(old: sqlite3.Connection, asked: str) -> Iterator[tuple[Any, ...]]:
    with suppress(sqlite3.DatabaseError):
        yield from old.execute(asked)


def _replicates(old: sqlite3.Connection, key: object) -> list[tuple[Any, ...]]:
    try:
        return old.execute(
            "select * from replicates where key = ? order by replicate", (key,)
        ).fetchall()
    except sqlite3.DatabaseError:
        return []


def _insert(new: sqlite3.Connection, table: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        new.executemany(f"insert or ignore into {quoted(table)} values ({marks})", rows)
