"""The report of a study: what it says and shows, for page and terminal, and its files.

Page and figures are written beside the study's own files, each whole or not at all; the store that
the points are kept in is never moved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msim.core.text import as_json
from msim.report.common import codebook, gallery
from msim.report.common.document import (
    Answer,
    Block,
    Details,
    Document,
    Picture,
    Points,
    Section,
    Text,
    whole_scenario,
)
from msim.report.common.gallery import Gallery
from msim.report.common.html import with_figures
from msim.report.common.kind import ReportKind
from msim.report.common.theme import Figure
from msim.report.study import robust, sentences, tables
from msim.report.study.data import StudyData
from msim.report.study.figures.boxes import box, peeling
from msim.report.study.figures.curve import definitions, specifications
from msim.report.study.figures.indices import effects, indices, parts
from msim.report.study.figures.phase import phase
from msim.report.study.figures.spread import convergence, slices
from msim.report.study.figures.worth import path, worths
from msim.report.study.sentences import said
from msim.report.study.summary import summary
from msim.scenario import dump
from msim.study import saving

FIGURES: Gallery[StudyData] = {
    "worths": worths,
    "path": path,
    "indices": indices,
    "effects": effects,
    "parts": parts,
    "slices": slices,
    "box": box,
    "peeling": peeling,
    "phase": phase,
    "specifications": specifications,
    "definitions": definitions,
    "convergence": convergence,
}


def document(data: StudyData) -> Document:
    """The study as a document, for page and terminal."""
    design, name = data.design, data.design.name
    curve = data.specifications
    kind = design.kind.replace("_", " ")
    return Document(
        title=f"{name}: a study",
        kicker=f"study {name} \u00b7 scenario {design.scenario.population.name}",
        heading="How far does the answer hold?",
        opening=f"{name}: {len(data.table):,} points ({kind}) over {len(design.parameters)} "
        "parameters",
        footer=data.footer,
        again="the same study, seed and version give the same page",
        sections=(
            Section("answered", "What is the answer?", (
                Answer((*data.told, sentences.failures(design, data.whole))),
                tables.outcomes(data),
                tables.results(data),
                tables.parameters(data),
            )),
            Section("worth", said.worth_title(), (
                Text(robust.another_worth(data.by_worth)),
                Picture("worths"),
                tables.by_worth(data),
            ) if len(data.by_worth) else ()),
            Section("prior", robust.told.prior_title() if data.prior else "", (
                *map(Text, robust.prior(data.reweighed)),
                Picture("path"),
                robust.prior_table(data.reweighed),
            ) if data.prior else ()),
            Section("seeds", robust.told.seeds_title(), (
                Text(robust.seeds(data)),
                robust.seeds_table(data),
            ) if data.others else ()),
            Section("parts", robust.told.parts_title(), (
                Text(robust.turned(data)),
                robust.parts_table(data),
            ) if len(data.parts) else ()),
            Section("decides", "What decides?", (
                Text(data.why("indices")),
                Text(data.why("effects")),
                Picture("indices"),
                Picture("effects"),
                Picture("parts"),
                Details("The same as a table", (tables.deciding(data),)),
                tables.deciding(data, "terminal"),
                *((tables.pairs(data),) if data.pairs is not None else ()),
                Picture("slices"),
            )),
            Section("where", "Where does it win?", _where(data)),
            Section("turns", "Where does it turn?", _turns(data)),
            Section("choices", "What hangs on choices?", _choices(data)),
            Section("enough", "Were there enough points?", (
                Picture("convergence"),
            ) if data.converges else ()),
            Section("limits", "Limits", (
                Points(said.paragraphs("limits", design.kind, curve is not None), "page"),
                Text(said.rows(), "page"),
                whole_scenario(dump(design.scenario)),
            )),
        ),
    )  # fmt: skip


def _where(data: StudyData) -> Sequence[Block]:
    if data.boxes is None:
        return (Text(data.why("boxes")),)
    return (
        Text(sentences.box(data.boxes)),
        Text(sentences.covered(data.boxes)),
        Text(said.scored(data.box is not None) if data.boxes.limits else "", "page"),
        Picture("box"),
        Picture("peeling"),
        tables.steps(data),
        tables.leaves(data),
    )


def _turns(data: StudyData) -> Sequence[Block]:
    if data.phase is None:
        return (Text(data.why("phase")),)
    return Text(sentences.turning(data.phase)), Picture("phase")


def _choices(data: StudyData) -> Sequence[Block]:
    if data.specifications is None:
        return (Text(data.why("specifications")),)
    return (
        Text(sentences.choices(data.specifications)),
        Picture("specifications"),
        Picture("definitions"),
        tables.definitions(data),
        tables.inference(data),
    )


def describe(data: StudyData, place: Path) -> None:
    """Write the codebook into a study's folder that has no page, so that it has one from the start.

    Raises OSError where it cannot be written.
    """
    if not (place / REPORT.page).exists():
        _put(place, described(data, {}))


def _put(target: Path, files: Mapping[str, bytes | str]) -> Path:
    """Write files into a study's folder, and their checksums into its manifest."""
    content = {
        name: text.encode() if isinstance(text, str) else text for name, text in files.items()
    }
    for name, each in content.items():
        saving.put(target / name, each)
    saving.put_manifest(target, saving.manifest(target), content)
    return target


class Studied(ReportKind[Any]):
    """The report of a study, which lies beside the store of its points."""

    def figure(self, name: str, data: StudyData) -> Any:
        """One figure as an Altair chart; raises InputError, which says why, where there is none."""
        analysis = {"box": "boxes", "peeling": "boxes"}.get(name, name)
        return gallery.chart(FIGURES, name, data, lambda: data.missing.get(analysis, ""))

    def files(self, data: StudyData) -> dict[str, bytes | str]:
        """Page, figures and summary by their names in the folder."""
        figures = self.made(data)
        written = with_figures(self.page, lambda: document(data), figures)
        return written | described(data, figures) | {self.summary: as_json(summary(data))}

    def save(self, data: StudyData, place: Path | str) -> Path:
        """Write page, figures and summary into a study's folder; gives its path.

        Raises InputError for a folder that holds no study, OSError where it cannot be written.
        """
        return _put(saving.ready(Path(place)), self.files(data))


def described(data: StudyData, figures: Mapping[str, Figure]) -> dict[str, bytes | str]:
    """The codebook of a study's folder with these figures."""
    points = {"study": data.table} | ({} if data.null is None else {"null": data.null})
    tables = {name: saving.flat(table) for name, table in points.items()}
    return codebook.written(tables, figures, data.design.scenario.budget.currency)


REPORT = Studied("study.html", FIGURES, document, summary="sensitivity.json")
