"""Claims that one bar for each thing decides: what each factor adds, and how often in each case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from msim.claims.answering import WINNING
from msim.claims.run import ClaimResult
from msim.core.text import Interval, Unit
from msim.report.common.theme import Figure, Spec, Words, bar_rows, bare, finish, numbers
from msim.report.debate import sentences
from msim.report.debate.figures.worlds import footer
from msim.report.debate.sentences import said

OTHERS, FIRST, SECOND = "#9aa3ab", "#882255", "#D55E00"
WIDE = 250


def factors(found: ClaimResult, manifest: Mapping[str, Any]) -> Figure:
    """What each factor adds in the world of central values (Shapley values), a panel a case."""
    claim = found.claim
    order = list(claim.scenario.attribution.factors)
    colours = dict(zip(claim.factors, (FIRST, SECOND), strict=True))
    frames = {name: _factor_rows(found, name, colours) for name in claim.names}
    table = pd.concat([frame.assign(case=name) for name, frame in frames.items()])
    low = float(table[["low", "mean"]].min().min())
    high = float(table[["high", "mean"]].max().max())
    pad = 0.05 * (high - low)
    x: Spec = {"axis": {"tickCount": 4, "labelFlush": False, "format": ".2~f"},
               "scale": {"domain": [min(0.0, low - pad), high + pad], "nice": False}}  # fmt: skip
    panels = [
        bar_rows(frame, order, x | {"labels": number == 0}, name or "what each adds", WIDE)
        for number, (name, frame) in enumerate(frames.items())
    ]
    for panel in panels:
        panel["encoding"]["y"]["scale"] = {"domain": order}
    told = Words(
        f"{claim.id.replace('-', '_')}_factors",
        said.factors_title(),
        said.factors_caption(claim.unit, list(claim.factors)),
        "; ".join(f"{row['case']} {row['name']} {row['text']}" for row in table.to_dict("records")),
        footer(found, manifest),
    )
    shown = bare(table.assign(factor=table["name"]))
    return finish({"hconcat": panels, "spacing": 110}, told, shown)


def _factor_rows(found: ClaimResult, case: str, colours: Mapping[str, str]) -> pd.DataFrame:
    _, beside = found.central[case]
    rows = [
        {"name": name, "colour": colours.get(name, OTHERS)}
        | numbers(Interval.of(found_), "points")
        for name, found_ in beside.items() if not name.startswith(WINNING)
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["name", "colour", "mean", "low", "high", "text"])
    return frame.astype(dict.fromkeys(("mean", "low", "high"), float))


def cases(found: ClaimResult, manifest: Mapping[str, Any]) -> Figure:
    """The answer in each case, in the world of central values."""
    claim = found.claim
    unit: Unit = "rate" if sentences.scale(claim) > 1.0 else "points"
    rows = [
        {"name": name, "colour": shade}
        | numbers(Interval(at.mean, at.low, at.high), unit)
        for (name, (world, _)), shade in zip(found.central.items(), (OTHERS, SECOND), strict=False)
        for at in [world.answer]
    ]
    frame = pd.DataFrame(rows, columns=["name", "colour", "mean", "low", "high", "text"])
    frame = frame.astype(dict.fromkeys(("mean", "low", "high"), float))
    axis = {"tickCount": 5, "labelFlush": False, "format": ".0%" if unit == "rate" else ".2~f"}
    high = max(float(frame["high"].max()), claim.worth)
    x: Spec = {"axis": axis, "labels": True, "scale": {"domain": [0, 1.05 * high], "nice": False}}
    panel = bar_rows(frame, list(frame["name"]), x, sentences.unit_words(claim), 430)
    told = Words(
        f"{claim.id.replace('-', '_')}_cases",
        said.cases_title(),
        said.cases_caption(claim.assertion),
        "; ".join(f"{row['name']} {row['text']}" for row in rows),
        footer(found, manifest),
    )
    return finish(panel, told, bare(frame.assign(case=frame["name"])))
