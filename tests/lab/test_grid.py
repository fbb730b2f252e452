"""The grid: numbers of the engine at its nodes, and honest words about what lies between."""

from __future__ import annotations

import numpy as np
import pytest

from msim import api
from msim.core.verdict import outcome
from msim.lab.grid import (
    AXES,
    CONTRASTS,
    TIED,
    WORTH,
    Axis,
    held_back,
    interpolate,
    numbers,
    worlds,
)
from msim.lab.levers import checked
from msim.lab.worlds import LabWorld
from msim.report.run import sentences
from tests.lab.gridded import AXES as FEW
from tests.lab.gridded import STAGE, grid
from tests.report.fixtures import LEVELS, made_up


def test_every_node_is_a_position_of_its_lever() -> None:
    for axis in AXES:
        for node in axis.nodes:
            assert checked(axis.key, node) == node
        assert axis.between


def test_the_nodes_are_computed_by_the_engine() -> None:
    found = grid()
    for world in worlds(FEW):
        run = numbers(api.compare(world.scenario(STAGE)).data)
        told = dict(zip(found.names, found.at(world), strict=True))
        for name, value in run.items():
            assert told[name] == pytest.approx(np.nan if value is None else value, nan_ok=True)


def test_worlds_held_back_are_not_of_the_grid_and_differ() -> None:
    held = held_back(AXES, 24)
    assert len(set(held)) >= 20
    assert not set(held) & set(worlds(AXES))
    for axis in AXES:
        moved = {dict(world.changes).get(axis.key) for world in held}
        assert len(moved) > 1


def test_between_nodes_a_line_is_followed_exactly() -> None:
    axes = (Axis("data.validity", (0.0, 0.35, 1.0)), Axis("segments.count", (2, 6)))
    x, y = np.meshgrid(axes[0].nodes, axes[1].nodes, indexing="ij")
    values = np.stack([2.0 * x - y, x * y], axis=-1)
    assert interpolate(axes, values, [0.5, 3.0]) == pytest.approx([-2.0, 1.5])
    assert interpolate(axes, values, [1.0, 6.0]) == pytest.approx([-4.0, 6.0])


def test_a_missing_number_counts_only_where_it_has_weight() -> None:
    axes = (Axis("data.validity", (0.0, 1.0)),)
    values = np.array([[1.0], [np.nan]])
    assert interpolate(axes, values, [0.0]) == 1.0
    assert np.isnan(interpolate(axes, values, [0.5]))


def test_the_error_is_measured_on_worlds_held_back() -> None:
    found = grid()
    mean = found.names.index(f"{CONTRASTS[0]}.mean")
    off = []
    for world in held_back(FEW, 2):
        true = numbers(api.compare(world.scenario(STAGE)).data)[f"{CONTRASTS[0]}.mean"]
        off.append(abs(found.at(world)[mean] - true))
    assert found.error["mean"] == pytest.approx(np.mean(off))
    assert found.error["most"] == pytest.approx(max(off))
    assert found.error["worlds"] == 2


@pytest.mark.parametrize("kind", LEVELS)
def test_a_run_s_verdict_follows_from_what_the_grid_keeps_of_it(kind: str) -> None:
    data = made_up(kind)
    kept = numbers(data)
    low, high = (kept[f"{CONTRASTS[0]}.{bound}"] for bound in ("low", "high"))
    found = outcome(low, high, kept[WORTH], kept[TIED] == 1.0)
    assert found == sentences.outcome(data, CONTRASTS[0])


def test_the_page_starts_at_a_world_of_the_grid() -> None:
    assert LabWorld("baseline") in worlds(AXES)
