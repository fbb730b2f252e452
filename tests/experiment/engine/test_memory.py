"""Nothing of size N is kept: as many blocks are alive at 40 as at 8, whoever is asked."""

from __future__ import annotations

import gc
import tracemalloc
import weakref

import pytest

from msim.experiment.engine import electorate
from msim.experiment.engine.replicate import run_replicate
from msim.experiment.people import People
from tests.experiment.small import small

BLOCK = 256


@pytest.fixture
def alive(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Blocks of 256 voters, and a list of how many blocks were alive when each was made."""
    monkeypatch.setattr("msim.world.world.BLOCK_SIZE", BLOCK)
    living: weakref.WeakSet = weakref.WeakSet()
    counts: list[int] = []
    born = electorate.Block.__init__

    def watched(self: electorate.Block, *args: object) -> None:
        born(self, *args)
        living.add(self)
        counts.append(len(living))

    monkeypatch.setattr(electorate.Block, "__init__", watched)
    return counts


KEYS = {
    "test__respondents": 60, "test__outcome": "scale", "segments__fit_sample": 60,
    "segments__count": 2,
}


@pytest.mark.parametrize("coverage", [1.0, 0.02])
def test_blocks_are_let_go(coverage: float, alive: list[int]) -> None:
    """Also where few have a record, so that the sample comes from far and wide."""
    peaks = {}
    for blocks in (8, 40):
        alive.clear()
        gc.collect()
        voters = BLOCK * blocks
        run_replicate(small(population__simulated=voters, data__coverage=coverage, **KEYS), 0)
        assert len(alive) > blocks  # every block is made, and most of them twice
        peaks[blocks] = max(alive)
    assert peaks[40] <= peaks[8]
    assert peaks[40] <= electorate.KEPT_BLOCKS + 4


def test_an_export_is_written_block_by_block(alive: list[int], tmp_path) -> None:
    People(small(population__simulated=30 * BLOCK)).export(tmp_path / "voters.csv")
    assert len(alive) == 30
    assert max(alive) <= electorate.KEPT_BLOCKS + 2


def test_peak_memory_is_flat(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in bytes: four times the blocks, the same peak."""
    monkeypatch.setattr("msim.world.world.BLOCK_SIZE", 1024)
    run_replicate(small(population__simulated=1024, **KEYS), 0)
    peaks = []
    for blocks in (6, 24):
        gc.collect()
        tracemalloc.start()
        run_replicate(small(population__simulated=1024 * blocks, **KEYS), 0)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.15 * peaks[0]
