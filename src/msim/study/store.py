"""Where a study's points are kept: one SQLite file, each point durable as soon as it is finished.

One process writes; anybody may read meanwhile, with pandas alone:

    pandas.read_sql("select * from study", sqlite3.connect("study.sqlite"))

A point is known by its key, a hash of its parameters, seed and version. `replicates` holds what was
measured in each of its replicates, so that more of them are added to those there are.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

from msim.core.errors import InputError, Located, MsimError
from msim.core.paths import whole
from msim.core.wording import say
from msim.scenario.writing import dump
from msim.study import tables, text
from msim.study.point import PointResult, Row
from msim.study.records import Design
from msim.study.rescue import rescued

NAME = "study.sqlite"
LOCK = "study.lock"
FORMAT = "2"
"""Of what is kept: 2 since a replicate is a world, with what adjusts its votes beside them."""
_FULL = getattr(sqlite3, "SQLITE_FULL", 13)


class Store:
    """The points of one study that are finished, in a file or (`path=None`) in memory alone.

    A context: opened by `with`, checked to be this study's and this version's, and made where there
    is none. Without a design it is read, whatever study it holds, and nobody is kept from writing.
    Raises InputError for another study's, another version's and a damaged file, and MsimError where
    somebody else is writing to it.
    """

    design: Design

    def __init__(self, path: Path | None, design: Design | None = None) -> None:
        self.path, self._asked = path, design
        self._lock: sqlite3.Connection | None = None
        self._file: sqlite3.Connection | None = None

    def __enter__(self) -> Store:
        try:
            with self._said():
                if self.path is not None and self.path.is_dir():
                    raise self._refused(say("store_folder"))
                if self.path is not None and self._asked is not None:
                    self._lock = _locked(self.path)
                self._file = _connected(self.path)
                self._prepare()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            with suppress(sqlite3.Error):
                self._file.close()
        if self._lock is not None and self.path is not None:
            with suppress(OSError):  # before it is let go, so that nobody waits for what is gone
                (self.path.parent / LOCK).unlink()
            self._lock.close()

    @property
    def _db(self) -> sqlite3.Connection:
        if self._file is None:
            raise RuntimeError("a store is used inside `with`")
        return self._file

    def _prepare(self) -> None:
        """Hold what is there against what is asked, or start anew."""
        there = self._db.execute("select name from sqlite_master where name = 'header'").fetchone()
        if there is None and self._asked is None:
            raise self._refused("holds no study")
        if there is not None:
            header = self._header()
            if not header.keys() >= {"identity", "study", "scenario"}:
                raise sqlite3.DatabaseError(say("no_header"))
            if self._asked is None:
                self.design = text.read_back(header["study"], header["scenario"])
                self._check_rows()
                return
            self._refuse_another(header, self._asked)
            self._check_rows()
        assert self._asked is not None
        self.design = self._asked
        with self._writing():
            if there is None:
                for statement in tables.schema(self.design):
                    self._db.execute(statement)
            self._put_header()

    def _put_header(self) -> None:
        rows = {
            "format": FORMAT,
            "msim": text.VERSION,
            "identity": json.dumps(text.identity(self.design), ensure_ascii=False),
            "study": text.written(self.design),
            "scenario": dump(self.design.scenario.anywhere),
        }
        self._db.executemany("insert or replace into header values (?, ?)", rows.items())

    def _header(self) -> dict[str, str]:
        """What the file says of itself; raises InputError where another version wrote it."""
        header = dict(self._db.execute("select name, value from header"))
        if header.get("msim") == text.VERSION and header.get("format") != FORMAT:
            raise self._refused(
                say("store_form", version=text.VERSION, form=header.get("format", "?"), own=FORMAT)
            )
        if header.get("msim") != text.VERSION:
            raise self._refused(
                say("store_version", there=header.get("msim", "?"), own=text.VERSION)
            )
        return header

    def _refuse_another(self, header: dict[str, str], design: Design) -> None:
        """Raise InputError where the file holds another study."""
        now = json.loads(json.dumps(text.identity(design)))
        differing = text.changed(json.loads(header["identity"]), now)
        if differing:
            more = f" (and {len(differing) - 3} more)" if len(differing) > 3 else ""
            raise self._refused(
                say("store_differs", what=f"{'; '.join(differing[:3])}{more}")
            )

    def _refused(self, why: str) -> InputError:
        return InputError([Located(why, file=str(self.path))])

    def plan(self, points: Sequence[tuple[int, str, str]]) -> None:
        """Note which points the study has now: number, world and key of each."""
        with self._said(), self._writing():
            self._db.execute("delete from plan")
            self._db.executemany("insert into plan values (?, ?, ?)", points)

    def add(self, answer: PointResult, world: str, values: Sequence[Any]) -> None:
        """Keep a finished point, durable when this returns. values: of its parameters.

        Raises MsimError where the disk is full; what was kept before is.
        """
        rows = tables.replicate_rows(answer)
        row = tables.row(self.design, answer, world, values)
        with self._said(), self._writing():
            self._insert("points", [row], "replace")
            self._insert("replicates", rows, "ignore")

    def _insert(self, table: str, rows: Sequence[Sequence[Any]], conflict: str) -> None:
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self._db.executemany(f"insert or {conflict} into {table} values ({marks})", rows)

    def answers(self) -> dict[str, PointResult]:
        """Every point that is kept, by key."""
        with self._said():
            names = tables.columns(self.design)
            rows = self._db.execute("select * from points").fetchall()
            return {row[0]: tables.answer(self.design, dict(zip(names, row, strict=True)))
                    for row in rows}  # fmt: skip

    def _check_rows(self) -> None:
        """Raise DatabaseError where a point is not as it was written."""
        replicates: dict[str, list[tuple[Any, ...]]] = {}
        for each in self._db.execute("select * from replicates order by key, replicate"):
            replicates.setdefault(each[0], []).append(each)
        rows = self._db.execute("select * from points").fetchall()
        wrong = sum(tables.digest(row, replicates.get(row[0], [])) != row[-1] for row in rows)
        if wrong:
            raise sqlite3.DatabaseError(f"{wrong} of {len(rows)} points are not as written")

    def asked(self) -> dict[str, str]:
        """For each point that is kept: how many replicates were asked for when it was finished."""
        with self._said():
            return dict(self._db.execute('select key, "asked" from points'))

    def unused(self) -> int:
        """How many points are kept that the study, as it is asked for now, does not have.

        A point and its null twin are one.
        """
        with self._said():
            asked = "world != ? and key not in (select key from plan)"
            found = self._db.execute(f"select count(*) from points where {asked}", (tables.NULL,))
            return int(found.fetchone()[0])

    def values(self, key: str) -> tuple[Row, ...]:
        """What was measured in each replicate of a point."""
        with self._said():
            found = self._db.execute(
                "select * from replicates where key = ? order by replicate", (key,)
            )
            return tuple(tuple(math.nan if x is None else x for x in row[2:]) for row in found)

    def image(self) -> bytes:
        """The whole file as bytes, of a store in memory."""
        return self._db.serialize()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction: whole and on the disk, or not at all."""
        self._db.execute("begin immediate")
        try:
            yield
            self._db.execute("commit")
        except BaseException:
            with suppress(sqlite3.Error):
                self._db.execute("rollback")
            raise

    @contextmanager
    def _said(self) -> Iterator[None]:
        """What SQLite finds wrong, in words."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            self._say(error)

    def _say(self, error: sqlite3.DatabaseError) -> NoReturn:
        unread = "decode" in str(error)  # a text that is none any more: damage
        if isinstance(error, sqlite3.OperationalError) and not unread:
            if getattr(error, "sqlite_errorcode", None) == _FULL or "full" in str(error):
                raise MsimError(say("store_full", path=self.path)) from error
            raise MsimError(f"{self.path}: {error}") from error
        if self.path is None or not (unread or type(error) is sqlite3.DatabaseError):
            raise error
        if self._file is not None:
            self._file.close()
        raise self._refused(rescued(self.path, str(error))) from error


def _connected(path: Path | None) -> sqlite3.Connection:
    found = sqlite3.connect(":memory:" if path is None else path, isolation_level=None, timeout=5.0)
    found.execute("pragma journal_mode = wal")
    found.execute("pragma synchronous = full")  # on the disk when a commit returns, not soon after
    if path is not None and (wrong := found.execute("pragma quick_check(1)").fetchone()[0]) != "ok":
        found.close()
        raise sqlite3.DatabaseError(wrong)
    return found


def _locked(path: Path) -> sqlite3.Connection:
    """What nobody else can have while this process lives; readers do not need it."""
    lock = sqlite3.connect(path.parent / LOCK, isolation_level=None, timeout=0.0)
    try:
        lock.execute("begin exclusive")
    except sqlite3.OperationalError as error:
        lock.close()
        raise MsimError(f"{path}: another sweep is writing to it") from error
    except sqlite3.DatabaseError:
        lock.close()
        raise InputError([Located(say("no_lock"), file=str(path.parent / LOCK))]) from None
    return lock


def copied(store: Path | bytes, target: Path) -> None:
    """Copy a store to a new place, whole or not at all, even while somebody writes to it."""
    with whole(target) as part, closing(sqlite3.connect(part)) as new:
        if isinstance(store, bytes):
            with closing(sqlite3.connect(":memory:")) as old:
                old.deserialize(store)
                old.backup(new)
        else:
            with closing(sqlite3.connect(store)) as old:
                old.backup(new)
