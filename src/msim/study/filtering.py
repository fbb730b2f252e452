"""Some points of a study alone: those where a key or a measure is so.

>>> from msim.scenario import Scenario
>>> from msim.study.records import Parameter
>>> asked = Design("", Scenario(), "grid", 2, 1, (Parameter("data.validity"),), "broadcast.spend")
>>> where = read_where(["data.validity > 0.5"], asked)
>>> kept(asked, pd.DataFrame({"data.validity": [0.4, 0.6]}), where).tolist()
[False, True]
"""

from __future__ import annotations

import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from msim.core.arrays import Bools
from msim.core.errors import InputError
from msim.core.wording import say
from msim.scenario.phrases import hint
from msim.study.analyze.points import column
from msim.study.measures import PARTS
from msim.study.records import Design

_FORM = re.compile(r"\s*(\S+?)\s*(>=|<=|>|<|=)\s*(\S.*?)\s*")
SIGNS: Final = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}
IN_BLOCKS: Final = ("sobol", "morris")
"""Designs whose points say something only together."""


@dataclass(frozen=True)
class Condition:
    """What a point has to be: a column of the study's table, a sign, and a number or a choice.

    A measure without a part stands for its mean.
    """

    column: str
    sign: str
    bound: str

    def __str__(self) -> str:
        return f"{self.column.removesuffix('.mean')} {self.sign} {self.bound}"


def read_where(texts: Sequence[str], design: Design) -> tuple[Condition, ...]:
    """Conditions such as `world.party_correlation >= 0.5` or `segments.method = kmeans`.

    Raises InputError where one cannot be read, names nothing that the study has, or goes with a
    design whose points hang together.
    """
    found = tuple(_condition(text, design) for text in texts)
    if found and design.kind in IN_BLOCKS:
        raise InputError(say("where_blocks", kind=design.kind))
    return found


def _condition(text: str, design: Design) -> Condition:
    read = _FORM.fullmatch(text)
    if read is None:
        raise InputError(say("where_form", text=text))
    name, sign, bound = read.groups()
    parameters = {p.key: p for p in design.parameters}
    if name in design.measures:
        name = f"{name}.{PARTS[0]}"
    known = {*parameters, *(f"{measure}.{part}" for measure in design.measures for part in PARTS)}
    if name not in known:
        raise InputError(say("where_unknown", text=text, hint=hint(name, known)))
    of = parameters.get(name)
    if sign == "=" and (of is None or of.numeric):
        raise InputError(say("where_equal", text=text))
    if sign != "=":
        try:
            float(bound)
        except ValueError:
            raise InputError(say("where_number", text=text, bound=bound)) from None
        if of is not None and not of.numeric:
            raise InputError(say("where_choice", text=text, name=name))
    return Condition(name, sign, bound)


def kept(design: Design, table: pd.DataFrame, where: Sequence[Condition]) -> Bools:
    """(n,) the points at which all conditions are so; a number that is not there is not so."""
    found = np.ones(len(table), dtype=bool)
    for each in where:
        if each.sign == "=":
            parameter = next(p for p in design.parameters if p.key == each.column)
            found &= np.asarray(column(table, parameter), dtype=str) == each.bound
        else:
            numbers = np.asarray(pd.to_numeric(table[each.column], errors="coerce"), dtype=float)
            found &= SIGNS[each.sign](numbers, float(each.bound))
    return found


def only(
    design: Design, table: pd.DataFrame, where: Sequence[Condition]
) -> pd.DataFrame:
    """The points at which all conditions are so. Raises InputError where there is none."""
    if not where:
        return table
    found = table[kept(design, table, where)].reset_index(drop=True)
    if found.empty:
        said = ", ".join(map(str, where))
        raise InputError(say("where_none", text=said, points=f"{len(table):,}"))
    return found
