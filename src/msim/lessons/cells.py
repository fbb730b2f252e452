r"""A notebook as it is written, a Markdown text, and as others read it, a file of nbformat 4.

A fenced block marked `python` is a code cell, what stands between is text. A block marked
`python answers` is for the instructor: it runs like the others, and is in the solved notebook only.

>>> [cell.kind for cell in cells("# One\n\n```python\n1 + 1\n```\n")]
['markdown', 'code']
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from msim.core.text import as_json

_FENCE = re.compile(r"^```python( answers)?\n(.*?)^```$\n?", re.M | re.S)
Output = Mapping[str, Any]
"""An output of a cell, as nbformat has it."""


@dataclass(frozen=True)
class NotebookCell:
    """A cell: text or code, and whether it is for the instructor alone."""

    kind: Literal["markdown", "code"]
    source: str
    answers: bool = False


def cells(text: str) -> list[NotebookCell]:
    """The cells of a notebook that is written as Markdown, in order."""
    found, at = [], 0
    for match in _FENCE.finditer(text):
        found.append(NotebookCell("markdown", text[at : match.start()].strip()))
        found.append(NotebookCell("code", match[2].strip(), bool(match[1])))
        at = match.end()
    found.append(NotebookCell("markdown", text[at:].strip()))
    return [cell for cell in found if cell.source]


def ipynb(parts: Sequence[NotebookCell], outputs: Sequence[Sequence[Output]] = ()) -> str:
    """The notebook file, without outputs or with those of each code cell, as JSON.

    outputs: one list a code cell of `parts`, in order; empty for a notebook that was not run.
    """
    code = 0
    made: list[dict[str, Any]] = []
    for number, cell in enumerate(parts):
        made.append({
            "cell_type": cell.kind,
            "id": f"cell-{number + 1}",
            "metadata": {},
            "source": cell.source.splitlines(keepends=True),
        })  # fmt: skip
        if cell.kind == "code":
            shown = [dict(each) for each in outputs[code]] if outputs else []
            code += 1
            for each in shown:
                if each["output_type"] == "execute_result":
                    each["execution_count"] = code
            made[-1] |= {"execution_count": code if outputs else None, "outputs": shown}
    whole = {
        "cells": made,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return as_json(whole)
