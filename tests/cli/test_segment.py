"""`msim segment`: what it prints, writes and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from msim.cli.main import main
from msim.cli.segment import named

TINY = (
    "--set", "population.simulated=1500", "--set", "segments.fit_sample=300", "--set",
    "test.respondents=1500", "--replicates", "2",
)  # fmt: skip
pytestmark = pytest.mark.usefixtures("few_numbers")


def said(
    capsys: pytest.CaptureFixture[str], *arguments: str | Path
) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of one command."""
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return int(left.value.code or 0), out, err


def test_it_prints_methods_segments_and_sentences_and_leaves_a_folder(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, not_drawn: None
) -> None:
    place = tmp_path / "r"
    status, out, err = said(capsys, "segment", "small", *TINY, "--out", place)
    assert (status, err) == (0, "")
    places = [out.index(each) for each in ("K-means cuts", "method ", "random ", "marks")]
    assert places == sorted(places)
    assert max(len(line) for line in out.splitlines() if str(place) not in line) <= 80
    assert (place / "segments.html").is_file()


def test_json_is_one_object_with_the_methods_in_their_order(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ("--methods", "ward,kmeans", "--seed", "3", "--json")
    status, out, err = said(capsys, "segment", "small", *TINY, *words)
    assert (status, err) == (0, "")
    found = json.loads(out)
    assert list(found["methods"]) == ["ward", "kmeans"]
    assert (found["method"], found["seed"], found["replicates"]) == ("ward", 3, 2)
    assert found["told"] and found["methods"]["ward"]["pick"]["told"]
    assert set(found["meanings"]["stability"]) == {"label", "meaning"}


def test_an_unknown_method_names_the_option_and_the_nearest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, out, err = said(capsys, "segment", "small", *TINY, "--methods", "kmeens")
    assert (status, out) == (2, "")
    assert err.startswith("--methods kmeens") and "'kmeans'" in err
    assert "Traceback" not in err


def test_a_method_that_cannot_be_used_says_which_can(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = said(capsys, "segment", "small", *TINY, "--methods", "latent_class")
    assert status == 2
    assert "takes levels" in err and "gaussian_mixture" in err


def test_a_folder_of_something_else_is_refused_before_any_work(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "thesis.doc").write_text("years of work", encoding="utf-8")
    monkeypatch.setattr("msim.api.segment", lambda *_: pytest.fail("it ran"))
    status, out, err = said(capsys, "segment", "small", "--out", tmp_path)
    assert (status, out) == (2, "")
    assert "not a results folder of msim" in err


def test_methods_as_they_are_typed() -> None:
    assert named(" kmeans ,, ward ") == ["kmeans", "ward"]
    assert named("all") == "all"
    assert named(None) is None
