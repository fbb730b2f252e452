"""Results made again as a document for the terminal."""

from __future__ import annotations

from msim.report.common.document import Answer, Column, Document, Section, Table
from msim.report.common.sentences import sentences
from msim.report.reproduction.data import Reproduction

said = sentences("reproduction")


def document(found: Reproduction) -> Document:
    """The answer, the files that are not the same, and what may be why."""
    unlike = {name: state for name, state in found.files.items() if state != "same"}
    reasons = [said.reason(name, *both) for name, both in found.reasons.items()]
    rows = [(name, getattr(said, state)()) for name, state in unlike.items()]
    blocks = (
        Answer([
            said.answer(len(found.files), len(unlike), len(found.damaged)),
            said.changed(found.damaged) if found.damaged else "",
            said.why(reasons, bool(unlike)),
        ]),
        Table("files", "", (Column("file"), Column("", words=True)), rows),
    )  # fmt: skip
    return Document(
        title="reproduced", kicker="", heading="", footer=said.promise(),
        sections=(Section("files", "", blocks),),
        opening=said.opening(found.place.name), origin=said.promise(),
    )  # fmt: skip
