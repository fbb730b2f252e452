"""What came of voters who were predicted alone: sentences, table and figure."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

from msim.report.run import individual, tables
from msim.report.run.data import ReportData
from msim.report.run.figures.individual import individual as figure
from tests.report.everything import everything, tenths
from tests.report.fixtures import made_up


def with_tenths(short: float, wide: float | None = 1.0) -> ReportData:
    data = made_up()
    summary = deepcopy(dict(data.summary)) | {"individual": tenths(wide, short)}
    return replace(data, summary=summary)


def test_the_highest_tenth_is_told_with_whether_it_gained_as_much() -> None:
    less, same = (" ".join(individual.told(with_tenths(short))) for short in (0.5, 0.1))
    assert "was predicted to gain 3.00 points [2.80, 3.20]" in less
    assert "It gained 2.50 points [2.30, 2.70]. That is less than predicted." in less
    assert "No difference can be detected." in same
    assert "gains 1.00 to 5.00 points in 95 of 100 worlds" in less
    assert "95 of 100" not in " ".join(individual.told(with_tenths(0.5, None)))


def test_the_table_and_the_figure_show_each_tenth() -> None:
    table = tables.individual(everything())
    assert table["tenth"].tolist() == list(range(1, 11))
    assert (table["obtained_pp"] - table["predicted_pp"] - table["gap_pp"]).abs().max() < 1e-12
    drawn = figure(everything())
    assert drawn is not None and len(drawn.frame) == 10
    assert [row[0] for row in individual.numbers(everything()).rows][:2] == ["10", "9"]


def test_runs_that_predict_nobody_alone_have_nothing_of_it() -> None:
    assert figure(made_up()) is None
    assert not individual.blocks(made_up())
    assert tables.individual(made_up()).empty
