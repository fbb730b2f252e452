"""Sections of a scenario drawn at random, each over every key that it has."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from msim.campaign.segments import ALL_KINDS, METHODS, method
from msim.scenario.parties import lowest_party_correlation, visible_share
from msim.scenario.party_moments import party_moments
from msim.scenario.sections import Sections

KINDS = ("continuous", "ordinal", "binary", "categorical")


def rate(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high).map(lambda x: round(x, 3))


def often(usual: Any, other: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.just(usual), other)


def leanings(traits: list[str]) -> st.SearchStrategy[dict[str, float]]:
    """What a chance leans with: nothing, traits, turnout."""
    names = st.sampled_from([*traits, "turnout"])
    return often({}, st.dictionaries(names, rate(-3, 3), max_size=2))


@st.composite
def shares(draw: st.DrawFn, count: int) -> tuple[float, ...]:
    parts = draw(st.lists(st.integers(1, 9), min_size=count, max_size=count))
    return tuple(part / sum(parts) for part in parts)


@st.composite
def trait(draw: st.DrawFn, number: int) -> dict[str, Any]:
    kind = "continuous" if number == 0 else draw(st.sampled_from(KINDS))
    levels = draw(st.none() | st.integers(2, 6)) if kind in ("ordinal", "categorical") else None
    size = {"ordinal": levels or 5, "categorical": levels or 3, "binary": 2}.get(kind)
    if levels is None and kind in ("ordinal", "categorical"):
        size = draw(st.integers(2, 6))
    return {
        "name": f"trait_{number}",
        "kind": kind,
        "levels": levels,
        "shares": draw(st.none() | shares(size)) if size else None,
        "demographic": number == 0 or draw(st.booleans()),
        "meaning": draw(st.sampled_from(["", "a made-up trait"])),
    }


@st.composite
def population(draw: st.DrawFn) -> dict[str, Any]:
    traits = [draw(trait(n)) for n in range(draw(st.integers(1, 4)))]
    archetypes = draw(st.integers(1, 5))
    correlation, rho = None, draw(rate(-0.2, 0.8))
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
        "archetype_shares": draw(st.none() | shares(archetypes)),
        "structure": draw(rate(0.05, 0.9)) if archetypes > 1 else 0.0,
        "correlation": correlation,
    }


@st.composite
def places(draw: st.DrawFn) -> dict[str, Any]:
    count = draw(st.integers(1, 4))
    sizes = draw(st.none() | shares(count))
    return {
        "count": count,
        "sizes": sizes,
        "size_sd": 0.0 if sizes else draw(often(0.0, rate(0, 1))),
        "electoral_votes": draw(st.none() | st.lists(st.integers(1, 9), min_size=count,
                                                     max_size=count)),
        "pilots": draw(st.integers(2, count)) if count > 1 and draw(st.booleans()) else 0,
        "sorting": draw(rate(0, 1)),
        "lean_sd": draw(rate(0, 1)),
    }


@st.composite
def messages(
    draw: st.DrawFn, population: dict[str, Any], politics: dict[str, Any], places: dict[str, Any]
) -> dict[str, Any]:
    archetypes = population["archetypes"]
    lowest = -1 / (archetypes - 1) if archetypes > 1 else 1.0
    ways = ["heterogeneity", *(["groups"] if archetypes > 1 else []), "parties"]
    way, heterogeneity = draw(st.sampled_from(ways)), draw(rate(0, 3))
    mean, between = draw(rate(-1, 4)), draw(rate(0.1, 1))
    by_share = abs(mean) >= 0.1 and draw(st.booleans())
    said = {
        "mean_effect_pp": mean,
        "between_sd_pp": None if by_share else between,
        "spread": round(between / abs(mean), 3) if by_share else None,
        "heterogeneity_sd_pp": heterogeneity if way == "heterogeneity" else None,
        "group_correlation":
            draw(rate(max(lowest + 0.1, -0.6), 0.99)) if way == "groups" else None,
        "trait_share": draw(rate(0.1, 1)),
        "common_share": draw(rate(0, 0.9)),
        "lean_alignment": draw(rate(0, 1)),
        "cost_each": draw(rate(0, 20_000)),
        "count": draw(st.integers(1, 4)),
        "mobilise_pp": draw(often(0.0, rate(0, 3))),
        "mobilise_between_sd_pp": draw(often(0.0, rate(0, 1))),
        "mobilise_heterogeneity_sd_pp": draw(often(0.0, rate(0, 2))),
        "reactance_pp": draw(often(0.0, rate(0, 1))),
        "notice_rate": draw(often(1.0, rate(0, 1))),
        "mismatch_pp": draw(often(0.0, rate(0, 2))),
    }
    if way == "parties":
        there = {"population": population, "politics": politics, "districts": places}
        world = Sections.model_validate({**there, "messages": {**said, "party_correlation": 1.0}})
        said["party_correlation"] = between_parties(world, heterogeneity)
    return said


def between_parties(scenario: Sections, heterogeneity: float) -> float:
    """How the parties' effects correlate where people differ by so many points."""
    said, politics = scenario.messages, scenario.politics
    if politics.lean_sd == 0.0 or politics.lean_traits_share == 0.0:
        return 1.0
    moments = party_moments(
        scenario.population, politics, scenario.districts, said.lean_alignment)
    found = moments.correlation(visible_share(said) * (heterogeneity / said.between) ** 2)
    # What a file is held against is another quadrature: not so near to the edge that it matters.
    return round(max(float(found), 0.5 + 0.5 * lowest_party_correlation(scenario)), 4)


@st.composite
def channel(
    draw: st.DrawFn, share: float, traits: list[str], kind: str, people: int, label: bool
) -> dict[str, Any]:
    contacts = kind == "contacts"
    return {
        "kind": kind,
        "share": share,
        "cost_per_attempt": draw(rate(0.05, 1)),
        "contact_rate": draw(often(1.0, rate(0.2, 1))),
        "capacity": draw(st.none() | st.integers(people // 20, 2 * people)) if contacts else None,
        "frequency_cap": draw(st.none() | st.integers(1, 6)),
        "cpm": draw(rate(5, 60)),
        "field_share": draw(rate(0.005, 0.1)),
        "mobilise_field_share": draw(st.none() | rate(0, 0.1)),
        "users": draw(often(1.0, rate(0.4, 1))),
        "targetable": draw(st.booleans()),
        "premium": draw(rate(1, 3)),
        "cross_party_price": draw(often(1.0, rate(1, 3))) if label and not contacts else 1.0,
        "match_rate": draw(often(1.0, rate(0.3, 1))),
        "match_habit": draw(leanings(traits)),
        "habit_sd": draw(rate(0, 1.5)),
        "habit": draw(st.dictionaries(st.sampled_from(traits), rate(-0.5, 0.5), max_size=2)),
        "flight": draw(st.lists(st.integers(0, 4), min_size=1, max_size=9).filter(any)),
    }


@st.composite
def data(draw: st.DrawFn, traits: list[str]) -> dict[str, Any]:
    known = draw(st.sampled_from(["validity", "points", "days"]))
    counted, days = known != "validity", float(draw(st.integers(10, 25)))
    days = days if known == "days" else None
    ceiling = draw(rate(0.3, 0.9))
    return {
        "validity": 0.35 if counted else draw(rate(0, 0.9)),
        "data_points": draw(st.integers(0, 300)) if known == "points" else None,
        "ceiling": ceiling,
        "single_item_validity": draw(rate(0.05, 0.25)),
        "missing": draw(often(0.0, rate(0, 0.5))),
        "coverage": draw(often(1.0, rate(0.5, 1))),
        "coverage_lean": draw(leanings(traits)),
        "consent": draw(often(1.0, rate(0.5, 1))),
        "consent_lean": draw(leanings(traits)),
        "party_label": draw(st.booleans()),
        "party_accuracy": draw(rate(0.5, 1)),
        "preparation_days": days,
        "points_per_day": draw(rate(0.1, 3)),
        "respondents_per_day": float(draw(st.integers(4, 12))),
    }


@st.composite
def cut(
    draw: st.DrawFn, kinds: dict[str, str], features: tuple[str, ...], conducted: bool
) -> dict[str, Any]:
    """A method for segments that can use some features, and these; kinds: of all there are."""
    looks = features or tuple(kinds)
    levels = tuple(name for name, kind in kinds.items() if kind != "continuous")
    possible = [name for name in METHODS if name not in ("demographic", "latent_class", "party")]
    if not conducted:
        possible.remove("uplift_tree")
    possible += ["demographic"] if "party" not in features else []
    possible += ["latent_class"] if levels else []
    possible += ["party"] if "party" in kinds and set(features) <= {"party"} else []
    chosen = draw(st.sampled_from(["kmeans", *possible]))
    usable = getattr(method(chosen), "KINDS", ALL_KINDS)
    free = chosen in ("demographic", "party")
    if not free and not {kinds[name] for name in looks} <= set(usable):
        features = levels
    return {"method": chosen, "features": features}


@st.composite
def in_flight(draw: st.DrawFn, messages: int, media: float) -> dict[str, Any]:
    """Asking in flight takes a part of the money for media at most; flights have nine weeks."""
    people = draw(often(0, st.integers(2 * (messages + 1), 60)))
    return {
        "respondents": people,
        "cost_per_respondent": round(draw(rate(0, 0.5)) * media / (9 * max(people, 1)), 4),
        "proxy_correlation": draw(st.sampled_from([0.0, 0.2, 1.0]) | rate(0, 1)),
        "rule": draw(st.sampled_from(["leader", "thompson"])),
        "across_segments": draw(st.booleans()),
    }


@st.composite
def opponent(draw: st.DrawFn, money: float, prepared: bool) -> dict[str, Any]:
    """No opponent more often than one; where there is one, it differs in some keys."""
    strategy = draw(st.sampled_from([None, None, "broadcast", "segmented", "naive", "adaptive",
                                     "adaptive_segmented"]))
    return {
        "strategy": strategy,
        "game": draw(st.booleans()) if strategy else False,
        "choices": draw(st.sampled_from([
            ("broadcast", "segmented"), ("broadcast", "adaptive_segmented"),
            ("adaptive", "adaptive_segmented"),
        ])),
        "data": {
            "validity": None if prepared else draw(st.none() | rate(0, 0.9)),
            "coverage": draw(st.none() | rate(0.5, 1)),
        },
        "segments": {"count": draw(st.none() | st.integers(1, 4))},
        "test": {"shrinkage": draw(st.sampled_from([None, "none", "empirical_bayes"]))},
        "budget": {"total": draw(st.none() | st.just(round(1.5 * money, 2)))},
    }


@st.composite
def trial(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "unit": draw(st.sampled_from(["voters", "districts"])),
        "withheld": draw(st.sampled_from(["own", "both"])),
        "doses": draw(st.integers(1, 5)),
        "respondents": draw(st.integers(0, 2_000)),
        "response_rate": draw(rate(0, 1)),
        "cost_per_respondent": draw(rate(0, 5)),
    }
