"""Indices through our path: known answers, what is dropped, what is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from SALib.sample import sobol as sampled
from scipy.stats import binom

from msim.core.errors import InputError
from msim.study import sample
from msim.study.analyze import sobol, sobol_spread
from msim.study.analyze.noise import INDISTINCT, NOISE
from msim.study.analyze.smooth import Worlds
from msim.study.analyze.sobol_spread import both, half_widths
from msim.study.records import Design, Parameter
from tests.study.analyze import synthetic

ISHIGAMI = tuple(Parameter(key, low=-np.pi, high=np.pi) for key in (
    "politics.lean_sd", "politics.turnout_sd", "messages.between_sd_pp"))  # fmt: skip
FIRST = (0.3139052, 0.4424111, 0.0)
TOTAL = (0.5575889, 0.4424111, 0.2436837)


def ishigami(points: pd.DataFrame) -> np.ndarray:
    """Ishigami and Homma (1990), a = 7, b = 0.1."""
    x, y, z = (np.asarray(points[p.key]) for p in ISHIGAMI)
    return np.asarray(np.sin(x) + 7.0 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x))


@cache
def known(samples: int) -> tuple[Design, pd.DataFrame]:
    asked = synthetic.design("sobol", ISHIGAMI)
    return asked, synthetic.table(asked, samples, ishigami, half=0.0)


def test_ishigamis_known_indices() -> None:
    found = sobol.indices(*known(2048)).set_index("parameter")
    assert list(found.index) == [*(p.key for p in ISHIGAMI), NOISE], "the largest total first"
    for key, first, total in zip(found.index[:3], FIRST, TOTAL, strict=True):
        row = found.loc[key]
        assert row["first"] == pytest.approx(first, abs=0.02), key
        assert row["total"] == pytest.approx(total, abs=0.02), key
        assert row["first_low"] <= first + 0.005 and row["first_high"] >= first - 0.005
        assert row["total_low"] <= total <= row["total_high"]
    assert list(found["note"]) == ["", "", sobol.ALONE, ""]
    assert found.loc[NOISE, "total"] == 0.0, "points without noise"


def test_a_parameter_that_does_nothing_is_not_told_from_zero() -> None:
    asked = synthetic.design("sobol", (synthetic.VALIDITY, synthetic.SPREAD, synthetic.MATCH))
    found = sobol.indices(asked, synthetic.table(asked, 128, lambda p: synthetic.votes(
        p.drop(columns="channels.social.match_rate"))))  # fmt: skip
    assert list(found["note"]) == ["", "", INDISTINCT, ""]
    assert found["parameter"].iloc[2] == "channels.social.match_rate"


def test_too_few_samples_are_refused_with_a_number_that_does() -> None:
    asked, whole = known(64)
    with pytest.raises(InputError, match=r"64 base samples of 5 points: .* ± 0\.2 is") as raised:
        sobol.indices(asked, whole)
    points = re.search(r"points = (\d+)", str(raised.value))
    assert points is not None
    enough = int(points[1]) // 5
    assert enough > 64 and enough & (enough - 1) == 0, "a power of two, as Saltelli's order needs"
    assert len(sobol.indices(*known(enough))) == 4
    with pytest.raises(InputError, match=r"3 whole base samples .*points = 2560"):
        sobol.indices(asked, whole.head(19))
    assert len(sobol.indices(*known(2560 // 5))) == 4
    with pytest.raises(InputError, match=r"16 base samples of 5 points") as raised:
        sobol.indices(*known(16))
    points = re.search(r"points = (\d+)", str(raised.value))
    assert points is not None and len(sobol.indices(*known(int(points[1]) // 5))) == 4


def test_a_failed_point_drops_its_block_and_no_other() -> None:
    asked, whole = known(512)
    hurt = synthetic.broken(whole, [7, 8, 301])  # blocks 1 and 60
    kept, dropped = sobol.samples(asked, hurt)
    assert kept.shape == (510, 5) and dropped == 2
    rest = whole[~whole["point"].isin([*range(5, 10), *range(300, 305)])]
    keys = [p.key for p in ISHIGAMI]
    alone = sobol.estimate(keys, rest[f"{synthetic.VOTES}.mean"].to_numpy(), np.zeros((510, 5)),
                           number=np.delete(np.arange(512), [1, 60]))
    pd.testing.assert_frame_equal(sobol.indices(asked, hurt), alone)


def test_a_study_that_is_not_run_to_its_end_has_the_blocks_that_are_whole() -> None:
    asked, whole = known(256)
    some = whole.drop(index=[3, 501, 502, 1279])
    kept, dropped = sobol.samples(asked, some)
    assert kept.shape == (253, 5) and dropped == 0
    first = whole[f"{synthetic.VOTES}.mean"].to_numpy().reshape(256, 5)
    assert (kept[0] == first[1]).all() and (kept[99] == first[101]).all()


def test_the_claim_has_indices_as_well_and_what_never_changes_has_none() -> None:
    asked, whole = synthetic.sobol_study(256)
    found = sobol.indices(asked, whole, "claim")
    assert set(found["parameter"]) == {p.key for p in asked.parameters}
    assert not found["total"].equals(sobol.indices(asked, whole)["total"])
    flat = synthetic.table(asked, 16, lambda p: np.full(len(p), 3.0))
    with pytest.raises(InputError, match="the same at every point"):
        sobol.indices(asked, flat)


def test_other_designs_and_unknown_measures_are_refused() -> None:
    asked = synthetic.design()
    with pytest.raises(InputError, match='need design = "sobol"; this study\'s is "latin_hyper'):
        sobol.indices(asked, synthetic.table(asked, 8))
    with pytest.raises(InputError, match=r"no measure 'segmented.net'; there are segmented-broad"):
        sobol.indices(*synthetic.sobol_study(16), "segmented.net")


def test_second_orders_and_groups_are_those_of_ishigami() -> None:
    varied = list(ISHIGAMI)

    def study(parameters: list[Parameter], count: int, second: bool) -> tuple[Design, pd.DataFrame]:
        asked, _ = sample.size_problem(synthetic.design(
            "sobol", parameters, points=count, second_order=second))
        return asked, synthetic.told(sample.points(asked), ishigami, 1e-3)

    asked, whole = study(varied, 8 * 2048, True)
    pairs = sobol.pairs(asked, whole)
    assert (pairs["first"][0], pairs["second"][0]) == (
        ISHIGAMI[0].key, ISHIGAMI[2].key)  # fmt: skip
    assert pairs["index"][0] == pytest.approx(0.2437, abs=0.06)
    assert pairs["note"].tolist() == ["", INDISTINCT, INDISTINCT]
    assert (pairs["index"][1:].abs() < 0.08).all()
    plain = sobol.indices(asked, whole).set_index("parameter")
    assert plain.loc[ISHIGAMI[1].key, "first"] == pytest.approx(0.4424, abs=0.06)
    grouped = [replace(p, group="both" if n != 1 else "") for n, p in enumerate(varied)]
    found = sobol.indices(*study(grouped, 4 * 2048, False)).set_index("parameter")
    assert set(found.index) == {"both", ISHIGAMI[1].key, "noise"}
    assert found.loc["both", "first"] == pytest.approx(0.5576, abs=0.06)
    assert sobol.pairs(*study(varied, 5 * 64, False)).empty


def test_intervals_hold_ishigamis_indices_and_are_not_too_wide_for_a_linear_answer() -> None:
    weights, repeats = np.array([3.0, 2.0, 1.0]), 30
    true = np.array([9.0, 4.0, 1.0]) / 14.0
    held, wide = np.zeros(6), np.zeros(3)
    for seed in range(repeats):
        unit = sobol_unit(3, 256, seed)
        block = ishigami(pd.DataFrame((2.0 * unit - 1.0) * np.pi, columns=[
            p.key for p in ISHIGAMI])).reshape(256, 5)  # fmt: skip
        off = np.abs(both(block) - np.array([FIRST, TOTAL]))
        held += (off <= half_widths(block, np.arange(256))).ravel()
        line = (unit @ weights).reshape(256, 5)
        half = half_widths(line, np.arange(256))
        assert (np.abs(both(line) - true) <= 2.0 * half).all()
        wide += half[0] / repeats
    assert held.min() >= binom.ppf(0.001, repeats, 0.93)
    assert wide.max() < 0.06, "0.12 by the bootstrap"


def sobol_unit(parameters: int, base: int, seed: int) -> np.ndarray:
    """A Saltelli sample of the unit cube."""
    names = [str(n) for n in range(parameters)]
    problem = {"num_vars": parameters, "names": names, "bounds": [[0.0, 1.0]] * parameters}
    found = sampled.sample(problem, base, calc_second_order=False, seed=seed)
    return np.asarray(found)


def test_slopes_of_indices_are_those_of_small_steps() -> None:
    block = np.random.default_rng(1).normal(size=(12, 5))
    found, step = sobol_spread._slopes(block), 1e-6
    for i, j in ((0, 0), (5, 2), (11, 4)):
        ends = [block.copy(), block.copy()]
        ends[0][i, j] -= step
        ends[1][i, j] += step
        slope = (both(ends[1]) - both(ends[0])) / (2.0 * step)
        assert found[:, :, i, j] == pytest.approx(slope, abs=1e-7)
    assert found.sum(axis=(2, 3)) == pytest.approx(0.0, abs=1e-12), "the same added to all"


def test_an_index_is_as_unsure_as_the_worlds_that_points_share() -> None:
    repeats, held, bare = 40, 0, 0
    number = np.arange(256)
    for seed in range(repeats):
        rng = np.random.default_rng(seed)
        unit = sobol_unit(2, 256, seed)
        slope = rng.normal(0.0, 1.0, 10)  # of each world, in the first parameter
        each = (unit[:, :1] * (2.0 + slope) + unit[:, 1:] * 2.0)
        block = each.mean(axis=1).reshape(256, 4)
        pulls = (each - each.mean(axis=1, keepdims=True)) / np.sqrt(10.0 * 9.0)
        wide = half_widths(block, number, Worlds(pulls, 9.0))
        off = abs(both(block)[0, 0] - 0.5)
        held, bare = held + (off <= wide[0, 0]), bare + (off <= half_widths(block, number)[0, 0])
    assert held >= binom.ppf(0.001, repeats, 0.94) and bare < 0.5 * repeats
