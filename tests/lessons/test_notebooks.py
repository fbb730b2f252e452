"""Every notebook runs, and every sheet is filled from what it came to: one run a lesson.

All that needs the run stands in one test, since a run takes seconds and workers share nothing.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from msim import api
from msim.core.verdict import EFFECTS, effect
from msim.lessons.export import files, shown
from msim.lessons.filling import fill
from msim.lessons.lesson import find, plan
from msim.lessons.quiz import quiz
from msim.lessons.running import Ran, run
from msim.lessons.steps import results, steps
from msim.report.run.data import ReportData
from tests.house.surfaces import MAIN, agree
from tests.house.tree import ROOT
from tests.lessons.runs import EACH, NAMES, SHEETS

PATTERNS: dict[str, Callable[[Any], bool]] = {
    "clusters-out-of-nothing": lambda n: (
        len(n["sizes"]) == 4
        and n["at"](n["cloud_measures"], 4, "halves") < 0.65
        and n["at"](n["clump_measures"], 4, "halves") > 0.9
        and n["pays"]["clumps, people alike"]["gain"]["low"] <= 0
        and n["pays"]["clumps"]["gain"]["low"] > 0
    ),
    "who-is-reached": lambda n: (
        n["money"]["reached at least once"].diff().iloc[-1] < 0.03
        and n["often"]["counted"][0] < 0.8 < 0.99 < n["often"]["if all were alike"][0]
        and n["lost"]["reach_rate"]["high"] < 0
        and n["money"]["net votes"].pct_change().iloc[-2:].min() > 0.8  # nearly a straight line
        # the premium costs votes, voters who are not found cost reach
        and n["votes_lost"]["high"]["premium 1.6, finds 100%"]
        < n["votes_lost"]["low"]["premium 1.0, finds 60%"]
        and n["conditions"]["high"]["premium 1.0, finds 60%"]
        < n["conditions"]["low"]["premium 1.6, finds 100%"]
    ),
    "one-country": lambda n: (
        abs(n["common"]["broadcast"] - n["reach"]["broadcast"] ** 2) < 0.001
        and n["messages"]["broadcast"] == 1.0 < n["messages"]["segmented"] < 1.5
        and n["messages"]["segmented"] < n["messages_divided"]["segmented"] < 3.0
        and n["by_age"]["segmented"]["1"] > n["by_age"]["segmented"]["5"]
        and n["common"]["broadcast"] - n["reach"]["segmented"] ** 2
        > n["reach"]["segmented"] ** 2 - n["common"]["segmented"]  # what falls is mostly reach
        and n["found"]["unreached_rate"]["high"] < 1.0 - n["reach"]["segmented"]
        and n["rivals"]["unreached_rate"]["high"] < 1.0 - n["reach"]["segmented"]
    ),
    "winners-curse": lambda n: (
        n["one"]["promised"]["low"] > n["one"]["won"]["high"]
        and n["six"]["promised"]["mean"] > n["one"]["promised"]["mean"]
        and n["gaps"]["each its own winner"]["net_votes"]["high"] < 0
        and n["by_size"]["promised"].is_monotonic_decreasing
    ),
    "what-or-whom": lambda n: (
        n["gain"]("better messages", "testing")["low"] > 0
        and n["gain"]("different people", "matching")["low"] > 0
        and n["gain"]("persuadable people", "matching")["mean"] == 0
    ),
    "five-thousand-data-points": lambda n: (
        n["last"] < 0.05 < 0.3 < n["first"]
        and n["gains"]["perfect"]["low"] > n["gains"]["5,000"]["high"]
        and n["gains"]["1"]["low"] < 0 < n["gains"]["1"]["high"]
        and n["gains"]["10"]["high"] < n["gains"]["100"]["mean"] < n["gains"]["5,000"]["high"]
    ),
    "magic-wand": lambda n: (
        n["share"]("targeting")["high"] < 0
        and n["share"]("meetings")["high"] < 0 < n["share"]("testing")["mean"]
        and n["at_twenty"] is None
        and n["at_two"] < (n["at_five"] or 3)
        and n["elections"] == 24 and 0 < n["whole"].sum() < 24  # nights differ
    ),
    "three-million-fewer": lambda n: (
        n["split"]["silent"]["low"] > 0.05
        and n["more_split"]["low"] <= 0 <= n["more_split"]["high"]
        and n["half_of_power"]["mean"] < 5
        and n["changed"]("net_votes")["high"] < 0 < n["changed"]("electoral_votes")["mean"]
    ),
    "could-you-have-seen-it": lambda n: (
        n["usual"]["power"] < 0.15 < n["answered"]["power"] + 0.1
        and n["usual"]["needed_people"] > n["voters"]
        and n["usual"]["needed_cost"] > n["budget"]  # the bill is above the campaign's
        and n["places"]["detectable_pp"] > n["persons"]["detectable_pp"]
        and n["truth"]["low"] > 0 and n["answered"]["power"] < 0.5
        and n["cheap"]["needed_people"] > n["usual"]["needed_people"]
    ),
    "your-own-study": lambda n: (
        n["answers"]["gains"] == 0 < n["answers"]["loses"] > n["answers_free"]["loses"]
        and n["answers"].sum() == 16 and n["WORTH"] == 3_250  # of the claim in the study's file
        and n["answers_longer"]["too close to call"] <= n["answers"]["too close to call"]
        and n["widths"].is_monotonic_decreasing
    ),
}
"""What the words of each lesson, and the titles of its pictures, say of its numbers."""
EXAMPLES = sorted(path.stem for path in (ROOT / "examples").glob("*.ipynb"))


@EACH
def test_a_lesson_runs_and_all_of_its_sheets_are_filled(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    worlds = compared(monkeypatch)
    ran = run(find(name))
    for data in worlds:
        agree(data)
    what_came_is_one_of_the_choices(ran)
    assert PATTERNS[name](ran.names), "the words no longer fit the numbers"
    for question in quiz():
        if question.lesson.name == name:  # the expression is ours, as the notebook is
            assert eval(question.holds, dict(ran.names)), question.asks
    tables_and_charts_come_of_it(ran)
    every_placeholder_is_filled(ran)
    the_pages_open_offline_and_the_notebooks_hold_what_they_should(ran)
    if name in EXAMPLES:
        the_shipped_example_says_the_same(ran)


def test_the_plan_of_45_minutes_runs_on_whole_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its worlds are those of `msim run`, with nothing taken away."""
    worlds = compared(monkeypatch)
    ran = run(plan())
    assert [data.summary["scenario"]["hash"] for data in worlds[:3]] == [
        api.load(name).hash for name in ("null", "baseline", "divisive")
    ]
    for data in worlds:
        agree(data)
    came = what_came_is_one_of_the_choices(ran)
    verdicts = [data.summary["verdict"][MAIN] for data in worlds]
    wanted = [EFFECTS.index(effect(each)) for each in verdicts]
    assert [came[0], came[1], came[3], came[4]] == wanted
    assert {effect(each) for each in verdicts} >= {"gains", "loses"}


def compared(monkeypatch: pytest.MonkeyPatch) -> list[ReportData]:
    """Every world that is compared from now on."""
    found, report = [], api._report_data

    def kept(results: Any) -> ReportData:
        found.append(report(results))
        return found[-1]

    monkeypatch.setattr(api, "_report_data", kept)
    return found


def what_came_is_one_of_the_choices(ran: Ran) -> list[int]:
    """What a class is told came, step by step."""
    came = [each.came for each in results(fill(ran.lesson, "lesson", ran.names).text)]
    for step, index in zip(steps(ran.lesson), came, strict=True):
        assert 0 <= index < len(step.choices), step.title
    return came


def tables_and_charts_come_of_it(ran: Ran) -> None:
    code = [cell for cell in ran.cells if cell.kind == "code"]
    assert len(ran.shown) == len(code) >= 4
    kinds = {type(value).__module__.split(".")[0] for shown in ran.shown for _, value in shown}
    assert {"altair", "pandas"} <= kinds


def every_placeholder_is_filled(ran: Ran) -> None:
    texts = {sheet: fill(ran.lesson, sheet, ran.names) for sheet in SHEETS}
    for sheet, filled in texts.items():
        assert "{{" not in filled.text and "{%" not in filled.text
        assert not re.search(r"\bnan\b|\bNone\b|\bTrue\b|\bFalse\b", filled.text), sheet
    assert texts["lesson"].figures
    intervals = re.findall(r"\[\u2212?[\d,.]+, \u2212?[\d,.]+\]", texts["instructor"].text)
    assert intervals, "the instructor's numbers have intervals"


def the_pages_open_offline_and_the_notebooks_hold_what_they_should(ran: Ran) -> None:
    made = files(ran)
    assert set(made) == {
        "lesson.html", "worksheet.html", "instructor.html", "notebook.ipynb",
        "solutions/solutions.html", "solutions/notebook.ipynb",
    }  # fmt: skip
    for page in (each for each in made if each.endswith(".html")):
        text = str(made[page])
        assert "default-src 'none'" in text and "<script" not in text
        assert not re.search(r'(?:src|href)="(?!#)', text), page
        assert ":::" not in text and "<!--figure" not in text
    assert 'class="reveal"' in str(made["lesson.html"]) and "<svg" in str(made["lesson.html"])
    handed, solved = (json.loads(made[n]) for n in ("notebook.ipynb", "solutions/notebook.ipynb"))
    assert not any(cell.get("outputs") for cell in handed["cells"])
    assert any(cell.get("outputs") for cell in solved["cells"])
    answers = {cell.source for cell in ran.cells if cell.answers}
    assert not answers & {"".join(cell["source"]) for cell in handed["cells"]}


def the_shipped_example_says_the_same(ran: Ran) -> None:
    """Pictures are told by their being there: their bytes are the renderer's."""
    file = ROOT / "examples" / f"{ran.lesson.name}.ipynb"
    there, here = json.loads(file.read_text(encoding="utf-8")), json.loads(shown(ran))
    assert [without_pictures(cell) for cell in there["cells"]] == [
        without_pictures(cell) for cell in here["cells"]
    ], "python examples/notebooks.py writes the examples anew"


def without_pictures(cell: dict[str, Any]) -> dict[str, Any]:
    """A cell whose pictures are only named."""
    for output in cell.get("outputs", []):
        if "image/svg+xml" in output.get("data", {}):
            output["data"]["image/svg+xml"] = "a picture"
    return cell


@EACH
def test_the_handed_out_cells_stand_without_those_for_the_instructor(name: str) -> None:
    """What a student's cell names was not named by an instructor's cell alone."""
    from msim.lessons.cells import cells

    own: set[str] = set()
    answers: set[str] = set()
    for cell in cells(find(name).text("notebook")):
        if cell.kind != "code":
            continue
        tree = ast.parse(cell.source)
        names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
        made = {n.id for n in names if isinstance(n.ctx, ast.Store)}
        made |= {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
        used = {n.id for n in names if isinstance(n.ctx, ast.Load)}
        if cell.answers:
            answers |= made - own
        else:
            assert not used & (answers - own - made)
            own |= made


def test_six_lessons_are_shipped_as_examples() -> None:
    assert len(EXAMPLES) == 6
    assert set(EXAMPLES) <= set(NAMES)
