"""What is said of districts, a mandate, a trial, the other side, factors: by its intervals only."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import pandas as pd
import pytest

from msim.report.run import attribution, districts, earned, opponent, sceptic
from tests.report.everything import MIXED, about, changed, everything, factor
from tests.report.fixtures import made_up


def measured(rule: str = "districts", **values):
    """Results whose arms all have these entries for these measures."""
    data = everything(rule)
    summary = deepcopy(dict(data.summary))
    for measures in summary["arms"].values():
        measures |= values
    return replace(data, summary=summary)


def contrasted(**values):
    data = everything()
    summary = deepcopy(dict(data.summary))
    summary["contrasts"]["segmented-broadcast"] |= values
    return replace(data, summary=summary)


def told(sentences) -> str:
    return " ".join([sentences] if isinstance(sentences, str) else sentences).replace("\u2212", "-")


def test_nothing_is_said_of_what_a_run_does_not_use() -> None:
    plain = made_up()
    for part in (districts.districts, districts.mandate, districts.pilot, opponent.opponent,
                 opponent.game, attribution.attribution):  # fmt: skip
        assert part(plain) == []
    assert earned.earned(plain) == ""


def test_districts_are_told_by_their_power() -> None:
    said = told(districts.districts(everything()))
    assert "in 51 districts, 538 electoral votes in all" in said and "270 win" in said
    assert "Half of all power lies in 6.20 [5.80, 6.60] of the districts" in said
    table = everything().districts
    power = (table["size_share"] * table["power_per_vote"]).pipe(lambda p: p / p.sum())
    assert f"district {int(table['district'][power.idxmax()])} alone has" in said
    assert f"{int((power < 0.01).sum())} of 51 districts have less than 1 % each" in said


def test_one_vote_a_district_is_said_as_that() -> None:
    data = changed("districts", electoral_votes=51, majority=26)
    assert "51 districts, one vote each" in told(districts.districts(data))
    assert "fewer seats than the single-message" in told(districts.districts(data))


def test_districts_that_decide_nothing_are_not_ranked() -> None:
    data = replace(everything(), scenario_toml="")
    assert told(districts.districts(data)).endswith("decide nothing: all votes are added up.")
    still = everything().districts.assign(power_per_vote=0.0)
    said = told(districts.districts(replace(everything(), districts=still)))
    assert "no vote had any power" in said


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (about(0.04, 0.01), "4.0 % [3.0, 5.0], against the own side"),
        (about(-0.04, 0.01), "-4.0 % [-5.0, -3.0], in favour of the own side"),
        (about(0.01, 0.04), "1.0 % [-3.0, 5.0], no detectable difference from a map"),
        (about(0.01, None), "1.0 %, without an interval"),
    ],
)
def test_the_map_is_judged_by_its_interval(gap, said) -> None:
    data = measured(efficiency_gap=gap, mean_minus_median={"mean": None})
    assert f"says nothing, the efficiency gap is {said}" in told(districts.districts(data))


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (about(4.0, 2.0), "campaign won 4.0 [2.0, 6.0] more electoral votes than the single"),
        (about(-4.0, 2.0), "campaign won 4.0 [2.0, 6.0] fewer electoral votes than the single"),
        (about(1.0, 2.0), "differ by 1.0 [-1.0, 3.0] electoral votes, no detectable difference."),
        (about(1.0, None), "differ by 1.00 electoral votes, too few worlds"),
    ],
)
def test_seats_won_are_told_by_their_interval(gap, said) -> None:
    assert said in told(districts.districts(contrasted(electoral_votes=gap)))


def test_split_results_are_counted_or_said_never_to_come() -> None:
    data = measured(split=about(0.2, 0.06))
    assert "The side with fewer votes won in 20 % [14, 26] with a campaign that says" in told(
        districts.districts(data)
    )
    fewer = "With a campaign that says nothing the side with fewer won in 20 % [14, 26]."
    assert any(fewer in text for text in sceptic.said(data))
    never = measured(split=about(0.0, 0.0))
    assert "In no election of this run" in told(districts.districts(never))


def test_a_mandate_says_what_it_asks_for_and_how_often_it_is_reached() -> None:
    data = measured("mandate", win_prob=about(0.25, 0.06), electorate_share_pp=about(48.5, 0.5))
    said = told(districts.mandate(data))
    assert "a turnout of 70 % and own votes from 50 % of the electorate" in said
    assert "the votes of 48.5 % [48.0, 49.0] with a campaign" in said
    assert "reached with a probability of 25 % [19, 31] with a campaign" in said
    assert any("probability of reaching the mandate" in text for text in sceptic.said(data))


@pytest.mark.parametrize(
    ("right", "said"),
    [
        (about(0.9, 0.1), "more often than a coin is"),
        (about(0.3, 0.1), "less often than a coin is"),
        (about(0.5, 0.1), "no detectable difference from a coin"),
        (about(1.0, None), "one world does not say more than a coin"),
    ],
)
def test_a_trial_is_held_against_a_coin(right, said) -> None:
    assert said in told(districts.pilot(changed("pilot", sign_right=right)))


@pytest.mark.parametrize(
    ("gain", "said"),
    [
        (about(300.0, 200.0), "Following the pilot pays: 300 more net votes [100, 500], compared"),
        (about(-300.0, 200.0), "Following the pilot does not pay: 300 fewer net votes [100, 500],"),
        (about(100.0, 200.0), "It is open whether following the pilot pays: a difference of 100"),
        (about(100.0, None), "One world does not say whether following the pilot pays"),
        (about(0.0, 0.0), "led to the single message, so it made no difference."),
    ],
)
def test_deciding_by_a_trial_pays_or_not_by_its_interval(gain, said) -> None:
    assert said in told(districts.pilot(changed("pilot", gain=gain)))


@pytest.mark.parametrize(
    ("gained", "said"),
    [
        (about(5_200.0, 700.0), "makes 5,200 more net votes [4,500, 5,900] for it"),
        (about(-5_200.0, 700.0), "makes 5,200 fewer net votes [4,500, 5,900] for it"),
        (about(200.0, 700.0), "net votes [-500, 900] for it, no detectable change"),
        (about(200.0, None), "a difference of 200 net votes for it, too few worlds"),
        (about(0.0, 0.0), "makes no difference at all for it"),
    ],
)
def test_the_opponents_gain_is_told_by_its_interval(gained, said) -> None:
    text = told(opponent.opponent(changed("opponent", net_votes=gained)))
    assert "The other side runs the segmented campaign for 1,990,000 USD" in text and said in text


def test_a_pure_equilibrium_is_told_and_whether_the_payoffs_bear_it() -> None:
    said = told(opponent.game(everything()))
    assert (
        "In equilibrium both run broadcast: worth 1,000 net votes [200, 1,800] to the own side."
        in said
    )
    assert "do not overlap" in said
    unlike = {"own": {"broadcast": 1.0}, "rival": {"segmented": 1.0}, "value": -50.0}
    said = told(opponent.game(changed("game", equilibrium=unlike)))
    assert "the own side runs broadcast, the other segmented: worth 6,000 net votes [" in said


def test_a_mixed_equilibrium_is_told_with_its_shares() -> None:
    said = told(opponent.game(changed("game", equilibrium={**MIXED, "value": -1234.0})))
    assert "worth -1,200 net votes to the own side." in said
    assert "the own side runs broadcast with probability 0.40 and segmented with" in said
    assert "the other broadcast with probability 0.25 and segmented with probability 0.75" in said


@pytest.mark.parametrize(
    ("half", "said"), [(100.0, "do not overlap"), (3_000.0, "overlap ("), (None, "One world")]
)
def test_payoffs_that_are_not_told_apart_are_named(half, said) -> None:
    payoff = {
        "broadcast": {"broadcast": about(1_000.0, half), "segmented": about(6_000.0, half)},
        "segmented": {"broadcast": about(-4_000.0, half), "segmented": about(3_000.0, half)},
    }
    text = told(opponent.game(changed("game", payoff=payoff)))
    assert said in text
    assert ("more worlds could lead to another equilibrium" in text) == (half == 3_000.0)


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (about(2_000.0, 900.0), "2,000 more net votes [1,100, 2,900] for the own side."),
        (about(-2_000.0, 900.0), "2,000 fewer net votes [1,100, 2,900] for the own side."),
        (about(200.0, 900.0), "net votes [-700, 1,100] for the own side, no detectable change"),
        (about(200.0, None), "200 net votes for the own side, too few worlds"),
    ],
)
def test_both_segmenting_is_told_by_its_interval(gap, said) -> None:
    assert said in told(opponent.game(changed("game", both_against_neither=gap)))


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (about(0.004, 0.001), "to more people than the single-message campaign"),
        (about(-0.004, 0.001), "to fewer people than the single-message campaign"),
        (about(0.0, 0.001), "no more and no fewer people than the single-message campaign"),
        (about(0.004, None), "reach counts them in."),
    ],
)
def test_earned_reach_is_told_by_its_interval(gap, said) -> None:
    assert earned.earned(contrasted(earned_reach_rate=gap)).rstrip(".").endswith(said.rstrip("."))


def test_earned_reach_of_nobody_is_said() -> None:
    assert earned.earned(measured(earned_reach_rate=about(0.0, 0.0))).startswith("Nobody")


def shared(*values: tuple[str, float, float | None], everything_at: float = 49.9):
    return changed(
        "attribution",
        gain=None,
        everything=about(everything_at, 0.05),
        factors=[factor(name, {"a.b": 1}, value, half) for name, value, half in values],
    )


def test_the_factor_that_carries_most_is_named_with_its_rival() -> None:
    said = told(attribution.attribution(everything()))
    assert "With no factor on, vote share is 49.000 points [48.950, 49.050] (arm broadcast)" in said
    assert "add up to the difference, 0.90 points [0.84, 0.96]." in said
    assert "Most is carried by meetings: 0.75 points [0.70, 0.80]; next comes testing" in said
    assert "overlap" not in said


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([("a", 0.5, 0.2), ("b", 0.4, 0.2)], "their intervals overlap, so which of the two"),
        ([("a", 0.9, None), ("b", 0.0, None)], "one world does not say for sure"),
        ([("a", -1.1, 0.1), ("b", 2.0, 0.1)], "carried by b: 2.00 points [1.90, 2.10]; next"),
        ([("a", 0.9, 0.1)], "Most is carried by a: 0.90 points [0.80, 1.00]."),
        ([("a", 0.0, 0.0)], "No factor adds anything."),
    ],
)
def test_factors_are_compared_by_intervals_and_by_size(values, said) -> None:
    assert said in told(attribution.attribution(shared(*values)))


def test_a_difference_of_probabilities_is_in_points() -> None:
    data = changed("attribution", measure="win_prob", nothing=about(0.2, 0.06), everything=None)
    said = told(attribution.attribution(data))
    assert "Most is carried by meetings: 75 points [70, 80]" in said
    assert attribution.unit_of(data) == "points" and attribution.unit_of(everything()) == "points"


def test_factors_that_do_not_add_up_are_not_said_to() -> None:
    said = told(attribution.attribution(shared(("a", 0.5, 0.1), everything_at=49.9)))
    assert "The factors shown add up to 0.50 points of the difference, 0.90 points." in said


def test_contacts_for_all_the_money_are_told_to_the_sceptic() -> None:
    data = everything()
    summary = deepcopy(dict(data.summary))
    for gap, said in (
        (about(500.0, 100.0), "makes 500 more net votes [400, 600]."),
        (about(-500.0, 100.0), "makes 500 fewer net votes [400, 600]."),
        (about(50.0, 100.0), "no detectable change."),
    ):
        summary["contrasts"]["ground-broadcast"]["net_votes"] = gap
        assert any(said in text for text in sceptic.said(replace(data, summary=summary)))


def test_one_replicate_is_told_without_brackets() -> None:
    data = everything(replicates=1)
    said = [*districts.districts(data), *districts.pilot(data), *opponent.opponent(data),
            *opponent.game(data), *attribution.attribution(data), earned.earned(data)]  # fmt: skip
    assert len(said) > 12 and "[" not in told(said)


def test_tables_hold_the_parts_in_the_order_in_which_they_are_read() -> None:
    from msim.report.run import tables

    data = everything()
    assert tables.districts(data)["power_share"].is_monotonic_decreasing
    game = tables.game(data)
    assert list(game["mean"]) == [1_000.0, 6_000.0, -4_000.0, 3_000.0]
    assert game["probability"].sum() == pytest.approx(1.0)
    found = tables.attribution(data)
    assert list(found["factor"]) == ["meetings", "testing", "targeting"]
    assert found["mean"].sum() == pytest.approx(attribution.together(data).mean)
    assert found["keys"][1] == "test.conducted = true"
    for table in (tables.districts, tables.game, tables.attribution):
        empty = table(made_up())
        assert empty.empty and len(empty.columns) > 4
    assert {"electoral_votes", "split", "earned_reach_rate"} <= set(tables.special(data))
    assert tables.special(made_up()) == []
    contrasts = tables.contrasts(data)
    assert "electoral_votes" in set(contrasts["measure"])
    assert isinstance(data.districts, pd.DataFrame)
