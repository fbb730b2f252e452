"""More of anything leaves what was there as it was: draws are nested, size by size.

What follows from all of a kind together moves, as it should: the intercepts, the shares of
districts, a solved heterogeneity.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from msim.campaign import message_test
from msim.campaign.calibration import folds
from msim.campaign.message_test import assign_messages
from msim.core.arrays import Floats
from msim.core.streams import Streams
from msim.experiment.engine.electorate import Block
from msim.experiment.engine.replicate import run_replicate
from msim.experiment.engine.sides import electorate, prepare
from msim.outcome import count
from msim.outcome.count import Swing, pivotality
from msim.outcome.earned import first_weeks
from msim.scenario import Scenario, load
from msim.world import places
from msim.world.traits import build_traits
from tests.laws.drawn import changed

EVERYTHING = {
    "population.simulated": 3_000, "test.respondents": 2_000, "segments.fit_sample": 500,
    "segments.count": 3, "data.coverage": 0.9, "data.consent": 0.9, "data.missing": 0.1,
    "messages.mobilise_pp": 0.5, "messages.trait_share": 0.5, "budget.audience": "selected",
    "districts.count": 4, "districts.lean_sd": 0.3, "districts.sorting": 0.5,
    "data.coverage_lean": {"turnout": 0.5}, "data.consent_lean": {"turnout": -0.5},
    "channels.social.match_habit": {"turnout": 0.5}, "test.panel_habit": {"turnout": 1.0},
}  # fmt: skip


def made(**keys: Any) -> Scenario:
    """A small scenario that draws everything, with keys as `test__respondents=700`."""
    named = {key.replace("__", "."): value for key, value in keys.items()}
    return changed(load("small"), EVERYTHING | named)


def answered(scenario: Scenario) -> dict[str, Floats]:
    """Who was asked, what they were shown and what they said, a row a respondent."""
    campaign, _ = prepare(scenario, electorate(scenario, 0))
    stated, seen = campaign.stated, campaign.respondents
    assert stated.before is not None and stated.turnout is not None
    return {
        "message": stated.message, "vote": stated.vote, "before": stated.before,
        "turnout": stated.turnout, "weight": stated.weight, "readings": seen.traits,
    }  # fmt: skip


def lived(scenario: Scenario) -> dict[str, Floats]:
    """All that is drawn of the voters of the first block, a row a voter."""
    block: Block = electorate(scenario, 0).block(0)
    voters, media, view = block.voters, block.media, block.view
    exposure = [block.uniforms(name) for name in scenario.channels]
    return {
        "archetype": voters.archetype, "district": voters.district, "traits": voters.traits,
        "support": voters.support, "turnout": voters.turnout_prob, "effects": block.effects,
        "mobilised": block.turnout_effects, "habit": media.habit, "matched": media.matched,
        "exposure": np.stack(exposure).T, "readings": view.traits, "known": view.known,
        "lottery": view.lottery, "told": block.draw("earned/share", 2),
    }  # fmt: skip


def unmoved(few: dict[str, Floats], many: dict[str, Floats], n: int) -> None:
    """The first n rows are the same to the last bit, and there are more."""
    for name, values in few.items():
        assert values.shape[0] == n < many[name].shape[0], name
        assert np.array_equal(values, many[name][:n], equal_nan=values.dtype.kind == "f"), name


SURVEYS = {
    "one more": (2_000, 2_001),
    "more than are sampled for segments": (300, 700),
    "more than can be asked": (2_000, 7_000),
    "all asked again": (7_000, 7_001),
}


@pytest.mark.parametrize("outcome", ["binary", "scale"])
@pytest.mark.parametrize("sizes", SURVEYS.values(), ids=SURVEYS)
def test_respondents(
    outcome: str, sizes: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for how strongly answers go with the baseline, which all of them together say."""
    monkeypatch.setattr(message_test, "_slope", lambda answers: 1.0)
    keys = {"test__outcome": outcome}
    few, many = (answered(made(test__respondents=n, **keys)) for n in sizes)
    unmoved(few, many, sizes[0])


@pytest.mark.parametrize("respondents", [501, 5_000])
def test_respondents_leave_the_segments_as_they_were(respondents: int) -> None:
    few, many = (
        prepare(scenario, electorate(scenario, 0))[0].segmentation
        for scenario in (made(test__respondents=n) for n in (500, respondents))
    )
    assert np.array_equal(few.estimator.cluster_centers_, many.estimator.cluster_centers_)


def test_respondents_among_more_voters() -> None:
    few, many = (made(population__simulated=n) for n in (3_000, 70_000))
    one, two = answered(few), answered(many)
    for name, values in one.items():
        assert np.array_equal(values, two[name], equal_nan=True), name


@pytest.mark.parametrize(("n", "more"), [(2_000, 2_001), (3_000, 20_000), (1_025, 66_000)])
def test_simulated_voters(n: int, more: int) -> None:
    unmoved(*(lived(made(population__simulated=size)) for size in (n, more)), n)


def test_messages() -> None:
    few, many = (lived(made(messages__count=count)) for count in (6, 7))
    for name, values in few.items():
        assert np.array_equal(values, many[name][:, :6] if name in ("effects", "mobilised")
                              else many[name], equal_nan=True), name


def test_channels() -> None:
    scenario = made()
    tree = scenario.model_dump()
    assert len(tree["channels"]) == 2
    tree["channels"]["television"]["share"] = 0.25
    tree["channels"] |= {"radio": tree["channels"]["television"]}
    few, many = lived(scenario), lived(Scenario.model_validate(tree))
    for name, values in few.items():
        columns = slice(values.shape[1] if values.ndim == 2 else None)
        found = many[name][:, columns] if values.ndim == 2 else many[name]
        assert np.array_equal(values, found, equal_nan=True), name


def test_weeks() -> None:
    """A week in which nothing is shown, before all others, moves nobody's first exposure."""
    counts, uniform = np.array([[0, 1, 2, 5, 1]]), np.array([0.1, 0.3, 0.5, 0.7, 0.9])
    few, many = (first_weeks(counts, [flight], uniform) for flight in ((1, 2, 1), (0, 1, 2, 1)))
    assert few.tolist() != [-1] * 5
    assert (many - 1)[1:].tolist() == few[1:].tolist()


def test_districts_and_archetypes_are_laid_in_the_same_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever was before another still is, and district leanings are what they were."""
    laid: list[tuple[Floats, Floats]] = []

    def keep(shares: Floats, sizes: Floats) -> Floats:
        laid.append((shares, sizes))
        return np.ones((shares.size, sizes.size))

    monkeypatch.setattr(places, "_sorted_joint", keep)
    leanings = []
    for groups, areas in ((30, 12), (31, 13)):
        sizes = [2 * number / (areas * (areas + 1)) for number in range(1, areas + 1)]
        keys = made(districts__count=areas, districts__sizes=sizes).districts
        shares = np.arange(1.0, groups + 1.0)
        leanings.append(places.build_places(keys, shares, Streams(3, 0)).lean)
    assert np.array_equal(leanings[0], leanings[1][:12])
    for few, many in zip(*laid, strict=True):
        order = np.argsort(many)[:-1]  # places of the smaller ones; the largest is the new one
        assert not np.array_equal(np.argsort(few), np.arange(few.size))
        assert np.array_equal(np.argsort(order), np.argsort(np.argsort(few)))


@pytest.mark.parametrize("at_once", [250_000, 60])
def test_swings_of_districts_that_decide(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A district without an electoral vote is one more, and decides nothing of the others."""
    monkeypatch.setattr(count, "_AT_ONCE", at_once)
    margin, votes = np.array([0.02, -0.01, 0.05, 0.0]), np.array([3.0, 4.0, 5.0, 0.0])

    def found(n: int) -> count.Pivotal:
        rng = Streams(3, 0).generator("outcome/pivotal")
        return pivotality(margin[:n], np.full(n, 0.4), votes[:n], Swing(0.1, 0.2), rng, 999)

    few, many = found(3), found(4)
    assert few.decisive.min() > 0.0 and few.decisive.max() < 1.0
    assert np.array_equal(few.decisive, many.decisive[:3])
    assert few.density == pytest.approx(many.density[:3], rel=1e-12)


def test_traits() -> None:
    """Means of archetypes by trait; what is aimed at by several traits is scaled by them all."""
    tree = made().model_dump()
    tree["population"]["traits"] = [{"name": f"t{number}"} for number in range(4)]
    tree["channels"] = {k: v | {"habit": {}} for k, v in tree["channels"].items()}
    more = tree | {"population": {**tree["population"], "traits": [
        *tree["population"]["traits"], {"name": "t4"}]}}
    few, many = (
        build_traits(Scenario.model_validate(t).population, Streams(3, 0)).means
        for t in (tree, more)
    )
    assert few == pytest.approx(many[:, :4], rel=1e-12)


DEALT: dict[str, Callable[[int, np.random.Generator], Floats]] = {
    "messages": lambda n, rng: assign_messages(n, 6, rng),
    "messages without control": lambda n, rng: assign_messages(n, 6, rng, control=False),
    "one group": lambda n, rng: assign_messages(n, 1, rng, control=False),
    "folds": lambda n, rng: folds(assign_messages(n, 6, rng), 5),
}


@pytest.mark.parametrize("name", DEALT)
@pytest.mark.parametrize("n", [1, 6, 7, 13, 500])
def test_what_respondents_are_dealt(name: str, n: int) -> None:
    few, many = (
        DEALT[name](size, Streams(3, 0).generator("test/assignment")) for size in (n, n + 12)
    )
    assert np.array_equal(few, many[:n])


@cache
def votes(respondents: int) -> Floats:
    """(120,) what broadcast wins, seed by seed."""
    keys = {
        "population.simulated": 2_000, "test.respondents": respondents,
        "segments.fit_sample": 200,
        "run.arms": ("silent", "broadcast"), "run.precision": 0.0, "test.surveys": 1,
    }  # fmt: skip
    seeds = (changed(load("small"), {**keys, "run.seed": seed}) for seed in range(1, 121))
    return np.array([
        run_replicate(scenario, 0).measures["broadcast"]["net_votes"] for scenario in seeds
    ])


def test_five_more_respondents_hardly_move_a_result() -> None:
    """The cause of a difference between two surveys is the five, and no new draw of all."""
    few, more = votes(3_000), votes(3_005)
    gap = few[:, None] - few
    between = np.sqrt(np.sum(gap**2) / (few.size * (few.size - 1)))
    moved = np.sqrt(np.mean((more - few) ** 2))
    assert 0.0 < moved <= between / 4
