"""Latent classes: a published fit, gaps, levels never seen, and segments that there are."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from msim.campaign.segments import latent_class
from msim.campaign.segments.latent_class import LatentClasses
from msim.core.arrays import Floats
from tests.campaign.segments.made import same
from tests.campaign.views import draws

# Stouffer and Toby 1951, American Journal of Sociology 56: four questions of role conflict, 216
# respondents, the last question running; as in Goodman 1974, Biometrika 61(2).
COUNTS = [42, 23, 6, 25, 6, 24, 7, 38, 1, 4, 1, 6, 2, 9, 2, 20]


def role_conflict() -> Floats:
    patterns = np.stack(np.meshgrid(*[[0.0, 1.0]] * 4, indexing="ij"), axis=-1).reshape(16, 4)
    return np.repeat(patterns, COUNTS, axis=0)


def classes(n: int = 3000) -> tuple[Floats, np.ndarray]:
    """Two classes with six questions of three levels, and who belongs to which."""
    rng = draws("classes")
    own = np.arange(n) % 2
    chance = np.array([[0.8, 0.1, 0.1], [0.1, 0.1, 0.8]])[own]
    levels = (rng.random((n, 6, 1)) > chance.cumsum(axis=1)[:, None, :2]).sum(axis=2)
    return levels.astype(float), own


def test_a_published_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    """poLCA's own example (Linzer and Lewis 2011): log-likelihood -504.4677, BIC 1057.313."""
    monkeypatch.setattr(latent_class, "PRIOR", 0.0)
    monkeypatch.setattr(latent_class, "ENOUGH", 1e-13)
    monkeypatch.setattr(latent_class, "ROUNDS", ((24, 4), (6, 16), (2, 20_000)))
    table = role_conflict()
    fitted = LatentClasses(2, random_state=1).fit(table)
    assert fitted.bic(table) == pytest.approx(1057.313, abs=5e-4)
    likelihood = (9 * np.log(216) - fitted.bic(table)) / 2
    assert likelihood == pytest.approx(-504.4677, abs=5e-5)
    assert sorted(fitted.classes_.weights) == pytest.approx([0.2792, 0.7208], abs=5e-4)
    assert fitted.predict_proba(table).mean(axis=0) == pytest.approx(fitted.classes_.weights)


def test_a_single_class_is_the_sample_itself() -> None:
    """Its likelihood is that of independent questions; nothing is lost to the prior."""
    table = role_conflict()
    share = table.mean(axis=0)
    of_each = table * np.log(share) + (1 - table) * np.log(1 - share)
    known = -2 * of_each.sum() + 4 * np.log(216)
    assert LatentClasses(1).fit(table).bic(table) == pytest.approx(known, rel=1e-9)


def test_classes_are_found_and_two_are_enough() -> None:
    table, own = classes()
    fitted = LatentClasses(2, random_state=3).fit(table)
    labels = fitted.predict(table)
    assert max((labels == own).mean(), (labels != own).mean()) > 0.97
    criterion = [LatentClasses(k, random_state=3).fit(table).bic(table) for k in (1, 2, 3)]
    assert int(np.argmin(criterion)) == 1
    # Within a class, questions are independent, and over the electorate they are not.
    assert chi2_contingency(_crossed(table)).pvalue < 1e-9
    for k in (0, 1):
        assert chi2_contingency(_crossed(table[labels == k]) + 1).pvalue > 1e-4


def _crossed(table: Floats) -> np.ndarray:
    return np.bincount((3 * table[:, 0] + table[:, 1]).astype(int), minlength=9).reshape(3, 3)


def test_a_missing_level_says_nothing_and_leaves_the_others_their_say() -> None:
    table, own = classes()
    gaps = table.copy()
    gaps[draws("gaps").random(table.shape) < 0.3] = np.nan
    fitted = LatentClasses(2, random_state=3).fit(gaps)
    labels = fitted.predict(gaps)
    assert max((labels == own).mean(), (labels != own).mean()) > 0.9
    nothing = np.full((1, 6), np.nan)
    assert fitted.predict_proba(nothing)[0] == pytest.approx(fitted.classes_.weights, rel=1e-9)
    unseen = np.where(np.isnan(gaps[:50]), 7.0, gaps[:50])
    assert np.array_equal(fitted.predict_proba(unseen), fitted.predict_proba(gaps[:50]))


def test_levels_are_names() -> None:
    """Called otherwise, in another order, they make the same classes."""
    table, _ = classes(900)
    renamed = np.array([5.0, -1.0, 2.0])[table.astype(int)]
    first, second = (LatentClasses(2, random_state=4).fit(part) for part in (table, renamed))
    assert same(first.labels_, second.labels_)
    assert first.bic(table) == pytest.approx(second.bic(renamed), rel=1e-6)
