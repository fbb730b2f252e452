"""One voter: the sums over all voters are the arm's numbers, and the wall holds."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import pytest

import msim
from msim.core.errors import InputError
from msim.experiment.engine.replicate import run_replicate
from msim.experiment.voter import ARMS, BANDS, LIKE, MISSING, FirstWorld, Seen, band
from msim.scenario import Scenario
from msim.scenario.people import Trait
from tests.experiment.small import SMALL, small

WORLDS: dict[str, dict[str, Any]] = {
    "plain": {},
    "rivals": {"opponent__strategy": "segmented"},
    "passed on": {"earned__share_rate": 0.3, "earned__contacts": 4.0, "budget__total": 3e5},
    "mobilising": {"messages__mobilise_pp": 1.0},
    "coins": {"election__draw": True},
}


CATEGORIES = {"binary": ("no", "yes"), "categorical": ("countryside", "town", "city")}
PARTLY_KNOWN = small(data__coverage=0.9, data__missing=0.1)


@cache
def world() -> FirstWorld:
    return FirstWorld(PARTLY_KNOWN)


@pytest.mark.parametrize("kind", WORLDS)
def test_the_sums_over_all_voters_are_the_arms_numbers(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """World 1, survey 1, to 1e-9 of the number, block by block: as the engine counts, and runs."""
    monkeypatch.setattr("msim.world.world.BLOCK_SIZE", 700)
    scenario = small(**WORLDS[kind])
    found, run = FirstWorld(scenario), run_replicate(scenario, 0)
    people = scenario.population.electorate / scenario.population.simulated
    assert found.side.voters.world.blocks == 3
    sums = {arm: np.zeros(6) for arm in ("silent", *ARMS)}
    for number in range(3):
        for arm, each in found.befallen(number).items():
            often = each.exposures.sum(axis=0) + each.passed_on
            sums[arm] += [
                each.own.sum(), each.other.sum(), each.reached.sum(), (often >= 3).sum(),
                often.sum(), each.own.size,
            ]  # fmt: skip
    for arm in ARMS:
        own, other, reached, often, exposures, voters = sums[arm]
        gap = own - sums["silent"][0] - (other - sums["silent"][1])
        singles = {name: float(values[0].mean()) for name, values in run.singles[arm].items()}
        told = {
            "net_votes": people * gap / 2.0, "reach_rate": reached / voters,
            "reach_3_rate": often / voters, "average_frequency": exposures / reached,
            "vote_share_pp": 100.0 * own / (own + other),
            "turnout_pp": 100.0 * (own + other) / voters,
        }  # fmt: skip
        for name, value in told.items():
            assert value == pytest.approx(singles[name], rel=1e-9, abs=1e-12), (arm, name)
        assert found.voter(0)["campaigns"][ARMS.index(arm)]["net_votes_of_all"] == pytest.approx(
            singles["net_votes"], rel=1e-9
        )


def test_a_voter_is_part_of_the_sums() -> None:
    found = world()
    befallen = found.befallen(0)
    for index in (0, 7, 1499):
        for told in found.voter(index)["campaigns"]:
            each, silent = befallen[told["arm"]], befallen["silent"]
            own, other = (
                getattr(each, side)[index] - getattr(silent, side)[index]
                for side in ("own", "other")
            )
            assert told["net_votes"] == pytest.approx((own - other) / 2.0, rel=1e-12)
            for channel in told["channels"]:
                assert sum(channel["by_week"]) == pytest.approx(channel["exposures"])


@pytest.mark.parametrize("like", LIKE)
def test_whom_one_asks_for_is_the_first_of_that_kind(like: str) -> None:
    found = world()
    index = found.find(like)
    seen = LIKE[like](Seen(found.side.voters.block(0), found.scenario))
    assert seen[index]
    assert not seen[:index].any()
    told = found.voter(index)
    if like == "unknown":
        assert not told["sides"]["record"]
        assert told["sides"]["segment"] is None
        assert {each["seen"] for each in told["traits"]} == {MISSING}
        assert not any(each["found"] for each in told["channels"])
    if like == "misread":
        assert {told["sides"]["true"], told["sides"]["seen"]} == {"own", "other"}


@pytest.mark.parametrize("index", [-1, 1500, 1.0, True, [1, 2], "3", None, np.int64(3)])
def test_one_voter_a_call(index: object) -> None:
    with pytest.raises(InputError, match=r"one voter, by a whole number between 0 and 1,499"):
        world().voter(index)  # type: ignore[arg-type]


@pytest.mark.parametrize("like", ["nobody", "persuadable,misread", "", "voters.csv"])
def test_a_kind_is_of_the_list(like: str) -> None:
    with pytest.raises(InputError, match=r"must be one of persuadable, supporter"):
        world().find(like)


def test_a_kind_that_is_not_there_is_said() -> None:
    everybody_known = small(data__coverage=1.0, data__consent=1.0)
    with pytest.raises(InputError, match=r"opponent, unlikely, misread$") as told:
        FirstWorld(everybody_known).find("unknown")
    assert "it has persuadable, supporter, opp" in str(told.value)


def test_index_or_like() -> None:
    with pytest.raises(InputError, match="give one of the two"):
        msim.voter(SMALL, 1, "misread")


def numbers(told: Any, place: str = "") -> Any:
    """Every number in what is told, with its place."""
    if isinstance(told, dict):
        for key, inner in told.items():
            yield from numbers(inner, f"{place}.{key}")
    elif isinstance(told, list):
        for inner in told:
            yield from numbers(inner, place)
    elif isinstance(told, float | int) and not isinstance(told, bool):
        yield place, told


def test_readings_are_bands_and_every_line_is_marked() -> None:
    """No number that the campaign read of a voter is told, in JSON either."""
    found = world()
    view = found.side.voters.block(0).view
    for index in range(0, 1500, 60):
        told = found.voter(index)
        for each in told["traits"]:
            names = CATEGORIES.get(each["kind"], BANDS)
            assert {each["true"], each["seen"]} <= {*names, MISSING}
        readings = {float(value) for value in view.traits[index] if value % 1.0}
        for place, number in numbers(told):
            assert float(number) not in readings, place
        lines = [told["voter"], told["sides"], *told["traits"], *told["channels"]]
        lines += [*told["messages"], *told["campaigns"]]
        lines += [channel for each in told["campaigns"] for channel in each["channels"]]
        assert all(line["synthetic"] is True for line in lines)
        json.dumps(told)


def test_bands_hold_thirds() -> None:
    trait = Trait(name="a", kind="continuous", meaning="a")
    values = np.random.default_rng(1).standard_normal(30_000)
    bands = [band(trait, float(value)) for value in values]
    for name in BANDS:
        assert bands.count(name) / len(bands) == pytest.approx(1 / 3, abs=0.01)
    two = Trait(name="b", kind="binary", meaning="b")
    assert [band(two, level) for level in (0.0, 1.0)] == ["no", "yes"]


@pytest.mark.parametrize("levels", [3, 4, 7, 50])
def test_a_category_of_many_tells_no_more_than_a_third_of_them(levels: int) -> None:
    trait = Trait(name="a", kind="categorical", levels=levels, meaning="a")
    told = [band(trait, float(level)) for level in range(levels)]
    assert len(set(told)) == 3 and told == sorted(told, key=told.index)
    assert max(map(told.count, told)) <= levels // 3 + 1
    assert told[0] == ("kind 1" if levels <= 4 else f"kind 1 to kind {told.count(told[0])}")


def test_other_arms_and_worlds_move_no_voter() -> None:
    more = small(run__arms=(*SMALL.run.arms, "demographic"), run__replicates=2)
    assert FirstWorld(more).voter(5) == FirstWorld(SMALL).voter(5)


def test_it_is_drawn_and_saved(tmp_path: Any, not_drawn: None) -> None:
    followed = msim.voter(SMALL, like="misread")
    assert list(followed.tables) == ["campaigns", "traits", "messages", "exposures"]
    assert all(table["synthetic"].all() for table in followed.tables.values())
    place = followed.save(tmp_path / "voter")
    page = (place / "voter.html").read_text(encoding="utf-8")
    lines = page.split("<tbody>")[1:]
    for body in lines:
        rows = body.split("</tbody>")[0].split("<tr>")[1:]
        assert rows
        assert all("synthetic" in row for row in rows)
    assert json.loads((place / "voter.json").read_text())["world"] == 1


def test_a_scenario_without_a_test_is_followed_too() -> None:
    untested: Scenario = small(test__conducted=False)
    told = FirstWorld(untested).voter(3)
    assert {each["segment_pp"] for each in told["messages"]} == {None}
