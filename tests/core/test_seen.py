"""Rows of a campaign's view: the same voters from every column, however a table is kept."""

from __future__ import annotations

import numpy as np
import pytest

from msim.core.seen import CampaignView, taken


def test_rows_are_the_same_voters_in_every_column() -> None:
    table = np.arange(12.0).reshape(4, 3)
    for traits in (table, np.asfortranarray(table)):
        party, known = np.array([1, -1, 0, 1]), np.array([True, False, True, True])
        view = CampaignView(traits, party, known, table[:, :2], np.arange(4))
        for chosen in (np.array([3, 0, 3]), np.array([False, True, False, True])):
            rows = view.rows(chosen)
            for name in CampaignView.__match_args__:
                assert np.array_equal(getattr(rows, name), getattr(view, name)[chosen])


@pytest.mark.parametrize("index", [-1, 4])
def test_a_row_that_is_not_there_is_refused(index: int) -> None:
    with pytest.raises(IndexError, match="of 4"):
        taken(np.zeros((4, 2)), np.array([0, index]))
