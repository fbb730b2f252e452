"""Scores that are lines in readings, cells and lots: compiled loops beside their plain twins."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msim.campaign.cells import Demographic
from msim.campaign.rules import RandomCells
from msim.campaign.segments.lines import Lines, NetScores, highest
from msim.campaign.segments.prepare import PARTY, Preparation
from msim.campaign.strategies import strategy
from msim.core.arrays import Bools, Floats, Ints
from msim.core.draws import uniforms
from msim.core.inverse_cdf import Shares
from msim.core.seen import CampaignView, TraitShown
from tests.campaign.views import shown, view
from tests.laws.drawn import changed
from tests.precision import SINGLE, TINY
from tests.strategies import digest

KINDS = ("continuous", "ordinal", "binary", "categorical")
LEVELS = {"continuous": 0, "ordinal": 5, "binary": 2, "categorical": 3}
SIZES = st.integers(1, 40) | st.sampled_from([1023, 1024, 1025, 2500])

widely = settings(max_examples=40)


@st.composite
def voters(draw: Any) -> tuple[CampaignView, tuple[TraitShown, ...], np.random.Generator]:
    """A view of traits of all kinds, with gaps, unknown voters and a party label or none."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=6))
    random = np.random.default_rng(draw(st.integers(0, 9999)))
    n, gaps = draw(SIZES), draw(st.sampled_from([0.0, 0.2, 1.0]))
    columns = [random.integers(0, LEVELS[kind], n) if LEVELS[kind] else random.normal(size=n)
               for kind in kinds]
    table = np.stack(columns, axis=1).astype(float)
    table[random.random(table.shape) < gaps] = np.nan
    party = random.choice([-1, 1], n) if draw(st.booleans()) else 0
    traits = tuple(replace(trait, levels=LEVELS[trait.kind]) for trait in shown(*kinds))
    return view(table, party, random.random(n) < 0.9), traits, random


def lines(
    seen: CampaignView, traits: tuple[TraitShown, ...], random: np.random.Generator, size: float
) -> Lines:
    """Lines in some of the features, in any order, by a scaling that half of the voters taught."""
    names = random.permutation([PARTY, *(trait.name for trait in traits)])
    some = tuple(names[: random.integers(1, names.size + 1)].tolist())
    taught = Preparation.fit(seen.rows(slice(0, 1 + seen.known.size // 2)), traits, some)
    rows = int(random.integers(1, 8))
    weights = 10.0**size * random.normal(size=(rows, taught.mean.size))
    return Lines(taught, weights, random.normal(size=rows))


def largest(found: Lines, seen: CampaignView) -> Floats:
    """(scores, n) the most that a score is added up from, unscaled as in the compiled loop."""
    prepared = found.preparation
    scaled = np.abs(found.weights * prepared.scale)
    readings = np.abs(prepared.apply(seen)) / np.where(prepared.scale, prepared.scale, 1.0)
    start = np.abs(found.start) + scaled @ np.abs(prepared.mean)
    return start[:, None] + scaled @ (readings + np.abs(prepared.mean)).T


def clear(scores: Floats, bound: Floats) -> Bools:
    """(n,) whose two best scores differ by more than any error."""
    if len(scores) == 1:
        return np.ones(scores.shape[1], dtype=np.bool_)
    second, first = np.sort(scores, axis=0)[-2:]
    return np.asarray(first - second > 2.0 * bound.max(axis=0))


def by_hand(scores: Floats, known: Bools) -> Ints:
    return np.where(known, np.argmax(scores, axis=0) + 1, 0)


@widely
@given(drawn=voters(), size=st.floats(-3, 3))
def test_lines_are_their_twins(drawn: Any, size: float) -> None:
    seen, traits, random = drawn
    found = lines(seen, traits, random, size)
    expected, bound = found.plain(seen), SINGLE * largest(found, seen) + TINY
    assert found.of(seen).dtype == np.float32
    assert np.all(np.abs(found.of(seen) - expected) <= bound)
    assert np.abs(found.of(seen) - expected).max() <= 1e-4 * max(1.0, np.abs(expected).max())
    rows, sure = found.highest(seen), clear(expected, bound)
    assert np.array_equal(rows[sure], by_hand(expected, seen.known)[sure])
    assert np.array_equal(rows, highest(found.of(seen), seen.known)), "the same by either way"
    assert np.all((rows == 0) == ~seen.known)


@widely
@given(drawn=voters(), size=st.floats(-3, 3))
def test_net_lines_are_their_twins(drawn: Any, size: float) -> None:
    seen, traits, random = drawn
    own = lines(seen, traits, random, size)
    other = Lines(own.preparation, random.normal(size=own.weights.shape), -own.start)
    net = NetScores(own, other)
    expected = own.plain(seen) - np.maximum(other.plain(seen), 0.0)
    bound = SINGLE * (largest(own, seen) + largest(other, seen)) + TINY
    assert np.all(np.abs(net.of(seen) - expected) <= bound)
    rows, sure = net.highest(seen), clear(expected, bound)
    assert np.array_equal(rows[sure], by_hand(expected, seen.known)[sure])
    assert np.all((rows == 0) == ~seen.known)


@widely
@given(drawn=voters())
def test_the_nearest_centre_is_the_highest_line(drawn: Any) -> None:
    """Beside distances themselves, in double precision."""
    seen, traits, random = drawn
    prepared = Preparation.fit(seen, traits, tuple(trait.name for trait in traits))
    features = prepared.apply(seen)
    centres = features[random.integers(0, len(features), 4)] + 0.3
    found = Lines.nearest(prepared, centres)
    distance = np.sum((features[:, None] - centres) ** 2, axis=2)
    sure = clear(-0.5 * distance.T, SINGLE * largest(found, seen) + TINY)
    expected = np.where(seen.known, distance.argmin(axis=1) + 1, 0)
    assert np.array_equal(found.highest(seen)[sure], expected[sure])


@widely
@given(rows=st.integers(1, 9), n=SIZES, levels=st.integers(1, 6), seed=st.integers(0, 999))
def test_the_first_of_the_highest_wins(rows: int, n: int, levels: int, seed: int) -> None:
    """Ties are usual among few levels; numpy's argmax takes the first as well."""
    random = np.random.default_rng(seed)
    table = random.integers(-levels, levels, (rows, n)) * 0.1
    known = random.random(n) < 0.8
    found = highest(table, known)
    assert np.array_equal(found, by_hand(table.astype(np.float32), known))
    turned = table[:, ::-1].copy()[:, ::-1]
    for other in (table.astype(np.float32), np.asfortranarray(table), turned):
        assert np.array_equal(highest(other, known), found)
    assert np.array_equal(highest(table, np.repeat(known, 2)[::2]), found)


def elsewhere(seen: CampaignView) -> list[CampaignView]:
    """The same view with its arrays in other places: by column, far apart, in doubles."""
    apart = CampaignView(*(np.repeat(getattr(seen, name), 2, axis=0)[::2]
                           for name in seen.__match_args__), drawn=True)
    columns = np.asfortranarray(seen.traits)
    return [apart, replace(seen, traits=columns), replace(seen, traits=seen.traits.astype(float)),
            replace(seen, party=seen.party.astype(np.int64))]


@widely
@given(drawn=voters())
def test_where_readings_lie_is_no_matter(drawn: Any) -> None:
    seen, traits, random = drawn
    marked = tuple(replace(trait, demographic=True) for trait in traits)
    drawn_cells = RandomCells(np.array([1.0, 2.0]))
    rules = [lines(seen, traits, random, 0.0), Demographic(marked), drawn_cells]
    for other in elsewhere(seen):
        assert np.array_equal(rules[0].of(other), rules[0].of(seen))
        assert np.array_equal(rules[0].highest(other), rules[0].highest(seen))
        for rule in rules[1:]:
            assert np.array_equal(rule.assign(other), rule.assign(seen))


@widely
@given(drawn=voters(), marks=st.lists(st.booleans(), min_size=6, max_size=6))
def test_demographic_cells_are_their_twins(drawn: Any, marks: list[bool]) -> None:
    """At the edges of the bands as well."""
    seen, traits, random = drawn
    marked = tuple(replace(trait, demographic=mark)
                   for trait, mark in zip(traits, marks, strict=False))
    rule = Demographic(marked)
    edges = np.float32([-0.841621234, -0.253347103, 0.253347103, 0.841621234])
    for column, trait in zip(seen.traits.T, marked, strict=True):
        if trait.kind == "continuous":
            at = random.choice(edges, column.size)
            moved = np.nextafter(at, random.choice(np.float32([-9, 9]), column.size))
            column[:] = np.where(random.random(column.size) < 0.5, column,
                                 np.where(random.random(column.size) < 0.5, at, moved))
    found = rule.assign(seen)
    assert np.array_equal(found, rule.plain(seen))
    assert found.max() <= rule.cells
    assert np.all((found == 0) == ~seen.known)


@widely
@given(cells=st.integers(1, 50), zeros=st.floats(0, 0.9), n=SIZES, seed=st.integers(0, 999))
def test_lots_are_their_twins(cells: int, zeros: float, n: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    shares = random.random(cells) * (random.random(cells) >= zeros)
    shares[random.integers(cells)] += 0.01
    seen = replace(view(np.zeros((n, 1)), known=random.random(n) < 0.8),
                   lottery=np.stack([uniforms(1, n), uniforms(2, n)]).T)
    found = RandomCells(shares).assign(seen)
    expected = np.searchsorted(np.cumsum(shares) / shares.sum(), seen.lottery[:, 1], side="right")
    near = np.abs(np.cumsum(shares) / shares.sum() - seen.lottery[:, 1:]).min(axis=1) < 1e-12
    assert np.array_equal(found[~near], np.where(seen.known, expected + 1, 0)[~near])
    assert np.array_equal(found, (Shares.of(shares).plain(seen.lottery[:, 1]) + 1) * seen.known)


@pytest.mark.parametrize("mobilises", [False, True])
def test_the_individual_arms_lines_are_its_models_predictions(mobilises: bool) -> None:
    """Whitening, slopes and level in one step, on the view of the engine; and both parts net."""
    keys = {"messages.mobilise_pp": 1.0, "messages.mobilise_heterogeneity_sd_pp": 2.0}
    scenario = changed(digest.SCENARIO, {"data.missing": 0.1} | (keys if mobilises else {}))
    known, seen = digest.campaign(scenario)
    rule: Any = strategy("individual").rule(known)  # type: ignore[attr-defined]
    assert isinstance(rule.lines, NetScores if mobilises else Lines)
    predicted = rule.model.predict(rule.prepare(seen)).T
    parts = (rule.lines.own, rule.lines.other) if mobilises else (rule.lines,)
    bound = SINGLE * sum(largest(part, seen) for part in parts)
    assert np.all(np.abs(rule.lines.of(seen) - predicted) <= bound)
    rows, sure = rule.assign(seen), clear(predicted, bound)
    assert sure.mean() > 0.99
    assert np.array_equal(rows[sure], by_hand(predicted, seen.known)[sure])
    assert np.array_equal(replace(rule, lines=None).assign(seen)[sure], rows[sure])
