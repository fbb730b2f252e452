"""Votes counted by district, by mandate and by coins, and what a trial in some districts says."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy.stats import t

from msim.core.arrays import Floats
from msim.core.streams import Streams
from msim.experiment.comparison.compare import run
from msim.experiment.engine.collected import Replicate
from msim.experiment.engine.districts import Battlegrounds, pilot
from msim.experiment.engine.replicate import run_replicate
from msim.outcome.count import seats
from msim.scenario import Scenario
from tests.experiment.small import results, small
from tests.laws.engine import played
from tests.world.helpers import within

VOTES = (5.0, 4.0, 3.0, 2.0, 1.0)
FEW = ("silent", "broadcast", "segmented")


def map_of_five(**keys: Any) -> Scenario:
    return small(**{
        "districts__count": 5, "districts__lean_sd": 0.5, "districts__sorting": 0.3,
        "districts__electoral_votes": VOTES, "election__rule": "districts",
        "election__swing_sd": 0.1, "election__district_swing_sd": 0.1, "run__arms": FEW,
        "test__surveys": 1, **keys,
    })


def runs(scenario: Scenario, count: int) -> list[Replicate]:
    return [run_replicate(scenario, number) for number in range(count)]


def of(found: list[Replicate], arm: str, measure: str) -> Floats:
    return np.array([r.measures[arm][measure] for r in found])


def test_districts_add_up() -> None:
    found = played(map_of_five())
    for arm in FEW:
        votes, said = found.tallies[arm].district_votes, found.measures[arm]
        assert votes.sum(axis=0) == pytest.approx(
            [found.tallies[arm].own_votes, found.tallies[arm].other_votes])
        own, other = votes.T
        assert said["seats"] + seats(other, own) == 5.0
        assert said["electoral_votes"] == sum(v for v, a, b in zip(VOTES, own, other, strict=True)
                                              if a > b)
        lost = sum(v for v, a, b in zip(VOTES, own, other, strict=True) if b > a)
        assert said["electoral_votes"] + lost == sum(VOTES)


def test_winning_is_by_electoral_votes_and_may_part_from_the_most_votes() -> None:
    found = runs(map_of_five(politics__support=0.5), 14)
    parted = 0
    for arm in FEW:
        by_votes = of(found, arm, "electoral_votes") > sum(VOTES) / 2
        most = of(found, arm, "vote_share_pp") > 50.0
        assert of(found, arm, "split").tolist() == (by_votes != most).astype(float).tolist()
        parted += int((by_votes != most).sum())
    assert parted > 0


def test_swings_are_shared_by_all_arms() -> None:
    """Where messages do nothing, arms that reach different people have the same election."""
    nothing = {"messages__mean_effect_pp": 0.0, "messages__between_sd_pp": 0.0,
               "messages__heterogeneity_sd_pp": 0.0}
    scenario = map_of_five(**nothing)
    first, second = played(scenario, 0), played(scenario, 1)
    for found in (first, second):
        assert (found.measures["broadcast"]["reach_rate"]
                != found.measures["segmented"]["reach_rate"])
        for arm in FEW[1:]:
            assert np.array_equal(found.tallies[arm].district_votes,
                                  found.tallies["silent"].district_votes)
    still = played(map_of_five(**nothing, election__swing_sd=0.0,
                               election__district_swing_sd=0.0), 0)
    moved = first.tallies["silent"].district_votes - still.tallies["silent"].district_votes
    assert (np.abs(moved) > 1e-6).all()
    assert moved.sum(axis=1) == pytest.approx(0.0, abs=1e-5)  # nobody's turnout


def test_counting_by_district_moves_no_vote() -> None:
    popular = run_replicate(map_of_five(election__rule="popular"), 0).measures
    by_district = run_replicate(map_of_five(), 0).measures
    for arm in FEW:
        for measure, value in popular[arm].items():
            if measure != "win_prob":
                assert by_district[arm][measure] == pytest.approx(value, nan_ok=True), measure


def test_the_power_of_a_vote_averages_one_and_safe_districts_have_little() -> None:
    turnout = np.array([900.0, 1100.0, 1000.0, 1000.0, 1000.0])
    p = np.array([0.2, 0.49, 0.51, 0.505, 0.85])
    silent = np.stack([turnout, turnout * p, turnout * p * (1 - p)], axis=1)
    streams = Streams(1, 0)
    places = Battlegrounds.build(map_of_five(), silent, streams)
    assert places.power @ turnout / turnout.sum() == pytest.approx(1.0)
    assert places.power[[0, 4]] == pytest.approx(0.0, abs=0.01)
    # One sure vote of eight needed: it takes the districts of four and three, and two are no help.
    assert (places.power[1:3] > 1.0).all()
    assert places.power[3] == pytest.approx(0.0, abs=0.01)
    assert places.decisive[0] > 0.0  # its electoral votes count, whoever may have them
    assert places.diagnostics["half_of_power"] in (1.0, 2.0, 3.0)
    popular = Battlegrounds.build(map_of_five(election__rule="popular"), np.zeros((0, 3)), streams)
    assert popular.power.tolist() == [1.0] * 5
    assert popular.decisive.size == 0


def test_districts_of_the_summary_and_of_the_table() -> None:
    found = run(map_of_five(run__replicates=3))
    said = found.summary["districts"]
    assert (said["count"], said["electoral_votes"], said["majority"]) == (5, 15.0, 8.0)
    assert 1.0 <= said["half_of_power"]["mean"] <= 5.0
    table = found.districts
    assert table["electoral_votes"].tolist() == list(VOTES)
    assert table["size_share"].sum() == pytest.approx(1.0)
    assert (table["power_per_vote"] * table["size_share"]).sum() == pytest.approx(1.0)
    assert results().districts.empty


@pytest.mark.parametrize(
    ("bars", "reached"),
    [
        ({"turnout": 0.8}, False), ({"turnout": 0.5}, True),
        ({"share": 0.8}, False), ({"share": 0.6}, True),
        ({"electorate_share": 0.55}, False), ({"electorate_share": 0.4}, True),
        ({"turnout": 0.5, "share": 0.6, "electorate_share": 0.4}, True),
        ({"turnout": 0.5, "share": 0.6, "electorate_share": 0.55}, False),
    ],
    ids=str,
)
def test_a_mandate_is_won_by_meeting_every_bar(bars: dict[str, float], reached: bool) -> None:
    keys = {f"election__mandate_{name}": bar for name, bar in bars.items()}
    scenario = small(election__rule="mandate", politics__support=0.7, run__arms=FEW, **keys)
    found = run_replicate(scenario, 0).measures
    for arm in FEW:
        said = found[arm]
        assert said["win_prob"] == pytest.approx(float(reached), abs=1e-9)
        share = said["vote_share_pp"] * said["turnout_pp"] / 100.0
        assert said["electorate_share_pp"] == pytest.approx(share)
        assert "seats" not in said


def test_coins_make_whole_votes_that_are_right_on_average() -> None:
    keys = {"run__arms": ("silent", "broadcast"), "population__electorate": 3_000}
    expected, tossed = (runs(small(election__draw=d, **keys), 30) for d in (False, True))
    net = of(tossed, "broadcast", "net_votes")  # two people a voter: whole numbers
    assert net.tolist() == np.round(net).tolist()
    assert len(set(net)) > 1
    assert not np.allclose(of(expected, "broadcast", "net_votes") % 1.0, 0.0)
    for arm in ("silent", "broadcast"):
        for measure in ("vote_share_pp", "turnout_pp"):
            within(of(tossed, arm, measure) - of(expected, arm, measure), 0.0)
    within(net - of(expected, "broadcast", "net_votes"), 0.0)
    assert (of(tossed, "silent", "turnout_pp") == of(tossed, "broadcast", "turnout_pp")).all()
    exposed = ("reach_rate", "average_frequency", "spend")
    for measure in exposed:
        assert (of(tossed, "broadcast", measure) == of(expected, "broadcast", measure)).all()


def trial(**keys: Any) -> list[Replicate]:
    return runs(small(**{
        "districts__count": 8, "districts__pilots": 8, "districts__lean_sd": 0.0,
        "population__simulated": 3_000, "run__arms": FEW, "test__surveys": 1, **keys,
    }), 24)


def test_a_trial_in_like_districts_is_right_on_average_and_more_often_where_more_is_at_stake() -> (
    None
):
    """Nobody who can be found on a list, or everybody at no premium: segmented far behind."""
    close = trial(budget__total=2e6)
    apart = trial(budget__total=8e7, channels__social__match_rate=0.0)
    for found in (close, apart):
        said = {name: np.array([r.diagnostics[f"pilot_{name}"] for r in found])
                for name in ("estimate_pp", "true_pp", "sign_right", "gain")}
        within(said["estimate_pp"] - said["true_pp"], 0.0)
        assert said["true_pp"] == pytest.approx(
            of(found, "segmented", "vote_share_pp") - of(found, "broadcast", "vote_share_pp"))
        right = np.sign(said["estimate_pp"]) == np.sign(said["true_pp"])
        assert said["sign_right"].tolist() == right.astype(float).tolist()
        gain = of(found, "segmented", "net_votes") - of(found, "broadcast", "net_votes")
        assert said["gain"].tolist() == np.where(said["estimate_pp"] > 0, gain, 0.0).tolist()

    def mean(found: list[Replicate], name: str) -> float:
        return float(np.mean([r.diagnostics[name] for r in found]))

    assert abs(mean(apart, "pilot_true_pp")) > 4.0 * abs(mean(close, "pilot_true_pp"))
    assert mean(apart, "pilot_sign_right") > mean(close, "pilot_sign_right") + 0.1


def test_a_trial_by_hand_is_the_difference_of_gains_over_the_last_election() -> None:
    """Districts at 10 to 60 percent; broadcast gains 2 points everywhere, segmented 5."""
    usual = np.array([10.0, 20.0, 30.0, 40.0, 50.0, 60.0])
    votes = {arm: np.stack([usual + gain, 100.0 - usual - gain], axis=1)
             for arm, gain in (("broadcast", 2.0), ("segmented", 5.0))}
    tallies: Any = {arm: SimpleNamespace(district_votes=v) for arm, v in votes.items()}
    places: Any = SimpleNamespace(own=usual, turnout=np.full(6, 100.0))
    scenario = small(districts__count=6, districts__pilots=4, run__arms=FEW)
    for truth, right in ((1.0, 1.0), (-1.0, 0.0)):
        found = {"broadcast": {"vote_share_pp": 50.0, "net_votes": 100.0},
                 "segmented": {"vote_share_pp": 50.0 + truth, "net_votes": 100.0 + 7.0 * truth}}
        after = {arm: (tallies[arm], found[arm]) for arm in found}
        said = pilot(scenario, places, [after], Streams(1, 0))
        assert said["pilot_estimate_pp"] == pytest.approx(3.0)
        assert (said["pilot_true_pp"], said["pilot_sign_right"]) == (truth, right)
        assert said["pilot_gain"] == 7.0 * truth  # the trial is followed, right or wrong
    worse = {"broadcast": (tallies["segmented"], found["broadcast"]),
             "segmented": (tallies["broadcast"], found["segmented"])}
    said = pilot(scenario, places, [worse], Streams(1, 0))
    assert (said["pilot_estimate_pp"], said["pilot_gain"]) == (pytest.approx(-3.0), 0.0)
    assert said["pilot_detectable_pp"] == pytest.approx(0.0, abs=1e-12)  # districts gain alike
    both = pilot(scenario, places, [after, worse], Streams(1, 0))  # a mean over surveys
    del both["pilot_detectable_pp"]
    assert both == pytest.approx({"pilot_estimate_pp": 0.0, "pilot_true_pp": -1.0,
                                  "pilot_sign_right": 0.5, "pilot_gain": -3.5})


def test_a_pilot_finds_what_a_two_sample_t_test_finds() -> None:
    """Known answer: Neyman's variance, Student's t at 0.975 and 0.8 of n - 2 districts."""
    gain = np.array([1.0, 3.0, 2.0, 5.0, 4.0, 9.0])
    usual = np.full(6, 50.0)
    votes = np.stack([usual + gain, usual - gain], axis=1)
    found: Any = {"vote_share_pp": 50.0, "net_votes": 1.0}
    after: Any = {arm: (SimpleNamespace(district_votes=votes), found) for arm in FEW[1:]}
    places: Any = SimpleNamespace(own=usual, turnout=np.full(6, 100.0))
    scenario = small(districts__count=6, districts__pilots=6, run__arms=FEW)
    streams = Streams(1, 0)
    chosen = np.argsort(streams.generator("pilot/districts").random(6))
    first, second = gain[chosen[::2]], gain[chosen[1::2]]
    said = pilot(scenario, places, [after], streams)
    assert said["pilot_estimate_pp"] == pytest.approx(second.mean() - first.mean())
    error = np.sqrt(first.var(ddof=1) / 3 + second.var(ddof=1) / 3)
    assert said["pilot_detectable_pp"] == pytest.approx((t.ppf(0.975, 4) + t.ppf(0.8, 4)) * error)


def test_a_trial_moves_no_arm_and_stands_in_the_summary() -> None:
    keys = {"districts__count": 4, "run__arms": FEW, "run__replicates": 3}
    plain, tried = (run(small(**keys, districts__pilots=n)).summary for n in (0, 4))
    assert tried["arms"] == plain["arms"]
    assert "pilot" not in plain and "districts" not in tried
    assert tried["pilot"]["districts"] == 4
    assert 0.0 <= tried["pilot"]["sign_right"]["low"] <= tried["pilot"]["sign_right"]["mean"] <= 1.0


def test_expected_electoral_votes_vary_less_than_those_counted_and_agree_with_them() -> None:
    found = runs(map_of_five(politics__support=0.5), 24)
    for arm in ("silent", "broadcast"):
        counted, expected = (of(found, arm, f"{name}electoral_votes") for name in ("", "expected_"))
        luck = counted - expected
        assert expected.std() < counted.std()
        assert abs(luck.mean()) < 4.0 * luck.std() / np.sqrt(len(counted))
        assert ((expected > 0.0) & (expected < sum(VOTES))).all()
    gain = of(found, "broadcast", "expected_electoral_votes") - of(
        found, "silent", "expected_electoral_votes")  # fmt: skip
    assert gain.min() > 0.0  # a count would not move in most of these elections
