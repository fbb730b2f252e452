"""Many plans in one world: the engine's own votes, each player's own test, and who falls back."""

from __future__ import annotations

import numpy as np
import pytest

import msim
from msim.core.arrays import group_sums
from msim.core.errors import InputError
from msim.experiment.contest import Board, Contest, Entry
from msim.experiment.engine.replicate import run_replicate
from msim.experiment.engine.sides import electorate, prepare
from msim.scenario import Scenario
from msim.scenario.campaign import OwnPlan
from tests.laws.drawn import changed

WORLD = changed(Scenario(), {
    "population.simulated": 2_000, "segments.count": 3, "segments.fit_sample": 1_000,
    "test.respondents": 1_400, "messages.heterogeneity_sd_pp": 2.0, "budget.total": 3_000_000.0,
    "run.workers": 1,
})  # fmt: skip
PLAN = OwnPlan(messages=(2, 1, 4), shares=(1.0, 0.0, 2.0))


def best_read(contest: Contest, player: int) -> OwnPlan:
    """What a player plays who believes the readings."""
    return OwnPlan(messages=tuple((contest.briefing(player).effect_pp.argmax(1) + 1).tolist()))


def test_votes_are_those_of_a_run_to_the_last_bit() -> None:
    """One player is the arm `yours` of the first world; shrunk by nothing, the promise is too."""
    arms = ("naive", "broadcast", "segmented", "placebo", "best_single", "oracle")
    raw = {"test.shrinkage": "none", "test.surveys": 1}
    keys = {"yours.messages": PLAN.messages, "yours.shares": PLAN.shares,
            "run.arms": ("silent", *arms, "yours")}
    run = run_replicate(changed(WORLD, {**raw, **keys}), 0).measures
    board = Contest(changed(WORLD, raw), 1, arms).play({1: PLAN})
    assert board.players[1].votes == run["yours"]["net_votes"]
    assert board.players[1].promised == run["yours"]["promised_net_votes"]
    for arm in arms:
        assert board.beside[arm].votes == run[arm]["net_votes"], arm
    shrunk = run_replicate(changed(WORLD, {"test.surveys": 1, **keys}), 0).measures["yours"]
    assert board.players[1].shrunk == shrunk["promised_shrunk_net_votes"]


def test_many_blocks_are_added_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msim.world.world.BLOCK_SIZE", 700)
    keys = {"test.surveys": 1, "yours.messages": PLAN.messages, "yours.shares": PLAN.shares,
            "run.arms": ("silent", "yours")}
    run = run_replicate(changed(WORLD, keys), 0).measures["yours"]
    assert Contest(WORLD, 1).play({1: PLAN}).players[1].votes == run["net_votes"]


def test_arms_on_the_board_are_means_over_the_players_surveys() -> None:
    run = run_replicate(changed(WORLD, {"test.surveys": 5}), 0).measures["broadcast"]
    told = Contest(WORLD, 5).play({3: PLAN}).beside["broadcast"]
    assert (told.votes, told.promised) == (run["net_votes"], run["promised_net_votes"])


def test_a_player_s_test_is_the_player_s_own_whoever_else_plays() -> None:
    few, many = Contest(WORLD, 2), Contest(WORLD, 6)
    assert np.array_equal(few.briefing(2).effect_pp, many.briefing(2).effect_pp)
    assert not np.array_equal(few.briefing(1).effect_pp, few.briefing(2).effect_pp)
    alone, together = few.play({2: PLAN}), many.play(dict.fromkeys(range(1, 7), PLAN))
    assert alone.players[2] == together.players[2]
    votes = {entry.votes for entry in together.players.values()}
    assert len({entry.promised for entry in together.players.values()}) == 6
    assert len(votes) <= 6  # one plan: only the message on television may differ


def test_where_messages_do_nothing_all_that_is_promised_is_lost() -> None:
    null = changed(WORLD, {"messages.mean_effect_pp": 0.0, "messages.between_sd_pp": 0.0,
                           "messages.heterogeneity_sd_pp": 0.0})
    contest = Contest(null, 12)
    board = contest.play({j: best_read(contest, j) for j in range(1, 13)})
    assert {entry.votes for entry in board.players.values()} == {0.0}
    fell = board.fell_back
    assert fell.count == 4
    assert fell.by == fell.promised > 0.0
    assert abs(fell.shrunk) < 0.7 * fell.promised


def test_the_better_the_test_the_less_they_fall_back() -> None:
    """What promises lose is the noise that was chosen: with hardly any, hardly anything."""
    lost = []
    for sd, respondents in ((0.35, 1_400), (0.01, 1_400)):
        contest = Contest(changed(WORLD, {
            "test.outcome": "scale", "test.outcome_sd": sd, "test.respondents": respondents,
        }), 9)  # fmt: skip
        board = contest.play({j: best_read(contest, j) for j in range(1, 10)})
        lost.append(board.fell_back.by / board.fell_back.votes)
    assert abs(lost[1]) < 0.25 * lost[0]


def test_readings_miss_the_truth_as_often_as_their_intervals_say() -> None:
    """Over forty surveys of one world, of every segment and message."""
    surveys = 40
    contest = Contest(WORLD, surveys)
    campaign, panel = prepare(contest.scenario, electorate(contest.scenario, 0))
    asked = np.arange(WORLD.respondents)
    cell = campaign.rows(campaign.segmentation) - 1
    weight = panel.turnout_prob[asked]
    sums = group_sums(weight[:, None] * panel.effects_pp[asked], cell, 3)
    truth = sums / group_sums(weight, cell, 3)[:, None]
    inside = [
        np.abs(seen.effect_pp - truth) <= seen.half_pp[:, None]
        for seen in map(contest.briefing, range(1, surveys + 1))
    ]
    assert 0.92 < np.mean(inside) < 0.98


def test_a_briefing_shows_what_the_campaign_sees() -> None:
    seen = Contest(WORLD, 1).briefing(1)
    assert seen.size.sum() == pytest.approx(1.0)
    assert seen.profiles.deviations.shape == (3, len(seen.profiles.names))
    assert seen.effect_pp.shape == (3, WORLD.messages.count)
    assert seen.single == seen.pooled_pp.argmax()
    assert np.all(seen.half_pp > seen.pooled_half_pp)


def test_known_answers_of_a_board() -> None:
    """Of six, the two who promised most: 900 and 700; they got 300 and 500."""
    rows = [
        (500, 400, 450), (900, 500, 300), (700, 450, 500), (100, 200, 350), (90, 1, 1), (2, 2, 2),
    ]  # fmt: skip
    players = {j: Entry(str(j), *map(float, row)) for j, row in enumerate(rows, 1)}
    board = Board(players, {}, {"broadcast": Entry("broadcast", 1.0, 2.0, 3.0)}, 10.0)
    assert board.ranked() == [2, 3, 1, 4, 5, 6]
    assert board.ranked("votes") == [3, 1, 4, 2, 6, 5]
    fell = board.fell_back
    assert (fell.count, fell.promised, fell.shrunk, fell.votes) == (2, 800.0, 475.0, 400.0)
    assert fell.by == 400.0
    table = board.table().set_index("name")
    assert table.loc["2", ["place", "place_in_votes"]].tolist() == [1, 4]


@pytest.mark.parametrize(("keys", "players", "told"), [
    ({}, 0, "from 1 to 200 players"),
    ({}, 201, "from 1 to 200 players"),
    ({"test.conducted": False}, 2, r"test\.conducted: players plan by their own test"),
    ({"opponent.strategy": "broadcast"}, 2, r"opponent\.strategy: plans are played without"),
])  # fmt: skip
def test_refused(keys: dict[str, object], players: int, told: str) -> None:
    with pytest.raises(InputError, match=told):
        msim.contest(changed(WORLD, keys), players)


@pytest.mark.parametrize(("plan", "told"), [
    ({"messages": [1, 2]}, "has 2 messages, but there are 3 segments"),
    (OwnPlan(messages=(1, 2)), "has 2 messages, but there are 3 segments"),
    ({"messages": [1, 2, 7]}, r"yours\.messages\[2\] = 7: there are 6 messages"),
    (OwnPlan(messages=(1, 2, 7)), r"yours\.messages\[2\] = 7: there are 6 messages"),
    ({"messages": [1, 2, 3], "shares": [0, 0, 0]}, "every share is 0"),
    ({"message": [1, 2, 3]}, "did you mean 'messages'"),
    ({}, "has 0 messages, but there are 3 segments"),
])  # fmt: skip
def test_a_plan_that_does_not_fit_is_refused(plan: dict[str, list[int]], told: str) -> None:
    with pytest.raises(InputError, match=told):
        Contest(WORLD, 1).play({1: plan})


def test_only_players_that_there_are_can_play() -> None:
    with pytest.raises(InputError, match="no player 3"):
        Contest(WORLD, 2).play({3: PLAN})
    with pytest.raises(InputError, match="no such arm"):
        msim.contest(WORLD, 2, ["broadcost"])
