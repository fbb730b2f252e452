"""What scenarios share is made once, and nothing of what they come to is moved by that."""

from __future__ import annotations

from typing import Any

import pytest

from msim.experiment.engine import sides
from msim.experiment.engine.collected import Replicate
from msim.experiment.engine.replicate import run_alike, run_bare, run_replicate
from msim.experiment.engine.sides import same_surveys
from msim.scenario.model import Scenario
from tests.experiment.small import small

USUAL: dict[str, Any] = {
    "population__simulated": 1_500, "test__respondents": 600, "test__surveys": 2,
    "opponent__strategy": "segmented", "run__arms": ("silent", "broadcast", "segmented", "oracle"),
}  # fmt: skip
PAIRS: dict[str, dict[str, Any]] = {
    "money": {"budget__total": 1_000_000.0},
    "opponent": {"opponent__strategy": "broadcast"},
    "no opponent": {"opponent__strategy": None},
    "a richer opponent": {"opponent__budget__total": 9_000_000.0},
    "a well informed opponent": {"opponent__data__validity": 0.9},
    "arms": {"run__arms": ("silent", "segmented_free")},
    "voters": {"politics__support": 0.4},
    "data": {"data__validity": 0.8},
    "survey": {"test__respondents": 900},
    "audience": {"budget__audience": "selected"},
}


def told(found: Replicate) -> list[object]:
    return [found.measures, {arm: {name: values.tolist() for name, values in each.items()}
                             for arm, each in found.singles.items()}]  # fmt: skip


@pytest.mark.parametrize("keys", PAIRS.values(), ids=list(PAIRS))
def test_each_is_what_it_is_alone(keys: dict[str, Any]) -> None:
    pair = [small(**USUAL), small(**{**USUAL, **keys}), small(**USUAL)]
    together = run_alike(pair, 3)
    for found, scenario in zip(together, pair, strict=True):
        assert repr(told(found)) == repr(told(run_replicate(scenario, 3)))


@pytest.mark.parametrize(("keys", "surveys"), [("money", 2), ("opponent", 2), ("data", 4)])
def test_the_same_people_are_asked_once(
    keys: str, surveys: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By each side; more often only where they are asked something else."""
    asked, real = list[object](), sides.polled
    monkeypatch.setattr(sides, "polled", lambda *of: asked.append(of) or real(*of))
    run_alike([small(**USUAL), small(**{**USUAL, **PAIRS[keys]})], 0)
    assert len(asked) == surveys


def test_a_bare_replicate_has_the_same_measures_and_no_tables() -> None:
    scenario = small(**USUAL)
    bare, whole = run_bare(scenario, 0), run_replicate(scenario, 0)
    assert repr(told(bare)) == repr(told(whole))
    assert whole.plans and not bare.plans
    assert bare.diagnostics.items() <= whole.diagnostics.items()


@pytest.mark.parametrize("name", sorted(set(Scenario.model_fields) - sides.NO_MATTER))
def test_whoever_differs_in_a_section_that_matters_shares_nothing(name: str) -> None:
    one = small()
    other = one.model_copy(update={name: object()})
    assert same_surveys(one, one) and not same_surveys(one, other)
