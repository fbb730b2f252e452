"""`msim verify`: one JSON object, a table that counts what is outside, exit status 0 for both."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command import said

FEW = ("small-mean", "decay-candidate")


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
    assert "msim agrees with 1 of 2 published results, and not with 1." in words
    assert "Outside: decay-candidate." in words and "docs/evidence.md" in words
    assert "Hill et al. 2013" in words and "share that lasts" in words
    assert max(map(len, out.splitlines())) <= 80


def test_a_folder_has_a_page_and_every_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "r"
    status, out, err = said(capsys, "verify", *FEW, "--quick", "--json", "--out", place)
    assert status == 0 and "results:" in err
    found = json.loads((place / "verify.json").read_text(encoding="utf-8"))
    assert found == json.loads(out)
    assert (place / "verify.html").is_file() and (place / "figures" / "rows.svg").is_file()
    (tmp_path / "thesis.doc").write_text("years of work", encoding="utf-8")
    status, out, err = said(capsys, "verify", *FEW, "--quick", "--out", tmp_path)
    assert (status, out) == (2, "") and "not a results folder of msim" in err


def test_quiet_leaves_the_rows(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = said(capsys, "verify", *FEW, "--quick", "--quiet")
    assert "small-mean" in out and "Published:" not in out and "share that lasts" not in out


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
