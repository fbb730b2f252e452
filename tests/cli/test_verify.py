"""`msim verify`: one JSON object, a table that counts what is outside, exit status 0 for both."""

from __future__ import annotations

import json

import pytest

from tests.cli.command import said

FEW = ("small-mean", "mistargeting-central")


def test_json_is_one_object_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = said(capsys, "verify", *FEW, "--quick", "--json", "--seed", 3)
    assert (status, err) == (0, "")
    found = json.loads(out, parse_constant=pytest.fail)
    assert [row["id"] for row in found["rows"]] == list(FEW)
    assert [row["inside"] for row in found["rows"]] == [True, False]
    assert (found["seed"], found["inside"], found["outside"]) == (3, 1, 1)


def test_the_table_shows_and_counts_what_is_outside(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = said(capsys, "verify", *FEW, "--quick")
    words = " ".join(out.split())
    assert (status, err) == (0, "")
    assert "2 published results: 1 inside the tolerance, 1 outside" in words
    assert "Outside: mistargeting-central." in words and "docs/evidence.md" in words
    assert "Hersh and Schaffner 2013" in words and "penalty, times the gain" in words
    assert max(map(len, out.splitlines())) <= 80


def test_quiet_leaves_the_rows(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = said(capsys, "verify", *FEW, "--quick", "--quiet")
    assert "small-mean" in out and "Published:" not in out and "times the gain" not in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nothing",), "no such row 'nothing'"),
        (("--seed", "x"), "--seed x: must be a whole number"),
        (("--seed", "-1"), "--seed -1"),
    ],
)
def test_wrong_input_is_said(
    arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = said(capsys, "verify", *arguments)
    assert (status, out) == (2, "")
    assert words in err and "Traceback" not in err
