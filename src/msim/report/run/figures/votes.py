"""Votes by arm and what one costs; and what the message test promised, and what turned out."""

from __future__ import annotations

from collections.abc import Sequence

from msim.core.text import show
from msim.report.common.names import label
from msim.report.common.theme import Figure, Spec, Words, bar_rows, bare, finish
from msim.report.run.data import ReportData
from msim.report.run.figures.arms import arm_frame, by_kind, interval_note, said
from msim.report.run.worlds import unpriced


def votes(data: ReportData) -> Figure | None:
    """Net votes by arm, and the price of one, with intervals."""
    arms = data.speaking
    frame = arm_frame(data, arms, {"net_votes": "votes", "cost_per_net_vote": "money"})
    if frame.empty:
        return None
    order = [label(arm) for arm in arms]
    x: Spec = {"axis": {"format": ",.0f", "tickCount": 4, "labelFlush": False}}
    gained, price = (frame[frame["measure"] == m] for m in ("net_votes", "cost_per_net_vote"))
    panels = [bar_rows(gained, order, x | {"labels": True}, "net votes", 240)]
    if not price.empty:
        panels.append(bar_rows(price, order, x, f"{data.currency} per net vote".strip(), 165))
    each = [f"{label(arm)} {show(data.arm(arm, 'net_votes'), 'votes')}" for arm in arms]
    words = Words(
        "votes",
        "How many votes, and what one costs",
        said.votes(interval_note(data), unpriced(data)),
        said.votes_alt(each),
        data.footer,
    )
    return finish({"hconcat": panels, "spacing": 28}, words, bare(frame))


KINDS = {
    "promised_net_votes": "the test said",
    "promised_shrunk_net_votes": "the same, shrunk",
    "net_votes": "turned out",
}
SHAPES = dict(zip(KINDS.values(), ("triangle-up", "diamond", "circle"), strict=True))


def promised(data: ReportData) -> Figure | None:
    """Votes that the message test promised, raw and shrunk, and votes that were won, by arm."""
    arms = [arm for arm in data.speaking if data.arm(arm, "promised_net_votes").known]
    frame = arm_frame(data, arms, dict.fromkeys(KINDS, "votes"))
    if frame.empty:
        return None
    words = Words(
        "promised",
        "Did the test keep its promise?",
        said.promised(interval_note(data, "Lines")),
        _told(data, arms),
        data.footer,
    )
    frame["kind"] = frame["measure"].map(KINDS)
    kinds = {kind: shape for kind, shape in SHAPES.items() if kind in set(frame["kind"])}
    rows = by_kind(frame, [label(arm) for arm in arms], kinds, ("net votes", ",.0f"))
    return finish(rows, words, bare(frame.drop(columns="kind")))


def _told(data: ReportData, arms: Sequence[str]) -> str:
    each = [
        f"{label(arm)} {show(data.arm(arm, 'promised_net_votes'), 'votes')} promised, "
        f"{show(data.arm(arm, 'net_votes'), 'votes')} won"
        for arm in arms
    ]
    return said.promised_alt(each)
