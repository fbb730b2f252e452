"""Sentences follow from numbers: every branch, and never a verdict that the interval denies."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from msim.report.common.sentences import SHORT
from msim.report.run import left_out, sceptic, sentences
from tests.report.fixtures import LEVELS, made_up, with_gap
from tests.report.toml import SCENARIO

OUTCOMES = [  # low, mean, high of a difference; the worth is 3,250 votes
    ((4_000.0, 5_000.0, 6_000.0), "win"),
    ((-6_000.0, -5_000.0, -4_000.0), "loss"),
    ((-600.0, -200.0, 200.0), "small"),
    ((50.0, 100.0, 150.0), "small"),
    ((1_000.0, 4_000.0, 7_000.0), "ahead"),
    ((-7_000.0, -4_000.0, -1_000.0), "behind"),
    ((-7_000.0, -3_000.0, 1_000.0), "not a win"),
    ((-1_000.0, 3_000.0, 7_000.0), "not a loss"),
    ((-7_000.0, 0.0, 7_000.0), "open"),
    ((None, 3_000.0, None), "unknown"),
    ((None, None, None), "unknown"),
]


HEADS = {
    "win": "Targeting won.",
    "loss": "Targeting lost.",
    "small": "Targeting made no difference that matters.",
    "ahead": "Targeting is ahead for certain, perhaps not by enough to matter.",
    "behind": "Targeting is behind for certain, perhaps not by enough to matter.",
    "not a win": "Too close to call, but targeting won nothing that matters.",
    "not a loss": "Too close to call, but targeting lost nothing that matters.",
    "open": "Too close to call.",
}


@pytest.mark.parametrize(("gap", "outcome"), OUTCOMES)
def test_the_outcome_follows_from_the_interval(gap, outcome) -> None:
    data = with_gap(*gap)
    assert sentences.outcome(data, "segmented-broadcast") == outcome
    head = sentences.answer(data).removeprefix("**").partition("**")[0]
    assert head == HEADS.get(outcome, "Too few worlds to say which is ahead.")


def test_a_tie_in_every_replicate_is_a_tie() -> None:
    data = with_gap(0.0, 0.0, 0.0, tied=1.0)
    assert sentences.outcome(data, "segmented-broadcast") == "tie"
    assert "the two were equal in every survey.**" in sentences.answer(data)
    assert "no difference at all." in sentences.answer(data)
    assert sentences.equivalence(data) == ""


@given(st.floats(-9_000, 9_000), st.floats(0, 9_000))
def test_a_win_or_loss_is_said_only_beyond_the_worth(mean: float, half: float) -> None:
    data = with_gap(mean - half, mean, mean + half)
    said = sentences.verdict(data, "segmented-broadcast")
    assert said.startswith("A win") == (mean - half > 3_250)
    assert said.startswith("A loss") == (mean + half < -3_250)
    told = sentences.difference(data.contrast("segmented-broadcast"))
    assert ("fewer" in told) == (mean + half < 0)


@pytest.mark.parametrize("kind", LEVELS)
def test_words_json_and_an_older_folder_agree(kind) -> None:
    """A folder of an earlier version has no outcomes: they follow from its intervals."""
    data = made_up(kind)
    older = deepcopy(dict(data.summary))
    for contrast in older["contrasts"].values():
        contrast.pop("outcome", None)
    for name in ("segmented-broadcast", "segmented_free-broadcast", "oracle-segmented"):
        stated = data.summary["contrasts"][name]["outcome"]
        assert sentences.outcome(data, name) == stated
        assert sentences.outcome(replace(data, summary=older), name) == stated
        assert data.summary["verdict"].get(name, stated) == stated


def test_the_made_up_worlds_come_out_as_they_are_called() -> None:
    found = {kind: sentences.outcome(made_up(kind), "segmented-broadcast") for kind in LEVELS}
    assert found == {
        "loss": "loss", "win": "win", "open": "ahead", "equivalent": "small", "tie": "tie",
    }  # fmt: skip


def test_equal_too_close_to_call_and_too_few_worlds_are_three_things() -> None:
    equal, close = with_gap(0.0, 0.0, 0.0, tied=1.0), with_gap(-7_000.0, 0.0, 7_000.0)
    few = with_gap(None, 0.0, None)
    said = [sentences.verdict(data, "segmented-broadcast") for data in (equal, close, few)]
    assert said == [
        "Equal in every survey.",
        "Too close to call. 40 worlds cannot tell which is ahead.",
        "Too few worlds to say which is ahead.",
    ]
    assert len(set(SHORT.values())) == len(SHORT)


def test_behind_for_certain_is_said_apart_from_whether_it_matters() -> None:
    data = with_gap(-7_000.0, -4_000.0, -1_000.0)
    assert sentences.verdict(data, "segmented-broadcast") == (
        "Behind for certain. Whether by enough to matter (3,250 votes), 40 worlds cannot tell."
    )


@pytest.mark.parametrize("kind", LEVELS)
def test_the_answer_has_a_verdict_two_numbers_and_one_interval_in_few_words(kind) -> None:
    answer = sentences.answer(made_up(kind))
    assert answer.startswith("**") and len(answer.split()) <= 45
    assert answer.count("(") + answer.count("[") <= 2 and answer.count("interval") <= 1
    assert re.search(r"won [\d,]+ votes and the single-message campaign [\d,]+: ", answer)


def test_the_shown_difference_is_that_of_the_shown_numbers_or_says_that_it_is_rounded() -> None:
    for kind in LEVELS:
        answer = sentences.answer(made_up(kind)).replace(",", "")
        first, second, gap = _numbers(answer)
        assert "rounded" in answer or abs(first - second) == gap


def _numbers(answer: str) -> tuple[int, int, int]:
    first, second = map(int, re.findall(r"(?:won|single-message campaign) (\d+)", answer))
    gap = re.search(r": (\d+) (?:more|fewer)", answer)
    return first, second, int(gap[1]) if gap else 0


def test_equivalence_is_said_with_its_ratio() -> None:
    told = sentences.equivalence(made_up("equivalent"))
    assert re.search(r"equivalent: their ratio, 1\.\d+ \[[^]]*\], is within", told)
    assert sentences.equivalence(made_up("loss")) == ""


def test_one_replicate_has_no_interval_and_no_verdict() -> None:
    answer = sentences.answer(made_up(replicates=1))
    assert "Too few worlds to say which is ahead." in answer
    assert "[" not in answer


def test_a_budget_of_zero_is_said_plainly() -> None:
    data = made_up(money=False)
    assert sentences.answer(data).startswith("With a budget of 0")
    assert sceptic.said(data) == [
        "With a budget of 0 no arm says anything, so this run has no answer to him."
    ]
    assert sentences.reached(data) == ""


@pytest.mark.parametrize(
    ("arms", "missing"),
    [
        (("silent", "broadcast"), "segmented did not run"),
        (("silent", "segmented"), "broadcast did not run"),
        (("naive",), "segmented and broadcast did not run"),
        (("silent",), "Nobody was sent anything"),
    ],
)
def test_missing_arms_are_named(arms, missing) -> None:
    assert missing in sentences.answer(made_up(arms=arms))


def test_without_the_free_arm_nothing_is_said_of_it() -> None:
    data = made_up(arms=("silent", "broadcast", "segmented"))
    assert sentences.why(data) == ""


def test_a_null_ratio_is_a_dash_and_not_an_error() -> None:
    data = made_up(money=False)
    assert not data.contrast("segmented/broadcast").known
    assert data.contrast("segmented/broadcast").reason
    assert not data.arm("silent", "cost_per_net_vote").known


@pytest.mark.parametrize(
    ("gain", "said"),
    [
        ({"mean": 5.0, "low": 2.0, "high": 8.0}, "B compared with a: 5 more [2, 8] (it)."),
        ({"mean": -5.0, "low": -8.0, "high": -2.0}, "B compared with a: 5 fewer [2, 8] (it)."),
        ({"mean": 1.0, "low": -1.0, "high": 3.0}, "B compared with a: 1 votes [-1, 3], no"),
        ({"mean": 0.0, "low": 0.0, "high": 0.0}, "B compared with a: no difference at all (it)."),
        ({"mean": 5.0, "low": None, "high": None}, "B compared with a: 5 votes (it)."),
        (None, "B compared with a: a difference that this run does not give (it)."),
    ],
)
def test_a_rung_says_what_it_buys(gain, said) -> None:
    rung = sentences.rung({"step": "b", "from": "a", "buys": "it", "gain": gain})
    assert rung.replace("−", "-").startswith(said)


def test_reach_lost_or_gained_is_said_by_its_sign() -> None:
    assert "less of the electorate" in sentences.reached(made_up())
    data = made_up()
    summary = deepcopy(dict(data.summary))
    for gap, said in ((0.02, "2.0 points more"), (0.0, "the same share")):
        summary["contrasts"]["segmented-broadcast"]["reach_rate"] = {"mean": gap}
        assert said in sentences.reached(replace(data, summary=summary))


def test_promise_and_delivery_are_left_out_where_nobody_promised() -> None:
    told = sentences.promised(made_up("tie"))
    assert "17," in told or "votes" in told
    assert sentences.promised(made_up(arms=("silent", "naive"))) == ""


def test_correlations_stand_beside_the_published_one() -> None:
    said = " ".join(sentences.correlations(made_up()))
    assert "0.830 [0.790, 0.870]; Coppock (2022) measured 0.86" in said
    assert "4.0 % [3.0, 5.0] lie between the segments" in said


@pytest.mark.parametrize(
    ("testing", "matching", "said"),
    [
        ((100.0, 200.0), (0.0, 50.0), "Testing won more votes than matching, and it needs no data"),
        ((0.0, 50.0), (100.0, 200.0), "Matching won more votes than testing"),
        ((0.0, 150.0), (100.0, 200.0), "does not say which"),
        ((None, None), (0.0, 1.0), "One world cannot say"),
    ],
)
def test_the_sceptic_is_answered_by_intervals(testing, matching, said) -> None:
    data = made_up()
    summary = deepcopy(dict(data.summary))
    for entry in summary["ladder"]:
        low, high = {"broadcast": testing, "segmented_free": matching}.get(entry["step"], (0, 1))
        middle = 1.0 if low is None else (low + high) / 2
        entry["gain"] = {"mean": middle, "low": low, "high": high}
    assert said in sceptic.said(replace(data, summary=summary))[0]


def test_the_sceptic_is_told_that_meetings_are_not_in_the_run() -> None:
    assert any("Meetings are not in this run" in told for told in sceptic.said(made_up()))
    toml = SCENARIO + '\n[channels.meetings]\nkind = "contacts"\nshare = 0.2\n'
    told = sceptic.said(replace(made_up(), scenario_toml=toml))
    assert any("Contacts in this run: meetings" in each for each in told)


def test_other_rules_of_counting_are_named() -> None:
    toml = SCENARIO.replace("swing_sd = 0.02", 'rule = "districts"')
    assert any("districts" in each for each in sceptic.said(replace(made_up(), scenario_toml=toml)))


def test_how_often_all_segments_were_sent_one_message_is_said() -> None:
    data = made_up()
    assert sentences.one_message(data) == ""  # a folder of an earlier version does not know
    rows = [(r, "one_message", share) for r, share in enumerate((1.0, 0.5, 0.75))]
    more = pd.DataFrame(rows, columns=["replicate", "measure", "value"])
    known = replace(data, diagnostics=pd.concat([data.diagnostics, more]))
    assert sentences.one_message(known).startswith("In 75 % of all surveys every segment")
    assert sentences.one_message(known) in " ".join(sentences.correlations(known))
    assert sentences.one_message(replace(made_up("loss", ("silent", "broadcast")),
                                         diagnostics=more)) == ""  # fmt: skip


@pytest.mark.parametrize(
    ("bought", "reach", "votes", "told"),
    [
        (0.72, 0.95, 0.73, True),
        (0.72, 0.95, 0.93, False),  # votes went with reach
        (0.94, 0.95, 0.93, False),  # all went alike
        (1.0, 0.7, 0.9, False),  # reach parted from votes, downwards
    ],
)
def test_votes_that_follow_impressions_are_said_to(
    bought: float, reach: float, votes: float, told: bool
) -> None:
    data = made_up()
    summary = deepcopy(dict(data.summary))
    kept = {"grp": bought, "reach_rate": reach, "net_votes": votes}
    for name, share in kept.items():
        usual = summary["arms"]["segmented_free"][name]["mean"]
        summary["arms"]["segmented"][name]["mean"] = share * usual
    said = sentences.follows(replace(data, summary=summary))
    assert bool(said) == told
    assert not told or all(f"{100 * share:.0f} %" in said for share in kept.values())


@pytest.mark.parametrize(("low", "named"), [(0.10, False), (0.13, True)])
def test_groups_are_ranked_only_where_their_intervals_lie_apart(low: float, named: bool) -> None:
    def group(kind: str, name: str, least: float) -> dict[str, object]:
        found = {"mean": least + 0.01, "low": least, "high": least + 0.02}
        missed = dict.fromkeys(("broadcast", "segmented"), found)
        return {"kind": kind, "group": name, "voters_share": 0.5, left_out.NOBODY: missed}

    every = [group("all", "all", 0.1), group("age", "1", low), group("age", "2", 0.1)]
    data = replace(made_up(), summary=made_up().summary | {"left_out": every})
    assert ("Missed most by the segmented campaign: age 1 of 2" in left_out.most(data)) is named
