"""The phase diagram: the line lies where the formula turns, and its band holds it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from msim.core.errors import InputError
from msim.study.analyze.explained import explained, slices
from msim.study.analyze.phase import Phase, contour, phase
from msim.study.records import Parameter
from tests.study.analyze import synthetic
from tests.study.analyze.synthetic import MATCH, METHOD, SPREAD, VALIDITY, WORTH


def noisy(rows: pd.DataFrame) -> np.ndarray:
    noise = np.random.default_rng(5).normal(0.0, 6_000.0, len(rows))
    return np.asarray(synthetic.votes(rows) + noise)


@cache
def diagram() -> Phase:
    asked = synthetic.design()
    return phase(asked, synthetic.table(asked, 250, noisy))


def needed(validity: np.ndarray) -> np.ndarray:
    """The spread at which 60,000 x validity x spread = 30,000 + worth."""
    return np.asarray((30_000.0 + WORTH) / 60_000.0 / validity)


def test_the_line_is_where_the_formula_turns() -> None:
    line = diagram().line
    inside = line[(line["x"] > 0.35) & (line["y"] < 1.9)]
    assert len(inside) > 15
    assert inside["y"].to_numpy() == pytest.approx(needed(inside["x"].to_numpy()), abs=0.12)


def test_the_band_holds_the_true_line_and_is_not_everything() -> None:
    found = diagram().surface
    truth = synthetic.votes(found.rename(columns={"x": VALIDITY.key, "y": SPREAD.key}))
    inside = (truth >= found["low"]) & (truth <= found["high"])
    assert inside.mean() > 0.75
    sure = found["side"] != "open"
    right = (truth > WORTH) == (found["side"] == "above")
    assert right[sure].mean() > 0.97 and 0.03 < 1.0 - sure.mean() < 0.4
    assert sum(diagram().shares.values()) == pytest.approx(1.0)


def test_cells_count_every_point_once_and_a_grid_has_its_own() -> None:
    assert diagram().cells["points"].sum() == 250
    asked = synthetic.design("grid")
    found = phase(asked, synthetic.grid(asked, 6, synthetic.votes))
    assert len(found.cells) == 36 and set(found.cells["points"]) == {1}
    assert set(found.cells["win"]) == {0.0, 1.0}


def test_no_line_where_nothing_turns() -> None:
    asked = synthetic.design()
    found = phase(asked, synthetic.table(asked, 60, lambda p: np.full(len(p), -50_000.0)))
    assert found.line.empty and found.shares["below"] == 1.0


def test_the_two_that_explain_most_are_taken_unless_others_are_named() -> None:
    asked, whole = synthetic.sobol_study(64)
    keys = [p.key for p in (VALIDITY, SPREAD, MATCH)]
    order = [key for key in explained(asked, whole)["parameter"] if key in keys]
    taken = phase(asked, whole)
    assert [taken.x.key, taken.y.key] == order[:2]
    named = phase(asked, whole, y=MATCH.key)
    assert named.y.key == MATCH.key and named.x.key != MATCH.key
    with pytest.raises(InputError, match=r"data\.missing: no range of this study"):
        phase(asked, whole, "data.missing")
    with pytest.raises(InputError, match="two parameters that are ranges"):
        phase(synthetic.design(parameters=(VALIDITY, METHOD)), whole)
    with pytest.raises(InputError, match="20 points or more; 10 can be used"):
        phase(asked, whole.head(10))


def test_a_logarithmic_range_is_drawn_on_its_own_scale() -> None:
    budget = Parameter("budget.total", distribution="log_uniform", low=1e5, high=1e7)
    asked = synthetic.design(parameters=(budget, VALIDITY))
    whole = synthetic.grid(asked, 8, lambda p: 1e4 * np.log10(p["budget.total"] / 1e6) + WORTH)
    whole["budget.total"] = 10 ** (5 + 2 * (whole["budget.total"] - 1e5) / (1e7 - 1e5))
    whole = synthetic.told(whole[[budget.key, VALIDITY.key]],
                           lambda p: 1e4 * np.log10(p["budget.total"] / 1e6) + WORTH, 100.0)
    line = phase(asked, whole).line
    assert line[["x", "x2"]].to_numpy() == pytest.approx(1e6, rel=0.05)


def test_a_circles_contour_is_a_circle() -> None:
    side = np.linspace(0.0, 1.0, 41)
    x, y = np.meshgrid(side, side)
    line = contour(np.hypot(x - 0.5, y - 0.5) - 0.3)
    assert np.hypot(line["x"] - 0.5, line["y"] - 0.5).to_numpy() == pytest.approx(0.3, abs=0.003)
    length = np.hypot(line["x2"] - line["x"], line["y2"] - line["y"]).sum()
    assert length == pytest.approx(2 * np.pi * 0.3, rel=0.01), "closed, no piece twice"


def test_what_explains_the_answer_is_found_without_any_order() -> None:
    asked = synthetic.design(parameters=(VALIDITY, SPREAD, METHOD))
    whole = synthetic.table(asked, 600, lambda p: 3.0 * p["data.validity"]
                            + (p["segments.method"] == "ward") * 1.0)  # fmt: skip
    found = explained(asked, whole).set_index("parameter")
    validity, method = 9 * 0.8**2 / 12, 2 / 9
    share = validity / (validity + method)
    assert found.loc[VALIDITY.key, "share"] == pytest.approx(share, abs=0.05)
    assert found.loc[METHOD.key, "share"] == pytest.approx(1 - share, abs=0.05)
    assert found.loc[SPREAD.key, "low"] < 0.0 < found.loc[SPREAD.key, "high"] + 0.02
    parts = slices(asked, whole)
    rows = parts[parts["parameter"] == METHOD.key]
    assert list(rows["value"]) == ["kmeans", "ward", "random"] and rows["points"].sum() == 600
    middles = parts[parts["parameter"] == VALIDITY.key]["median"]
    assert middles.is_monotonic_increasing
