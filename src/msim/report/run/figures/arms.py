"""What the figures of a run share: its arms as a table, and over what its means are taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from msim.core.text import Unit
from msim.report.common.names import colour, label
from msim.report.common.sentences import sentences
from msim.report.common.theme import numbers
from msim.report.run.data import ReportData
from msim.report.run.worlds import counted

said = sentences("run", "figures")


def over(data: ReportData) -> str:
    """What means are taken over."""
    return "one world" if data.summary["replicates"] == 1 else f"mean over {counted(data)}"


def interval_note(data: ReportData, what: str = "Whiskers and brackets") -> str:
    """The interval that is shown, in words; says so where there is none."""
    return sentences("run").interval_note(counted(data), what)


def arm_frame(data: ReportData, arms: Sequence[str], measures: Mapping[str, Unit]) -> pd.DataFrame:
    """Arms by measures, a row each: mean, low, high, the text of them, name and colour."""
    rows = []
    for measure, unit in measures.items():
        for arm in arms:
            value = data.arm(arm, measure)
            rows.append(
                {"measure": measure, "arm": arm, "name": label(arm), "colour": colour(arm)}
                | numbers(value, unit)
            )
    columns = ["measure", "arm", "name", "colour", "mean", "low", "high", "text"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype(dict.fromkeys(("mean", "low", "high"), float)).dropna(subset=["mean"])
