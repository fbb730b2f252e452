"""Every strategy and every method, by being listed: pure, reproducible, and ready for the worst."""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys
import warnings
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from msim.campaign import segments, strategies
from msim.campaign.segments import ALL_KINDS, METHODS, method, number
from msim.campaign.strategies import STRATEGIES, strategy
from msim.core.arms import arm
from msim.core.errors import InputError
from msim.core.seen import CampaignView
from msim.experiment.engine import sides
from msim.experiment.engine.replicate import run_replicate
from msim.scenario import Scenario
from msim.scenario.media import KNOWN_CHANNELS
from tests.laws.drawn import changed
from tests.laws.exact import law_8
from tests.strategies import digest

SEGMENTING = {name for name in STRATEGIES if arm(name).sees}
DECLARED = ("FEATURES", "KINDS", "COUNT", "NEEDS", "NOISE")
LOOKS = ("scaled", "mixed", "levels", "demographic", "party", "lottery")
FREE: dict[str, Any] = {"yours.messages": (), "yours.shares": ()}
each_strategy = pytest.mark.parametrize("name", STRATEGIES)
each_method = pytest.mark.parametrize("name", METHODS)


def playing(name: str, keys: dict[str, Any]) -> Scenario:
    """The scenario with one arm, and what it needs: a channel of contacts, or a plan that fits."""
    doorsteps = {**KNOWN_CHANNELS["doorsteps"].model_dump(), "share": 0.2}
    contacts = {"channels.doorsteps": doorsteps, "channels.television.share": 0.3}
    needed = {"ground": contacts, "yours": fitting(keys)}.get(name, {})
    arms = {"run.arms": (name,)}
    return changed(digest.SCENARIO, {**FREE, **keys, **needed, **arms})


def fitting(keys: dict[str, Any]) -> dict[str, Any]:
    """A plan for as many segments as there will be, the first of them left out where there are two.
    """
    cells = keys.get("segments.count", 4) if "segments.method" not in keys else 1
    messages = keys.get("messages.count", 6)
    plan = tuple(1 + s % messages for s in range(cells))
    shares = (0.0, *(1.0,) * (cells - 1)) if cells > 1 else ()
    return {"yours.messages": plan, "yours.shares": shares}


def arrays(record: Any) -> bytes:
    """Every array that a record holds, as bytes."""
    found = [getattr(record, f.name) for f in fields(record)]
    return b"".join(a.tobytes() for a in found if isinstance(a, np.ndarray))


def test_the_registries_hold_what_lies_in_the_folders() -> None:
    assert set(STRATEGIES) >= {
        "silent", "naive", "broadcast", "segmented", "segmented_free", "placebo", "demographic",
        "individual", "ground", "yours", "adaptive", "adaptive_segmented",
    }
    assert set(METHODS) >= {
        "demographic", "gaussian_mixture", "hdbscan", "kmeans", "latent_class",
        "minibatch_kmeans", "mixed", "one", "party", "random", "uplift_tree", "ward",
    }
    files = {found.name for found in pkgutil.iter_modules(strategies.__path__)}
    assert set(STRATEGIES) == files - {"base"}
    assert set(METHODS) <= {found.name for found in pkgutil.iter_modules(segments.__path__)}


def test_another_process_decides_the_same() -> None:
    done = subprocess.run([sys.executable, "-m", "tests.strategies.digest"], text=True,
                          capture_output=True, check=True)
    assert json.loads(done.stdout) == digest.everything()


@each_strategy
def test_a_strategy_is_pure(name: str) -> None:
    """Asked twice it answers the same, and leaves what it was shown as it was."""
    known, view = digest.campaign()
    before = arrays(known.answers) + arrays(known.respondents) + arrays(view)
    first, second = (digest.of_order(strategy(name).order(known), view) for _ in range(2))
    assert first == second
    assert before == arrays(known.answers) + arrays(known.respondents) + arrays(view)


@each_strategy
def test_a_strategy_is_a_frozen_record_that_survives_json(name: str) -> None:
    arm = strategy(name)
    again = type(arm).model_validate_json(arm.model_dump_json())
    assert again == arm
    assert arm.kind == name == json.loads(arm.model_dump_json())["kind"]
    with pytest.raises(ValidationError):
        arm.kind = "other"
    with pytest.raises(ValidationError):
        type(arm).model_validate({"kind": name, "no_such_key": 1})
    with pytest.raises(ValidationError):
        type(arm).model_validate({"kind": "other"})


@each_strategy
@pytest.mark.parametrize(
    "keys",
    [
        {"segments.count": 1},
        {"segments.method": "one"},
        {"channels.social.match_rate": 0.0},
        {"channels.social.match_rate": 0.02, "data.coverage": 0.1},
        {"messages.count": 1},
        {"population.simulated": 30, "segments.count": 25, "data.coverage": 1.0},
        {"budget.total": 0.0},
    ],
    ids=lambda keys: ", ".join(keys),
)
def test_a_strategy_copes(name: str, keys: dict[str, Any]) -> None:
    """One segment, nobody matched, hardly a record, one message, cells nobody speaks for.

    All its money is accounted for, all numbers are numbers.
    """
    scenario = playing(name, keys)
    if scenario.budget.total > 0.0:
        law_8(scenario)
    found = run_replicate(scenario, 0).measures[name]
    assert np.isfinite([found[m] for m in ("reach_rate", "net_votes", "spend", "unspent")]).all()
    assert found["spend"] + found["unspent"] == pytest.approx(scenario.budget.total)


class WithGap:
    """A segmentation whose second cell is empty: segments 1, 2, ... become 1, 3, 4, ..."""

    def __init__(self, was: Any) -> None:
        self.was, self.cells = was, was.cells + 1
        self.shares = np.insert(was.shares, 1, 0.0)

    def assign(self, view: CampaignView) -> np.ndarray:
        rows = self.was.assign(view)
        return np.where(rows > 1, rows + 1, rows)


@each_strategy
def test_an_empty_segment_changes_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = playing(name, {})
    usual = run_replicate(scenario, 0).measures[name]
    if name == "yours":  # a plan says something of the segment that nobody is in, too
        plan = scenario.yours
        gap = {key: (*value[:1], value[1], *value[1:]) for key, value in plan.model_dump().items()}
        gap["shares"] = tuple(0.0 if at == 1 else s for at, s in enumerate(gap["shares"]))
        scenario = scenario.model_copy(update={"yours": type(plan)(**gap)})
    fitted = sides.segment
    monkeypatch.setattr(sides, "segment", lambda *args: WithGap(fitted(*args)))
    gaps = run_replicate(scenario, 0).measures[name]
    for measure, value in usual.items():
        assert gaps[measure] == pytest.approx(value, rel=1e-9, nan_ok=True), measure


@each_strategy
def test_no_record_at_all_is_a_clear_error(name: str) -> None:
    scenario = playing(name, {"population.simulated": 300, "segments.count": 4})
    nobody = scenario.data.model_copy(update={"consent": 0.0})
    with pytest.raises(InputError, match=r"data\.consent"):
        run_replicate(scenario.model_copy(update={"data": nobody}), 0)


def test_segments_are_used_by_those_who_say_so() -> None:
    """Only the segmenting arms put anybody into cells; the placebo's say nothing of the view."""
    known, view = digest.campaign()
    for name in STRATEGIES:
        rows = strategy(name).rule(known).assign(view)
        if name not in SEGMENTING:
            assert not rows.any()
            continue
        assert np.array_equal(rows == 0, ~view.known)
        shuffled = replace(view, traits=view.traits[::-1], party=view.party[::-1])
        same = np.array_equal(rows, strategy(name).rule(known).assign(shuffled))
        assert same == (name == "placebo")


def fitted(name: str, count: int = 3) -> Any:
    return method(name).build(count, 5).fit(digest.table(name), digest.targets(name))


@each_method
@pytest.mark.parametrize("count", [1, 2, 7])
def test_a_method_labels_everybody(name: str, count: int) -> None:
    """Labels count from 0 below the number of segments; predicting the sample gives its labels."""
    found = fitted(name, count)
    assert found.labels_.shape == (300,)
    assert np.array_equal(found.predict(digest.table(name)), found.labels_)
    labels = found.predict(digest.table(name, 800))
    assert labels.shape == (800,)
    assert labels.min() >= 0
    if getattr(method(name), "COUNT", "asked") != "none":
        assert labels.max() < count
    if getattr(method(name), "NOISE", False):
        assert labels.max() <= found.noise_
    assert np.issubdtype(labels.dtype, np.integer)


@each_method
def test_a_method_is_reproducible_and_its_parameters_survive_json(name: str) -> None:
    assert digest.of_method(name) == digest.of_method(name)
    estimator = method(name).build(3, 5)
    again = type(estimator)(**json.loads(json.dumps(estimator.get_params())))
    sample, aims = digest.table(name), digest.targets(name)
    assert np.array_equal(estimator.fit(sample, aims).labels_, again.fit(sample, aims).labels_)


@each_method
def test_a_method_leaves_its_sample_alone_and_looks_at_each_voter_alone(name: str) -> None:
    sample = digest.table(name)
    before = sample.copy()
    found = method(name).build(3, 5).fit(sample, digest.targets(name))
    labels = found.predict(sample)
    assert np.array_equal(sample, before, equal_nan=True)
    one_by_one = [found.predict(sample[i : i + 1])[0] for i in range(0, 300, 30)]
    assert one_by_one == labels[::30].tolist()


@each_method
def test_a_method_declares_what_there_is(name: str) -> None:
    """Misspelt, a declaration would say nothing, and the usual would hold."""
    chosen = method(name)
    said = {word for word in vars(chosen) if word in DECLARED}
    assert getattr(chosen, "FEATURES", "scaled") in LOOKS
    assert set(getattr(chosen, "KINDS", ALL_KINDS)) <= set(ALL_KINDS)
    assert getattr(chosen, "COUNT", "asked") in ("asked", "most", "none")
    assert ("NEEDS" in said) == hasattr(chosen, "targets")
    assert getattr(chosen, "NOISE", False) == hasattr(fitted(name), "noise_")


@each_method
@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"segments.count": 1},
        {"segments.count": "auto"},
        {"data.missing": 0.3},
        {"data.missing": 1.0},
        {"data.party_label": False, "messages.count": 1},
        {"population.simulated": 8, "test.respondents": 20, "data.coverage": 1.0},
        {"test.outcome": "scale", "messages.mobilise_pp": 1.0},
    ],
    ids=lambda keys: ", ".join(keys),
)
def test_a_method_copes(
    name: str, keys: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole replicate: nothing known, one message, hardly a voter, the number left open.

    Two clouds are enough to come to some number.
    """
    monkeypatch.setattr(number, "CLOUDS", 2)
    asked = {"segments.method": name, "segments.features": digest.usable(name), **keys}
    if name == "party" and not keys.get("data.party_label", True):
        with pytest.raises(ValidationError, match="there is no party label"):
            playing("segmented", asked)
        return
    scenario = playing("segmented", asked)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = run_replicate(scenario, 0).measures["segmented"]
    assert np.isfinite([found[m] for m in ("reach_rate", "net_votes", "spend", "unspent")]).all()
    assert found["spend"] + found["unspent"] == pytest.approx(scenario.budget.total)
