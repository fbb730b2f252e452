"""What the keys of arms, districts, election, opponent and attribution must fulfil together."""

from __future__ import annotations

import math
from collections.abc import Iterator

from msim.core import arms as cards
from msim.core.wording import say
from msim.scenario.checks import campaign
from msim.scenario.checks.in_flight import in_flight
from msim.scenario.checks.problem import Problem
from msim.scenario.phrases import plain
from msim.scenario.sections import Sections

ONLY_ONE = "there is one district only; set districts.count"
MOST_ABLE = 10
"""Channels that can target, at most, where every combination of them is compared."""
COUNTED = ("gaussian_mixture", "kmeans", "latent_class", "minibatch_kmeans", "mixed", "random",
           "ward")
"""Methods that make as many segments as asked: how many others make is known once they ran."""
OPPOSED = ("data", "segments", "test", "budget")


def arms(scenario: Sections) -> Iterator[Problem]:
    """Whether each arm has what it works with."""
    named = {arm: f"run.arms[{n}]" for n, arm in enumerate(scenario.run.arms)}
    if scenario.opponent.strategy is not None:
        named.setdefault(scenario.opponent.strategy, "opponent.strategy")
    for number, arm in enumerate(scenario.opponent.played):
        named.setdefault(arm, f"opponent.choices[{number}]")
    contacts = any(c.kind == "contacts" and c.share > 0 for c in scenario.channels.values())
    if "ground" in named and not contacts:
        yield Problem(named["ground"], '= "ground": needs a channel of kind "contacts" with a '
                      "share above 0", ("channels",))
    marked = any(trait.demographic for trait in scenario.population.traits)
    if "demographic" in named and not marked:
        yield Problem(named["demographic"], '= "demographic": needs a trait with demographic = '
                      "true", ("population.traits",))
    if "yours" in named and not scenario.yours.messages:
        yield Problem(named["yours"], say("yours_missing"), ("yours.messages",))


def yours(scenario: Sections) -> Iterator[Problem]:
    """Whether a plan written by hand fits the segments and the messages that there are."""
    plan, segments = scenario.yours, scenario.segments
    messages, shares, count = len(plan.messages), len(plan.shares), scenario.messages.count
    if segments.method in COUNTED and messages and messages != segments.count != "auto":
        yield Problem("yours.messages", say("yours_segments", given=messages, count=segments.count),
                      ("segments.count", "segments.method"))
    elif messages > (kinds := _kinds(scenario)):
        yield Problem("yours.messages", say("yours_kinds", given=messages, count=kinds),
                      ("segments.features", "population.traits"))
    if shares and shares != messages:
        yield Problem("yours.shares", say("yours_shares", given=shares, count=messages),
                      ("yours.messages",))
    if shares and not any(plan.shares):
        yield Problem("yours.shares", say("yours_nobody"))
    for number, message in enumerate(plan.messages):
        if message > count:
            yield Problem(f"yours.messages[{number}]", say("yours_message", given=message,
                          count=count), ("messages.count",))  # fmt: skip


def _kinds(scenario: Sections) -> float:
    """How many kinds of readings there can be, infinite where one of them is continuous."""
    segments, data = scenario.segments, scenario.data
    named = segments.features
    levels = [len(trait.level_shares) for trait in scenario.population.traits
              if not named or trait.name in named]  # fmt: skip
    if segments.method not in COUNTED or segments.method == "random" or not all(levels):
        return math.inf
    label = 3 if data.party_label and (not named or "party" in named) else 1
    return math.prod(levels, start=label) if data.missing == 0.0 else (
        math.prod((each + 1 for each in levels), start=label))


def remarks(scenario: Sections) -> list[str]:
    """What is valid, and still may be refused: only the drawn voters can tell.

    Voters are of fewer kinds than there can be, and voters alike are in one segment.
    """
    messages = len(scenario.yours.messages)
    if not messages or math.isinf(_kinds(scenario)):
        return []
    return [say("yours_may", given=messages)]


def audience(scenario: Sections) -> Iterator[Problem]:
    """Whether there is what audiences and money are chosen by: districts, a survey."""
    for key, value in (
        ("audience", "selected"), ("allocation", "optimised"), ("delivery", "best"),
        ("audience_by", "response"),
    ):
        if getattr(scenario.budget, key) == value and not scenario.test.conducted:
            yield Problem(f"budget.{key}", f'= "{value}": goes by what a survey foretells; set '
                          "test.conducted = true", ("test.conducted",))
    able = sum(c.targetable and c.share > 0 for c in scenario.channels.values())
    if scenario.budget.delivery == "best" and able > MOST_ABLE:
        yield Problem("budget.delivery", f'= "best": {able} channels can target; at most '
                      f"{MOST_ABLE} are compared", ("channels",))
    if scenario.budget.audience_by == "district" and scenario.districts.count == 1:
        yield Problem("budget.audience_by", f'= "district": {ONLY_ONE}', ("districts.count",))


def contacts(scenario: Sections) -> Iterator[Problem]:
    """Whether only contacts have a capacity."""
    for name, channel in scenario.channels.items():
        if channel.capacity is not None and channel.kind != "contacts":
            yield Problem(f"channels.{name}.capacity", f"= {plain(channel.capacity)}: only a "
                          'channel of kind "contacts" has a capacity', (f"channels.{name}.kind",))


def districts(scenario: Sections) -> Iterator[Problem]:
    """What is wrong with electoral votes, trials and the rule that needs districts."""
    places, election = scenario.districts, scenario.election
    votes = places.electoral_votes
    if votes is not None and len(votes) != places.count:
        yield Problem("districts.electoral_votes", f"has {len(votes)} entries, but districts.count "
                      f"is {places.count}", ("districts.count",))
    elif votes is not None and not sum(votes):
        yield Problem("districts.electoral_votes", "at least one district must have a vote")
    if places.sizes is not None and places.size_sd:
        yield Problem("districts.size_sd", f"= {plain(places.size_sd)}: give sizes or size_sd, "
                      "not both", ("districts.sizes",))
    if election.rule == "districts" and places.count == 1:
        yield Problem("election.rule", f'= "districts": {ONLY_ONE}', ("districts.count",))
    if places.pilots == 1 or places.pilots > places.count:
        yield Problem("districts.pilots", f"= {places.pilots}: must be 0, or at least 2 and at "
                      f"most districts.count, {places.count}", ("districts.count",))
    missing = {"broadcast", "segmented"} - set(scenario.run.arms)
    if places.pilots and missing:
        yield Problem("districts.pilots", f"= {places.pilots}: needs the arm "
                      f"{' and the arm '.join(sorted(missing))}", ("run.arms",))


def mandate(scenario: Sections) -> Iterator[Problem]:
    """Whether a mandate says what it asks for."""
    election = scenario.election
    bars = (election.mandate_turnout, election.mandate_share, election.mandate_electorate_share)
    if election.rule == "mandate" and all(bar is None for bar in bars):
        yield Problem("election.rule", '= "mandate": set mandate_turnout, mandate_share or '
                      "mandate_electorate_share", ("election.mandate_turnout",
                      "election.mandate_share", "election.mandate_electorate_share"))


def opponent(scenario: Sections) -> Iterator[Problem]:
    """What is wrong with the other side's campaign, by the same checks as for the own side."""
    if not scenario.opponent.answers:
        return
    for number, name in enumerate(scenario.opponent.played):
        card = cards.arm(name)
        if card.told or name == "yours" or not (card.tested or card.adapts):
            yield Problem(f"opponent.choices[{number}]", say("game_choice", given=name))
    if len(set(scenario.opponent.choices)) == 1:
        yield Problem("opponent.choices", say("game_alike"))
    run = scenario.run.model_copy(update={"arms": scenario.opponent.strategies})
    rival = scenario.rival.model_copy(update={"run": run})
    own = {problem.message for problem in _problems(scenario)}
    for problem in _problems(rival):
        if problem.message not in own:
            reads = (*map(_opposed, problem.reads), *problem.reads, "opponent.strategy")
            yield Problem(_opposed(problem.key), problem.message, reads)


def _problems(scenario: Sections) -> Iterator[Problem]:
    checks = (campaign.features, campaign.data, campaign.leanings, campaign.delivery)
    for check in (*checks, campaign.survey, campaign.money, in_flight, audience):
        yield from check(scenario)


def _opposed(key: str) -> str:
    return f"opponent.{key}" if key.split(".")[0] in OPPOSED else key


def attribution(scenario: Sections) -> Iterator[Problem]:
    """Whether each factor changes something; its keys are checked by whoever applies them."""
    for name, keys in scenario.attribution.factors.items():
        if not keys:
            yield Problem(f"attribution.factors.{name}", "changes no key")
