"""What every lesson must have: headings, predictions before reveals, minutes, no number by hand."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from msim.core.errors import InputError
from msim.lessons.boxes import boxes
from msim.lessons.cells import cells
from msim.lessons.lesson import HEADINGS, find, lessons, plan
from msim.lessons.sheets import written
from msim.lessons.steps import steps
from tests.house.test_documents import parse
from tests.house.tree import ROOT
from tests.lessons.runs import EACH, NAMES, SHEETS


@EACH
def test_the_headings_are_all_there_in_their_order(name: str) -> None:
    sections = find(name).sections()
    assert tuple(sections) == HEADINGS
    assert all(len(text) > 60 for text in sections.values())


@EACH
def test_every_reveal_follows_a_question_and_a_prediction_of_its_step(name: str) -> None:
    steps = re.split(r"^### ", find(name).sections()["How to use it"], flags=re.M)[1:]
    assert len(steps) >= 3
    for step in steps:
        kinds = [kind for kind, _ in boxes(step) if kind]
        assert kinds == ["ask", "reveal"], step.splitlines()[0]
    told = [kind for kind, _ in boxes(written(find(name), "lesson")) if kind]
    assert told == ["predict", "reveal"] * len(steps)


@EACH
def test_lesson_worksheet_and_notebook_have_the_same_steps(name: str) -> None:
    lesson = find(name)
    wanted = [step.heading for step in steps(lesson)]
    assert wanted
    for sheet in ("worksheet", "notebook"):
        text = written(lesson, sheet)
        assert re.findall(r"^## (Step .+)$", text, re.M) == wanted, sheet
        assert all(step.question in text and step.world in text for step in steps(lesson))
        assert lesson.closing in text


@EACH
def test_a_notebook_s_own_file_has_no_words_but_code(name: str) -> None:
    """What is said stands in `lesson.md`, once."""
    own = [cell.source for cell in cells(find(name).text("notebook")) if cell.kind == "markdown"]
    assert all(re.fullmatch(r"## Step \d", text) for text in own)


@EACH
def test_each_thing_to_try_names_a_key_or_a_command(name: str) -> None:
    tried = re.split(r"^\d\. ", find(name).sections()["Things to try"], flags=re.M)[1:]
    assert tried
    for each in tried:
        assert re.search(r"`(msim [^`]+|[a-z_]+\.[a-z_.]+[^`]*|claim)`", each), each


@EACH
def test_cells_are_run_only_where_the_extra_that_opens_them_is_named(name: str) -> None:
    for sheet in SHEETS:
        told = re.split(r"\n\n", written(find(name), sheet))
        assert all("[notebook]" in part for part in told if re.search(r"\bcells?\b", part))


@pytest.mark.parametrize("name", [*NAMES, "plan"])
def test_what_a_class_is_asked_is_short_and_has_no_answer_in_it(name: str) -> None:
    lesson = plan() if name == "plan" else find(name)
    for step in steps(lesson):
        assert len(step.world.split()) <= 30 and step.world.endswith((".", "!"))
        assert len(step.question.split()) <= 20 and step.question.endswith("?")
        assert 3 <= len(step.choices) <= 4 and len(set(step.choices)) == len(step.choices)
        assert 0 <= step.minutes[0] < step.minutes[1] <= lesson.minutes


def test_the_plan_on_paper_is_that_of_the_class() -> None:
    sheet = (ROOT / "examples" / "class.md").read_text(encoding="utf-8")
    assert sheet == written(plan(), "class"), "python examples/notebooks.py writes it anew"
    assert sheet.count("## Step ") == len(steps(plan())) == sheet.count("*Minutes ")


@EACH
def test_numbers_stand_in_reveals_alone_so_that_nothing_is_given_away(name: str) -> None:
    lesson = find(name)
    open_text = [text for kind, text in boxes(lesson.text("lesson")) if kind != "reveal"]
    assert not [text for text in open_text if "{{" in text or "{%" in text]
    placeholders = re.findall(r"{{\s*(\w+)", written(lesson, "worksheet"))
    assert set(placeholders) <= {"lines"}


@EACH
def test_the_minutes_follow_each_other_and_add_up(name: str) -> None:
    lesson = find(name)
    timing = lesson.text("instructor").split("## Timing")[1].split("\n## ")[0]
    parts = [tuple(map(int, m)) for m in re.findall(r"^\| (\d+)-(\d+) \|", timing, re.M)]
    assert [start for start, _ in parts] == [0, *(end for _, end in parts[:-1])]
    assert all(end > start for start, end in parts)
    assert parts[-1][1] == lesson.minutes
    assert 20 <= lesson.minutes <= 45


@EACH
def test_the_sheets_have_what_their_readers_need(name: str) -> None:
    lesson = find(name)
    instructor = re.findall(r"^## (.+)$", lesson.text("instructor"), re.M)
    assert instructor == ["Timing", "Expected pattern", "Common misreadings", "Answers"]
    solved = re.findall(r"^## (.+)$", lesson.text("solutions"), re.M)
    assert solved == ["Things to try", "Extending"]
    sheet = written(lesson, "worksheet")
    assert "my prediction" in sheet and "lines(" in sheet and "## In one sentence" in sheet
    tried = re.findall(r"^(\d)\. ", lesson.sections()["Things to try"], re.M)
    assert re.findall(r"^\*\*(\d)\. ", lesson.text("solutions"), re.M) == tried


@EACH
def test_results_are_placeholders_and_never_written_by_hand(name: str) -> None:
    """A number of votes or an interval in a sheet comes from the run."""
    lesson = find(name)
    texts = [lesson.text("instructor"), lesson.text("solutions")]
    texts += [text for kind, text in boxes(lesson.text("lesson")) if kind == "reveal"]
    for text in texts:
        bare = re.sub(r"{{.*?}}|{%.*?%}", "", text, flags=re.S)
        assert not re.findall(r"[\u2212-]?\d[\d,.]* votes\b|\[[\u2212-]?\d", bare)


@EACH
def test_its_notebook_tells_to_predict_before_each_step(name: str) -> None:
    parts = cells(written(find(name), "notebook"))
    assert parts[0].kind == "markdown" and "before" in parts[0].source.lower()
    told = "\n".join(cell.source for cell in parts if cell.kind == "markdown")
    steps = re.findall(r"^## (Step \d)", told, re.M)
    assert len(steps) >= 3
    assert told.count("**Predict:**") >= len(steps)
    for cell in parts:
        if cell.kind == "code":
            compile(cell.source, name, "exec")
            assert max(map(len, cell.source.splitlines())) <= 100


def commands() -> list[tuple[str, str]]:
    """Every `msim ...` line that a lesson quotes, with its lesson."""
    found = []
    for name in NAMES:
        for sheet in (*SHEETS, "notebook"):
            text = find(name).text(sheet)
            fenced = re.findall(r"^```sh\n(.*?)^```$", text, re.M | re.S)
            lines = [line for block in fenced for line in block.splitlines()]
            lines += re.findall(r"`(msim \w+ [^`\n]+)`", text)
            found += [(name, line) for line in lines if line.startswith("msim ")]
    return list(dict.fromkeys(found))


PLANNED = {"debate", "sensitivity", "lab"}
"""Commands that lessons name and that may come later than they."""


@pytest.mark.parametrize(("name", "line"), commands(), ids=[f"{n}: {c}" for n, c in commands()])
def test_every_command_that_a_lesson_quotes_parses(name: str, line: str) -> None:
    from msim.cli.app import COMMANDS

    words = shlex.split(line, comments=True)[1:]
    if words[0] in PLANNED - set(COMMANDS):
        return
    called, params = parse(words)
    if called in {"run", "whatif", "population", "segment", "reach"}:
        from msim.api import load

        load(params["config"], params.get("changes") or ())


@EACH
def test_every_key_that_a_lesson_names_exists(name: str) -> None:
    from msim.scenario import keys

    known = {doc.key for doc in keys()}
    sections = {key.split(".")[0] for key in known}
    for sheet in (*SHEETS, "notebook"):
        said = re.findall(r"[`\"]([a-z_]+(?:\.[a-z_]+)+)[`\"=]", find(name).text(sheet))
        wrong = [k for k in said if k.split(".")[0] in sections and k not in known]
        assert not [k for k in wrong if not re.match(r"channels\.\w+\.\w+$", k)], sheet


@EACH
def test_related_lessons_and_sources_exist(name: str) -> None:
    sections = find(name).sections()
    related = [n for n in re.findall(r"`([a-z-]+)`", sections["Related"]) if "-" in n]
    assert related and set(related) <= set(NAMES) - {name}
    assert len(re.findall(r"^- ", sections["References"], re.M)) >= 2


def test_an_unknown_lesson_names_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'who-is-reached'"):
        find("who-was-reached")


def test_there_are_ten_lessons_each_with_a_folder_of_its_own() -> None:
    folders = {path.name for path in lessons()[0].folder.parent.iterdir() if path.is_dir()}
    assert folders == set(NAMES)
    assert len({lesson.title for lesson in lessons()}) == len(NAMES) == 10


def test_no_text_is_too_long_for_a_lesson() -> None:
    for path in Path(lessons()[0].folder.parent).rglob("*.md"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path.name
