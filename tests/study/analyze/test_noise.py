"""Noise is told from causes: known answers with a parameter that does nothing, and noise beside."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binom

from benchmarks.peers.noise import BASE, MEASURE, NONE, STRONG, noisy, table, told
from msim.report.study import sentences
from msim.study.analyze import explained, morris, noise, sobol
from msim.study.numbers import noise as noise_of
from msim.study.records import Kind
from tests.study.analyze import synthetic

REPEATS = 60
MOST = int(binom.ppf(0.999, REPEATS, 0.05))
"""False finds at 5 % that 60 repeats pass in 999 of 1,000."""


@pytest.mark.parametrize("kind", list(BASE))
def test_a_parameter_without_effect_is_rarely_told_from_noise(kind: Kind) -> None:
    false, right = 0, 0
    for seed in range(REPEATS):
        found = table(*noisy(kind, BASE[kind], seed))
        by_key = dict(zip(found["parameter"], told(found, kind)[0], strict=True))
        false, right = false + by_key[NONE], right + by_key[STRONG]
        assert found["parameter"].iloc[-1] == noise.NOISE and not by_key[noise.NOISE]
    assert false <= MOST
    assert right >= 0.9 * REPEATS, "what is there is still found"


def test_the_row_of_noise_is_the_total_index_of_a_parameter_without_effect() -> None:
    found = sobol.indices(*noisy("sobol", 1024, 3)).set_index("parameter")
    assert found.loc[noise.NOISE, "total"] == pytest.approx(0.3, abs=0.03)
    assert found.loc[NONE, "total"] == pytest.approx(found.loc[noise.NOISE, "total"], abs=0.04)
    assert list(found["note"]) == ["", "", noise.INDISTINCT, ""]


def test_the_row_of_noise_is_mu_star_of_a_parameter_without_effect() -> None:
    found = morris.effects(*noisy("morris", 200, 3)).set_index("parameter")
    assert found.loc[noise.NOISE, "mu_star"] == pytest.approx(
        found.loc[NONE, "mu_star"], rel=0.15)  # fmt: skip
    assert found.loc[noise.NOISE, "sigma"] == pytest.approx(
        found.loc[NONE, "sigma"], rel=0.15)  # fmt: skip


def test_points_that_are_mostly_noise_are_said_to_be_first_of_all() -> None:
    loud, quiet = noisy("latin_hypercube", 200, 1, 0.5), noisy("latin_hypercube", 200, 1, 0.1)
    assert noise.share(*loud) == pytest.approx(0.5, abs=0.08)
    first = sentences.told(*loud)[0]
    assert first.startswith("The points are noisier than they differ: more replicates.")
    assert not sentences.told(*quiet)[0].startswith("The points are noisier")


def test_what_all_points_share_is_no_noise_between_them() -> None:
    asked = replace(synthetic.design(), measure="broadcast.reach_rate",
                    measures=("broadcast.reach_rate",))
    rng = np.random.default_rng(1)
    shared, own = rng.normal(0.0, 5.0, 20), rng.normal(0.0, 1.0, (400, 20))
    values = [[(float(x), 0.0, 0.0) for x in shared + 3.0 * n + each] for n, each in enumerate(own)]
    found = noise_of(asked, values)
    assert float(np.mean(found**2)) == pytest.approx(1.0 / 20.0, rel=0.1)
    assert np.isnan(noise_of(asked, [values[0], []])).all(), "one point tells nothing"
    assert np.isnan(noise_of(asked, [values[0][:1], values[1][:1]])).all()


def test_a_table_with_noise_of_its_own_is_judged_by_the_smaller() -> None:
    asked, rows = noisy("latin_hypercube", 100, 2)
    whole = noise.share(asked, rows)
    assert noise.share(asked, rows.assign(noise=1e-3)) < 1e-6
    assert noise.share(asked, rows.assign(noise=1e9)) == whole
    assert noise.share(asked, rows.assign(noise=np.nan)) == whole
    alone = rows.assign(**{f"{MEASURE}.low": np.nan, f"{MEASURE}.high": np.nan})
    assert np.isnan(noise.share(asked, alone))
    assert noise.NOISE not in set(explained.explained(asked, alone)["parameter"])
