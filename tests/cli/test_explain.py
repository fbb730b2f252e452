"""`msim config explain` of the keys of districts, opponents, contacts, sharing and factors."""

from __future__ import annotations

import json

import pytest

from msim.scenario import keys
from tests.cli.command import said


def test_explain_json(capsys: pytest.CaptureFixture[str]) -> None:
    doc = json.loads(said(capsys, "config", "explain", "data.validity", "--json")[1])
    assert (doc["default"], doc["low"], doc["high"], doc["source"]) == (0.35, 0, 1, "validity")
    docs = json.loads(said(capsys, "config", "explain", "--json")[1])["keys"]
    assert [doc["key"] for doc in docs] == [doc.key for doc in keys()]


@pytest.mark.parametrize(
    ("key", "lines"),
    [
        ("election.rule", ["default \"popular\"", "allowed 'popular', 'districts' or 'mandate'"]),
        ("election.mandate_turnout", ["default not set", "unit share of voters"]),
        ("districts.pilots", ["default 0", "allowed a whole number between 0 and 10,000"]),
        ("districts.electoral_votes", ["default not set"]),
        ("opponent.strategy", ["default not set", "unit name"]),
        ("opponent.game", ["default false", "unit yes or no"]),
        ("opponent.data.validity", ["default not set", "source validity",
                                    "evidence low 0.29 (read), central 0.35 (derived), "
                                    "high 0.56 (read)"]),
        ("earned.share_rate", ["default 0.0", "allowed a number between 0 and 1"]),
        ("channels.text.capacity", ["default not set", "unit attempts"]),
        ("channels.text.cost_per_attempt", ["default 0.15", "source text_price"]),
        ("channels.doorsteps.contact_rate", ["default 0.3", "allowed a number above 0 and at most "
                                             "1"]),
        ("channels.social.cross_party_price", [
            "default 1.0", "allowed a number between 1 and 10", "source cross_party_price",
            "evidence low 1 (assumed), central 1.4 (second hand), high 2 (assumed)"]),
        ("messages.mobilise_pp", ["default 0.0", "unit points of turnout", "source text_effect"]),
        ("messages.mismatch_pp", ["default 0.0", "source mismatch"]),
        ("budget.audience_by", ["default \"persuadability\"",
                                "allowed 'persuadability', 'support', 'district' or 'response'"]),
        ("segments.individual_model", ["allowed 'ridge' or 'forest'"]),
        ("data.preparation_days", ["default not set", "unit days"]),
        ("attribution.factors", ["default {}", "unit tables of keys"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_explain_says_default_range_and_source(
    key: str, lines: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = said(capsys, "config", "explain", key)
    shown = [" ".join(line.split()) for line in out.splitlines()]
    assert (status, err, shown[0]) == (0, "", key)
    assert [line for line in lines if line not in shown] == []


@pytest.mark.parametrize("section", ["opponent", "earned", "attribution", "election"])
def test_explain_lists_every_key_of_a_section(
    section: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = said(capsys, "config", "explain", section)
    listed = [line.split()[0] for line in out.splitlines()[1:]]
    assert listed == [doc.key for doc in keys() if doc.key.startswith(f"{section}.")]
    assert len(listed) > 2


def test_explain_names_the_nearest_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "config", "explain", "opponent.data.valdity") == (
        2, "", "no such key 'opponent.data.valdity'; did you mean 'opponent.data.validity'?\n")
