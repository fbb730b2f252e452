"""The page of reach and its folder: one page that opens offline, the figures, a file a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from msim.core.text import Unit, digits
from msim.report.common import folder
from msim.report.common.html import Drawings, as_csv, as_json, render, with_figures
from msim.report.common.names import label
from msim.report.reach import sentences as words
from msim.report.reach.data import ALL, ARMS, ReachCurves
from msim.report.reach.figures.gallery import every

PAGE = "reach.html"
SUMMARY = "reach.json"
PARTS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
"""Budgets that the table of the curves shows, in budgets of the scenario."""
COLUMNS: dict[str, tuple[str, Unit, int]] = {
    "reach_rate": ("1+, %", "rate", 1),
    "effective_reach_rate": ("{k}+, %", "rate", 1),
    "average_frequency": ("average frequency", "number", 1),
    "grp": ("GRP", "number", 0),
    "on_target_reach": ("on target 1+, %", "rate", 1),
    "effective_on_target_reach": ("on target {k}+, %", "rate", 1),
    "waste_rate": ("waste, %", "rate", 1),
    "media_cost": ("media", "money", 0),
    "cost_per_point": ("cost per point", "money", 0),
}
"""Measures of the page's table: title, unit and digits."""


def html(data: ReachCurves, drawings: Drawings) -> str:
    """The page as HTML, in the look of a run's; `drawings` are figures by name with their SVG."""
    return render("reach/page.html.jinja", _content(data), drawings)


def _content(data: ReachCurves) -> dict[str, Any]:
    return {
        "name": data.summary["scenario"]["name"],
        "effective": data.effective,
        "currency": data.currency,
        "answer": words.answer(data),
        "crossings": words.crossings(data),
        "next_percent": words.next_percent(data),
        "gap": words.gap(data),
        "fit": words.fit(data),
        "duplication": words.duplication(data),
        "weeks": words.weeks(data),
        "caps": words.caps(data),
        "allocation": words.allocation(data),
        "audience": words.audience(data),
        "method": words.method(data),
        "columns": [title.format(k=data.effective) for title, _, _ in _columns(data).values()],
        "rows": _rows(data),
        "frequency_columns": [f"{k}+" for k in range(1, 11)],
        "frequency_rows": _frequencies(data),
        "budget_columns": [
            f"{label(arm)} {k}+, %" for k in dict.fromkeys((1, data.effective)) for arm in ARMS
        ] + [f"next percent, {label(arm)}" for arm in ARMS],
        "budget_rows": budget_rows(data),
        "toml": data.scenario_toml,
        "footer": data.footer,
    }  # fmt: skip


def _columns(data: ReachCurves) -> dict[str, tuple[str, Unit, int]]:
    """The measures of the table, each once where once is often enough."""
    return {m: how for m, how in COLUMNS.items() if data.effective > 1 or "effective" not in m}


def _rows(data: ReachCurves) -> list[dict[str, Any]]:
    """The main table: an arm, then its channels."""
    table = data.tables["groups"]
    table = table[table["kind"] == ALL]
    rows, columns = [], _columns(data)
    for arm in dict.fromkeys(table["arm"]):
        found = {row["channel"]: row for row in table[table["arm"] == arm].to_dict("records")}
        for channel in [ALL, *(name for name in found if name != ALL)]:
            cells = [digits(found[channel][m], unit, d) for m, (_, unit, d) in columns.items()]
            name = label(str(arm)) if channel == ALL else f"\u00a0\u00a0{channel}"
            rows.append({"name": name, "cells": cells})
    return rows


def _frequencies(data: ReachCurves) -> list[dict[str, Any]]:
    """k+ reach of each arm over all channels."""
    found = data.summary["arms"]
    names = ["reach_rate", *(f"reach_{k}_rate" for k in range(2, 11))]
    return [
        {"name": label(arm), "cells": [digits(numbers[name], "rate", 1) for name in names]}
        for arm, numbers in found.items()
    ]


def budget_rows(data: ReachCurves) -> list[dict[str, Any]]:
    """Rows of the curve at round budgets: reach of both arms, and what the next percent costs."""
    curves = {arm: data.curve(arm).set_index("budget") for arm in ARMS}
    fixed = min(data.summary["arms"][arm]["test_and_production"] for arm in ARMS)
    wanted = {fixed, *(data.budget * part for part in PARTS)}
    chosen = [budget for budget in curves[ARMS[0]].index if budget in wanted]
    measures = ["reach_rate", "effective_reach_rate"][: 1 + (data.effective > 1)]
    return [
        {
            "name": digits(budget, "money", 0),
            "own": budget == data.budget,
            "cells": [
                *(
                    digits(curves[arm][measure][budget], "rate", 1)
                    for measure in measures
                    for arm in ARMS
                ),
                *(_cost(curves[arm]["next_percent_cost"][budget]) for arm in ARMS),
            ],
        }
        for budget in chosen
    ]


def _cost(value: float) -> str:
    return digits(None if pd.isna(value) else float(value), "money", 0)


def files(data: ReachCurves) -> dict[str, bytes | str]:
    """Every file of the folder by its relative name."""
    written: dict[str, bytes | str] = {
        SUMMARY: as_json(data.summary),
        "scenario.toml": data.scenario_toml,
        folder.MANIFEST: as_json(data.manifest),
    }
    for name, table in data.tables.items():
        written[f"{name}.csv"] = as_csv(table)
    return written | with_figures(PAGE, lambda drawn: html(data, drawn), every(data))


def save(data: ReachCurves, place: Path | str) -> Path:
    """Writes the folder, whole or not at all; gives its path. Raises as `folder.ready` does."""
    return folder.write(folder.ready(place, PAGE), files(data))
