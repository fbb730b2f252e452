"""All of a lesson as files: pages to show and to print, the notebook, and the solutions apart.

The folder is written whole or not at all, and only where there is none, nothing in it, or an older
export of lessons.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from msim import __version__
from msim.core.text import as_json
from msim.lessons.cells import cells, ipynb
from msim.lessons.filling import fill
from msim.lessons.lesson import Lesson
from msim.lessons.pages import html
from msim.lessons.running import Ran, run
from msim.lessons.sheets import written
from msim.report.common import folder

APART = {"solutions": "solutions/solutions.html"}
"""Sheets that do not lie beside the others."""
MARK = "lesson.html"
Progress = Callable[[int, int], None]


def files(ran: Ran) -> dict[str, bytes | str]:
    """Every file of one lesson by its relative name, from its notebook's run."""
    lesson = ran.lesson
    made: dict[str, bytes | str] = {}
    for sheet in ("lesson", "worksheet", "instructor", "solutions"):
        name = APART.get(sheet, f"{sheet}.html")
        made[name] = html(lesson, sheet, fill(lesson, sheet, ran.names))
    made["notebook.ipynb"] = handed_out(lesson)
    made["solutions/notebook.ipynb"] = ipynb(ran.cells, ran.outputs())
    return made


def handed_out(lesson: Lesson) -> str:
    """The notebook for students, not run, without the instructor's cells."""
    return ipynb([cell for cell in cells(written(lesson, "notebook")) if not cell.answers])


def shown(ran: Ran) -> str:
    """The notebook for students with its output, as an example to look at."""
    code = [cell for cell in ran.cells if cell.kind == "code"]
    outputs = [each for cell, each in zip(code, ran.outputs(), strict=True) if not cell.answers]
    return ipynb([cell for cell in ran.cells if not cell.answers], outputs)


def export(
    wanted: Sequence[Lesson], place: Path, progress: Progress | None = None, many: bool = False
) -> Path:
    """Run the notebooks and write all of their lessons; gives the folder's path.

    many: a folder a lesson within `place`; without it the files of the one lesson. `progress` is
    called with lessons done and wanted. Raises as `ready` does; nothing half-written is left.
    """
    target = ready(place)
    made: dict[str, bytes | str] = {}
    for number, lesson in enumerate(wanted):
        if progress:
            progress(number, len(wanted))
        within = f"{lesson.name}/" if many else ""
        made |= {within + name: content for name, content in files(run(lesson)).items()}
    manifest = {"msim": __version__, "lessons": [lesson.name for lesson in wanted]}
    made[folder.MANIFEST] = as_json(manifest)
    place = folder.write(target, made)
    if progress:
        progress(len(wanted), len(wanted))
    return place


def ready(place: Path) -> Path:
    """The folder, absolute, if lessons can go there; said before anything is run.

    Raises InputError where it is a file or holds something else, OSError where nobody may write.
    """
    known = folder.own_files(place)
    found = next((name for name in known if name.endswith(MARK)), MARK)
    return folder.ready(place, found)
