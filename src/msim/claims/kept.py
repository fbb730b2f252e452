"""Where worlds are kept: one SQLite file; each world is durable as soon as it is finished.

One process writes, anybody may read:
`pandas.read_sql("select * from worlds", sqlite3.connect("debate.sqlite"))`. A world is known by its
claim, its point and the version; what it holds are the rows of its replicates, as JSON, so that
more of them are added to those there are.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from msim.claims.answering import Row
from msim.core.errors import InputError, Located, MsimError
from msim.study.text import VERSION

NAME = "debate.sqlite"
_SCHEMA = """
create table if not exists worlds (
  claim text not null, fingerprint text not null, world text not null, point text not null,
  version text not null, rows text not null,
  primary key (fingerprint, world, version)
)
"""


class Kept:
    """Rows of worlds, in a file or (`path=None`) in memory alone. A context.

    Raises InputError where the file is damaged or none of ours, MsimError where it cannot be
    written, as on a full disk: what is finished is kept.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._file: sqlite3.Connection

    def __enter__(self) -> Kept:
        try:
            with self._in_words():
                self._file = sqlite3.connect(":memory:" if self.path is None else str(self.path))
                self._file.execute("pragma journal_mode = wal")
                self._file.execute("pragma synchronous = full")
                with self._file:
                    self._file.execute(_SCHEMA)
                self._file.execute("select rows from worlds limit 1").fetchall()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if getattr(self, "_file", None) is not None:
            self._file.close()

    def rows(self, fingerprint: str) -> dict[str, list[Row]]:
        """The rows of each world of a claim, by the world's key."""
        asked = "select world, rows from worlds where fingerprint = ? and version = ?"
        with self._in_words():
            found = self._file.execute(asked, (fingerprint, VERSION)).fetchall()
        return {world: json.loads(text) for world, text in found}

    def keep(self, names: tuple[str, str, str, str], rows: Sequence[Row]) -> None:
        """Keep a world. names: claim, its fingerprint, the world's key, its point as text."""
        put = "insert or replace into worlds values (?, ?, ?, ?, ?, ?)"
        with self._in_words(), self._file:
            self._file.execute(put, (*names, VERSION, json.dumps(rows)))

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            where = str(self.path or "memory")
            full = isinstance(error, sqlite3.OperationalError)
            if full:
                raise MsimError(f"{where}: {error}; what is finished is kept") from error
            damaged = f"is no file of kept worlds, or damaged ({error}); move it away"
            raise InputError([Located(damaged, file=where)]) from error
