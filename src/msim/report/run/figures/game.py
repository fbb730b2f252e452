"""The game of both sides' strategies: what each pair is worth, and where neither would move."""

from __future__ import annotations

import pandas as pd

from msim.core.text import Interval, bounds, digits, mean
from msim.report.common.names import label
from msim.report.common.theme import INK, SOFT, Figure, Spec, Words, finish, numbers, values
from msim.report.run import tables
from msim.report.run.data import ReportData
from msim.report.run.figures.arms import interval_note, said

CELL, TALL = 250, 96


def game(data: ReportData) -> Figure | None:
    """Own net votes for each pair of strategies; the equilibrium is outlined and named."""
    table = tables.game(data).dropna(subset=["mean"])
    if table.empty:
        return None
    table = table.assign(
        row=[label(name) for name in table["own"]],
        column=[label(name) for name in table["rival"]],
        told=[numbers(Interval.of(row), "votes")["text"] for row in table.to_dict("records")],
        found=[_found(odds) for odds in table["probability"]],
    )
    payoffs = [Interval.of(row) for row in table.to_dict("records")]
    table["value"] = [mean(payoff, "votes") for payoff in payoffs]
    table["interval"] = [bounds(payoff, "votes") for payoff in payoffs]
    words = Words(
        "game",
        "Which campaign against which",
        said.game(interval_note(data, "Brackets")),
        _alt(table),
        data.footer,
    )
    frame = table.drop(columns=["row", "column", "told", "found", "value", "interval"])
    return finish(_body(table), words, frame)


def _found(odds: float) -> str:
    """What the equilibrium makes of a pair; nothing where it is never played."""
    if odds <= 1e-9:
        return ""
    return "equilibrium" if odds > 1 - 1e-9 else f"in equilibrium {digits(odds, 'rate', 0)} %"


def _alt(table: pd.DataFrame) -> str:
    each = [
        f"own {row['row']} against {row['column']} {row['told']}"
        + (f" ({row['found']})" if row["found"] else "")
        for row in table.to_dict("records")
    ]
    return said.game_alt(each)


def _body(table: pd.DataFrame) -> Spec:
    most = max(1.0, float(table["mean"].abs().max()))
    dark = f"datum.mean < {-0.72 * most} || datum.mean > {0.8 * most}"
    rows, columns = (list(dict.fromkeys(table[name])) for name in ("row", "column"))
    axis: Spec = {"labelAngle": 0, "ticks": False, "domain": False, "labelPadding": 8}
    axis |= {"titleColor": SOFT, "titlePadding": 8}
    x = {"field": "column", "type": "nominal", "sort": columns, "title": "the other side runs"}
    y = {"field": "row", "type": "nominal", "sort": rows, "title": "the own side runs"}
    shade = {
        "field": "mean", "type": "quantitative", "legend": None,
        "scale": {"scheme": "blueorange", "domain": [-most, most], "domainMid": 0},
    }  # fmt: skip
    field = {"mark": {"type": "rect", "stroke": "white", "strokeWidth": 4}}
    outline = {
        "transform": [{"filter": "datum.found != ''"}],
        "mark": {
            "type": "rect", "fillOpacity": 0, "stroke": INK, "strokeWidth": 5,
            "width": {"band": 0.95}, "height": {"band": 0.9},
        },
    }  # fmt: skip
    written = [("value", -24, 18, "bold"), ("interval", 0, 14, "normal"), ("found", 26, 14, "bold")]
    texts = [_written(*what, dark) for what in written]
    return {
        "width": CELL * len(columns), "height": TALL * len(rows) + 24, "data": values(table),
        "encoding": {"x": x | {"axis": axis | {"orient": "top"}}, "y": y | {"axis": axis}},
        "layer": [field | {"encoding": {"color": shade}}, outline, *texts],
    }  # fmt: skip


def _written(name: str, down: int, size: int, weight: str, dark: str) -> Spec:
    return {
        "mark": {"type": "text", "dy": down, "fontSize": size, "fontWeight": weight},
        "encoding": {
            "text": {"field": name, "type": "nominal"},
            "color": {"condition": {"test": dark, "value": "white"}, "value": INK},
        },
    }
