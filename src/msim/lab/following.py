"""Who is one voter of the world that is shown? What `msim voter` writes, as plain data.

One voter a question, readings in bands, every line marked: the wall is that of the command.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msim import api
from msim.lab.answers import picture
from msim.lab.jobs import VoterJob
from msim.report.common.document import (
    Answer,
    Block,
    Details,
    Picture,
    Table,
    Text,
    cell,
    filled,
    unmarked,
)
from msim.report.voter.data import VoterData
from msim.report.voter.sections import FIGURES, document

Part = dict[str, Any]


def followed(job: VoterJob) -> Part:
    """The voter that a job asks for: the sections of its page, and the command that says the same.

    Raises InputError where the world has no such voter.
    """
    index, like = (job.which, None) if isinstance(job.which, int) else (None, job.which)
    data = api.voter(job.scenario, index, like).data
    page, found = document(data), data.summary["voter"]["index"]
    sections = [
        {"heading": each.heading, "blocks": list(blocks(each.blocks, data))}
        for each in page.shown("page", FIGURES)
    ]
    return {
        "part": "voter", "index": found, "last": job.scenario.population.simulated - 1,
        "title": page.heading, "kicker": page.kicker, "sections": sections,
        "footer": page.footer, "command": f"{job.command} --index {found}",
    }  # fmt: skip


def blocks(some: Sequence[Block], data: VoterData) -> Iterator[Part]:
    """Blocks of a page as plain data; code to be copied stands elsewhere in the laboratory."""
    for block in filled(some, "page"):
        if isinstance(block, Text):
            yield {"kind": "text", "text": unmarked(block.text)}
        elif isinstance(block, Answer):
            yield {"kind": "answer", "text": unmarked(" ".join(block.sentences))}
        elif isinstance(block, Table):
            yield {
                "kind": "table", "name": block.name, "caption": unmarked(block.caption),
                "columns": [each.title for each in block.columns],
                "rows": [[unmarked(cell(each).text) for each in row] for row in block.rows],
            }  # fmt: skip
        elif isinstance(block, Picture):
            yield {**picture(block.name, FIGURES[block.name](data)), "kind": "figure"}
        elif isinstance(block, Details) and (inner := list(blocks(block.blocks, data))):
            yield {"kind": "details", "summary": block.summary, "blocks": inner}
