"""Worlds: what a browser sends becomes a scenario, and the command line says the same scenario."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msim import api
from msim.core.errors import InputError
from msim.lab.levers import ADAPTING, BY_KEY, LEVERS, PLAYING
from msim.lab.worlds import COUNTRIES, STAGES, LabWorld, presets, stages, start
from msim.scenario.source import claims


def overrides(command: str) -> tuple[str, list[str]]:
    """What `msim run` is given: the scenario's name and what is set."""
    program, run, name, *rest = shlex.split(command)
    assert (program, run) == ("msim", "run")
    assert set(rest[::2]) <= {"--set"}
    return name, rest[1::2]


moved = st.dictionaries(st.sampled_from(LEVERS), st.integers(0, 99), max_size=4).map(
    lambda found: {
        lever.key: lever.positions[at % len(lever.positions)] for lever, at in found.items()
    }
)


@given(preset=st.sampled_from(COUNTRIES[:5]), changes=moved, stage=st.sampled_from(STAGES))
@settings(max_examples=40)
def test_the_command_gives_the_same_scenario(preset, changes, stage) -> None:
    world = LabWorld.of(preset, changes)
    name, said = overrides(world.command(stage))
    try:
        scenario = world.scenario(stage)
    except InputError as wrong:  # levers that do not go together: the command says the same
        with pytest.raises(InputError, match=wrong.problems[0].key):
            api.load(name, said)
        return
    assert api.load(name, said).hash == scenario.hash
    own = api.load(preset).population.simulated
    assert scenario.population.simulated == min(stage.simulated or own, own)


@pytest.mark.parametrize("preset", COUNTRIES)
def test_the_last_stage_is_the_scenario_s_own_run(preset: str) -> None:
    world = LabWorld(preset)
    assert world.command(STAGES[-1]) == f"msim run {preset}"
    assert world.scenario(STAGES[-1]).hash == api.load(preset).hash
    whole = world.scenario(stages(7)[-1])
    assert (whole.run.replicates, whole.run.precision) == (7, 0.0)
    assert whole.hash == api.load(preset, {"run.replicates": 7}).hash


@pytest.mark.parametrize("preset", ["baseline", "decisive-analytics"])
def test_campaigns_that_adapt_play_beside_the_preset_s_own(preset: str) -> None:
    own = api.load(preset).run.arms
    for name, arms in ADAPTING.items():
        played = LabWorld.of(preset, {PLAYING: name}).scenario(STAGES[-1]).run.arms
        assert tuple(arm for arm in played if arm not in arms) == own
        assert set(played) == {*own, *arms}


def test_what_is_not_moved_is_not_said() -> None:
    for preset in COUNTRIES:
        begin = {key: value for key, value in start(preset).items() if value is not None}
        assert LabWorld.of(preset, begin) == LabWorld(preset)


def test_the_order_of_moves_makes_no_other_world() -> None:
    changes = {"segments.count": 3, "data.validity": 0.5}
    assert LabWorld.of("null", changes) == LabWorld.of("null", dict(reversed(changes.items())))


def test_every_preset_is_shipped_and_every_claim_is_a_preset() -> None:
    assert set(presets()) == set(COUNTRIES) | set(claims()) and len(claims()) > 20
    for preset in presets():
        assert set(start(preset)) == set(BY_KEY)
        assert LabWorld(preset).scenario(STAGES[0]).run.replicates == STAGES[0].replicates


@pytest.mark.parametrize(
    ("preset", "lever", "value", "other"),
    [
        ("baseline", "messages.heterogeneity_sd_pp", 1.0, "messages.party_correlation"),
        ("null", "messages.party_correlation", 0.5, "messages.heterogeneity_sd_pp"),
    ],
)
def test_one_way_of_stating_who_differs_takes_the_place_of_the_other(
    preset, lever, value, other
) -> None:
    assert start(preset)[other] is not None
    said = LabWorld.of(preset, {lever: value}).scenario(STAGES[0]).messages
    assert getattr(said, lever.split(".")[1]) == value
    assert getattr(said, other.split(".")[1]) is None


@pytest.mark.parametrize(
    ("preset", "changes"),
    [("../null", {}), ("wins", {}), ("null", {"channels.television.cpm": 1.0})],
)
def test_what_the_page_does_not_have_is_refused(preset, changes) -> None:
    with pytest.raises(InputError, match="there are"):
        LabWorld.of(preset, changes)
