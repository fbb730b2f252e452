"""Noise is told from causes: known answers with a parameter that does nothing, and noise beside."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from msim.report.study import sentences
from msim.study.analyze import explained, morris, noise, sobol
from msim.study.numbers import noise as noise_of
from msim.study.records import Design, Kind
from tests.study.analyze import synthetic
from tests.study.analyze.synthetic import MATCH, SPREAD, VALIDITY, VOTES

REPEATS = 60
MOST = int(binom.ppf(0.999, REPEATS, 0.05))
"""False finds at 5 % that 60 repeats pass in 999 of 1,000."""


def noisy(kind: Kind, base: int, seed: int, part: float = 0.3) -> tuple[Design, pd.DataFrame]:
    """Validity and spread matter, the match rate does not; noise is `part` of the variance."""
    asked = synthetic.design(kind, (VALIDITY, SPREAD, MATCH), seed=seed)
    rng = np.random.default_rng(seed)
    count = base * {"sobol": 5, "morris": 4}.get(kind, 1)
    asked = replace(asked, points=count)
    places = explained_places(asked, rng)
    value = 100.0 * places[:, 0] + 60.0 * places[:, 1]
    sd = float(np.sqrt((100.0**2 + 60.0**2) / 12.0 * part / (1.0 - part)))
    runs = value[:, None] + rng.normal(0.0, sd * np.sqrt(10.0), (count, 10))
    table = pd.DataFrame(places, columns=[p.key for p in asked.parameters])
    found = synthetic.told(table, lambda _: runs.mean(axis=1), 0.0)
    half = 2.262 * runs.std(axis=1, ddof=1) / np.sqrt(10.0)
    found[f"{VOTES}.low"], found[f"{VOTES}.high"] = runs.mean(axis=1) - half, \
        runs.mean(axis=1) + half  # fmt: skip
    return asked, found


def explained_places(asked: Design, rng: np.random.Generator) -> np.ndarray:
    from msim.study import sample

    return rng.random((asked.points, 3)) if asked.kind == "latin_hypercube" else sample.unit(asked)


def table_of(asked: Design, found: pd.DataFrame) -> pd.DataFrame:
    """The table of indices that belongs to a design."""
    if asked.kind == "sobol":
        return sobol.estimate([p.key for p in asked.parameters],
                              *_sobol(asked, found))  # fmt: skip
    if asked.kind == "morris":
        return morris.effects(asked, found)
    return explained.explained(asked, found)


def _sobol(asked: Design, found: pd.DataFrame) -> tuple[np.ndarray, int, np.ndarray, float]:
    kept, _ = sobol.samples(asked, found)
    return kept.ravel(), asked.seed, noise.variance(asked, found).reshape(-1, 5), 10.0


@pytest.mark.parametrize(("kind", "base"), [
    ("sobol", 64), ("morris", 20), ("latin_hypercube", 128)])  # fmt: skip
def test_a_parameter_without_effect_is_rarely_told_from_noise(kind: Kind, base: int) -> None:
    columns = {"sobol": ["first", "total"], "morris": ["mu_star"], "latin_hypercube": ["share"]}
    false, right = 0, 0
    for seed in range(REPEATS):
        found = table_of(*noisy(kind, base, seed)).rename(columns={"low": "share_low"})
        sure = np.any([noise.told(found, each) for each in columns[kind]], axis=0)
        by_key = dict(zip(found["parameter"], sure, strict=True))
        false, right = false + by_key[MATCH.key], right + by_key[VALIDITY.key]
        assert found["parameter"].iloc[-1] == noise.NOISE and not by_key[noise.NOISE]
    assert false <= MOST
    assert right >= 0.9 * REPEATS, "what is there is still found"


def test_the_row_of_noise_is_the_total_index_of_a_parameter_without_effect() -> None:
    found = sobol.indices(*noisy("sobol", 1024, 3)).set_index("parameter")
    assert found.loc[noise.NOISE, "total"] == pytest.approx(0.3, abs=0.03)
    assert found.loc[MATCH.key, "total"] == pytest.approx(found.loc[noise.NOISE, "total"], abs=0.04)
    assert list(found["note"]) == ["", "", noise.INDISTINCT, ""]


def test_the_row_of_noise_is_mu_star_of_a_parameter_without_effect() -> None:
    found = morris.effects(*noisy("morris", 200, 3)).set_index("parameter")
    assert found.loc[noise.NOISE, "mu_star"] == pytest.approx(
        found.loc[MATCH.key, "mu_star"], rel=0.15)  # fmt: skip
    assert found.loc[noise.NOISE, "sigma"] == pytest.approx(
        found.loc[MATCH.key, "sigma"], rel=0.15)  # fmt: skip


def test_points_that_are_mostly_noise_are_said_to_be_first_of_all() -> None:
    loud, quiet = noisy("latin_hypercube", 200, 1, 0.5), noisy("latin_hypercube", 200, 1, 0.1)
    assert noise.share(*loud) == pytest.approx(0.5, abs=0.08)
    told = sentences.told(*loud)
    assert told[0].startswith("The points are noisier than they differ: more replicates.")
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
    asked, table = noisy("latin_hypercube", 100, 2)
    whole = noise.share(asked, table)
    assert noise.share(asked, table.assign(noise=1e-3)) < 1e-6
    assert noise.share(asked, table.assign(noise=1e9)) == whole
    assert noise.share(asked, table.assign(noise=np.nan)) == whole
    alone = table.assign(**{f"{VOTES}.low": np.nan, f"{VOTES}.high": np.nan})
    assert np.isnan(noise.share(asked, alone))
    assert noise.NOISE not in set(explained.explained(asked, alone)["parameter"])
