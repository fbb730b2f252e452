"""How alike groups respond, on page and terminal: which rows there are, what is published."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

from msim.report.common.document import Cell
from msim.report.run import columns, sentences
from msim.report.run.data import ReportData
from msim.report.run.sections import document
from tests.report.fixtures import made_up

ENTRIES = [
    {"groups": "party", "mean": 0.8612, "low": 0.81, "high": 0.91},
    {"groups": "age_band", "mean": 0.95, "low": 0.92, "high": 0.97},
    {"groups": "region_type", "mean": 0.97, "low": 0.95, "high": 0.98},
    {"groups": "segments", "mean": 0.96, "low": None, "high": None},
]


def reported() -> ReportData:
    data = made_up()
    return replace(data, summary=deepcopy(dict(data.summary)) | {"correlations": ENTRIES})


def test_each_kind_of_groups_has_a_row_that_says_what_is_published() -> None:
    rows = columns.agreement(reported()).rows
    told = [[cell.text if isinstance(cell, Cell) else cell for cell in row] for row in rows]
    assert [row[0] for row in told] == [
        "the two parties' supporters", "age_band: lower and upper half",
        "region_type: lower and upper half", "segments, all pairs",
    ]  # fmt: skip
    assert [row[2] for row in told] == ["raw figures", "raw figures", "nothing", "nothing"]
    assert isinstance(rows[0][1], Cell) and rows[0][1].interval == "[0.810, 0.910]"


def test_the_sentence_takes_the_ratio_of_moments() -> None:
    said = " ".join(sentences.correlations(reported()))
    assert "0.861 [0.810, 0.910]; Coppock (2022) measured 0.86, between noisy" in said
    assert "Between the segments of this run" not in said


def test_it_stands_in_the_section_on_segments_and_says_what_nobody_measured() -> None:
    section = next(each for each in document(reported()).sections if each.name == "segments")
    assert columns.agreement(reported()) in section.blocks
    assert "nobody has measured" in columns.agreement(reported()).key
    assert not columns.agreement(made_up()).rows  # a folder of an earlier version
