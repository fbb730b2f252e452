"""What each column of each table of a results folder holds: unit, meaning, range, missing values.

Nothing is asked of a table: a column is looked up among the measures, the keys of the scenario and
`codebook.toml`. A column that nobody has described is a fault that a test finds.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from msim.core import text
from msim.experiment.engine.measures import MEASURES
from msim.report.common.theme import Figure
from msim.scenario.keydocs import explain, key_names

NAME = "codebook"
COLUMNS = ("file", "column", "unit", "meaning", "rows", "missing", "low", "high")


def written(
    tables: Mapping[str, pd.DataFrame], figures: Mapping[str, Figure], currency: str = ""
) -> dict[str, bytes | str]:
    """The codebook of a folder with these tables and figures, as CSV and as Markdown."""
    files = {f"{name}.csv": table for name, table in tables.items()}
    files |= {f"figures/{name}.csv": figure.frame for name, figure in figures.items()}
    found = codebook(files)
    return {f"{NAME}.csv": text.as_csv(found), f"{NAME}.md": _markdown(found, currency)}


def codebook(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """A row a column: file, column, unit, meaning, rows, missing, low, high (of numbers).

    >>> plans = pd.DataFrame({"arm": ["silent", "broadcast"], "net_votes": [0.0, None]})
    >>> codebook({"mine.csv": plans}).drop(columns="meaning").to_dict("records")[1]["missing"]
    1
    """
    rows = [row for file, table in tables.items() for row in _rows(file, table)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(file: str, table: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    for name in table.columns:
        column = table[name]
        try:
            unit, meaning = described(file, str(name))
        except KeyError:  # a fault of ours, which should not cost what was computed
            unit = meaning = ""
        low = high = None
        if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
            known = column.dropna()
            low, high = (known.min(), known.max()) if len(known) else (None, None)
        yield file, str(name), unit, meaning, len(column), int(column.isna().sum()), low, high


def described(file: str, column: str) -> tuple[str, str]:
    """Unit and meaning of a column. Raises KeyError where nobody has described it.

    >>> described("plans.csv", "impressions")[0], described("x.csv", "end_low")[1]
    ('number', 'the level after the step: lower end of the 95 % interval')
    """
    known = _book()
    own = known["files"].get(Path(file).name, {})
    if column in own or column in known["columns"]:
        unit, meaning = own.get(column) or known["columns"][column]
        return unit, meaning
    if column in known["parts"]:
        return "as measure", known["parts"][column]
    if column in MEASURES:
        return known["units"][MEASURES[column].unit], MEASURES[column].label
    if " " in column:  # it says itself what it is
        return "", column
    if column.startswith("trait:"):
        return "", known["told"]["trait"]
    key = _key(column)
    if key:
        return explain(key).unit, explain(key).meaning
    if column.startswith("reach_") and column.endswith("_rate"):
        return "share", known["told"]["reach"].format(count=column.split("_")[1])
    return _composed(file, column)


def _key(column: str) -> str:
    """The scenario's key that a column is named after, also of one side of a claim; "" for none.

    >>> _key("instead.channels.social.premium")
    'channels.social.premium'
    """
    for side in ("now.", "instead."):
        column = column.removeprefix(side)
    parts = column.split(".")
    general = ".".join([parts[0], "NAME", *parts[2:]]) if parts[0] == "channels" else column
    return column if general in key_names() else ""


def _composed(file: str, column: str) -> tuple[str, str]:
    """A part of something else: `stability_low`, `segmented.net_votes.mean`, an arm's column."""
    for sign in (".", "_"):
        base, _, part = column.rpartition(sign)
        if base and part in _book()["parts"]:
            unit, meaning = described(file, base)
            return unit, f"{meaning}: {_book()['parts'][part]}"
    arm, _, measure = column.partition(".")
    if measure in MEASURES:
        return described(file, measure)[0], f"{MEASURES[measure].label}, {arm}"
    if "-" in column or "_minus_" in column or "_over_" in column:
        return "votes", column.replace("_", " ")
    raise KeyError(f"{file}: {column}")


@cache
def _book() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _markdown(found: pd.DataFrame, currency: str) -> str:
    told = _book()["told"]
    lines = [f"# {told['title']}", "", told["all"].format(currency=currency or "money")]
    for file, rows in found.groupby("file", sort=False):
        lines += ["", f"## {file}", "", told["heading"], "| --- | --- | --- | --- | --- | --- |"]
        lines += [
            f"| `{row.column}` | {row.unit} | {row.meaning} | {row.missing} of {row.rows} | "
            f"{_short(row.low)} | {_short(row.high)} |"
            for row in rows.itertuples()
        ]
    return "\n".join(lines) + "\n"


def _short(value: Any) -> str:
    return "" if value is None or value != value else f"{value:.6g}"
