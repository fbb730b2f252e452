"""What claims ask is fixed before they are run: whoever asks otherwise says what and why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from msim.api import NAMES
from msim.claims.claim import Range, Term
from msim.claims.frozen import Changed, Frozen, frozen, question
from msim.claims.reading import every_claim, read_claim
from msim.claims.verdict import Kind
from msim.scenario import Scenario, override
from tests.claims import made, tiny
from tests.house import tree


@pytest.mark.parametrize("name", every_claim())
def test_a_shipped_claim_asks_what_is_on_record(name: str) -> None:
    asked, record = question(read_claim(name, NAMES)), frozen().now(name)
    assert asked == record, f"asked otherwise: add to frozen.toml a [[changed]] with to = '{asked}'"


def test_the_record_is_of_the_shipped_claims_and_each_line_says_what_and_why() -> None:
    record = frozen()
    assert set(record.first) == set(every_claim())
    for each in record.changed:
        assert each.claim in record.first and each.since and each.what and each.why, each
        assert {each.before, each.after} <= {"", *get_args(Kind)}, each
        assert not any(text.endswith(".") for text in (each.what, each.why)), each  # in a sentence
    for name in record.first:
        hashes = [record.first[name], *(each.to for each in record.of(name))]
        assert len(set(hashes)) == len(hashes), name  # each line is a change


CHANGED = Changed("one", "0.2.0", "b", "the worth", "it was too small")
CLAIM = made.claim(now={"data.consent": 1.0}, instead={"data.consent": 0.5})


@pytest.mark.parametrize(
    "changes",
    [
        {"worth": 0.06}, {"true_if": "below"}, {"measure": "reach_rate"}, {"quantity": "chance"},
        {"contrast": Term.of("segmented")}, {"against": Term.of("broadcast")}, {"by": 0.1},
        {"now": {"data.consent": 0.9}}, {"instead": {}}, {"cases": {"a": {}}},
        {"factors": ("a", "b")}, {"ranges": (made.VALIDITY,)},
        {"ranges": (replace(made.VALIDITY, high=0.6), made.MONEY)},
        {"ranges": (replace(made.VALIDITY, stated=False), made.MONEY)},
        {"scenario": override(Scenario(), {"budget.audience": "selected"})},
        {"scenario": override(Scenario(), {"segments.method": "demographic"})},
    ],
    ids=str,
)
def test_whatever_is_asked_otherwise_is_noticed(changes: dict[str, Any]) -> None:
    assert question(replace(CLAIM, **changes)) != question(CLAIM)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Another"}, {"note": "Another"}, {"effort": 2.0}, {"also": ("reach_rate",)},
        {"picture": "data.validity"},
        {"scenario": override(Scenario(), {"population.simulated": 99, "budget.total": 5e6})},
    ],
    ids=str,
)
def test_what_a_claim_says_of_itself_moves_nothing(changes: dict[str, Any]) -> None:
    assert question(replace(CLAIM, **changes)) == question(CLAIM)


def test_a_range_left_to_the_evidence_moves_with_it_and_is_the_same_question(
    tmp_path: Path,
) -> None:
    left = tiny.claim(tmp_path)
    assert [each.stated for each in left.ranges] == [True, False]
    moved = tuple(replace(each, high=0.9) if not each.stated else each for each in left.ranges)
    assert question(replace(left, ranges=moved)) == question(left)
    stated = tiny.claim(tmp_path, ('"data.validity" = "evidence"',
                                   '"data.validity" = { high = 0.6 }'))  # fmt: skip
    assert stated.ranges[1] == Range("data.validity", 0.29, 0.35, 0.6, "correlation", "validity")
    assert question(stated) != question(left)


def test_the_last_line_of_a_claim_is_what_it_has_to_ask() -> None:
    lines = tuple(replace(CHANGED, to=to) for to in ("b", "c"))
    record = Frozen({"one": "a", "two": "z"}, (*lines, replace(CHANGED, claim="two", to="y")))
    assert (record.now("one"), record.now("two"), record.now("three")) == ("c", "y", "")
    assert record.of("one") == lines



def test_the_page_tells_what_is_asked_otherwise_why_and_both_verdicts() -> None:
    rows = [
        f"| `{each.claim}` | {each.before} | {each.after} | {each.what} | {each.why} |"
        for each in frozen().changed
    ]
    head = ["| claim | before | after | what changed | why |", "| --- | --- | --- | --- | --- |"]
    expected = "\n".join([*head, *rows])
    text = (tree.ROOT / "docs" / "debate.md").read_text(encoding="utf-8")
    assert expected in text, f"docs/debate.md has to hold:\n{expected}"
