"""Two worlds: paired differences are those of `msim whatif`, and shares of votes add up to them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from msim import api
from msim.core.errors import InputError
from msim.core.text import bounds, mean
from msim.experiment.comparison.whatif import changed_keys
from msim.lab import paired as module
from msim.lab.jobs import PairJob
from msim.lab.paired import Superseded, apportioned, grouped, paired
from msim.lab.worlds import LabStage, LabWorld, presets

STAGE = LabStage(1_000, 2, 6)
PRICE = {"channels.social.premium": 1.0}
TEST = {"test.respondents": 2_500}
MATCH = {"channels.social.match_rate": 0.3}


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_runs", type(module._runs)())
    monkeypatch.setattr(module, "_gaps", type(module._gaps)())


def job(changes: dict[str, object], why: bool = False) -> PairJob:
    worlds = [LabWorld("baseline"), LabWorld.of("baseline", changes)]
    return PairJob(*(world.scenario(STAGE) for world in worlds), why)  # type: ignore[arg-type]


def test_differences_are_those_of_whatif() -> None:
    asked = job(PRICE | TEST)
    (told,) = paired(asked)
    data = api.whatif(asked.before, PRICE | TEST).data
    names = [row["name"] for row in told["rows"]]
    assert names == ["segmented-broadcast", "segmented", "broadcast"]
    for row in told["rows"]:
        gap = data.difference(row["name"])
        assert row["value"].lstrip("+") == mean(gap, "votes") and row["side"] == gap.side
        assert row["between"] == bounds(gap, "votes")
    assert told["worlds"] == 6


def test_shares_are_shapley_values_over_whole_runs_and_add_up() -> None:
    changes = {**PRICE, **TEST, **MATCH}
    *steps, told = paired(job(changes, why=True))
    assert [(step["done"], step["of"]) for step in steps] == [(n, 6) for n in range(1, 7)]
    names = {"price": PRICE, "the test": TEST, "match": MATCH}

    def lead(some: list[str]) -> float:
        moved = {key: value for name in some for key, value in names[name].items()}
        found = api.compare(LabWorld.of("baseline", moved).scenario(STAGE))
        return float(found.worlds.gaps("segmented", "broadcast", "net_votes").mean())

    orders = [["price", "the test", "match"], ["price", "match", "the test"],
              ["the test", "price", "match"], ["the test", "match", "price"],
              ["match", "price", "the test"], ["match", "the test", "price"]]  # fmt: skip
    gains = {name: [] for name in names}
    for order in orders:
        for at, name in enumerate(order):
            gains[name].append(lead(order[: at + 1]) - lead(order[:at]))
    rows = {row["group"]: row for row in told["rows"]}
    assert set(rows) == set(names)
    assert sum(row["votes"] for row in rows.values()) == told["total"]
    step = math.gcd(*(row["votes"] for row in rows.values())) or 1
    for name, each in gains.items():
        assert abs(rows[name]["votes"] - np.mean(each)) <= step
    whole = lead(list(names)) - lead([])
    assert abs(told["total"] - whole) <= step / 2 + 1e-6
    (differences,) = paired(job(changes))
    shown = differences["rows"][0]["value"].replace(",", "").replace("\u2212", "-")
    assert int(shown) == told["total"]
    assert rows["price"]["value"] in told["said"]


def test_what_was_computed_is_not_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = list(paired(job(PRICE | TEST, why=True)))
    for name in ("run_replicate", "api"):
        monkeypatch.setattr(module, name, None)  # which can compute nothing
    assert list(paired(job(PRICE | TEST, why=True))) == first
    assert len(list(paired(job(PRICE | TEST)))) == 1


def test_it_ends_when_nobody_waits() -> None:
    with pytest.raises(Superseded):
        list(paired(job(PRICE, why=True), lambda: True))


def test_nothing_to_share_out_is_said() -> None:
    scenario = LabWorld("baseline").scenario(STAGE)
    more = LabWorld("baseline").scenario(LabStage(1_000, 2, 7))
    (told,) = paired(PairJob(scenario, more, why=True))
    assert (told["rows"], told["total"]) == ([], 0) and "Nothing" in told["said"]
    alone = scenario.model_copy(
        update={"run": scenario.run.model_copy(update={"arms": ("silent", "broadcast")})}
    )
    with pytest.raises(InputError, match="no segmented"):
        list(paired(PairJob(alone, scenario, why=True)))


def test_every_key_of_every_preset_has_a_group_and_there_are_at_most_six() -> None:
    start = LabWorld("baseline").scenario(STAGE)
    for preset in presets():
        changed = changed_keys(start, LabWorld(preset).scenario(STAGE))
        groups = grouped(changed)
        there = [key for keys in groups.values() for key in keys]
        left = set(changed) - set(there)
        assert len(groups) <= 6 and len(there) == len(set(there))
        assert {key.split(".")[0] for key in left} <= {"attribution", "run", "population"}
    assert list(grouped({"data.coverage": 1, "data.validity": 1, "budget.audience_share": 1})) == [
        "match", "matching", "audience",
    ]  # fmt: skip


def test_presets_with_other_channels_are_mixed_or_refused_in_words() -> None:
    start = LabWorld("baseline").scenario(STAGE)
    for preset in ("privacy-rules", "text-messages"):
        asked = PairJob(start, LabWorld(preset).scenario(STAGE), why=True)
        try:
            *_, told = paired(asked)
        except InputError as error:
            assert "group" in str(error)
        else:
            assert sum(row["votes"] for row in told["rows"]) == told["total"]


@pytest.mark.parametrize("shares", [(14.0, 14.0, -4.0), (0.4, 0.4, 0.4), (-3.6, -3.6, 7.0)])
@pytest.mark.parametrize("step", [1, 10])
def test_rounded_shares_add_up_and_are_off_by_less_than_a_step(shares, step) -> None:
    named = dict(zip("abc", shares, strict=True))
    found = apportioned(named, sum(shares), step)
    assert sum(found.values()) == step * round(sum(shares) / step)
    assert all(abs(found[name] - named[name]) < step for name in named)


def test_who_else_plays_and_by_which_signal_explains_nothing() -> None:
    signal = {"run.arms": "adaptive", "in_flight.proxy_correlation": 0.5}
    world = LabWorld.of("baseline", signal).scenario(STAGE)
    changed = changed_keys(LabWorld("baseline").scenario(STAGE), world)
    assert set(changed) == set(signal) and grouped(changed) == {}
