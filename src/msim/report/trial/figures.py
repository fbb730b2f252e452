"""How large would an experiment have to be? Its power over the number of people approached."""

from __future__ import annotations

import pandas as pd

from msim.report.common.marks import named_lines, rule_at
from msim.report.common.sentences import sentences
from msim.report.common.theme import INK, Figure, Spec, Words, finish, values
from msim.report.trial.data import TrialData

said = sentences("trial")
SIZE = (560, 300)
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00")
"""Of the doses, the whole campaign first."""


def power(data: TrialData) -> Figure:
    """A line a dose, with what the lots of this run found at its own size."""
    summary, rows, sizes = data.summary, data.rows[::-1], data.tables["sizes"]
    names = {row["dose"]: said.dose(summary, row["campaign_share"]) for row in rows}
    colours = dict(zip(names, COLOURS, strict=False))
    frame = pd.DataFrame({
        "x": sizes["people"], "y": sizes["power"],
        "name": sizes["dose"].map(names), "colour": sizes["dose"].map(colours),
        "dash": "solid",
    })  # fmt: skip
    points = pd.DataFrame([
        {"x": summary["people"], "y": row["found_share"], "colour": colours[row["dose"]]}
        for row in rows
    ])  # fmt: skip
    ends = [float(frame["x"].min()), float(frame["x"].max())]
    x: Spec = {"scale": {"type": "log", "domain": ends, "nice": False}, "title": said.x(),
               "axis": {"format": "~s", "tickCount": 6, "grid": False}}  # fmt: skip
    y: Spec = {"scale": {"domain": [0.0, 1.0]}, "title": said.y(),
               "axis": {"format": ".0%", "tickCount": 5, "grid": True}}  # fmt: skip
    at = {"x": x | {"field": "x", "type": "quantitative"},
          "y": y | {"field": "y", "type": "quantitative"},
          "fill": {"field": "colour", "type": "nominal", "scale": None}}  # fmt: skip
    layers = [
        *named_lines(frame, x, y, SIZE),
        *rule_at(0.8, said.enough(), "y"),
        *rule_at(float(summary["people"]), said.here()),
        {"data": values(points), "encoding": at,
         "mark": {"type": "point", "size": 110, "stroke": INK, "strokeWidth": 1.5, "opacity": 1}},
    ]  # fmt: skip
    alt = said.figure_alt(summary, [said.of_dose(summary, row) for row in rows])
    words = Words("power", said.figure_title(summary), said.figure(summary), alt, data.footer)
    body = {"width": SIZE[0], "height": SIZE[1], "layer": layers}
    return finish(body, words, sizes)
