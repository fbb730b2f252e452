"""The story's screens: every number is the engine's, and the same as in a run."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import pytest

from msim import api
from msim.core.arrays import Ints
from msim.core.text import digits
from msim.experiment.engine.replicate import run_replicate
from msim.lab.levers import BY_KEY
from msim.lab.story import bill, cuts, matching, survey
from msim.lab.story.chapters import told
from msim.lab.story.telling import DOTS
from msim.lab.story.titles import SCREENS, titles
from msim.lab.worlds import LabStage, LabWorld, start

QUICK = LabStage(1_000, 2, 3)


@cache
def screen(name: str) -> dict[str, Any]:
    return told(name, QUICK)


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_is_plain_data_with_a_question_and_one_right_answer(name: str) -> None:
    found = screen(name)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert {"name": name, "title": found["title"]} in titles()
    rights = [each["right"] for each in found.get("messages", []) if isinstance(each, dict)]
    for right in rights or [found["right"]]:
        assert 0 <= right < len(found["choices"]) == 3
    sentences = [found["question"], *found["lead"], *found["choices"]]
    assert not [text for text in sentences if "{" in text or "None" in text]


def test_each_message_wins_what_it_wins_in_the_engine_and_moves_the_voters_that_way() -> None:
    scenario = LabWorld("baseline").scenario(QUICK)
    votes = run_replicate(scenario, 0).singles["naive"]["net_votes"][0]
    found = screen("message")
    before = np.array(found["before"])
    for won, message in zip(votes, found["messages"], strict=True):
        assert f"{digits(float(won), 'votes', -2)} votes" in " ".join(message["said"])
        assert message["said"][0].startswith(message["label"])
    moved = [float(np.mean(np.array(each["after"]) - before)) for each in found["messages"]]
    assert np.corrcoef(moved, votes)[0, 1] > 0.9
    unseen = [n for n, seen in enumerate(found["seen"]) if seen == "0"]
    assert 0 < len(unseen) < DOTS / 2
    for each in found["messages"]:  # whom no message reaches, it does not move
        assert [each["after"][n] for n in unseen] == [found["before"][n] for n in unseen]


def test_the_first_surveys_are_those_of_a_run_and_the_largest_reading_wins() -> None:
    runs = screen("survey")["runs"]
    singles = run_replicate(LabWorld("baseline").scenario(QUICK), 0).singles["broadcast"]
    for name, measure in (("promised", "promised_net_votes"), ("won", "net_votes")):
        assert [run[name] for run in runs[:2]] == [round(v) for v in singles[measure][:, 0]]
    assert len(runs) == survey.SURVEYS
    for run in runs:
        assert run["readings"][run["winner"]] == max(run["readings"])  # two may round alike
        asked = [int(code, 36) // 2 for code in run["answers"]]
        assert len(asked) == DOTS and set(asked) == set(range(len(screen("survey")["labels"])))
    promised, won = (np.mean([run[name] for run in runs]) for name in ("promised", "won"))
    assert (screen("survey")["right"] == 2) == (promised > won)


def test_cuts_of_a_cloud_move_and_cuts_of_clear_groups_stay() -> None:
    first, last = screen("cuts")["steps"][0], screen("cuts")["steps"][-1]

    def changed(step: dict[str, Any]) -> float:
        pairs = zip(step["cuts"], step["cuts"][1:], strict=False)
        return float(np.mean([sum(a != b for a, b in zip(*pair, strict=True)) for pair in pairs]))

    assert changed(last) < changed(first) / 2
    assert "no groups" in first["said"][0] and "found, not made" in last["said"][1]
    assert last["place"] == f"{100 * start(cuts.PRESET)[cuts.KEY]:.0f} %"


@pytest.mark.parametrize("turn", [[0, 1, 2], [2, 0, 1], [1, 0, 2]])
def test_the_same_cut_in_other_colours_is_seen_as_the_same(turn: list[int]) -> None:
    labels: Ints = np.arange(60) % 3
    assert (cuts.alike(np.array(turn)[labels], labels, 3) == labels).all()


def test_a_message_for_each_segment_gains_what_a_run_says() -> None:
    own = start(matching.PRESET)[matching.KEY]
    step = screen("matching")["steps"][matching.LEVELS.index(own)]
    data = api.compare(LabWorld(matching.PRESET).scenario(QUICK)).data  # with all arms of the world
    gain = data.contrast(matching.CONTRAST)
    assert step["gain"] == {"mean": gain.mean, "low": gain.low, "high": gain.high}
    assert step["outcome"] == data.summary["verdict"][matching.CONTRAST]
    assert step["command"] == f"msim run {matching.PRESET}"
    assert set(matching.LEVELS) <= set(BY_KEY[matching.KEY].positions)


def test_the_more_people_differ_the_more_rarely_all_get_the_same_message() -> None:
    same = [step["same"] for step in screen("matching")["steps"]]
    sent = [len(set(step["sent"])) for step in screen("matching")["steps"]]
    assert same[-1] < 0.2 < 0.5 < same[0]
    assert sent[0] < sent[-1]


def test_the_bill_is_that_of_the_run() -> None:
    begin = [start(bill.PRESET)[key] for key in (bill.MATCH, bill.PREMIUM)]
    (row,) = [row for row in screen("bill")["rows"] if row["at"] == begin]
    data = api.compare(LabWorld(bill.PRESET).scenario(QUICK)).data
    assert row["votes"] == [data.arm(arm, "net_votes").mean for arm in (bill.FREE, bill.PAID)]
    assert row["command"] == f"msim run {bill.PRESET}"
    free, paid = row["votes"]
    assert row["left"]["net_votes"] == paid / free
    whole = [r for r in screen("bill")["rows"] if r["at"] == [1.0, 1.0]]
    assert [r["left"] for r in whole] == [pytest.approx(dict.fromkeys(bill.LEFT, 1.0))]
    assert [r["seen"][0] == r["seen"][1] for r in whole] == [True]


def test_what_might_change_a_mind_are_places_of_the_levers() -> None:
    for _, changes in bill.WISHES:
        assert LabWorld.of(bill.PRESET, changes).changes
