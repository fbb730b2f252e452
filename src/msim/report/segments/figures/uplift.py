"""Uplift curves: what is won when first those are treated of whom a policy expects most."""

from __future__ import annotations

import pandas as pd

from msim.core.text import digits
from msim.report.common.marks import named_lines
from msim.report.common.names import colour, label
from msim.report.common.sentences import sentences
from msim.report.common.theme import Figure, Spec, Words, finish, heading
from msim.report.segments.data import SegmentsData

said = sentences("segments", "figures")
SIZE = (300, 300)
KINDS = {"true": "in truth, on other voters", "survey": "as the survey says"}


def uplift(data: SegmentsData) -> Figure | None:
    """The curves of each policy: by the truth on the left, by the survey's answers on the right."""
    table = data.tables["uplift"].dropna(subset=["mean"])
    table = table[table["policy"] != "broadcast"]
    if table.empty:
        return None
    drawn = pd.DataFrame(
        {
            "x": table["share"],
            "y": table["mean"],
            "name": [label(policy) for policy in table["policy"]],
            "colour": [colour(policy) for policy in table["policy"]],
            "dash": "solid",
            "kind": table["kind"],
        }
    )
    judged = data.summary["policies"]
    words = Words(
        "uplift",
        "What treating voters one by one gains",
        said.uplift(judged["replicates"], digits(float(judged["voters"]), "votes", 0)),
        _told(table),
        data.footer,
    )
    low, high = min(0.0, float(drawn["y"].min())), max(0.01, float(drawn["y"].max()))
    room = 0.06 * (high - low)
    panels = [
        _panel(drawn[drawn["kind"] == kind], title, (low - room, high + room))
        for kind, title in KINDS.items()
    ]
    return finish({"hconcat": panels, "spacing": 110}, words, table)


def _panel(drawn: pd.DataFrame, title: str, span: tuple[float, float]) -> Spec:
    x: Spec = {"axis": {"format": ".0%", "tickCount": 5}, "title": "voters with their own message"}
    y: Spec = {"scale": {"domain": list(span), "nice": False, "zero": False}, "title": None}
    return {
        "title": heading(title), "width": SIZE[0], "height": SIZE[1],
        "layer": named_lines(drawn, x, y, SIZE),
    }  # fmt: skip


def _told(table: pd.DataFrame) -> str:
    ends = table[table["share"] == 1.0]
    each = [
        f"{label(row['policy'])} {KINDS[row['kind']]}: {digits(row['mean'], 'points', 2)}"
        for row in ends.to_dict("records")
    ]
    return said.uplift_alt(each)
