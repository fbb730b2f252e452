"""Where one lever turns the verdict: as `msim turns` says it, and given up when nobody waits."""

from __future__ import annotations

from typing import Any

import pytest

from msim import api
from msim.core.errors import InputError
from msim.lab import paired
from msim.lab.jobs import TurnJob
from msim.lab.pair_routes import pair
from msim.lab.paired import Superseded
from msim.lab.questions import question
from msim.lab.turning import turned
from msim.lab.worlds import STAGES, LabStage, LabWorld
from msim.report.turns.sections import answers

STAGE = LabStage(500, 1, 5)
PREMIUM = "channels.social.premium"
ASKED: dict[str, Any] = {"preset": "null", "set": {}, "turn": "data.validity"}


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paired, "_runs", type(paired._runs)())


def test_it_says_what_the_command_says() -> None:
    scenario = LabWorld("baseline").scenario(STAGE)
    told = turned(TurnJob(scenario, PREMIUM))
    table = api.turns(scenario, [PREMIUM]).table()
    assert told["part"] == "turn" and told["lever"] == PREMIUM
    assert told["said"] == " ".join(answers(table))
    assert told["at"] == (None if table["into"].iloc[0] == "" else table["turn_at"].iloc[0])


def test_what_is_not_published_is_searched_over_the_lever() -> None:
    scenario = LabWorld("small").scenario(LabStage(500, 1, 2))
    told = turned(TurnJob(scenario, "segments.count"))
    assert "number of segments" in told["said"] or "No value of this key" in told["said"]
    with pytest.raises(InputError, match="does not use it"):
        turned(TurnJob(scenario, "messages.heterogeneity_sd_pp"))


def test_it_ends_when_nobody_waits() -> None:
    scenario = LabWorld("null").scenario(STAGE)
    left = iter([False] * 20)  # the world's own run, and part of the first value
    with pytest.raises(Superseded):
        turned(TurnJob(scenario, PREMIUM), lambda: next(left, True))


def test_a_question_names_a_lever_that_moves_over_numbers() -> None:
    job = pair(ASKED, question, STAGES[-1])
    assert job == TurnJob(LabWorld("null").scenario(STAGES[-1]), "data.validity")
    assert job.key != pair(ASKED | {"turn": PREMIUM}, question, STAGES[-1]).key
    for wrong in ("segments.method", "run.seed", "data.coverage", 3, None):
        with pytest.raises(InputError, match=r"no lever that moves .* data\.validity"):
            pair(ASKED | {"turn": wrong}, question, STAGES[-1])
