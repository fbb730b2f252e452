"""Which lessons are there? One page, written from the lessons themselves."""

from __future__ import annotations

from pathlib import Path

from docs.site.markdown import page, plain
from msim.lessons import Lesson
from msim.lessons import lessons as every

INTRODUCTION = """\
Lessons of 20 to 45 minutes for a class, each about one question. Students predict on paper, then
look. The numbers in a lesson are those of its own notebook, which is run when the lesson is written
out.

- `msim lesson` lists them, `msim lesson NAME` shows one on the terminal, `--reveal` with what
  comes.
- `msim lesson NAME --export FOLDER` writes five things: the lesson to project, the worksheet to
  print, the instructor's sheet, the notebook, and, in a folder apart, the solutions. Without `NAME`
  all ten are written.
- `msim class NAME` runs one with a class: a console, a projection, students' own devices.
- Pages open offline, in any browser. The notebook needs Jupyter (the extra `notebook`)."""


def pages(root: Path) -> dict[str, str]:
    """The one page, by place."""
    return {
        "tutorials/lessons.md": page(
            "Lessons", INTRODUCTION, *(_section(root, lesson) for lesson in every())
        )
    }


def notebooks(root: Path) -> dict[str, str]:
    """Notebooks with their output that lie among the examples, and their place on the site."""
    names = [lesson.name for lesson in every()]
    return {f"examples/{name}.ipynb": f"files/examples/{name}.ipynb" for name in names
            if (root / "examples" / f"{name}.ipynb").is_file()}


def _section(root: Path, lesson: Lesson) -> str:
    file = f"examples/{lesson.name}.ipynb"
    kept = notebooks(root).get(file)
    look = f" Its notebook with the output: [{lesson.name}.ipynb](../{kept})." if kept else ""
    # What a lesson is, in its own words: numbers of a run stand further down in it.
    told = " ".join(lesson.sections()["What is it?"].split())
    return "\n\n".join([
        f"## {plain(lesson.title)}",
        f"*{plain(lesson.question)}* {lesson.minutes} minutes in class.",
        told,
        f"`msim lesson {lesson.name} --export {lesson.name}`.{look}",
    ])
