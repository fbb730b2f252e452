"""The page of a run: one file that opens offline, reads without scripts, and prints.

Everything on it is computed from the results folder; `rebuild` makes it again from there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msim.core.text import digits, mean
from msim.report.common import folder
from msim.report.common.html import Drawings, as_csv, as_json, render, with_figures
from msim.report.common.names import ARMS, label, measure
from msim.report.common.theme import Figure
from msim.report.run import (
    attribution,
    districts,
    earned,
    limits,
    opponent,
    sceptic,
    sentences,
    tables,
    worlds,
)
from msim.report.run import scenario as setting
from msim.report.run.data import OPTIONAL, TABLES, ReportData
from msim.report.run.figures import gallery
from msim.report.run.figures.arms import interval_note

PAGE = "report.html"
MAIN = "segmented-broadcast"
COLUMNS = {
    "reach_rate": "reach 1+, %",
    "reach_3_rate": "reach 3+, %",
    "average_frequency": "average frequency",
    "net_votes": "net votes",
    "cost_per_net_vote": "cost per net vote",
    "win_prob": "win, %",
}
ROOM = 2  # columns of a run's own beside all of the usual ones
PROMISED = {"promised_net_votes": "promised net votes"}
OWN_COLUMNS = {
    "seats": "seats",
    "electoral_votes": "electoral votes",
    "split": "split results, %",
    "turnout_pp": "turnout, %",
    "electorate_share_pp": "votes of all voters, %",
    "earned_reach_rate": "earned reach, %",
    "audience_share": "audience, %",
}


def columns(data: ReportData) -> dict[str, str]:
    """The measures of the main table and their titles: those that tell most about this run."""
    own = {name: OWN_COLUMNS[name] for name in tables.special(data)}
    if "electoral_votes" in own:
        del own["seats"]
    usual = dict(COLUMNS)
    if len(own) > ROOM:
        del usual["average_frequency"]  # which its own figure shows
    return usual | (own or PROMISED)


def html(data: ReportData, drawings: Drawings) -> str:
    """The page as HTML; `drawings` are the figures by name, each with its SVG."""
    return render("run/page.html.jinja", _content(data), drawings)


def _content(data: ReportData) -> dict[str, Any]:
    return {
        "name": data.summary["scenario"]["name"],
        "question": sentences.QUESTION,
        "answer": sentences.answer(data),
        "ties": "" if sentences.silenced(data) else worlds.elections(data, MAIN),
        "world": worlds.brief(data),
        "drawn": worlds.told(data),
        "unpriced": worlds.unpriced(data),
        "interval_note": interval_note(data, "In brackets"),
        "columns": list(columns(data).values()),
        "rows": _rows(data),
        "arms": [(label(arm), ARMS.get(arm, "")) for arm in data.arms],
        "selected": data.selected,
        "reached": " ".join(filter(None, (sentences.reached(data), earned.earned(data)))),
        "won": "" if data.rule == "popular" else f"Win is {districts.winning(data)}.",
        "places": districts.districts(data),
        "mandate": districts.mandate(data),
        "rivals": [*opponent.opponent(data), *opponent.game(data)],
        "pilot": districts.pilot(data),
        "factors": attribution.attribution(data),
        "factor_keys": _factor_keys(data),
        "tested": data.setting("test.conducted", True),
        "ladder": sentences.ladder(data),
        "currency": data.currency,
        "costs": _costs(data),
        "correlations": sentences.correlations(data),
        "promised": sentences.promised(data),
        "sceptic_case": sceptic.CASE,
        "sceptic": sceptic.said(data),
        "scenario": setting.sentences(data),
        "toml": data.scenario_toml,
        "assumptions": setting.lookup(data, list(data.summary.get("assumptions", []))),
        "limits": limits.limits(data),
        "footer": data.footer,
        "worlds": worlds.with_surveys(data),
    }


def _rows(data: ReportData) -> list[dict[str, Any]]:
    """The main table, each cell a value and its interval."""
    rows = []
    for arm in data.arms:
        cells = [
            (mean(data.arm(arm, name), measure(name).unit), worlds.beneath(data, arm, name))
            for name in columns(data)
        ]
        rows.append({"arm": label(arm), "cells": cells})
    return rows


def _factor_keys(data: ReportData) -> list[tuple[str, str]]:
    table = tables.attribution(data)
    return list(zip(table["factor"], table["keys"], strict=True))


def _costs(data: ReportData) -> dict[str, Any]:
    table = tables.costs(data)
    rows = [
        (label(str(arm)), [digits(float(value), "money", 0) for value in values])
        for arm, values in zip(table.index, table.to_numpy(), strict=True)
    ]
    return {"columns": [label(str(column)) for column in table.columns], "rows": rows}


def files(data: ReportData) -> dict[str, bytes | str]:
    """Every file of a results folder by its relative name."""
    written: dict[str, bytes | str] = {
        "summary.json": as_json(data.summary),
        "scenario.toml": data.scenario_toml,
        folder.MANIFEST: as_json(data.manifest),
    }
    for name in TABLES:
        written[f"{name}.csv"] = as_csv(getattr(data, name))
    for name in OPTIONAL:
        if len(getattr(data, name)):
            written[f"{name}.csv"] = as_csv(getattr(data, name))
    parquet = _parquet(data)
    if parquet is not None:
        written["outcomes.parquet"] = parquet
    return written | drawn(data)


def drawn(data: ReportData) -> dict[str, bytes | str]:
    """The page, and each figure as SVG, PNG and CSV."""
    return with_figures(PAGE, lambda drawings: html(data, drawings), gallery.every(data))


def pictures(data: ReportData) -> dict[str, tuple[Figure, str]]:
    """The figures of a run by name, each with its SVG."""
    return {name: (made, gallery.svg(made)) for name, made in gallery.every(data).items()}


def _parquet(data: ReportData) -> bytes | None:
    """`outcomes` as Parquet where the extra is installed, else None."""
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        return None
    return data.outcomes.to_parquet(index=False)


def save(data: ReportData, place: Path | str) -> Path:
    """Writes the results folder, whole or not at all; gives its path.

    Raises:
        InputError: `place` holds files and is no results folder.
        OSError: a full disk, or a place that is not writable.
    """
    return folder.write(folder.ready(place, PAGE), files(data))


def rebuild(place: Path | str) -> Path:
    """Builds page and figures again from a results folder; what was measured stays as it is.

    Raises:
        InputError: the folder, or a file that is needed, is missing or damaged.
    """
    data = ReportData.read(place)
    path = Path(place)
    measured = [name for name in folder.own_files(path) if _measured(name)]
    needed = ["summary.json", "scenario.toml", *(f"{name}.csv" for name in TABLES)]
    kept = folder.read(path, list(dict.fromkeys([*needed, *measured])))
    folder.verify(path, [*kept, *(f"{name}.csv" for name in OPTIONAL)])
    return folder.write(path, {**kept, folder.MANIFEST: as_json(data.manifest), **drawn(data)})


def _measured(name: str) -> bool:
    return name != "report.html" and not name.startswith("figures/")
