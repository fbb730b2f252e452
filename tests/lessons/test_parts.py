"""The parts that make a lesson's files: cells, runs, filled texts, an export."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from msim.core.errors import InputError, MsimError
from msim.lessons import export
from msim.lessons.cells import NotebookCell, cells, ipynb
from msim.lessons.filling import fill, lines
from msim.lessons.lesson import Lesson, find
from msim.lessons.running import run
from tests.lessons.runs import NAMES


def test_a_notebook_file_is_what_others_read() -> None:
    parts = [NotebookCell("markdown", "# A\ntext"), NotebookCell("code", "1 + 1")]
    bare, full = json.loads(ipynb(parts)), json.loads(ipynb(parts, [[
        {"output_type": "execute_result", "metadata": {}, "data": {"text/plain": ["2"]},
         "execution_count": None}]]))  # fmt: skip
    assert (bare["nbformat"], bare["nbformat_minor"]) == (4, 5)
    assert bare["cells"][0] == {
        "cell_type": "markdown", "id": "cell-1", "metadata": {}, "source": ["# A\n", "text"],
    }  # fmt: skip
    assert bare["cells"][1]["execution_count"] is None and bare["cells"][1]["outputs"] == []
    assert full["cells"][1]["execution_count"] == 1
    assert full["cells"][1]["outputs"][0]["execution_count"] == 1


def test_cells_are_cut_at_fences_and_answers_are_marked() -> None:
    fences = ("python\na = 1", "python answers\nb = a", "toml\nx = 1")
    text = "Hello\n\n" + "\n".join(f"```{each}\n```\n" for each in fences)
    found = [(cell.kind, cell.source, cell.answers) for cell in cells(text)]
    assert found[:3] == [
        ("markdown", "Hello", False), ("code", "a = 1", False), ("code", "b = a", True),
    ]  # fmt: skip
    assert found[3][0] == "markdown"


def made(tmp_path: Path, notebook: str, solutions: str = "") -> Lesson:
    """A lesson of a few lines."""
    (tmp_path / "lesson.md").write_text("")
    (tmp_path / "notebook.md").write_text(notebook)
    (tmp_path / "solutions.md").write_text(solutions)
    return Lesson("small", "Small", 20, "Why?", tmp_path)


def test_a_cell_that_fails_is_named(tmp_path: Path) -> None:
    lesson = made(tmp_path, "```python\n1\n```\n\n```python\n1 / 0\n```\n")
    with pytest.raises(MsimError, match="lesson small, code cell 2: ZeroDivisionError"):
        run(lesson)


def test_a_placeholder_without_a_number_is_an_error_and_numbers_have_their_units(
    tmp_path: Path,
) -> None:
    told = "{{ gap | votes }}; {{ share | rate(0) }}; {{ 12345 | whole }}; {{ lines(1) }}"
    lesson = made(tmp_path, "```python\n1\n```\n", told)
    gap = {"mean": -1234.0, "low": -2000.0, "high": -500.0}
    text = fill(lesson, "solutions", {"gap": gap, "share": 0.25}).text
    assert text == f"\u22121,200 votes [\u22122,000, \u2212500]; 25 %; 12,345; {lines(1)}"
    with pytest.raises(Exception, match="'share' is undefined"):
        fill(lesson, "solutions", {"gap": gap})


def test_an_export_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson, place = find(NAMES[0]), tmp_path / "class"
    monkeypatch.setattr(export, "run", lambda lesson: lesson)
    monkeypatch.setattr(export, "files", lambda lesson: {"lesson.html": lesson.name})
    assert export.export([lesson], place) == place
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}

    def fails(lesson: Lesson) -> None:
        raise MsimError("stopped")

    monkeypatch.setattr(export, "run", fails)
    with pytest.raises(MsimError, match="stopped"):
        export.export([lesson], place)
    assert {path: path.read_bytes() for path in place.rglob("*") if path.is_file()} == before
    assert not [path for path in tmp_path.iterdir() if path != place]


def test_an_export_spares_a_folder_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="not a results folder"):
        export.ready(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="is a file"):
        export.ready(tmp_path / "file")
