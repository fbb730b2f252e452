"""Scenarios drawn at random, over every key that a scenario has, small enough to run often."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from msim.scenario import Scenario
from msim.scenario.media import MESSAGE_WAYS
from tests.laws import sections
from tests.laws.sections import often, rate

ARMS = (
    "silent", "naive", "broadcast", "segmented_free", "segmented", "placebo", "demographic",
    "individual", "ground", "adaptive", "adaptive_segmented", "best_single", "oracle",
)
PLAIN = {
    "messages.mobilise_pp": 0.0,
    "messages.mobilise_between_sd_pp": 0.0,
    "messages.mobilise_heterogeneity_sd_pp": 0.0,
    "messages.reactance_pp": 0.0,
    "messages.mismatch_pp": 0.0,
    "budget.audience": "all",
    "budget.allocation": "proportional",
    "budget.delivery": "targeted",
    "earned.share_rate": 0.0,
    "response.kind": "logit",
}
"""What laws about messages alone leave out: mobilisation, costs of targeting, chosen audiences, and
senders that are not believed, who make the worst message the best."""


def changed(scenario: Scenario, keys: Mapping[str, Any]) -> Scenario:
    """The scenario with keys such as `segments.count` set; `channels.*.premium` sets all.

    A key takes the place of the others that state the same thing.
    """
    tree = scenario.model_dump()
    if not {"broadcast", "segmented"} <= set(keys.get("run.arms", ("broadcast", "segmented"))):
        keys = {**keys, "districts.pilots": 0}  # a trial needs both arms
    for key, value in keys.items():
        *path, leaf = key.split(".")
        tables = [tree]
        for step in path:
            tables = [t for table in tables for t in _under(table, step)]
        same = next((ways for ways in MESSAGE_WAYS if path == ["messages"] and leaf in ways), ())
        for table in tables:
            if value is not None:
                table |= dict.fromkeys(same)
            table[leaf] = value
    return Scenario.model_validate(tree)


def _under(table: dict[str, Any], step: str) -> list[dict[str, Any]]:
    return list(table.values()) if step == "*" else [table[step]]


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A scenario that moves every key; no electorate is large and no budget out of the world."""
    population = draw(sections.population())
    names = [trait["name"] for trait in population["traits"]]
    data = draw(sections.data(names))
    known = [*names[1:], *(["party"] if data["party_label"] else [])]
    features = draw(st.just(()) | st.sets(st.sampled_from(known or names)).map(sorted))
    features = tuple(sorted({names[0], *features})) if features else ()
    shares = draw(st.integers(1, 3).flatmap(sections.shares))
    ways = ("air", "feed", "post")
    order = draw(st.permutations(ways[: len(shares)]))
    kinds = ["contacts", *(draw(st.sampled_from(["impressions", "contacts"])) for _ in shares)]
    channels = {
        n: draw(sections.channel(s, names, kind, population["electorate"], data["party_label"]))
        for n, s, kind in zip(order, shares, draw(st.permutations(kinds[: len(shares)])),
                              strict=True)
    }
    places = draw(sections.places())
    politics = {
        "support": draw(rate(0.2, 0.8)),
        "turnout": draw(rate(0.3, 0.9)),
        "lean_sd": draw(rate(0, 3)),
        "lean_traits_share": draw(rate(0, 1)),
        "turnout_sd": draw(rate(0, 2)),
    }
    messages = draw(sections.messages(population, politics, places))
    respondents, price = draw(st.integers(40, 300)), draw(rate(0, 5))
    days = data["preparation_days"]
    asked = respondents if days is None else int(days * data["respondents_per_day"])
    cost = messages["count"] * messages["cost_each"] + asked * price
    media = population["electorate"] * draw(rate(0.02, 0.4))
    rule = draw(st.sampled_from(
        ["popular", "popular", "mandate", *(["districts"] if places["count"] > 1 else [])]
    ))
    conducted = draw(often(True, st.booleans()))
    audience = draw(st.sampled_from(["all", "all", "selected"])) if conducted else "all"
    allocation = draw(st.sampled_from(["proportional", "proportional", "optimised"]))
    allocation = allocation if conducted else "proportional"
    delivery = draw(st.sampled_from(["targeted", "targeted", "best"])) if conducted else "targeted"
    ranks = ["persuadability", "support", *(["district"] if places["count"] > 1 else []),
             *(["response"] if conducted else [])]
    kinds = {trait["name"]: trait["kind"] for trait in population["traits"]}
    if data["party_label"]:
        kinds["party"] = "party"
    habit = draw(sections.leanings(names))
    # Somebody answers in every world, also where either side knows one in four.
    least = 60.0 / population["simulated"] if habit else 0.02
    return Scenario.model_validate({
        "population": population,
        "districts": places,
        "politics": politics,
        "messages": messages,
        "channels": channels,
        "data": data,
        "segments": {
            **draw(sections.cut(kinds, features, conducted)),
            "count": draw(st.integers(1, 4) | st.integers(1, 4) | st.just("auto")),
            "individual_model": draw(st.sampled_from(["ridge", "ridge", "forest"])),
            "fit_sample": draw(st.integers(50, 300)),
            "starts": draw(often(1, st.integers(1, 3))),
        },
        "test": {
            "conducted": conducted,
            "respondents": 24_030 if days is not None else respondents,
            "surveys": draw(st.integers(1, 3)),
            "panel_share": draw(often(max(0.09, least), rate(least, 1))),
            "panel_habit": habit,
            "weighting": draw(often("none", st.just("rake"))),
            "outcome": draw(st.sampled_from(["binary", "scale"])),
            "outcome_sd": draw(rate(0.05, 0.5)),
            "baseline_r2": draw(often(0.0, rate(0, 0.9))),
            "shrinkage": draw(st.sampled_from(["none", "empirical_bayes", "oracle", "prior"])),
            "believed_correlation": draw(often(0.86, rate(-0.9, 0.99))),
            "cost_per_respondent": price,
        },
        "in_flight": draw(sections.in_flight(messages["count"], media)),
        "budget": {
            "total": cost + media,
            "currency": draw(st.sampled_from(["USD", "EUR"])),
            "audience": audience,
            "delivery": delivery,
            "audience_by": draw(st.sampled_from(ranks)),
            "audience_share": draw(st.none() | rate(0.1, 1)),
            "allocation": allocation,
        },
        "response": {
            "saturation": draw(often(0.0, rate(0.05, 3))),
            "persuadable_low": draw(rate(0, 0.45)),
            "persuadable_high": draw(rate(0.55, 1)),
            "half_life_days": draw(rate(1, 60)),
            "lasting_share": draw(rate(0, 1)),
            "kind": draw(often("logit", st.just("credibility"))),
            "expertise": draw(rate(0, 0.95)),
            "trust": draw(rate(0.05, 0.95)),
            "trust_sd": draw(rate(0, 2)),
            "trust_lean_share": draw(rate(0, 1)),
        },
        "election": {
            "rule": rule,
            "mandate_turnout": draw(st.none() | rate(0, 1)),
            "mandate_share": draw(rate(0, 1)) if rule == "mandate" else draw(st.none()),
            "mandate_electorate_share": draw(st.none() | rate(0, 1)),
            "draw": draw(often(False, st.booleans())),
            "swing_sd": draw(rate(0, 0.2)),
            "district_swing_sd": draw(rate(0.01, 0.2)),
        },
        "earned": {
            "share_rate": draw(often(0.0, rate(0, 0.3))),
            "contacts": draw(rate(0, 6)),
            "homophily": draw(rate(0, 1)),
            "field_share": draw(rate(0.001, 0.1)),
        },
        "opponent": draw(sections.opponent(cost + media, days is not None)),
        "run": {
            "arms": draw(st.permutations(ARMS).map(
                lambda a: ("silent", *a[:5], "broadcast", "segmented")
            ).map(lambda a: tuple(dict.fromkeys(a)))),
            "replicates": draw(st.integers(1, 3)),
            "worth_pp": draw(rate(0, 0.1)),
            "seed": draw(st.integers(0, 2**40)),
        },
        "trial": draw(sections.trial()),
    })
