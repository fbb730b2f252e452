"""How a study's points lie in its file: columns, rows, and a view that pandas reads as one."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from msim.study import measures
from msim.study.measures import PARTS
from msim.study.point import PointResult
from msim.study.records import Design, Parameter

OWN, NULL = "own", "null"
"""Worlds: a point as it is, and under the study's null overrides."""
_STATE = ("seed", "replicates", "precise", "error")
_LEAD, _TAIL = ("key", "world", *_STATE), ("claim", "again", "asked", "seconds", "digest")
_COUNT = _LEAD.index("replicates")


def outputs(design: Design) -> list[str]:
    """Columns of a point's numbers."""
    return [f"{measure}.{part}" for measure in design.measures for part in PARTS]


def columns(design: Design) -> list[str]:
    """Columns of the table `points`, in order."""
    keys = [each.key for each in design.parameters]
    return [*_LEAD, *keys, *outputs(design), *_TAIL]


def asked(design: Design) -> str:
    """How many replicates are asked for, as it is kept beside each point."""
    count = str(design.scenario.run.replicates)
    if design.precision <= 0.0:
        return count
    return f"{count} to {design.max_replicates} for {design.precision!r}"


def schema(design: Design) -> list[str]:
    """The statements that make the tables and the view."""
    of_points = dict.fromkeys(columns(design), "")
    of_points |= {each.key: _type(each) for each in design.parameters}
    of_points |= dict.fromkeys(outputs(design), "real")
    of_points |= {"key": "text primary key", "world": "text", "seed": "integer",
                  "replicates": "integer", "precise": "integer", "error": "text",
                  "claim": "integer", "again": "integer", "asked": "text", "seconds": "real",
                  "digest": "text"}  # fmt: skip
    values = measures.columns(design.measures)
    keys = [each.key for each in design.parameters]
    shown = ["world", *keys, *_STATE, *outputs(design), "claim", "seconds"]
    own = [f"points.{quoted(name)}" for name in shown]
    return [
        "create table header (name text primary key, value text)",
        "create table plan (point integer, world text, key text, primary key (world, point))",
        f"create table points ({_declared(of_points)})",
        "create table replicates (key text, replicate integer, "
        f"{_declared(dict.fromkeys(values, 'real'))}, primary key (key, replicate)) without rowid",
        f"create view study as select plan.point, {', '.join(own)} from plan "
        "join points using (key) order by plan.world desc, plan.point",
    ]


def _declared(types: Mapping[str, str]) -> str:
    return ", ".join(f"{quoted(name)} {kind}".rstrip() for name, kind in types.items())


def quoted(name: str) -> str:
    """A name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def _type(parameter: Parameter) -> str:
    if not parameter.numeric:
        return ""  # as it is: text, a number, or a list as JSON
    return "integer" if parameter.whole else "real"


def replicate_rows(answer: PointResult) -> list[tuple[Any, ...]]:
    """Rows of the table `replicates`."""
    return [(answer.key, n, *map(_plain, row)) for n, row in enumerate(answer.values)]


def row(design: Design, answer: PointResult, world: str, values: Sequence[Any]) -> list[Any]:
    """A row of the table `points`."""
    numbers = [_plain(number) for interval in answer.numbers for number in interval]
    claim = None if answer.claim is None else int(answer.claim)
    cells = [
        answer.key, world, answer.seed, len(answer.values), int(answer.precise), answer.error,
        *map(plain, values), *numbers, claim, int(answer.again), asked(design),
        answer.seconds, "",
    ]  # fmt: skip
    cells[-1] = digest(cells, replicate_rows(answer))
    return cells


def digest(row: Sequence[Any], replicates: Sequence[Sequence[Any]]) -> str:
    """What tells whether a point and the replicates that it rests on are as they were written.

    Replicates that were added since do not count; nor does the row's last cell, the digest itself.
    """
    count = row[_COUNT]
    if not isinstance(count, int) or len(replicates) < count:
        return ""
    text = repr((list(row[:-1]), [list(each) for each in replicates[:count]]))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def answer(design: Design, row: Mapping[str, Any]) -> PointResult:
    """The answer that a row of `points` keeps, without its replicates."""
    of_part = [_number(row[name]) for name in outputs(design)]
    numbers = tuple(
        (of_part[n], of_part[n + 1], of_part[n + 2]) for n in range(0, len(of_part), len(PARTS))
    )
    return PointResult(
        row["key"], row["seed"], ((),) * row["replicates"], numbers, bool(row["precise"]),
        None if row["claim"] is None else bool(row["claim"]), row["error"], bool(row["again"]),
        row["seconds"],
    )  # fmt: skip


def plain(value: Any) -> Any:
    """A parameter's value as a cell: numbers and text as they are, lists as JSON.

    >>> plain(("age_band", "party")), plain(0.5), plain(True)
    ('["age_band", "party"]', 0.5, 1)
    """
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float | str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _plain(value: float) -> float | None:
    return None if math.isnan(value) else value + 0.0  # SQLite knows no zero with a sign


def _number(value: float | None) -> float:
    return math.nan if value is None else value
