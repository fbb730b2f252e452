"""The shipped scenarios differ in what they say they differ in, and in nothing else."""

from __future__ import annotations

import re
from typing import Any

import pytest

from msim.scenario import EVIDENCE, Names, Scenario, load, shipped


def leaves(tree: dict[str, Any], path: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, inner in tree.items():
        found |= leaves(inner, f"{path}{name}.") if isinstance(inner, dict) else {
            path + name: inner}
    return found


def differences(name: str, base: Scenario) -> dict[str, Any]:
    ours, theirs = leaves(load(name).model_dump()), leaves(base.model_dump())
    return {key: ours.get(key) for key in {*ours, *theirs} if ours.get(key) != theirs.get(key)}


def test_baseline_is_the_defaults_spelled_out() -> None:
    assert differences("baseline", Scenario()) == {
        "population.name": "baseline", "channels.television.habit.age_band": 0.3,
        "channels.social.habit.age_band": -0.3, "run.precision": 0.0125}


@pytest.mark.parametrize("name", [name for name in shipped() if name != "full_scale"])
def test_each_says_how_precise_it_is(name: str) -> None:
    """A quarter of the worth, for the difference that its verdict is about."""
    run = load(name).run
    assert run.precision == run.worth_pp / 4


def test_small() -> None:
    assert differences("small", load("baseline")) == {
        "population.name": "small", "population.simulated": 5_000, "run.replicates": 12}


def test_null() -> None:
    assert differences("null", load("baseline")) == {
        "population.name": "null", "messages.heterogeneity_sd_pp": 0.0,
        "messages.party_correlation": None}


def test_divisive() -> None:
    assert differences("divisive", load("baseline")) == {
        "population.name": "divisive", "run.replicates": 30,
        "messages.party_correlation": -0.7,
        "messages.trait_share": 0.8,
        "channels.television.share": 0.3, "channels.social.share": 0.7,
        "channels.social.premium": 1.0, "channels.social.match_rate": 0.82,
        "data.validity": 0.55, "data.party_accuracy": 0.95, "segments.count": 2}


def test_credibility() -> None:
    """Beside baseline: who is believed, one message, one channel that targets at no extra price."""
    found = differences("credibility", load("baseline"))
    assert found["response.kind"] == "credibility" and found["segments.count"] == 1
    assert (found["channels.social.premium"], found["channels.social.match_rate"]) == (1.0, 1.0)
    assert (found["budget.audience"], found["budget.audience_by"]) == ("selected", "support")
    told = [key for key in found if key.startswith(("messages", "politics", "data", "test"))]
    assert told == ["test.surveys"]  # each survey has an audience of its own, delivered to anew
    assert not {"response.trust", "response.expertise"} & set(found)  # as by default


def test_full_scale_simulates_everybody_once_with_every_arm() -> None:
    scenario = load("full_scale")
    assert scenario.population.simulated == scenario.population.electorate == 112_000_000
    assert (scenario.run.replicates, len(scenario.run.arms)) == (1, 10)
    assert scenario.budget.total / scenario.population.electorate == pytest.approx(0.4)


def test_they_are_all_there_and_whole() -> None:
    new = {"segments", "districts", "mobilise", "rivals", "viral", "full_scale", "ads-removed"}
    assert {"baseline", "small", "null", "divisive"} | new <= set(shipped())
    arms = (*Scenario().run.arms, "demographic", "individual", "ground")
    names = Names(arms=arms, methods=("kmeans",))
    assert all(load(name, names=names).population.name == name for name in shipped())


def test_traits_are_of_four_kinds_and_stand_for_nothing_protected() -> None:
    traits = load("baseline").population.traits
    assert len(traits) == 8
    assert {trait.kind for trait in traits} == {"continuous", "ordinal", "binary", "categorical"}
    assert sum(trait.demographic for trait in traits) >= 2
    words = " ".join(f"{trait.name} {trait.meaning}" for trait in traits).lower()
    protected = r"relig|church|faith|ethn|race|nation|migra|health|disab|sex|gender"
    assert not re.search(protected, words)


@pytest.mark.parametrize("name", shipped())
def test_each_value_says_where_it_comes_from(name: str) -> None:
    """A remark names a row of the evidence or says assumption, setting aside plain settings."""
    from msim.scenario import explain

    section = ""
    for line in shipped()[name].read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        match = re.match(r"(\w+) = [^#]*(#.*)?$", line)
        if not match or section == "population.traits":
            continue
        doc = explain(f"{section}.{match[1]}")
        if not doc.setting:
            remark = match[2] or ""
            assert doc.source in remark or "assumption" in remark or "on purpose" in remark, line
            named = re.findall(r"^# (\w+):", remark)
            assert all(row in EVIDENCE for row in named if row != "assumption"), line
