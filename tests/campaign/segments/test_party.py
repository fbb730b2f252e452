"""Cells by the party label: what they are where the label is right, wrong, or missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

import msim
from msim.api import NAMES
from msim.campaign.segments.segmentation import Segmentation, segment
from msim.claims.reading import read_every
from msim.core.errors import InputError
from msim.experiment.engine.sides import electorate, prepare
from msim.scenario import Scenario, Segments
from tests.campaign.segments.made import voters
from tests.campaign.views import shown
from tests.experiment.small import small
from tests.house.tree import ROOT
from tests.laws.drawn import changed

KEYS = Segments(method="party")
NO_LABEL = r'segments\.method = "party": there is no party label \(data\.party_label is false\)'


def cut(**keys: Any) -> tuple[Scenario, Segmentation, np.ndarray, np.ndarray]:
    """A scenario, its cells, each voter's cell and each voter's true side."""
    scenario = small(segments__method="party", data__coverage=1.0, data__consent=1.0, **keys)
    everybody = electorate(scenario, 0)
    block = everybody.block(0)
    found = prepare(scenario, everybody)[0].segmentation
    return scenario, found, found.labels(block.view), block.voters.support >= 0.0


def test_a_label_that_is_always_right_makes_cells_that_are_the_parties() -> None:
    _, found, cells, own = cut(data__party_accuracy=1.0)
    assert found.cells == 2
    assert np.array_equal(cells, own)


def test_a_label_by_the_toss_of_a_coin_says_nothing_of_the_party() -> None:
    """Half of each cell is on each side, and the parties are found again as often as by chance."""
    _, found, cells, own = cut(data__party_accuracy=0.5)
    assert found.cells == 2
    assert np.mean(cells == own) == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(own.size))
    assert adjusted_rand_score(own, cells) == pytest.approx(0.0, abs=16 / own.size)


def test_a_third_cell_is_for_voters_without_a_label() -> None:
    some = voters(np.zeros((6, 1)), party=[-1, 1, 0, 1, 0, -1])
    found = segment(KEYS, some, shown("continuous"), 1)
    assert (found.cells, found.labels(some).tolist()) == (3, [0, 1, 2, 1, 2, 0])
    assert found.shares == pytest.approx([1 / 3] * 3)
    assert "one for voters without a label" in found.told[0].done


def test_no_other_reading_makes_a_difference() -> None:
    with pytest.raises(InputError, match=r"takes the party label; leave out t0, or use .*kmeans"):
        segment(Segments(method="party", features=("t0",)), voters(np.zeros((2, 1)), [1, -1]),
                shown("continuous"), 1)


@pytest.mark.parametrize("whose", ["", "opponent."])
def test_without_a_label_there_are_no_cells(whose: str) -> None:
    keys = {f"{whose}segments.method": "party", f"{whose}data.party_label": False,
            "opponent.strategy": "segmented"}
    with pytest.raises(InputError, match=whose.replace(".", r"\.") + NO_LABEL):
        msim.load("small", keys)


def test_a_claim_without_a_label_says_where_it_went_wrong(tmp_path: Path) -> None:
    file = ROOT / "configs/debate/no-party-labels.toml"
    text = file.read_text(encoding="utf-8")
    cut = text.replace("[segments]\n", '[segments]\nmethod = "party"\n')
    (tmp_path / file.name).write_text(cut, encoding="utf-8")
    with pytest.raises(InputError, match=NO_LABEL):
        read_every([str(tmp_path / file.name)], NAMES)


def test_who_compares_all_methods_is_told_that_this_one_is_left_out() -> None:
    tiny = changed(small(run__replicates=1), {"data.party_label": False})
    found = msim.segment(tiny, "all")
    assert found.data.summary["left_out"]["party"] == (
        "there is no party label (data.party_label is false)")
