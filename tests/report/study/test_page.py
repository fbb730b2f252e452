"""The page of a study, its folder, figures and terminal: whole, offline, and all of it computed."""

from __future__ import annotations

import hashlib
import io
import json
import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from markupsafe import escape
from rich.console import Console

from msim.core.errors import InputError
from msim.report.common import gallery, terminal
from msim.report.common.document import cell
from msim.report.common.html import Drawings, page
from msim.report.common.theme import Figure
from msim.report.study import sections, sentences, tables
from msim.report.study.data import StudyData
from msim.report.study.sections import FIGURES, REPORT
from msim.report.study.summary import summary
from msim.study import sample, saving
from msim.study.study import StudyRun
from tests.study.analyze import synthetic
from tests.study.analyze.synthetic import MATCH, METHOD, SPREAD, VALIDITY
from tests.study.analyze.test_specification import curves

SOBOL = {"worths", "indices", "slices", "box", "peeling", "phase", "convergence"}
CURVE = {"worths", "parts", "slices", "specifications", "definitions"}


def every(data: StudyData) -> dict[str, Figure]:
    return gallery.every(FIGURES, data)


def html(data: StudyData, drawings: Drawings) -> str:
    return page(sections.document(data), drawings)


@cache
def sobol(points: int = 64) -> StudyData:
    """With too few points for indices where there are 16 base samples."""
    return StudyData(*synthetic.sobol_study(points))


@cache
def curve() -> StudyData:
    return StudyData(*curves())


def test_each_design_has_the_figures_that_apply_to_it() -> None:
    asked = synthetic.design("morris", (VALIDITY, SPREAD, MATCH), points=80)
    screened = StudyData(asked, synthetic.told(sample.points(asked), synthetic.votes, 4_000.0))
    one = synthetic.design("one_at_a_time")
    singly = StudyData(one, synthetic.table(one, 9))
    assert set(every(sobol())) == SOBOL and set(every(curve())) == CURVE
    assert set(every(screened)) == {
        "worths", "effects", "parts", "slices", "box", "peeling", "convergence"}
    assert set(every(singly)) == {"slices", "worths"}, "nine points tell no share of variance"
    assert set(FIGURES) == SOBOL | CURVE | {"effects", "path"}


@pytest.mark.parametrize("data", [sobol, curve])
def test_every_figure_says_what_it_shows_and_where_it_is_from(data: object) -> None:
    for name, drawn in every(data()).items():  # type: ignore[operator]
        assert drawn.name == name and drawn.alt and len(drawn.frame), name
        assert "synthetic \\u00b7 study synthetic" in json.dumps(drawn.spec), name
        assert "nan" not in drawn.alt and "nan" not in drawn.caption, name
        json.dumps(drawn.spec, allow_nan=False)


def test_the_folder_is_whole_and_the_page_needs_nothing_else(tmp_path: Path) -> None:
    data = curve()
    place = saving.save(StudyRun(data.design, data.table, data.null), tmp_path / "s")
    before = {path.name for path in place.iterdir()}
    assert sections.REPORT.save(data, place) == place
    names = {p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file()}
    drawn = {f"figures/{name}.{end}" for name in CURVE for end in ("svg", "png", "csv")}
    described = {"codebook.csv", "codebook.md"}
    assert names - before == {"study.html", "sensitivity.json", *described, *drawn}
    sums = json.loads((place / "manifest.json").read_text("utf-8"))["files"]
    assert set(sums) == names - {"manifest.json"}
    for name, told in sums.items():
        assert hashlib.sha256((place / name).read_bytes()).hexdigest() == told, name
    text = (place / "study.html").read_text(encoding="utf-8")
    assert "<script" not in text and not re.search(r'(?:src|href)="http', text)
    assert text.count("<svg ") == len(CURVE) and "All of it is synthetic" in text
    assert all(escape(part) in text for part in data.told) and "pandas.read_csv" in text


def test_no_page_where_there_is_no_study(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear reader")
    with pytest.raises(InputError, match="holds files and no study"):
        sections.REPORT.save(curve(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_the_same_study_gives_the_same_page() -> None:
    again = StudyData(*synthetic.sobol_study(64))
    assert html(again, {}) == html(sobol(), {})
    specs = [{name: made.spec for name, made in every(each).items()} for each in (again, sobol())]
    assert specs[0] == specs[1]


def test_what_cannot_be_shown_says_why() -> None:
    with pytest.raises(InputError, match=r"nothing to show in the figure 'indices'. Too few"):
        REPORT.figure("indices", StudyData(*synthetic.sobol_study(16)))  # asked before all else
    few = sobol(16)
    assert "indices" not in every(few) and "parts" in every(few)
    assert few.missing["indices"].startswith("Too few samples, 16 base samples of 5 points")
    told = html(few, {})
    assert few.missing["indices"] in told and "cannot be told" in told
    with pytest.raises(InputError, match=r"nothing to show in the figure 'indices'. Too few"):
        REPORT.figure("indices", few)
    with pytest.raises(InputError, match="no such figure: 'indxes'; there are worths, path, in"):
        REPORT.figure("indxes", few)
    assert REPORT.figure("slices", few).to_dict()["vconcat"]


def test_failed_points_are_told_and_counted() -> None:
    asked, whole = synthetic.sobol_study(64)
    hurt = StudyData(asked, synthetic.broken(whole, [1, 2]))
    rows = {row[0]: row for row in tables.outcomes(hurt).rows}
    assert rows["failed"][1] == "2" and sum(
        int(rows[name][1]) for name in ("wins", "falls short", "too close to call")) == 318
    short = [int(row[1]) for name, row in rows.items() if name.startswith("short: ")]
    assert len(short) == 3 and sum(short) == int(rows["falls short"][1])
    told = html(hurt, {})
    assert "2 of 320 points failed" in told and "it was impossible" in told
    assert summary(hurt)["failed"] == 2


def test_the_summary_is_plain_and_whole() -> None:
    for data in (sobol(), curve(), sobol(16)):
        told = json.loads(json.dumps(summary(data), allow_nan=False))
        assert told["sentence"] == data.sentence and told["points"] == len(data.table)
        shares = [told["verdicts"][name]["mean"] for name in ("win", "loss", "open")]
        assert sum(shares) == pytest.approx(1.0)
        assert told["missing"] == data.missing
    assert {row["parameter"] for row in summary(sobol())["indices"]} == {
        VALIDITY.key, SPREAD.key, MATCH.key, "noise"}  # fmt: skip
    assert summary(curve())["specifications"]["inference"][0]["own"] == 27


def test_the_terminal_prints_all_of_it_within_80_columns() -> None:
    for data in (sobol(), curve()):
        out = io.StringIO()
        screen = Console(file=out, width=80, no_color=True)
        terminal.show(sections.document(data), screen, Path("results/s"), sections.REPORT.page)
        lines = out.getvalue().splitlines()
        assert max(len(line) for line in lines) <= 80
        text = " ".join(" ".join(lines).split())
        sentence = data.sentence.replace("\u2212", "-")
        assert sentence in text and "synthetic" in text and "study.html" in text
    assert "first order" in text or "combinations that win" in text


def test_numbers_in_the_tables_are_those_of_the_analyses() -> None:
    grid = tables.deciding(sobol())
    assert sobol().indices is not None
    row = sobol().indices.iloc[0]
    assert cell(grid.rows[0][2]).text == f"{row['total']:.2f}"
    told = tables.inference(curve())
    assert [column.title for column in told.columns] == ["statistic", "own", "null"]
    assert ("share that wins", "67 %", "0 %") in list(told.rows)
    values = tables.parameters(curve()).rows
    assert values[0][2] == "kmeans; ward; random" and values[2][2] == "all; party; schooling, party"


def test_an_arm_alone_is_looked_at_by_its_claim() -> None:
    asked = synthetic.design(parameters=(VALIDITY, METHOD), measure="segmented.reach_rate")
    whole = synthetic.table(asked, 60, lambda p: 1e5 * (np.asarray(p["data.validity"]) - 0.5))
    for end in ("mean", "low", "high"):
        whole[f"segmented.reach_rate.{end}"] = whole["data.validity"]
    data = StudyData(asked, whole)
    assert data.outcome == "claim" and data.boxes is not None
    assert "the claim is true in" in sentences.box(data.boxes)
    assert "reach 1+, segmented" in json.dumps(every(data)["slices"].spec).lower()
