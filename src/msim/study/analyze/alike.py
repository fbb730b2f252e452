"""Which combinations of choices come to the same thing? They are shown once and counted once.

A choice may change nothing under another one: how far estimates are shrunk, where the method has
none to shrink. Two combinations are the same where all numbers are, in every world that both met,
replicate by replicate: a table that does not hold these tells none.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from msim.core.arrays import Bools
from msim.study.analyze import points, worlds
from msim.study.measures import PARTS
from msim.study.records import Design, Parameter

Combination = tuple[str, ...]


def firsts(
    design: Design, table: pd.DataFrame, null: pd.DataFrame | None = None
) -> dict[Combination, Combination]:
    """Each combination of choices, and the first that comes to the same, itself where none does.

    Both worlds count, where there is a null world. Empty where the study varies no choice, or
    replicates are not known.
    """
    chosen = design.of("choice")
    if not chosen or worlds.pulls(table) is None:
        return {}
    signs: dict[Combination, list[bytes]] = {}
    for rows in (table, null):
        if rows is None or not len(rows):
            continue
        made = combinations(rows, chosen)
        others = [p.key for p in design.parameters if p.role != "choice"]
        numbers = [name for name in rows if str(name).rpartition(".")[2] in PARTS]
        values = np.column_stack([rows[numbers].to_numpy(dtype=float), points.failed(rows)])
        pulled = worlds.pulls(rows)
        values = values if pulled is None else np.column_stack([values, pulled])
        where = [repr(each) for each in rows[others].to_numpy().tolist()]
        order = sorted(range(len(rows)), key=lambda n: where[n])
        for n in order:
            told = [where[n].encode(), np.asarray(values[n]).tobytes()]
            signs.setdefault(made[n], []).extend(told)
    seen: dict[tuple[bytes, ...], Combination] = {}
    return {each: seen.setdefault(tuple(sign), each) for each, sign in signs.items()}


def once(design: Design, table: pd.DataFrame) -> Bools:
    """(n,) the points without those of a combination that comes to the same as an earlier one."""
    found = firsts(design, table)
    if not found:
        return np.ones(len(table), dtype=bool)
    made = combinations(table, design.of("choice"))
    return np.array([found[each] == each for each in made], dtype=bool)


def combinations(rows: pd.DataFrame, chosen: Sequence[Parameter]) -> list[Combination]:
    """(n,) the choices of each row, as text."""
    columns = (np.asarray(points.column(rows, p)).tolist() for p in chosen)
    return [tuple(map(str, each)) for each in zip(*columns, strict=True)]
