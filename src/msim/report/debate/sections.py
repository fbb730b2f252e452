"""The page of the debate and its folder: a card a claim, its figures, and the tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msim.claims.answering import WINNING
from msim.claims.claim import QUANTITIES, DebateClaim
from msim.claims.run import ClaimResult
from msim.report.common import folder
from msim.report.common.html import Drawings, as_csv, as_json, render, with_figures
from msim.report.debate import sentences as words
from msim.report.debate.data import DebateData
from msim.report.debate.figures.gallery import figures
from msim.scenario import assumptions
from msim.scenario.source import claims as shipped

PAGE = "debate.html"
SUMMARY = "debate.json"
KINDS = ("holds", "depends", "fails", "cannot be told")


def command(claim: DebateClaim) -> str:
    """The command that runs the claim's scenario."""
    return f"msim run {claim.id}" if claim.id in shipped() else "msim run FILE"


def html(data: DebateData, drawings: Drawings, names: Mapping[str, list[str]]) -> str:
    """The page as HTML. drawings: figures by name; names: of each claim's figures."""
    return render("debate/page.html.jinja", _content(data, names), drawings)


def _content(data: DebateData, names: Mapping[str, list[str]]) -> dict[str, Any]:
    cards = [_card(found, names[found.claim.id]) for found in data.found]
    first = data.found[0].size
    return {
        "counts": [(kind, sum(f.verdict.kind == kind for f in data.found)) for kind in KINDS],
        "sceptic": [card for card in cards if card["sceptic"]],
        "others": [card for card in cards if not card["sceptic"]],
        "score": score(data),
        "quick": data.debate.quick,
        "rule": rule(first.worlds),
        "footer": f"synthetic \u00b7 msim {data.summary['msim']}",
    }


def score(data: DebateData) -> str:
    """What became of the sceptic's claims, in a sentence; empty where none was asked."""
    asked = [found for found in data.found if found.claim.central_to_sceptic]
    if not asked:
        return ""
    said = [f"\u201c{found.claim.title}\u201d: {found.verdict.kind}" for found in asked]
    right = sum(found.verdict.kind == "holds" for found in asked)
    wrong = sum(found.verdict.kind == "fails" for found in asked)
    return (
        f"{'; '.join(said)}. Of his {len(asked)} points {right or 'none'} "
        f"hold{'s' if right == 1 else ''} and {wrong or 'none'} fail{'s' if wrong == 1 else ''}."
    )


def rule(worlds: int) -> str:
    """How a verdict comes about, in a sentence or two."""
    return (
        f"Each claim is asked in {worlds} worlds drawn over the ranges of the evidence with half "
        f"of the mass on each side of the central values, and in {worlds} with plain uniform "
        "ranges. A world is told if its whole interval lies on one side of what would be worth "
        "having: the 99 % interval of its first replicates, or the 95 % interval of all of them. "
        "More than a fifth of them open: it cannot be told. Nine tenths of those "
        "told agree: it holds, or it fails. Else it depends."
    )


def _card(found: ClaimResult, names: list[str]) -> dict[str, Any]:
    claim, said = found.claim, found.verdict
    return {
        "id": claim.id, "title": claim.title, "who": claim.who, "assertion": claim.assertion,
        "source": claim.source, "sceptic": claim.central_to_sceptic, "kind": said.kind,
        "style": said.kind.replace(" ", "-"), "statement": words.statement(found),
        "worlds": f"{said.wins} hold, {said.losses} fail, {said.opens} open",
        "asked": f"{QUANTITIES[claim.quantity]}; {_compared(claim)}", "bound": words.bound(claim),
        "cases": [(name, words.interval(claim, world.answer))
                  for name, (world, _) in found.central.items() if name],
        "beside": _beside(found), "depends_on": claim.depends_on,
        "would_change": claim.would_change, "note": claim.note, "figures": names,
        "ranges": [(each.key, words.label(each.key), *map(words.figure, _ends(each)), each.source)
                   for each in claim.ranges],
        "assumptions": [doc.key for doc in assumptions(claim.scenario)],
        "run": command(claim), "debate": f"msim debate {claim.id}",
    }  # fmt: skip


def _ends(of: Any) -> tuple[float, float, float]:
    return of.low, of.central, of.high


def _compared(claim: DebateClaim) -> str:
    """The two sides of the comparison, in words."""
    if claim.quantity == "attribution":
        return f"{claim.factors[0]} less {claim.factors[1]}"
    if claim.quantity == "share":
        return f"{claim.measure.replace('_', ' ')}, with {claim.contrast}"
    if not claim.paired:
        if claim.contrast == claim.against:
            return f"{claim.measure}, {claim.contrast}"
        return f"{claim.measure}, {claim.contrast} against {claim.against}"
    sides = [
        f"{term} with {', '.join(f'{key} = {_shown(value)}' for key, value in side.items())}"
        for term, side in ((claim.contrast, claim.now), (claim.against, claim.instead))
    ]
    return f"{claim.measure}, {sides[0]}, against {sides[1]}"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return words.figure(float(value))
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _beside(found: ClaimResult) -> list[tuple[str, str]]:
    """Measures that are reported beside the verdict, at the central values of the first case."""
    _, beside = next(iter(found.central.values()))
    rows = []
    for name, at in beside.items():
        if "." not in name or at["mean"] is None:
            continue
        first, *rest = name.split(".")
        scale = 100.0 if first == WINNING else 1.0
        bounds = ""
        if at["low"] is not None and at["high"] is not None:
            low, high = (words.figure(scale * end) for end in (at["low"], at["high"]))
            bounds = f" [{low}, {high}]"
        if first == WINNING:
            told = f"{rest[0]} adds to the chance of winning, percentage points:"
        else:
            arm, measure = rest
            where = f", {first}" if found.claim.paired else ""
            said = measure.replace("_pp", ", points").replace("_", " ")
            told = f"{said} ({arm.replace('_', ' ')}{where})"
        rows.append((told, words.figure(scale * at["mean"]) + bounds))
    return rows


def files(data: DebateData) -> dict[str, bytes | str]:
    """Every file of the folder by its relative name."""
    drawn = {found.claim.id: figures(found, data.manifest) for found in data.found}
    names = {claim: list(made) for claim, made in drawn.items()}
    every = {name: figure for made in drawn.values() for name, figure in made.items()}
    written: dict[str, bytes | str] = {
        SUMMARY: as_json(data.summary),
        folder.MANIFEST: as_json(data.manifest),
        **{f"{name}.csv": as_csv(table) for name, table in data.tables.items()},
    }
    return written | with_figures(PAGE, lambda drawings: html(data, drawings, names), every)


def save(data: DebateData, place: Path | str) -> Path:
    """Writes the folder, whole or not at all; gives its path. Raises as `folder.ready` does."""
    return folder.write(folder.ready(place, PAGE), files(data))
