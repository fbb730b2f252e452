"""Scenarios drawn at random, over every key that a scenario has, small enough to run often."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from hypothesis import strategies as st

from msim.scenario import Scenario

ARMS = ("silent", "naive", "broadcast", "segmented_free", "segmented", "placebo", "oracle")
KINDS = ("continuous", "ordinal", "binary", "categorical")


def changed(scenario: Scenario, keys: Mapping[str, Any]) -> Scenario:
    """The scenario with keys such as `segments.count` set; `channels.*.premium` sets all."""
    tree = scenario.model_dump()
    for key, value in keys.items():
        *path, leaf = key.split(".")
        tables = [tree]
        for step in path:
            tables = [t for table in tables for t in _under(table, step)]
        for table in tables:
            table[leaf] = value
    return Scenario.model_validate(tree)


def _under(table: dict[str, Any], step: str) -> list[dict[str, Any]]:
    return list(table.values()) if step == "*" else [table[step]]


def _rate(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high).map(lambda x: round(x, 3))


def _often(usual: Any, other: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.just(usual), other)


@st.composite
def _shares(draw: st.DrawFn, count: int) -> tuple[float, ...]:
    parts = draw(st.lists(st.integers(1, 9), min_size=count, max_size=count))
    return tuple(part / sum(parts) for part in parts)


@st.composite
def _trait(draw: st.DrawFn, number: int) -> dict[str, Any]:
    kind = "continuous" if number == 0 else draw(st.sampled_from(KINDS))
    levels = draw(st.none() | st.integers(2, 6)) if kind in ("ordinal", "categorical") else None
    size = {"ordinal": levels or 5, "categorical": levels or 3, "binary": 2}.get(kind)
    if levels is None and kind in ("ordinal", "categorical"):
        size = draw(st.integers(2, 6))
    return {
        "name": f"trait_{number}",
        "kind": kind,
        "levels": levels,
        "shares": draw(st.none() | _shares(size)) if size else None,
        "demographic": draw(st.booleans()),
        "meaning": draw(st.sampled_from(["", "a made-up trait"])),
    }


@st.composite
def _population(draw: st.DrawFn) -> dict[str, Any]:
    traits = [draw(_trait(n)) for n in range(draw(st.integers(1, 4)))]
    archetypes = draw(st.integers(1, 5))
    correlation, rho = None, draw(_rate(-0.2, 0.8))
    if draw(st.booleans()):
        table = np.full((len(traits), len(traits)), rho)
        np.fill_diagonal(table, 1.0)
        correlation = table.tolist()
    simulated = draw(st.integers(400, 1500))
    return {
        "name": draw(st.sampled_from(["one", "other"])),
        "simulated": simulated,
        "electorate": simulated * draw(st.integers(1, 500)) + draw(st.integers(0, 99)),
        "traits": traits,
        "archetypes": archetypes,
        "archetype_shares": draw(st.none() | _shares(archetypes)),
        "structure": draw(_rate(0.05, 0.9)) if archetypes > 1 else 0.0,
        "correlation": correlation,
    }


@st.composite
def _places(draw: st.DrawFn) -> dict[str, Any]:
    count = draw(st.integers(1, 4))
    return {
        "count": count,
        "sizes": draw(st.none() | _shares(count)),
        "sorting": draw(_rate(0, 1)),
        "lean_sd": draw(_rate(0, 1)),
    }


@st.composite
def _messages(draw: st.DrawFn, archetypes: int) -> dict[str, Any]:
    trait_share = draw(_rate(0.1, 1))
    between = draw(_rate(0.1, 1))
    lowest = -1 / (archetypes - 1) if archetypes > 1 else 1.0
    asked = archetypes > 1 and draw(st.booleans())
    return {
        "count": draw(st.integers(1, 4)),
        "mean_effect_pp": draw(_rate(-1, 4)),
        "between_sd_pp": between,
        "heterogeneity_sd_pp": 0.31 if asked else draw(_rate(0, 3)),
        "group_correlation": draw(_rate(max(lowest + 0.1, -0.6), 0.99)) if asked else None,
        "trait_share": trait_share,
        "common_share": draw(_rate(0, 0.9)),
        "lean_alignment": draw(_rate(0, 1)),
        "cost_each": draw(_rate(0, 20_000)),
    }


@st.composite
def _channel(draw: st.DrawFn, share: float, traits: list[str]) -> dict[str, Any]:
    return {
        "share": share,
        "cpm": draw(_rate(5, 60)),
        "field_share": draw(_rate(0.005, 0.1)),
        "users": draw(_often(1.0, _rate(0.4, 1))),
        "targetable": draw(st.booleans()),
        "premium": draw(_rate(1, 3)),
        "match_rate": draw(_often(1.0, _rate(0.3, 1))),
        "habit_sd": draw(_rate(0, 1.5)),
        "habit": draw(st.dictionaries(st.sampled_from(traits), _rate(-0.5, 0.5), max_size=2)),
        "flight": draw(st.lists(st.integers(0, 4), min_size=1, max_size=9).filter(any)),
    }


@st.composite
def _data(draw: st.DrawFn) -> dict[str, Any]:
    counted = draw(st.booleans())
    ceiling = draw(_rate(0.3, 0.9))
    return {
        "validity": 0.35 if counted else draw(_rate(0, 0.9)),
        "data_points": draw(st.integers(0, 300)) if counted else None,
        "ceiling": ceiling,
        "single_item_validity": draw(_rate(0.05, 0.25)),
        "missing": draw(_often(0.0, _rate(0, 0.5))),
        "coverage": draw(_often(1.0, _rate(0.5, 1))),
        "consent": draw(_often(1.0, _rate(0.5, 1))),
        "party_label": draw(st.booleans()),
        "party_accuracy": draw(_rate(0.5, 1)),
    }


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A scenario that moves every key; no electorate is large and no budget out of the world."""
    population = draw(_population())
    names = [trait["name"] for trait in population["traits"]]
    data = draw(_data())
    known = [*names[1:], *(["party"] if data["party_label"] else [])]
    features = draw(st.just(()) | st.sets(st.sampled_from(known or names)).map(sorted))
    messages = draw(_messages(population["archetypes"]))
    shares = draw(st.integers(1, 3).flatmap(_shares))
    places = ("air", "feed", "post")
    order = draw(st.permutations(places[: len(shares)]))
    channels = {n: draw(_channel(s, names)) for n, s in zip(order, shares, strict=True)}
    respondents, price = draw(st.integers(40, 300)), draw(_rate(0, 5))
    cost = messages["count"] * messages["cost_each"] + respondents * price
    media = population["electorate"] * draw(_rate(0.02, 0.4))
    return Scenario.model_validate({
        "population": population,
        "districts": draw(_places()),
        "politics": {
            "support": draw(_rate(0.2, 0.8)),
            "turnout": draw(_rate(0.3, 0.9)),
            "lean_sd": draw(_rate(0, 3)),
            "lean_traits_share": draw(_rate(0, 1)),
            "turnout_sd": draw(_rate(0, 2)),
        },
        "messages": messages,
        "channels": channels,
        "data": data,
        "segments": {
            "method": draw(st.sampled_from(["kmeans", "kmeans", "one", "random"])),
            "count": draw(st.integers(1, 4)),
            "features": sorted({names[0], *features}) if features else (),
            "fit_sample": draw(st.integers(50, 300)),
        },
        "test": {
            "respondents": respondents,
            "outcome": draw(st.sampled_from(["binary", "scale"])),
            "outcome_sd": draw(_rate(0.05, 0.5)),
            "baseline_r2": draw(_often(0.0, _rate(0, 0.9))),
            "shrinkage": draw(st.sampled_from(["none", "empirical_bayes", "oracle"])),
            "cost_per_respondent": price,
        },
        "budget": {"total": cost + media, "currency": draw(st.sampled_from(["USD", "EUR"]))},
        "response": {
            "saturation": draw(_often(0.0, _rate(0.05, 3))),
            "persuadable_low": draw(_rate(0, 0.45)),
            "persuadable_high": draw(_rate(0.55, 1)),
            "half_life_days": draw(_rate(1, 60)),
            "lasting_share": draw(_rate(0, 1)),
        },
        "election": {"swing_sd": draw(_rate(0, 0.2)), "district_swing_sd": draw(_rate(0, 0.2))},
        "run": {
            "arms": draw(st.permutations(ARMS).map(lambda a: ("silent", *a[:5], "broadcast"))
                         .map(lambda a: tuple(dict.fromkeys(a)))),
            "replicates": draw(st.integers(1, 3)),
            "worth_pp": draw(_rate(0, 0.1)),
            "seed": draw(st.integers(0, 2**40)),
        },
    })
