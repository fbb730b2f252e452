"""Answers: the numbers of `msim run` to the last digit, the figures of its page, and no more."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from msim import api
from msim.core.arms import ARMS
from msim.lab.answers import FIGURES, POINTS, brief, parts
from msim.lab.definitions import definitions
from msim.lab.paired import Superseded
from msim.lab.voters import SHOWN
from msim.lab.worlds import LabStage, LabWorld
from msim.report.run import sections
from tests.cli.command import said
from tests.report.fixtures import made_up

STAGE = LabStage(1_000, 2, 2)
WORLD = LabWorld.of("baseline", {"segments.count": 3, "test.respondents": 1_000, "run.seed": 7})


@pytest.fixture(scope="module")
def answered() -> list[dict]:
    found = list(parts(WORLD.scenario(STAGE), WORLD.command(STAGE)))
    return json.loads(json.dumps(found, allow_nan=False))


def test_the_numbers_first_then_each_figure(answered) -> None:
    assert answered[0]["part"] == "numbers"
    assert [part["name"] for part in answered[1:]] == [*FIGURES, *POINTS, "voters"]
    assert {part["name"] for part in answered[1:] if part["spec"]} == {*FIGURES, "voters"}


def test_numbers_are_those_of_the_command_to_the_last_digit(
    answered, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = shlex.split(answered[0]["command"])[1:]
    status, out, _ = said(capsys, *words, "--json", "--quiet", "--out", tmp_path / "run")
    printed = json.loads(out)
    del printed["timing"]
    assert status == 0
    assert answered[0]["summary"] == printed
    text = (tmp_path / "run" / "scenario.toml").read_text(encoding="utf-8")
    assert answered[0]["toml"] == text


def test_figures_are_those_of_a_run(answered) -> None:
    data = api.compare(WORLD.scenario(STAGE)).data
    for part in answered[1 : 1 + len(FIGURES)]:
        figure = sections.FIGURES[part["name"]](data)
        inner = json.loads(json.dumps(figure.spec["vconcat"][0]["vconcat"][0]))
        assert inner.items() <= part["spec"].items()
        assert part["spec"]["config"] == figure.spec["config"]
        assert part["alt"] == figure.alt


def test_voters_are_coloured_by_segment(answered) -> None:
    spec = answered[-1]["spec"]
    dots, centres, numbers = (layer["data"]["values"] for layer in spec["layer"])
    assert len(dots) == SHOWN
    assert {row["segment"] for row in dots} == {1, 2, 3}
    assert len({row["colour"] for row in dots}) == 3
    assert [row["segment"] for row in centres] == [row["segment"] for row in numbers] == [1, 2, 3]


def test_every_number_and_figure_has_a_definition(answered) -> None:
    known = definitions()
    table = answered[0]["table"]
    assert {*table["columns"], *FIGURES, *POINTS, "voters", "answer"} <= set(known)
    assert {f"arm:{row['arm']}" for row in table["rows"]} <= {f"arm:{arm}" for arm in ARMS}
    assert {f"arm:{arm}" for arm in ARMS} <= set(known)
    assert all(len(row["cells"]) == len(table["columns"]) for row in table["rows"])


def test_an_answer_that_nobody_waits_for_is_given_up_after_a_replicate() -> None:
    asked = []

    def stop() -> bool:
        asked.append(None)
        return len(asked) > 1

    with pytest.raises(Superseded):
        list(parts(WORLD.scenario(LabStage(1_000, 2, 50)), "", stop))
    assert len(asked) == 2


def test_a_hurried_answer_has_the_same_numbers_and_one_figure(answered) -> None:
    found = list(parts(WORLD.scenario(STAGE), WORLD.command(STAGE), hurried=True))
    assert json.loads(json.dumps(found)) == answered[:2]


def test_campaigns_that_adapt_say_what_signal_they_would_need(answered) -> None:
    assert answered[0]["adapting"] == []
    world = LabWorld.of("baseline", {"run.arms": "both", "test.respondents": 1_000})
    first = next(parts(world.scenario(STAGE), world.command(STAGE)))
    arms = [row["arm"] for row in first["table"]["rows"]]
    assert arms[-4:] == ["adaptive", "adaptive_segmented", "best_single", "oracle"]
    assert any("correlation of 0.2 here" in said for said in first["adapting"])
    assert any("adapting would need" in said for said in first["adapting"])


def test_one_segment_has_no_picture_of_segments() -> None:
    world = LabWorld.of("null", {"segments.count": 1, "test.respondents": 1_000})
    *_, last = parts(world.scenario(STAGE), "")
    assert last == {"part": "figure", "name": "voters", "spec": None}


@pytest.mark.parametrize(
    ("made", "word"),
    [
        ("loss", "a loss."),
        ("win", "a win."),
        ("tie", "no difference at all, equal in every survey."),
        ("open", "ahead for certain, perhaps not by enough to matter."),
        ("equivalent", "no difference that matters."),
    ],
)
def test_the_line_says_what_the_interval_says(made: str, word: str) -> None:
    assert word in brief(made_up(made))
