"""A card says what could be had at most, whether any corner holds, and what was asked otherwise."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from msim.claims.frozen import Changed, Frozen
from msim.claims.reach import Corner
from msim.claims.run import ClaimResult, Debate
from msim.claims.verdict import Estimate, Status
from msim.core.verdict import Truth
from msim.report.common.html import page as html
from msim.report.debate import sections, summary, tables
from msim.report.debate import sentences as words
from msim.report.debate.data import DebateData
from tests.claims import made

MANIFEST = {"msim": "0.0", "timing": {"seconds": 1.0}}


def at(mean: float, low: float, high: float) -> Estimate:
    return Estimate(mean, low, high, 40)


def with_reach(
    top: Estimate, answer: Estimate, status: Status = "loss", **changes: Any
) -> ClaimResult:
    effect = -0.2 if changes.get("true_if", "above") == "above" else 0.0
    found = made.found(made.claim(id="asked", **changes), lambda _: effect)
    corner = Corner(found.worlds[0].point, answer, status)
    return replace(found, ceiling={"": top}, corner=corner)


def told(found: ClaimResult) -> str:
    page = html(sections.document(DebateData(Debate((found,), True, 1.0), MANIFEST)), {})
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_the_worth_stands_beside_what_could_be_had_and_fails_says_whether_it_was_in_reach() -> None:
    corner = at(-0.02, -0.03, -0.01)
    within = with_reach(at(0.30, 0.28, 0.32), corner)
    assert within.verdict.kind == "fails"
    said = told(within)
    assert "The worth was within reach: perfect knowledge instead of silence comes to 0.300" in said
    assert "The worth is 0.050 points of vote share, 17 % of that." in said
    out = words.statement(with_reach(at(0.02, 0.01, 0.03), corner))
    assert "The worth was out of reach: even perfect knowledge instead of silence" in out
    near = words.statement(with_reach(at(0.05, 0.04, 0.06), corner))
    assert "Whether the worth was within reach is too close to call" in near


@pytest.mark.parametrize(("truth", "effect", "says"), [
    ("below", 0.0, True), ("within", 0.0, True), ("above", 0.2, False), ("below", 0.2, False),
])  # fmt: skip
def test_reach_is_said_of_whatever_fell_short_of_its_worth(
    truth: Truth, effect: float, says: bool
) -> None:
    found = made.found(made.claim(true_if=truth), lambda _: effect)
    found = replace(found, ceiling={"": at(0.02, 0.01, 0.03)})
    assert ("The worth was out of reach" in words.statement(found)) is says


@pytest.mark.parametrize(("status", "cell", "sentence"), [
    ("win", "yes, 0.100", "In the most favourable corner of its ranges it does hold: 0.100"),
    ("loss", "no, 0.100", "It fails even in the most favourable corner of its own ranges: 0.100"),
    ("open", "too close, 0.100", "corner of its ranges it is too close to call: 0.100"),
])  # fmt: skip
def test_the_corner_is_a_column_and_a_sentence(status: Status, cell: str, sentence: str) -> None:
    found = with_reach(at(0.3, 0.2, 0.4), at(0.1, 0.09, 0.11), status)
    assert words.corner_cell(found).startswith(cell) and sentence in words.statement(found)
    data = DebateData(Debate((found,), True, 1.0), MANIFEST)
    (row,) = tables.overview(data, ["asked"]).rows
    assert str(row[-1]).startswith(cell) and str(row[-2]).startswith("0.30")
    said = summary.summary(found)
    assert said["corner"]["status"] == status and said["ceiling"][""]["mean"] == 0.3
    assert data.tables["debate"].loc[0, "corner"] == status


def test_shares_of_worlds_have_intervals_everywhere() -> None:
    found = made.found(made.claim(), lambda _: 0.2)
    assert "from the same ranges it holds in 89 % to 100 %" in words.statement(found)
    low, high = summary.summary(found)["priors"]["split"]["holds_in"]
    assert (round(low, 2), high) == (0.89, 1.0)
    turned = made.found(made.claim(), lambda p: 0.2 if p.value("budget.total") > 8e6 else -0.2)
    assert turned.turn is not None and turned.turn.held_above[1] == 1.0
    assert re.search(r"In all worlds like these it is \d+ % to 100 % and 0 % to \d+ %\.",
                     words.statement(turned))  # fmt: skip


def test_a_card_says_that_it_is_asked_otherwise_why_and_both_verdicts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = Changed("asked", "0.2.0", "b", "the worth", "it was too small", "holds")
    record = Frozen({"asked": "a"}, (line,))
    for room in (sections, tables, summary):
        monkeypatch.setattr(room, "frozen", lambda: record)
    found = with_reach(at(0.3, 0.2, 0.4), at(0.1, 0.09, 0.11))
    said = told(found)
    assert ("Asked differently since version 0.2.0, because it was too small. What changed: the "
            "worth. The verdict before: holds. After: not recorded.") in said  # fmt: skip
    assert summary.summary(found)["asked_otherwise"][0]["before"] == "holds"
    (row,) = tables.otherwise(DebateData(Debate((found,), True, 1.0), MANIFEST)).rows
    assert row[2:] == ("holds", "\u2013", "it was too small")
