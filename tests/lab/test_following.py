"""One voter in the laboratory: what `msim voter` says, and no way round its wall."""

from __future__ import annotations

import json
import shlex
from typing import Any

import pytest

from msim import __version__, api
from msim.core.errors import InputError
from msim.experiment.voter import BANDS, LIKE, MISSING
from msim.lab.following import followed
from msim.lab.jobs import VoterJob
from msim.lab.pair_routes import one_voter, pair
from msim.lab.questions import question
from msim.lab.story.chapters import told
from msim.lab.texts import texts
from msim.lab.voters import voters
from msim.lab.worlds import STAGES, LabStage, LabWorld
from tests.cli.command import said

STAGE = LabStage(1_000, 2)
WORLD = LabWorld.of("baseline", {"segments.count": 3, "test.respondents": 2_500})
ASKED: dict[str, Any] = {"preset": "null", "set": {}}


def tables(part: dict[str, Any]) -> dict[str, list[list[str]]]:
    """Rows of every table, those folded away as well."""
    found, left = {}, [each for section in part["sections"] for each in section["blocks"]]
    while left:
        block = left.pop()
        left += block.get("blocks", [])
        if block["kind"] == "table":
            found[block["name"]] = block["rows"]
    return found


@pytest.fixture(scope="module")
def part() -> dict[str, Any]:
    return json.loads(json.dumps(followed(one_voter("misread", WORLD, STAGE)), allow_nan=False))


def test_it_is_the_voter_of_the_command(part, capsys: pytest.CaptureFixture[str]) -> None:
    program, *words = shlex.split(part["command"])
    status, out, _ = said(capsys, *words, "--json", "--quiet")
    summary = json.loads(out)
    assert (program, status, summary["voter"]["index"]) == ("msim", 0, part["index"])
    rows = {row[0]: row[1:3] for row in tables(part)["two-columns"]}
    for each in summary["traits"]:
        assert rows[each["trait"].replace("_", " ")] == [each["true"], each["seen"]]
    assert len(tables(part)["came"]) - 1 == len(summary["campaigns"]) == 3
    assert part["last"] == STAGE.simulated - 1


def test_readings_are_bands_and_every_line_is_marked(part) -> None:
    found = tables(part)
    assert {"two-columns", "effects", "exposures", "came", "weeks"} == set(found)
    assert {row[-1] for rows in found.values() for row in rows} == {"synthetic"}
    traits = WORLD.scenario(STAGE).population.traits
    words = {each.name.replace("_", " "): each.level_words or BANDS for each in traits}
    rows = [row for row in found["two-columns"] if row[0] in words]
    assert len(rows) == len(words)
    assert all({*row[1:3]} <= {*words[row[0]], MISSING} for row in rows)


def test_a_dot_is_the_voter_that_it_follows() -> None:
    scenario = WORLD.scenario(STAGE)
    figure = voters(scenario, __version__)
    assert figure is not None
    spec = json.loads(json.dumps(figure.spec["vconcat"][0]["vconcat"][0]))
    dots = spec["layer"][0]["data"]["values"]
    for dot in dots[:: len(dots) // 4]:
        sides = api.voter(scenario, int(dot["index"])).summary["sides"]
        assert (sides["record"], sides["segment"]) == (True, dot["segment"])


def test_a_dot_of_the_story_is_a_voter_of_the_world_that_it_names() -> None:
    screen = told("message", LabStage(1_000, 1, 2))
    world = LabWorld(screen["preset"]).scenario(LabStage(1_000, 1))
    for index in (0, 57, 399):
        true = api.voter(world, index).summary["voter"]["support"]
        assert true == pytest.approx(screen["before"][index] / 10_000, abs=1e-4)


def test_one_question_is_one_voter_of_one_world() -> None:
    job = pair(ASKED | {"voter": 7}, question, STAGES[-1])
    assert job == VoterJob(LabWorld("null").scenario(STAGES[-1]), 7, "msim voter null")
    keys = {pair(ASKED | {"voter": each}, question, STAGES[-1]).key for each in (7, 8, *LIKE)}
    assert len(keys) == 2 + len(LIKE)
    with pytest.raises(InputError, match="too heavy"):
        pair({"preset": "full_scale", "set": {}, "voter": 7}, question, STAGES[-1])


def test_a_kind_that_the_world_does_not_have_is_said() -> None:
    nobody = LabWorld("null").scenario(LabStage(40, 1))
    told = nobody.model_copy(update={
        "data": nobody.data.model_copy(update={"coverage": 1.0, "consent": 1.0}),
    })  # fmt: skip
    with pytest.raises(InputError, match="no such voter; it has persuadable"):
        followed(VoterJob(told, "unknown"))


def test_the_page_offers_the_kinds_of_the_command() -> None:
    assert tuple(texts("voter")["kinds"]) == tuple(LIKE)
