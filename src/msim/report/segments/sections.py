"""The page of a study of segments, and its folder: one page, the figures, a table each.

The page is one file that opens offline, in the look of a run's page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from msim.core.text import Interval, Unit, bounds, digits, mean
from msim.report.common import folder, gallery
from msim.report.common.html import Drawings, as_csv, as_json, render, with_figures
from msim.report.common.theme import Figure
from msim.report.segments import sentences
from msim.report.segments.data import SegmentsData, titled
from msim.report.segments.figures.archetypes import archetypes
from msim.report.segments.figures.methods import methods
from msim.report.segments.figures.profiles import profiles
from msim.report.segments.figures.silhouette import silhouette
from msim.report.segments.figures.stability import stability
from msim.report.segments.figures.uplift import uplift
from msim.report.segments.figures.voters import voters

FIGURES: Mapping[str, Callable[[SegmentsData], Figure | None]] = {
    "voters": voters,
    "profiles": profiles,
    "silhouette": silhouette,
    "stability": stability,
    "archetypes": archetypes,
    "methods": methods,
    "uplift": uplift,
}
PAGE = "segments.html"


def figure(name: str, data: SegmentsData) -> Any:
    """One figure as an Altair chart.

    Raises InputError where no figure has this name, or there is nothing to show in it.
    """
    return gallery.chart(FIGURES, name, data)


def html(data: SegmentsData, drawings: Drawings) -> str:
    """The page as HTML; drawings: the figures by name, each with its SVG."""
    return render("segments/page.html.jinja", _content(data), drawings)


def _content(data: SegmentsData) -> dict[str, Any]:
    summary = data.summary
    return {
        "name": summary["scenario"]["name"],
        "question": sentences.QUESTION,
        "told": sentences.told(data),
        "method": titled(data.method),
        "method_columns": METHOD_COLUMNS,
        "segment_columns": SEGMENT_COLUMNS,
        "methods": method_rows(data),
        "segments": segment_rows(data),
        "meanings": [(each["label"], each["meaning"]) for each in summary["meanings"].values()],
        "prepared": [
            (titled(name), [list(told.values()) for told in data.of(name)["prepared"]])
            for name in data.methods
        ],
        "policies": sentences.policies(data),
        "left_out": [(titled(name), why) for name, why in summary["left_out"].items()],
        "samples": summary["samples"],
        "simulated": summary["simulated"],
        "replicates": summary["replicates"],
        "toml": data.scenario_toml,
        "footer": data.footer,
    }


METHOD_COLUMNS = (
    "segments", "silhouette", "explained, %", "stability", "recovery", "effect variance, %",
    "gain at broadcast's delivery", "gain by targeted delivery",
)  # fmt: skip


def method_rows(data: SegmentsData) -> list[dict[str, Any]]:
    """The table of methods, each cell a value and its interval."""
    rows = []
    for name in data.methods:
        found = data.of(name)
        stable, effects = (
            Interval.of(found[key]) for key in ("stability", "effect_variance_between")
        )
        free, sent = (data.gain(name, arm) for arm in ("segmented_free", "segmented"))
        cells = [
            (str(found["segments"]), ""),
            (digits(found["silhouette"], "number", 2), ""),
            (digits(found["explained"], "rate", 0), ""),
            (digits(stable.mean, "number", 2), bounds(stable, "number")),
            (digits(found["recovery"], "number", 2), ""),
            *(
                (mean(value, unit), bounds(value, unit))
                for value, unit in _units(effects, free, sent)
            ),
        ]
        rows.append({"method": titled(name), "cells": cells})
    return rows


def _units(effects: Interval, *gains: Interval) -> list[tuple[Interval, Unit]]:
    return [(effects, "rate"), *((gain, "votes") for gain in gains)]


SEGMENT_COLUMNS = (
    "share, %", "message sent", "best message", "silhouette", "stability", "kept together",
    "worth, net votes",
)  # fmt: skip


def segment_rows(data: SegmentsData) -> list[dict[str, Any]]:
    """The table of the first method's segments, the largest ones where there are many."""
    rows = []
    for row in data.tables["segments"].to_dict("records"):
        if row["segment"] not in data.largest:
            continue
        keys = ("worth", "worth_low", "worth_high")
        worth = Interval.of(dict(zip(("mean", "low", "high"), map(row.get, keys), strict=True)))
        cells = [
            (digits(row["size_share"], "rate", 1), ""),
            (f"no. {int(row['message'])}", ""),
            (f"no. {int(row['best_message'])}", ""),
            *((digits(row[key], "number", 2), "") for key in ("silhouette", "stability", "across")),
            (mean(worth, "votes"), bounds(worth, "votes")),
        ]
        rows.append({"label": row["label"], "cells": cells})
    return rows


def files(data: SegmentsData) -> dict[str, bytes | str]:
    """Every file of the folder by its relative name."""
    figures = gallery.every(FIGURES, data)
    written: dict[str, bytes | str] = {
        "segments.json": as_json(data.summary),
        "scenario.toml": data.scenario_toml,
        folder.MANIFEST: as_json(data.manifest),
    }
    for name, table in data.tables.items():
        written[f"{name}.csv"] = as_csv(table)
    return written | with_figures(PAGE, lambda drawn: html(data, drawn), figures)


def save(data: SegmentsData, place: Path | str) -> Path:
    """Writes the folder, whole or not at all; gives its path.

    Raises InputError where `place` holds files and is no results folder, OSError for a full disk
    or a place that is not writable.
    """
    return folder.write(folder.ready(place, PAGE), files(data))
