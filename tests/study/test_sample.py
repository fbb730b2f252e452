"""Designs: known shapes and laws, and that growing keeps the points there are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msim.core.arrays import Floats
from msim.scenario import Scenario
from msim.study import sample
from msim.study.records import Design, Kind, Parameter
from msim.study.sample import latin_hypercube, morris, sobol
from msim.study.sample.scale import scaled, unscaled

QUICK = settings(max_examples=40)
NUMBER = Parameter("data.validity", low=0.1, high=0.9)
WHOLE = Parameter("segments.count", low=2, high=5, whole=True)
WORD = Parameter("segments.method", distribution="choices", choices=("kmeans", "ward", "one"))
LIST = Parameter("segments.features", distribution="choices", choices=((), ("age_band", "party")))


def design(kind: Kind, points: int, *parameters: Parameter) -> Design:
    found, message = sample.size_problem(
        Design("", Scenario(), kind, points, 3, parameters, "broadcast.net_votes")
    )
    assert message == ""
    return found


def saltelli(parameters: int, points: int, seed: int) -> Floats:
    varied = tuple(Parameter(f"a.x{n}") for n in range(parameters))
    return sobol.unit(Design("", Scenario(), "sobol", points, seed, varied, "a.b"))


def test_every_combination_of_choices_meets_every_world() -> None:
    way = replace(WORD, role="choice")
    count = replace(WHOLE, role="choice", steps=2)
    few, more = (sample.points(design("crossed", n, NUMBER, way, count)) for n in (96, 192))
    assert len(few) == 96 and few["data.validity"].nunique() == 16
    for _, world in few.groupby("data.validity", sort=False):
        assert len(world.drop_duplicates()) == len(world) == 6
    pd.testing.assert_frame_equal(more.head(96), few), "it grows by doubling"
    assert len(sample.points(design("crossed", 0, way, count))) == 6, "choices alone: each once"
    for asked, said in (((NUMBER,), "role"), ((NUMBER, way), "too few: a crossed design runs 3")):
        _, message = sample.size_problem(
            Design("", Scenario(), "crossed", 2, 3, asked, "broadcast.net_votes"))
        assert said in message


def test_groups_move_together_and_second_orders_take_as_many_again() -> None:
    grouped = tuple(Parameter(f"a.x{n}", group="left" if n < 2 else "right") for n in range(3))
    blocks = sample.unit(design("sobol", 64 * 4, *grouped)).reshape(64, 4, 3)
    assert (blocks[:, 1, :2] != blocks[:, 0, :2]).all() and (
        blocks[:, 1, 2] == blocks[:, 0, 2]).all()  # fmt: skip
    paired = replace(design("sobol", 64 * 5, NUMBER, WHOLE, WORD), second_order=True, points=512)
    assert paired.block == 8 and len(sample.points(paired)) == 512


def test_saltelli_s_blocks_move_one_parameter_at_a_time() -> None:
    names = ("data.validity", "data.missing", "data.coverage")
    found = sobol.unit(design("sobol", 64 * 5, *map(Parameter, names)))
    blocks = found.reshape(64, 5, 3)
    for k in range(3):
        differs = blocks[:, 0] != blocks[:, 1 + k]
        assert differs[:, k].all() and differs.sum() == 64
        assert (blocks[:, 1 + k, k] == blocks[:, 4, k]).all()
    strata = (blocks[:, 0] * 64).astype(int)
    assert all(sorted(strata[:, k]) == list(range(64)) for k in range(3))  # a Sobol' sequence


@pytest.mark.parametrize("parameters", [1, 2, 7])
@pytest.mark.parametrize(
    ("unit", "block"), [(saltelli, 2), (morris.unit, 1), (latin_hypercube.unit, None)]
)
def test_twice_as_many_points_begin_with_those_there_were(unit, block, parameters) -> None:
    count = 32 * (1 if block is None else parameters + block)
    few, more = unit(parameters, count, 5), unit(parameters, 2 * count, 5)
    np.testing.assert_array_equal(more[:count], few)
    np.testing.assert_array_equal(unit(parameters, count, 5), few)
    assert (unit(parameters, count, 6) != few).any()


@given(st.integers(1, 5), st.integers(1, 200), st.integers(0, 2**40))
@QUICK
def test_a_latin_hypercube_has_a_point_in_every_stratum(parameters, points, seed) -> None:
    found = latin_hypercube.unit(parameters, points, seed)
    assert found.shape == (points, parameters)
    for column in found.T:
        assert sorted(np.floor(column * points).astype(int)) == list(range(points))


def test_a_grid_is_every_combination_and_one_at_a_time_is_not() -> None:
    grid = sample.points(design("grid", 0, replace(NUMBER, steps=3), WORD, LIST))
    assert len(grid) == 3 * 3 * 2 and not grid.astype(str).duplicated().any()
    assert sorted(set(grid["data.validity"])) == pytest.approx([0.1, 0.5, 0.9])
    assert set(grid["segments.features"]) == {(), ("age_band", "party")}
    single = sample.points(design("one_at_a_time", 0, replace(NUMBER, steps=3), WORD))
    assert len(single) == 1 + 3 + 3
    assert single.iloc[0].tolist() == [0.35, "kmeans"]  # the scenario's own
    moved = (single.ne(single.iloc[0], axis=1)).sum(axis=1)
    assert moved.max() == 1


def test_as_many_points_as_whole_blocks_allow() -> None:
    wanted: list[tuple[Kind, int, int]] = [
        ("sobol", 100, 64), ("morris", 100, 99), ("grid", 99, 96), ("grid", 100, 100),
        ("latin_hypercube", 100, 100), ("one_at_a_time", 30, 30),
    ]  # fmt: skip
    for kind, points, found in wanted:
        asked = design(kind, points, NUMBER, WHOLE)
        assert asked.points == found == len(sample.points(asked)), kind


@given(st.sampled_from(["uniform", "log_uniform", "normal"]), st.floats(0.0, 1.0))
@QUICK
def test_values_stay_in_the_range_and_lead_back(distribution, u) -> None:
    parameter = Parameter("x", distribution=distribution, low=0.5, high=20.0, mean=4.0, sd=3.0)
    (value,) = scaled(parameter, np.array([u]))
    assert 0.5 <= value <= 20.0
    assert unscaled(parameter, [value])[0] == pytest.approx(u, abs=1e-6)


def test_distributions_are_those_that_were_asked_for() -> None:
    u = (np.arange(20_000) + 0.5) / 20_000
    logs = np.array(scaled(Parameter("x", distribution="log_uniform", low=1, high=1e4), u))
    assert np.mean(logs < 100.0) == pytest.approx(0.5, abs=1e-3)
    normal = Parameter("x", distribution="normal", low=-9.0, high=9.0, mean=1.0, sd=2.0)
    values = np.array(scaled(normal, u))
    assert (values.mean(), values.std()) == (pytest.approx(1.0, abs=1e-2), pytest.approx(2, 1e-2))
    whole = np.array(scaled(WHOLE, u))
    assert [np.mean(whole == n) for n in (2, 3, 4, 5)] == pytest.approx([0.25] * 4, abs=1e-3)
    assert {type(n) for n in scaled(WHOLE, u[:5])} == {int}
    words = scaled(WORD, u)
    shares = [words.count(each) / 20_000 for each in WORD.choices]
    assert shares == pytest.approx([1 / 3] * 3, abs=1e-3)
    assert unscaled(WORD, ["ward"]) == pytest.approx(0.5)


def test_the_table_s_columns_have_their_own_types() -> None:
    table = sample.points(design("latin_hypercube", 20, NUMBER, WHOLE, WORD, LIST))
    first = table.to_dict("records")[0]
    assert [type(value) for value in first.values()] == [float, int, str, tuple]
