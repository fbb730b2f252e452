"""Elementary effects: known answers of a linear and of a curved formula, and SALib's own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from msim.core.errors import InputError
from msim.study.analyze import morris
from msim.study.analyze.noise import INDISTINCT, NOISE
from tests.study.analyze import synthetic
from tests.study.analyze.synthetic import MATCH, SPREAD, VALIDITY

ASKED = synthetic.design("morris", (VALIDITY, SPREAD, MATCH))


def straight(points: pd.DataFrame) -> np.ndarray:
    return 100.0 * np.asarray(points["data.validity"]) - 10.0 * np.asarray(
        points["messages.heterogeneity_sd_pp"])  # fmt: skip


def test_a_straight_formulas_effects_are_its_slopes_over_the_range() -> None:
    whole = synthetic.table(ASKED, 10, straight, half=0.0)
    found = morris.effects(ASKED, whole, synthetic.unit(ASKED, 10))
    assert list(found["parameter"]) == [VALIDITY.key, SPREAD.key, MATCH.key, NOISE]
    assert found["mu"].to_numpy() == pytest.approx([80.0, -20.0, 0.0, 0.0])
    assert found["mu_star"].to_numpy() == pytest.approx([80.0, 20.0, 0.0, 0.0])
    assert found["sigma"].to_numpy() == pytest.approx([0.0] * 4, abs=1e-9)
    assert list(found["note"]) == ["", "", INDISTINCT, ""]


def test_interplay_shows_in_sigma_with_an_interval() -> None:
    unit = synthetic.unit(ASKED, 40)
    found = morris.effects(ASKED, synthetic.table(ASKED, 40), unit).set_index("parameter")
    row = found.loc[VALIDITY.key]
    assert 0.0 < row["sigma_low"] < row["sigma"] < row["sigma_high"]
    assert row["mu_star_low"] < row["mu_star"] < row["mu_star_high"]
    whole = synthetic.table(ASKED, 40)
    effects = morris.elementary(unit.reshape(40, 4, 3), np.asarray(
        whole[f"{synthetic.VOTES}.mean"]).reshape(40, 4))  # fmt: skip
    assert row["mu_star"] == pytest.approx(np.abs(effects[:, 0]).mean()), "as SALib has it"
    assert row["sigma"] == pytest.approx(effects[:, 0].std(ddof=1))


def test_a_failed_point_drops_its_trajectory_and_few_are_refused() -> None:
    whole, unit = synthetic.table(ASKED, 10), synthetic.unit(ASKED, 10)
    hurt = morris.effects(ASKED, synthetic.broken(whole, [0]), unit)
    rest = morris.effects(ASKED, whole.iloc[4:], unit)
    pd.testing.assert_frame_equal(hurt, rest)
    with pytest.raises(InputError, match=r"3 whole trajectories .* \(7 more .*points = 16"):
        morris.effects(ASKED, synthetic.broken(whole, range(0, 28, 4)), unit)
    with pytest.raises(InputError, match="need design"):
        morris.effects(synthetic.design(), whole, unit)
