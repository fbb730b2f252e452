"""The page of a study, `study.html`: the sentence, every figure that its design allows, tables.

It is written beside the study's own files, each file whole or not at all, and never moves the store
that the points are kept in.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from msim.report.common.folder import MANIFEST
from msim.report.common.html import Drawings, as_json, render, with_figures
from msim.report.study import sentences as words
from msim.report.study import tables
from msim.report.study.data import StudyData
from msim.report.study.figures.gallery import every
from msim.report.study.summary import summary
from msim.scenario import dump
from msim.study import saving

PAGE = "study.html"
SUMMARY = "sensitivity.json"


def html(data: StudyData, drawings: Drawings) -> str:
    """The page as HTML, in the look of a run's; `drawings` are figures by name with their SVG."""
    return render("study/page.html.jinja", _content(data), drawings)


def _content(data: StudyData) -> dict[str, Any]:
    phase, found = data.phase, data.specifications
    return {
        "name": data.design.name,
        "scenario": data.design.scenario.population.name,
        "sentence": data.sentence,
        "failures": words.failures(data.design, data.table),
        "outcomes": tables.outcomes(data),
        "parameters": tables.parameters(data),
        "deciding": tables.deciding(data),
        "box": None if data.boxes is None else str(data.boxes)[:1].upper() + str(data.boxes)[1:],
        "scored": data.boxes is not None and bool(data.boxes.limits),
        "leaves": tables.leaves(data),
        "turning": None if phase is None else words.turning(phase),
        "choices": None if found is None else words.choices(found),
        "inference": tables.inference(data),
        "limits": limits(data),
        "missing": {"indices": "", "effects": ""} | data.missing,
        "toml": dump(data.design.scenario),
        "footer": data.footer,
    }


def limits(data: StudyData) -> list[str]:
    """What the numbers do not say, as far as it holds of this design."""
    kind = data.design.kind
    told = [
        "A share of worlds is a share of the space that was asked for, weighed as its "
        "distributions weigh it. It is no probability that a world is so.",
        "All worlds share their seeds, so that points differ by their parameters; what chance "
        "does within a world is in each point's interval.",
    ]
    if kind in ("morris", "one_at_a_time"):
        told.append("The points were drawn to screen parameters: shares of them are no shares of "
                    "the space.")  # fmt: skip
    if kind == "grid":
        told.append("A grid holds all that was asked, each combination once: its shares have no "
                    "interval.")  # fmt: skip
    if kind == "sobol":
        told.append("Points of one base sample differ in one value each; intervals count what "
                    "they are worth together.")  # fmt: skip
    if data.specifications is not None:
        told.append("Votes per money compares two intervals that are not paired, which makes a "
                    "win rarer than it is.")  # fmt: skip
    return told


def files(data: StudyData) -> dict[str, bytes | str]:
    """Page, figures and summary by their names in the folder."""
    figures = every(data)
    written = with_figures(PAGE, lambda drawn: html(data, drawn), figures)
    return written | {SUMMARY: as_json(summary(data))}


def save(data: StudyData, place: Path | str) -> Path:
    """Write page, figures and summary into a study's folder; gives its path.

    Raises InputError for a folder that holds no study, OSError where it cannot be written.
    """
    target = saving.ready(Path(place))
    content = {
        name: text.encode() if isinstance(text, str) else text for name, text in files(data).items()
    }
    for name, each in content.items():
        _put(target / name, each)
    path = target / MANIFEST
    manifest = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    sums = {name: hashlib.sha256(each).hexdigest() for name, each in content.items()}
    manifest["files"] = dict(sorted({**manifest.get("files", {}), **sums}.items()))
    _put(path, (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode())
    return target


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
