"""Published designs through our own test and choice: `msim.verify`, with few replicates."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from msim import verify
from msim.core.errors import InputError
from msim.published import designs

# Hewitt et al. (2024, APSR 118(4)), figure 4 and table 3: mean 1.55 points, spread 0.51 of it.
TABLE = [
    (500_000, 3, 11_030, 2_425, 2_886),
    (1_000_000, 6, 24_030, 4_925, 6_506),
    (5_000_000, 16, 107_030, 24_925, 40_122),
]


@pytest.mark.parametrize(("budget", "messages", "respondents", "without", "with_test"), TABLE)
def test_testing_pays(
    budget: float, messages: int, respondents: int, without: float, with_test: float
) -> None:
    """Without a test (budget - 15,000) / 200 votes; with it the winner's, everything paid."""
    found = verify.testing_pays(budget, 0.51, messages, respondents, replicates=1500)
    assert found["without"] == pytest.approx(without, rel=0.03)
    assert found["with"] == pytest.approx(with_test, rel=0.03)
    assert found["gain"] == pytest.approx(found["with"] - found["without"])
    assert found["cost_per_vote"] == pytest.approx(budget / found["with"])


def test_without_spread_testing_is_money_lost() -> None:
    """Equal messages: with the test only what production and survey cost is missing."""
    found = verify.testing_pays(1_000_000, 0.0, 6, 24_030, replicates=10)
    assert found["without"] == pytest.approx((1_000_000 - 15_000) / 200, rel=1e-12)
    assert found["with"] == pytest.approx((1_000_000 - 90_000 - 60_075) / 200, rel=1e-12)


def test_a_budget_that_test_and_production_exceed() -> None:
    with pytest.raises(InputError, match="nothing to run"):
        verify.testing_pays(150_000, 0.51, 6, 24_030)


def test_two_groups_and_perfect_knowledge_gain_little() -> None:
    """Correlation 0.86, six messages: about 1.4 % over the single best message."""
    found = verify.group_targeting(2, 6, 0.51, 0.86, replicates=1500)
    assert found["ratio"] == pytest.approx(1.014, abs=0.01)
    assert found["ratio"] == pytest.approx(found["targeted"] / found["single_best"])


def test_four_groups_and_a_real_test_lose() -> None:
    """24,030 respondents: own winners lose about 8 %, shrunken ones less than 1 %."""
    own, shrunk = (
        verify.group_targeting(4, 6, 0.51, 0.86, respondents=24_030, shrinkage=s, replicates=1500)
        for s in ("none", "empirical_bayes")
    )
    assert own["ratio"] == pytest.approx(0.92, abs=0.02)
    assert 0.99 < shrunk["ratio"] < 1.02
    assert own["single_best"] == shrunk["single_best"]


def test_groups_that_respond_alike_leave_nothing_to_match() -> None:
    found = verify.group_targeting(3, 6, 0.51, 1.0, replicates=50)
    assert found["ratio"] == pytest.approx(1.0, abs=1e-12)


def test_labels_that_say_nothing_gain_nothing() -> None:
    """A label that is right by chance alone makes equal cells."""
    found = verify.group_targeting(2, 6, 0.51, -0.5, label_accuracy=0.5, replicates=50)
    assert found["ratio"] == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("groups", [2, 3, 5])
def test_correlations_that_no_groups_can_have(groups: int) -> None:
    """Of G variables all pairs can correlate by -1 / (G - 1) and no less."""
    lowest = -1.0 / (groups - 1)
    with pytest.raises(InputError, match="correlation"):
        verify.group_targeting(groups, 4, 0.5, lowest - 0.01, replicates=5)
    assert verify.group_targeting(groups, 4, 0.5, lowest, replicates=5)["ratio"] > 1.0


@pytest.mark.parametrize("part", ["read", "answer", "choose"])
@pytest.mark.parametrize(
    "design",
    [lambda: verify.testing_pays(1e6, 0.5, 6, 24_030, replicates=2),
     lambda: verify.group_targeting(2, 6, 0.5, 0.8, 1000, replicates=2)],
    ids=["testing_pays", "group_targeting"],
)
def test_nothing_works_without_our_own_message_test(
    design: Callable[[], object], part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They hold no draw of responses and no choice of their own."""

    def missing(*args: object, **kwargs: object) -> None:
        raise NotImplementedError(part)

    design()
    monkeypatch.setattr(designs, part, missing)
    with pytest.raises(NotImplementedError, match=part):
        design()
