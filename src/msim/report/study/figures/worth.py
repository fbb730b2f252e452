"""What if something else were held? The share of each answer along the worth, and the prior."""

from __future__ import annotations

import pandas as pd

from msim.core.text import percent
from msim.report.common.marks import panel
from msim.report.common.theme import SOFT, Figure, Spec, Words, finish, values
from msim.report.study import robust
from msim.report.study.data import StudyData
from msim.report.study.figures.look import COLOURS, titled
from msim.report.study.sentences import said
from msim.study.analyze.outcomes import ANSWERS
from msim.study.analyze.priors import WAYS

WIDE, TALL, ROW = 170, 130, 3
LOOKS = {"win": COLOURS["win"], "small": "#0072B2", "loss": COLOURS["loss"],
         "short": "#b8860b", "open": "#6e6e6e"}  # fmt: skip


def worths(data: StudyData) -> Figure | None:
    """A panel an answer: its share, with its interval, along the worth."""
    found = data.by_worth
    if found.empty or not found["points"].any():
        return None
    panels = [_along(data, found[found["answer"] == answer], answer)
              for answer in ("win", "loss", "small", "short", "open")]  # fmt: skip
    pairs = [{"hconcat": panels[k : k + ROW], "spacing": 26} for k in range(0, len(panels), ROW)]
    words = Words(
        "worths",
        said.worth_figure(),
        said.worth_caption(titled(data), robust.worth_pp(data.design)),
        said.figure_alt(said.worth_title(), [
            f"{said.answer(answer)}: " + ", ".join(
                f"{percent(row['share'])} at {row['worth_pp']:g}"
                for row in found[found["answer"] == answer].to_dict("records"))
            for answer in ANSWERS]),
        data.footer,
    )  # fmt: skip
    return finish({"vconcat": pairs, "spacing": 18}, words, found)


def _along(data: StudyData, rows: pd.DataFrame, answer: str) -> Spec:
    ticks = [worth for worth in (0.01, 0.05, 0.2) if worth in set(rows["worth_pp"])]
    ends = [float(rows["worth_pp"].min()), float(rows["worth_pp"].max())]
    x: Spec = {"field": "worth_pp", "type": "quantitative", "title": None,
               "scale": {"type": "log", "base": 2, "domain": ends, "nice": False},
               "axis": {"values": ticks, "format": ".6~g", "grid": False}}  # fmt: skip
    own = {"values": [{"at": data.design.scenario.run.worth_pp}]}
    place = {"x": x | {"field": "at"}}
    dash = {"type": "rule", "color": SOFT, "strokeDash": [2, 3], "strokeWidth": 1.5}
    layers = [{"data": own, "mark": dash, "encoding": place}, *_band(rows, x, LOOKS[answer])]
    return panel(layers, said.answer(answer), (WIDE, TALL))


def path(data: StudyData) -> Figure | None:
    """A panel an answer: its share as the prior moves from the study's own to another one."""
    if data.reweighed is None:
        return None
    found = data.reweighed.path
    looks = LOOKS | {"fall": COLOURS["loss"]}
    panels = []
    for answer in WAYS:
        x: Spec = {"field": "place", "type": "quantitative", "title": None,
                   "scale": {"domain": [0, 1], "nice": False},
                   "axis": {"values": [0, 0.5, 1], "grid": False, "labelExpr":
                            "datum.value == 0 ? 'own' : datum.value == 1 ? 'other' : 'half-way'"}}
        layers = _band(found[found["answer"] == answer], x, looks[answer])
        panels.append(panel(layers, said.answer(answer), (WIDE, TALL)))
    title = robust.told.prior_title()
    alt = [f"{said.answer(answer)}: {percent(data.reweighed.share(0.0, answer))} to "
           f"{percent(data.reweighed.share(1.0, answer))}" for answer in WAYS]  # fmt: skip
    words = Words("path", robust.told.path_title(), robust.told.path_caption(titled(data)),
                  said.figure_alt(title, alt), data.footer)  # fmt: skip
    return finish({"hconcat": panels, "spacing": 26}, words, found)


def _band(rows: pd.DataFrame, x: Spec, colour: str) -> list[Spec]:
    """A line with its band, of shares between 0 and 1."""
    y: Spec = {"type": "quantitative", "title": None, "scale": {"domain": [0, 1], "nice": False},
               "axis": {"format": ".0%", "values": [0, 0.5, 1], "grid": True}}  # fmt: skip
    shown = values(rows[[x["field"], "share", "low", "high"]])
    return [
        {"data": shown, "mark": {"type": "area", "color": colour, "opacity": 0.22},
         "encoding": {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}}},
        {"data": shown, "mark": {"type": "line", "color": colour, "strokeWidth": 2,
                                 "point": {"filled": True, "size": 40, "color": colour}},
         "encoding": {"x": x, "y": y | {"field": "share"}}},
    ]  # fmt: skip
