"""The report of the debate: a card a claim, its figures and the tables, for page and terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msim.claims.answering import WINNING
from msim.claims.claim import DebateClaim
from msim.claims.frozen import frozen
from msim.claims.run import ClaimResult
from msim.claims.writing import written
from msim.report.common.document import (
    Answer,
    Card,
    Column,
    Details,
    Document,
    Glossary,
    Picture,
    Section,
    Table,
    Text,
    Where,
)
from msim.report.common.kind import ReportKind
from msim.report.common.theme import Figure
from msim.report.debate import sentences, tables
from msim.report.debate.data import DebateData
from msim.report.debate.figures.bars import cases, factors
from msim.report.debate.figures.worlds import worlds
from msim.report.debate.sentences import said
from msim.scenario import assumptions
from msim.scenario.source import claims as shipped

Draw = Callable[[ClaimResult, Mapping[str, Any]], Figure]
FIGURES: Mapping[str, tuple[Callable[[DebateClaim], bool], Draw]] = {
    "_factors": (lambda claim: claim.quantity == "attribution", factors),
    "_cases": (lambda claim: claim.quantity == "share" and len(claim.names) > 1, cases),
    "": (lambda claim: True, worlds),
}
"""By what a name adds to the claim's: which claims have the figure, and what draws it."""
KINDS = ("holds", "depends", "fails", "cannot be told")
ROOMY = 100
"""Columns of a terminal on which the longest table fits."""


def document(data: DebateData, width: int = 80) -> Document:
    """The claims as a document; alone, a claim is told in full on the terminal as well.

    width: columns of the terminal.
    """
    alone = data.found[0] if len(data.found) == 1 else None
    cards = {found.claim.id: _card(found) for found in data.found}
    sceptic = [found.claim.id for found in data.found if found.claim.central_to_sceptic]
    others = [name for name in cards if name not in sceptic]
    overview = tables.overview(data, [*sceptic, *others])
    quick = said.quick() if data.debate.quick else ""
    counts = [(kind, sum(f.verdict.kind == kind for f in data.found)) for kind in KINDS]
    otherwise = tables.otherwise(data)
    opening = f"The debate: {len(cards)} claims"
    if alone is not None:
        opening = f"{alone.claim.id}: {alone.claim.title}"
    return Document(
        title=said.title(),
        kicker="the debate",
        heading=said.heading(),
        said=said.synthetic(),
        opening=opening,
        footer=f"synthetic \u00b7 msim {data.summary['msim']}",
        again=said.again(),
        sections=(
            Section("how", "How is a verdict reached?", (
                Answer((said.counts(counts), quick), "The verdicts", "page"),
                Text(said.rule(data.found[0].size.worlds), "page"),
                Details("All claims at a glance", (overview,), True),
                *([Details("Asked differently", (Text(said.otherwise()), otherwise))]
                  if otherwise.rows else ()),
            )),
            Section("claims", "The claims", (
                cards[alone.claim.id].blocks if alone else (
                    tables.answers(data, width >= ROOMY),
                    Text(said.legend(), quiet=True),
                )
            ), "terminal"),
            Section("quick", "", (Text(quick, quiet=True),), "terminal"),
            Section("sceptic", "The sceptic's case", (
                Text(said.sceptic()),
                Text(score(data)),
                *(cards[name] for name in sceptic),
            ) if sceptic else (), "page"),
            Section("others", "What others said" if sceptic else "The claims", [
                cards[name] for name in others
            ], "page"),
            Section("left-out", "What is not asked?", (Text(said.left_out()),), "page"),
        ),
    )  # fmt: skip


def names(claim: DebateClaim) -> list[str]:
    """The names of a claim's figures; the first is the one that decides."""
    name = claim.id.replace("-", "_")
    return [f"{name}{added}" for added, (has, _) in FIGURES.items() if has(claim)]


def command(claim: DebateClaim) -> str:
    """The command that runs the claim's scenario."""
    own = claim.id in shipped() and not claim.file
    return f"msim run {claim.id if own else claim.file or 'FILE'}"


def score(data: DebateData) -> str:
    """What became of the sceptic's claims; empty where none was asked."""
    asked = [found for found in data.found if found.claim.central_to_sceptic]
    verdicts = [f"\u201c{found.claim.title}\u201d: {found.verdict.kind}" for found in asked]
    right, wrong = (
        sum(found.verdict.kind == kind for found in asked) for kind in ("holds", "fails")
    )
    return said.score(verdicts, right, wrong) if asked else ""


def _card(found: ClaimResult) -> Card:
    """All that is told of a claim."""
    claim = found.claim
    cases = [(name, sentences.interval(claim, world.answer))
             for name, (world, _) in found.central.items() if name]  # fmt: skip
    beside, keys = besides(found), [doc.key for doc in assumptions(claim.scenario)]
    changed = [said.asked_otherwise(each) for each in frozen().of(claim.id)]
    terms = [
        ("Within reach", sentences.ceilings(found)),
        ("Asked", said.asked(claim.quantity, compared(claim), sentences.bound(claim))),
        ("Depends on", f"{'; '.join(claim.depends_on)}."),
        (said.would_change(), claim.would_change),
        (said.put_to_the_model(), claim.note),
        ("Try it", f"`{command(claim)}` \u00b7 `msim debate {claim.file or claim.id}`"),
    ]
    return Card(claim.id, claim.title, (
        Text(f"{claim.who} \u00b7 {claim.source}", look="who"),
        Text(claim.assertion, look="quoted"),
        Text(found.verdict.kind, look=tables.look(found)),
        Text(sentences.statement(found)),
        *(Picture(name) for name in names(claim)),
        Text(said.at_centre(cases) if cases else "", quiet=True),
        Text(said.besides(beside) if beside else "", "page", quiet=True),
        _ranges(claim, "terminal"),
        *(Text(each, quiet=True) for each in changed),
        Glossary([(name, told) for name, told in terms if told], "both"),
        Details(sentences.other_rules(found), (tables.thresholds(found),)),
        Details(said.ranges(len(keys)), (_ranges(claim, "page"), Text(said.assumptions(keys)))),
    ))  # fmt: skip


def _ranges(claim: DebateClaim, where: Where) -> Table:
    """The keys over which it is asked, with their ranges and where these come from."""
    columns = (
        Column("key"), Column("meaning", words=True, where="page"), Column("low"),
        Column("central"), Column("high"), Column("from", words=True),
    )  # fmt: skip
    rows = [
        (f"`{each.key}`", sentences.label(each.key),
         *map(sentences.three_digits, (each.low, each.central, each.high)), sentences.origin(each))
        for each in claim.ranges
    ]  # fmt: skip
    caption = said.ranges_title() if where == "page" else ""
    return Table(f"{claim.id}-ranges", caption, columns, rows, where=where)


def compared(claim: DebateClaim) -> str:
    """The two sides of the comparison."""
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
        return sentences.three_digits(float(value))
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def besides(found: ClaimResult) -> list[tuple[str, str]]:
    """Measures that are reported besides the verdict, at the central values of the first case."""
    _, measured = next(iter(found.central.values()))
    rows = []
    for name, at in measured.items():
        if "." not in name or at["mean"] is None:
            continue
        first, *rest = name.split(".")
        scale = 100.0 if first == WINNING else 1.0
        bounds = unit = ""
        if at["low"] is not None and at["high"] is not None:
            low, high = (sentences.three_digits(scale * end) for end in (at["low"], at["high"]))
            bounds = f" [{low}, {high}]"
        if first == WINNING:
            told, unit = f"what {rest[0]} adds to the chance of winning", " percentage points"
        else:
            arm, measure = rest
            where = f", {first}" if found.claim.paired else ""
            written = measure.replace("_pp", ", points").replace("_", " ")
            told = f"{written} ({arm.replace('_', ' ')}{where})"
        rows.append((told, f"{sentences.three_digits(scale * at['mean'])}{bounds}{unit}"))
    return rows


class Debated(ReportKind[DebateData]):
    """The report of the debate, whose figures go by the claims' names."""

    def figure(self, name: str, data: DebateData) -> Any:
        """The deciding picture of a claim; raises InputError where no claim has this name."""
        return next(iter(figures(data.claim(name), data.manifest).values())).chart

    def made(self, data: DebateData) -> dict[str, Figure]:
        """The figures of every claim, by name."""
        return {name: drawn for found in data.found
                for name, drawn in figures(found, data.manifest).items()}  # fmt: skip


def figures(found: ClaimResult, manifest: Mapping[str, Any]) -> dict[str, Figure]:
    """The figures of a claim, drawn."""
    made = [draw(found, manifest) for has, draw in FIGURES.values() if has(found.claim)]
    return {each.name: each for each in made}


def _claims(data: DebateData) -> dict[str, bytes | str]:
    """The claims as files."""
    return {f"claims/{each.claim.id}.toml": written(each.claim) for each in data.found}


REPORT = Debated("debate.html", {}, document, _claims)
