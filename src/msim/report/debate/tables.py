"""The tables of all claims: at a glance, on the terminal, and which are asked differently."""

from __future__ import annotations

from collections.abc import Sequence

from msim.claims.frozen import frozen
from msim.claims.run import ClaimResult
from msim.claims.verdict import AGREE, OPENS, by_thresholds
from msim.core.text import NOTHING, percent
from msim.report.common.document import Cell, Column, Table
from msim.report.debate import sentences
from msim.report.debate.data import DebateData
from msim.report.debate.sentences import said


def look(found: ClaimResult) -> str:
    """The name of the look of a verdict."""
    return found.verdict.kind.replace(" ", "-")


def overview(data: DebateData, order: Sequence[str]) -> Table:
    """All claims in a table of the page, those of the sceptic first."""
    rows = []
    for found in sorted(data.found, key=lambda each: order.index(each.claim.id)):
        claim, each, top = found.claim, found.verdict, found.top
        worlds = f"{each.wins} hold, {each.losses} fail, {each.opens} open"
        low, high = (percent(end) for end in each.held)
        kind = f"{each.kind}: {said.lack(each)}" if each.lack else each.kind
        rows.append((
            f"[{claim.id}](#{claim.id})", claim.title, Cell(kind, look=look(found)), worlds,
            f"{low} to {high}", sentences.value(claim, claim.worth),
            sentences.interval(claim, top) if top else "", sentences.corner_cell(found),
        ))  # fmt: skip
    titles = "in short", "verdict", "worlds", "holds in", "worth", "ceiling", "any corner"
    columns = [Column("claim"), *(Column(title, words=True) for title in titles)]
    return Table("overview", "All claims", columns, rows)


def otherwise(data: DebateData) -> Table:
    """The claims that are asked differently than at first: why, and both verdicts."""
    rows = [
        (f"[{each.claim}](#{each.claim})", each.since, each.before or NOTHING,
         each.after or NOTHING, each.why)
        for found in data.found for each in frozen().of(found.claim.id)
    ]  # fmt: skip
    columns = [Column("claim"), *(Column(title, words=True) for title in (
        "since", "before", "after", "why"))]  # fmt: skip
    return Table("otherwise", "Asked differently", columns, rows)


def thresholds(found: ClaimResult) -> Table:
    """The verdict of a claim where more or fewer worlds may be open, or must agree."""
    each = by_thresholds(found.verdict)
    columns = [Column(said.open_at_most()), *(Column(said.agree(percent(a)), words=True)
                                              for a in AGREE)]  # fmt: skip
    rows = [(percent(open_), *(each[open_, agree] for agree in AGREE)) for open_ in OPENS]
    return Table(f"{found.claim.id}-thresholds", said.thresholds(), columns, rows)


def answers(data: DebateData, wide: bool) -> Table:
    """A row a claim, on the terminal; on what it turns only where there is room."""
    rows = []
    for found in data.found:
        each = found.verdict
        star = "" if each.kind == found.verdicts["uniform"].kind else "*"
        answer = sentences.interval(found.claim, found.estimate, short(found))
        cells = (
            found.claim.id, Cell(each.kind + star, look=look(found)),
            f"{each.wins}/{each.losses}/{each.opens}", answer, turns(found),
        )  # fmt: skip
        rows.append(cells if wide else cells[:-1])
    columns = (Column("claim"), Column("verdict"), Column("worlds"),
               Column("at the central values"), Column("turns on", words=True))  # fmt: skip
    return Table("answers", "", columns[: 5 if wide else 4], rows)


def short(found: ClaimResult) -> str:
    """The unit of an estimate, as short as it can be."""
    unit = sentences.unit_words(found.claim)
    if unit.startswith("%"):
        return "%"
    known = {"points of vote share": "points", "percentage points": "pp"}
    return known.get(unit, unit.split(" for ")[0][:15])


def turns(found: ClaimResult) -> str:
    """On what a claim turns and where, in a few words; empty where it does not."""
    turn = found.turn
    if turn is None:
        return ""
    if turn.at is None:
        return "the case: " + " or ".join(turn.wins_in)
    at = sentences.with_unit(found.claim, turn.key, sentences.three_digits(turn.at))
    return f"{sentences.label(turn.key)}, {at}"
