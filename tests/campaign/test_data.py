"""The view: readings are as good as configured, and everything lost is lost at random."""

from __future__ import annotations

import numpy as np
import pytest

from tests.world.helpers import made, plain, within


@pytest.mark.parametrize("validity", [0.0, 0.35, 0.9, 1.0])
def test_validity_is_the_correlation_of_reading_and_trait(validity: float) -> None:
    block = made(plain(2, data__validity=validity)).block(0)
    for reading, trait in zip(block.view.traits.T, block.voters.traits.T, strict=True):
        found = np.corrcoef(reading, trait)[0, 1]
        assert found == pytest.approx(validity, abs=4 * (1 - validity**2) / np.sqrt(60_000) + 1e-6)
        within(reading.astype(float) ** 2, 1.0)


def test_what_is_missing_and_who_is_unknown() -> None:
    scenario = plain(2, data__missing=0.2, data__coverage=0.8, data__consent=0.5)
    block = made(scenario).block(0)
    for lost in np.isnan(block.view.traits).T:
        within(lost, 0.2)
        assert abs(np.corrcoef(lost, block.voters.support)[0, 1]) < 4 / np.sqrt(lost.size)
    within(block.view.known, 0.4)
    assert abs(np.corrcoef(block.view.known, block.voters.support)[0, 1]) < 4 / np.sqrt(60_000)


@pytest.mark.parametrize("accuracy", [0.5, 0.85, 1.0])
def test_party_labels_are_right_as_often_as_configured(accuracy: float) -> None:
    block = made(plain(2, data__party_accuracy=accuracy)).block(0)
    for side in (True, False):
        of_side = (block.voters.support >= 0) == side
        within((block.view.party[of_side] > 0) == side, accuracy)


def test_no_party_label_is_no_label() -> None:
    assert not made(plain(2, data__party_label=False)).block(0).view.party.any()


def test_losing_data_changes_no_other_reading() -> None:
    """Each way of losing data has draws of its own."""
    full = made(plain(2)).block(0).view
    poor = made(plain(2, data__missing=0.3, data__coverage=0.5, data__consent=0.5)).block(0).view
    kept = ~np.isnan(poor.traits)
    assert np.array_equal(full.traits[kept], poor.traits[kept])
    assert np.array_equal(full.party, poor.party)
    assert np.array_equal(full.lottery, poor.lottery)


def test_lotteries_tell_nothing() -> None:
    block = made(plain(2)).block(0)
    for lot in block.view.lottery.T:
        within(lot, 0.5)
        for other in (*block.view.traits.T, block.voters.support, block.view.party):
            assert abs(np.corrcoef(lot, other)[0, 1]) < 4 / np.sqrt(lot.size)
    assert abs(np.corrcoef(block.view.lottery.T)[0, 1]) < 4 / np.sqrt(60_000)
