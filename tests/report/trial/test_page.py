"""What is said of a field experiment: seen or not, how large, by voter and by district."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from msim.report.common.codebook import codebook
from msim.report.common.drawing import svg
from msim.report.common.html import page
from msim.report.trial import figures, sections
from msim.report.trial.data import TrialData
from msim.report.trial.result import FieldExperiment
from msim.scenario import Scenario, dump


def row(dose: int = 1, of: int = 1, **numbers: Any) -> dict[str, Any]:
    usual = {
        "true_pp": {"mean": 0.18, "low": 0.08, "high": 0.28},
        "estimate_pp": {"mean": 0.2, "low": -0.6, "high": 1.0},
        "standard_error_pp": 2.5, "detectable_pp": 7.1, "power": 0.05, "found_share": 0.06,
        "covered_share": 0.95, "needed_people": 19_321_052.5, "needed_cost": 4.8e6,
    }  # fmt: skip
    return {"dose": dose, "campaign_share": dose / of, **usual, **numbers}


def made(*doses: dict[str, Any], **summary: Any) -> TrialData:
    told = {
        "msim": "0", "scenario": {"name": "small", "hash": "0123456789"}, "seed": 1,
        "replicates": 4, "lots": 20, "electorate": 10_000_000, "currency": "USD",
        "arm": "broadcast", "unit": "voters", "withheld": "own", "districts": 1, "people": 10_000,
        "answers": 1_000.0,
        "cost": 2_500.0, "doses": list(doses) or [row()], **summary,
    }  # fmt: skip
    sizes = pd.DataFrame([
        {"dose": each["dose"], "people": 10.0 ** k, "power": min(1.0, 0.05 * k**1.5),
         "detectable_pp": 10.0 / k}
        for each in told["doses"] for k in range(3, 9)
    ])  # fmt: skip
    lots = pd.DataFrame({"world": [1], "lot": [1], "dose": [1], "estimate_pp": [0.3],
                         "standard_error_pp": [2.5], "true_pp": [0.2]})  # fmt: skip
    table = pd.json_normalize(told["doses"], sep="_")
    tables = {"doses": table, "sizes": sizes, "lots": lots}
    return TrialData(told, tables, dump(Scenario()), {"asked": {"verb": "trial"}})


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (made(), ["Hardly. An experiment on 10,000 people, of whom 1,000 answer, would find the "
                  "campaign's effect in 5 % of cases: no more often than if there were none.",
                  "To find it in 80 % of cases would take 19,000,000 people, more than there are "
                  "voters."]),
        (made(row(power=0.9, needed_people=8_000.0)),
         ["Yes. An", "in 90 % of cases. To", "would take 8,000 people."]),
        (made(row(power=0.6), answers=10_000.0), ["Perhaps. An", "of whom all answer,"]),
        (made(row(needed_people=None)), ["No number of people makes that 80 %."]),
        (made(row(needed_people=None), unit="districts", districts=30),
         ["30 districts differ too much among themselves."]),
        (made(withheld="both"), ["would find the advertising's effect in 5 % of",
                                 "In truth both sides' advertising together gains the own side"]),
    ],
)  # fmt: skip
def test_the_answer_says_whether_it_would_be_seen_and_how_large(
    data: TrialData, told: list[str]
) -> None:
    said = " ".join(sections.answers(data))
    assert all(part in said for part in told)
    assert len(" ".join(sections.answers(data)[:2]).split()) <= 45


def test_the_page_has_its_table_its_figure_and_a_line_a_dose() -> None:
    data = made(row(1, 2), row(2, 2))
    drawn = figures.power(data)
    found = page(sections.document(data), {"power": (drawn, svg(drawn))})
    for told in ("50 % of it", "the campaign", "7.10", "19,000,000", "Gerber and Green"):
        assert told in found, told
    assert len(sections.table(data).rows) == 2


def test_every_column_is_described_and_no_row_is_a_respondent() -> None:
    data = made()
    book = codebook({f"{name}.csv": each for name, each in data.tables.items()})
    assert (book["meaning"] != "").all()
    assert not {"respondent", "answer", "voter"} & set(book["column"])
    assert FieldExperiment(data).table().equals(data.tables["doses"])
