"""What a model predicted for voters, and what they gained, by tenths of predicted benefit."""

from __future__ import annotations

import pandas as pd

from msim.core.text import digits
from msim.report.common.names import colour
from msim.report.common.theme import Figure, Words, finish
from msim.report.run import tables
from msim.report.run.data import ReportData
from msim.report.run.figures.arms import by_kind, interval_note
from msim.report.run.individual import said

KINDS = {"predicted": "triangle-up", "gained": "circle"}


def individual(data: ReportData) -> Figure | None:
    """Each tenth a row, the highest first: predicted and obtained benefit with intervals."""
    table = tables.individual(data)
    if table.empty:
        return None
    parts = []
    for name, kind in zip(tables.BENEFITS, KINDS, strict=False):
        ends = {name: "mean", f"{name}_low": "low", f"{name}_high": "high"}
        part = table[["tenth", *ends]].rename(columns=ends).assign(kind=kind)
        obtained = kind == "gained"
        part["least"] = table["single_pp_low"] if obtained else float("nan")
        part["most"] = table["single_pp_high"] if obtained else float("nan")
        parts.append(part)
    frame = pd.concat(parts, ignore_index=True)
    last = int(table["tenth"].max())
    names = {1: "1 (lowest)", last: f"{last} (highest)"}
    frame["name"] = [names.get(tenth, str(tenth)) for tenth in frame["tenth"]]
    frame["colour"] = colour("individual")
    order = list(dict.fromkeys(frame.sort_values("tenth", ascending=False)["name"]))
    told = [
        f"{row['tenth']} {digits(row['predicted_pp'], 'points', 2)} predicted, "
        f"{digits(row['obtained_pp'], 'points', 2)} gained"
        for row in table.to_dict("records")
    ]
    single = bool(table["single_pp_low"].notna().any())
    words = Words(
        "individual", said.title(), said.figure(interval_note(data, "Lines"), single),
        said.figure_alt(told), data.footer,
    )  # fmt: skip
    along = ("points beyond the single best message", ".2~f")
    return finish(by_kind(frame, order, KINDS, along), words, table)
