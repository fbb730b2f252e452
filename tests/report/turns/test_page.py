"""What is said of turning points: each verdict, each side, nothing at all; page, figure, tables."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from msim.report.common.html import page
from msim.report.turns import figures, sections
from msim.report.turns.data import NUMBERS, TurnsData, rows
from msim.scenario import Scenario, dump

PREMIUM, VALIDITY = "channels.social.premium", "data.validity"


def row(key: str, verdict: str = "loss", into: str = "", **numbers: float) -> dict[str, Any]:
    known = {
        PREMIUM: {"today": 1.6, "low": 1.0, "high": 2.65, "evidence_low": 1.0,
                  "evidence_central": 1.6, "evidence_high": 2.1},
        VALIDITY: {"today": 0.35, "low": 0.15, "high": 0.7, "evidence_low": 0.29,
                   "evidence_central": 0.35, "evidence_high": 0.56},
        "data.missing": {"today": 0.0, "low": 0.0, "high": 1.0},
    }[key]  # fmt: skip
    return {"key": key, "verdict": verdict, "into": into} | dict.fromkeys(NUMBERS) | known | numbers


def turns(*found: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(found).astype(dict.fromkeys(NUMBERS, float))


NEVER = turns(row(PREMIUM), row(VALIDITY))
LOST = turns(
    row(PREMIUM, into="small", turn_at=1.36, turn_low=1.33, turn_high=1.38),
    row(VALIDITY, into="small", turn_at=0.5, win_at=0.62), row("data.missing"),
)  # fmt: skip
WON = turns(row(PREMIUM, "win", "small", turn_at=1.9, turn_high=2.0, win_at=1.9, win_high=2.0))
SMALL = turns(row(PREMIUM, "small", "loss", turn_at=1.8, win_at=1.2))


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (NEVER, [
            "No single one of the 2 keys makes targeting win on average within the range searched."
        ]),
        (LOST, [
            "Targeting would start to win, on average, if the data validity were above 0.62 "
            "(published: 0.29 to 0.56).",
            "The loss would become too small to matter if the premium for "
            "targeted delivery (social) were below 1.36 (published: 1.00 to 2.10) or the data "
            "validity above 0.50.",
        ]),
        (WON, [
            "Targeting would stop winning, on average, if the premium for targeted delivery "
            "(social) were above 1.90 (published: 1.00 to 2.10).",
        ]),
        (SMALL, [
            "Targeting would start to win, on average, if the premium for targeted delivery "
            "(social) were below 1.20 (published: 1.00 to 2.10).",
            "It would start to lose, on average, if the premium for targeted delivery (social) "
            "were above 1.80 (published: 1.00 to 2.10).",
        ]),
        (turns(row(VALIDITY, "win")),
         ["No value of this key stops targeting from winning on average within the range "
          "searched."]),
        (NEVER.head(0), []),
    ],
)  # fmt: skip
def test_the_sentence_is_computed(table: pd.DataFrame, told: list[str]) -> None:
    assert sections.answers(table) == told


def test_the_answer_is_short() -> None:
    for table in (NEVER, LOST, WON, SMALL):
        first = sections.answers(table)[0]
        assert len(first.split()) <= 45 and first.count("(published") <= 1


def test_a_row_says_where_or_never() -> None:
    cells = [[getattr(cell, "text", cell) for cell in each] for each in sections.table(LOST).rows]
    assert cells[0][2:] == [
        "1.60", "1.00 to 2.10", "below 1.36", "no difference that matters",
    ]  # fmt: skip
    assert cells[2][3:] == ["nothing published", "never from 0.00 to 1.00", ""]
    first, second, _ = rows(LOST)
    assert sections.said.mark(first) == "1.36 [1.33, 1.38]"
    assert sections.said.mark(second) == "0.50", "too few worlds for an interval"
    assert sections.said.mark(next(rows(WON))) == "1.90 [< 1.00, 2.00]"


def test_the_figure_has_a_line_a_key_and_a_mark_a_turning_point() -> None:
    made = figures.turns(LOST, "synthetic")
    assert made is not None and made.frame is LOST
    layers = made.spec["vconcat"][0]["vconcat"][0]["layer"]
    marks = [each for layer in layers for each in layer["data"]["values"] if "shape" in each]
    shapes = {(each["name"], each["shape"]) for each in marks}
    assert shapes == {
        ("premium for targeted delivery (social)", "diamond"), ("data validity", "diamond"),
        ("data validity", "triangle-up"),
    }  # fmt: skip
    assert all(0.0 <= each["at"] <= 1.0 for each in marks)
    assert "never from 0.00 to 1.00" in made.alt
    assert figures.turns(LOST.head(0), "") is None
    won = figures.turns(WON, "")
    assert won is not None
    (mark,) = [each for layer in won.spec["vconcat"][0]["vconcat"][0]["layer"][-1:]
               for each in layer["data"]["values"]]  # fmt: skip
    assert mark["low"] == 0.0 and mark["high"] == pytest.approx(1.0 / 1.65)


def test_the_page_and_what_a_run_says_of_it() -> None:
    summary = {
        "msim": "0.0", "scenario": {"name": "made", "hash": "0123456789"}, "seed": 1,
        "replicates": 7, "today": {"mean": -5e3, "low": -6e3, "high": -4e3, "worth": 3e3},
    }  # fmt: skip
    made = TurnsData(summary, {"turns": LOST}, dump(Scenario()), {})
    text = page(sections.document(made), {})
    assert "5,000 fewer net votes" in text and "same 7 worlds" in text
    assert sections.blocks(LOST.head(0), 7) == () and len(sections.blocks(LOST, 7)) == 4
