"""`msim lesson`: the list, one lesson to read, and all of it written out."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from msim.cli.main import main
from msim.lessons import export, show
from msim.lessons.filling import Filled
from msim.lessons.lesson import lessons

FIRST = lessons()[0].name


def said(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of one command."""
    with pytest.raises(SystemExit) as left:
        main(["lesson", *(str(word) for word in words)])
    out, err = capsys.readouterr()
    return int(left.value.code or 0), out, err


def test_without_a_name_every_lesson_is_listed_with_its_question(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, out, err = said(capsys)
    assert (status, err) == (0, "")
    places = [out.index(lesson.name) for lesson in lessons()]
    assert places == sorted(places)
    flat = " ".join(out.split())
    assert all(lesson.title in flat and str(lesson.minutes) in flat for lesson in lessons())
    assert max(map(len, out.splitlines())) <= 80


def test_one_lesson_is_shown_and_nothing_is_given_away(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = said(capsys, FIRST)
    assert (status, err) == (0, "")
    assert "What is it?" in out and "Predict, in writing." in out and "--reveal" in out
    assert "{{" not in out and ":::" not in out
    assert max(map(len, out.splitlines())) <= 80


def test_what_comes_is_shown_when_it_is_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    came = Filled("Look.\n\n:::reveal\nIt fell.\n<!--figure lesson_1-->\n:::\n")
    monkeypatch.setattr(show, "run", lambda lesson: SimpleNamespace(names={}))
    monkeypatch.setattr(show, "fill", lambda lesson, sheet, names: came)
    status, out, _ = said(capsys, FIRST, "--reveal")
    assert status == 0
    assert "The result." in out and "It fell." in out and "see the exported page" in out
    assert "<!--" not in out and ":::" not in out


def test_json_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = said(capsys, "--json")
    listed = json.loads(out)["lessons"]
    assert [each["name"] for each in listed] == [lesson.name for lesson in lessons()]
    assert set(listed[0]) == {"name", "title", "minutes", "question"}
    _, out, _ = said(capsys, FIRST, "--json")
    assert json.loads(out)["text"].startswith(f"# {lessons()[0].title}")


def test_an_export_writes_the_files_of_one_lesson_and_says_where(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "run", lambda lesson: lesson)
    monkeypatch.setattr(export, "files", lambda lesson: {"lesson.html": "", "worksheet.html": ""})
    place = tmp_path / "class"
    status, out, _ = said(capsys, FIRST, "--export", place, "--json")
    assert status == 0
    assert json.loads(out) == {"folder": str(place), "lessons": [FIRST]}
    assert {path.name for path in place.iterdir()} == {
        "lesson.html", "worksheet.html", "manifest.json",
    }  # fmt: skip


def test_every_lesson_is_exported_into_a_folder_of_its_own(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "run", lambda lesson: lesson)
    monkeypatch.setattr(export, "files", lambda lesson: {"lesson.html": lesson.name})
    status, out, _ = said(capsys, "--export", tmp_path / "all")
    assert status == 0 and str(tmp_path / "all") in out
    for lesson in lessons():
        assert (tmp_path / "all" / lesson.name / "lesson.html").read_text() == lesson.name
    status, _, err = said(capsys, "--export", tmp_path / "all", "--quiet")
    assert (status, err) == (0, ""), "an older export is replaced"


def test_an_unknown_lesson_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = said(capsys, "winner-curse")
    assert (status, out) == (2, "")
    assert err == "no such lesson: 'winner-curse'; did you mean 'winners-curse'?\n"


def test_a_folder_of_something_else_is_spared_and_nothing_is_run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(lesson: object) -> None:
        raise AssertionError("it was run")

    monkeypatch.setattr(export, "run", never)
    (tmp_path / "mine.txt").write_text("mine")
    status, out, err = said(capsys, FIRST, "--export", tmp_path)
    assert (status, out) == (2, "") and "Traceback" not in err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_reveal_without_a_lesson_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = said(capsys, "--reveal")
    assert status == 2 and "msim lesson NAME --reveal" in err
