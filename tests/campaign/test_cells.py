"""Demographic cells: index arithmetic, gaps, bands of equal size, and a limit with a way out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr

from msim.campaign.cells import Demographic
from msim.core.arrays import Bools, Floats
from msim.core.errors import InputError
from msim.core.seen import CampaignView, TraitShown
from tests.campaign.views import draws

AGE = TraitShown("age", "ordinal", 4, True)
MOOD = TraitShown("mood", "ordinal", 3, False)
HOME = TraitShown("home", "binary", 2, True)
WEALTH = TraitShown("wealth", "continuous", 0, True)


def seen(readings: Floats, known: Bools | None = None) -> CampaignView:
    n = len(readings)
    nobody = np.zeros(n, dtype=int)
    usable = np.ones(n, dtype=np.bool_) if known is None else known
    return CampaignView(traits=readings, party=nobody, known=usable, lottery=np.zeros((n, 2)),
                        district=nobody, drawn=True)


def test_cells_by_hand() -> None:
    """Age has 4 levels and home 2; the mood between them is not asked for. Cell = 2 age + home."""
    rule = Demographic((AGE, MOOD, HOME))
    assert rule.cells == 8
    rows = rule.assign(seen(np.array([[0, 2, 0], [0, 1, 1], [1, 0, 0], [3, 2, 1]], dtype=float)))
    assert rows.tolist() == [1, 2, 3, 8]


def test_a_missing_reading_is_the_middle_level() -> None:
    """Of four levels the second, of two the first, of five bands the third."""
    gap = np.nan
    assert Demographic((AGE,)).assign(seen(np.array([[gap], [1.0]]))).tolist() == [2, 2]
    assert Demographic((HOME,)).assign(seen(np.array([[gap], [0.0]]))).tolist() == [1, 1]
    assert Demographic((WEALTH,)).assign(seen(np.array([[gap], [0.0]]))).tolist() == [3, 3]
    everything = seen(np.full((5, 3), gap))
    assert Demographic((AGE, HOME, WEALTH)).assign(everything).tolist() == [1 * 10 + 0 + 2 + 1] * 5


def test_a_continuous_trait_is_cut_into_fifths() -> None:
    x = draws("fifths").standard_normal((200_000, 1))
    rows = Demographic((WEALTH,)).assign(seen(x))
    assert np.array_equal(rows, np.minimum(np.floor(5 * ndtr(x[:, 0])), 4) + 1)
    share = np.bincount(rows, minlength=6)[1:] / rows.size
    assert np.abs(share - 0.2).max() < 4 * np.sqrt(0.2 * 0.8 / rows.size)


def test_without_a_record_there_is_no_cell() -> None:
    known = np.array([True, False])
    assert Demographic((AGE,)).assign(seen(np.array([[3.0], [3.0]]), known)).tolist() == [4, 0]


def test_without_demographic_traits_there_is_one_cell() -> None:
    rule = Demographic((MOOD,))
    assert rule.cells == 1
    assert rule.assign(seen(np.array([[0.0], [2.0]]))).tolist() == [1, 1]


@given(levels=st.lists(st.integers(0, 6).filter(lambda k: k != 1), min_size=1, max_size=5),
       marked=st.lists(st.booleans(), min_size=5, max_size=5))
@settings(max_examples=40)
def test_every_combination_of_levels_has_a_cell_of_its_own(
    levels: list[int], marked: list[bool]
) -> None:
    traits = tuple(TraitShown(f"t{i}", "ordinal" if k else "continuous", k, m)
                   for i, (k, m) in enumerate(zip(levels, marked, strict=False)))
    # Readings of a continuous trait in the middle of each of its five bands.
    values = [np.arange(k, dtype=float) if k else np.array([-2.0, -0.5, 0.0, 0.5, 2.0])
              for k in levels]
    grid = np.stack([a.ravel() for a in np.meshgrid(*values, indexing="ij")], axis=1)
    rule = Demographic(traits)
    rows = rule.assign(seen(grid))
    assert set(rows.tolist()) == set(range(1, rule.cells + 1))
    asked = [i for i, t in enumerate(traits) if t.demographic]
    assert len({(r, *grid[n, asked]) for n, r in enumerate(rows)}) == rule.cells


def test_too_many_cells_are_a_clear_error() -> None:
    many = tuple(TraitShown(f"t{i}", "ordinal", 10, True) for i in range(4))
    assert Demographic(many).cells == 10_000
    with pytest.raises(InputError, match=r"t0, t1, t2, t3, home\) make 20,000 cells.*mark fewer"):
        Demographic((*many, HOME))
