"""What arms that adapt while they run need: people enough to read, and money left to deliver."""

from __future__ import annotations

from collections.abc import Iterator

from msim.core import arms as cards
from msim.core.wording import say
from msim.scenario.checks.problem import Problem
from msim.scenario.phrases import amount, plain
from msim.scenario.sections import Sections


def in_flight(scenario: Sections) -> Iterator[Problem]:
    """Whether what is asked while a campaign runs can be read, and paid."""
    if not any(cards.arm(name).adapts for name in (*scenario.run.arms, *scenario.opponent.played)):
        return
    people, said = scenario.in_flight.respondents, scenario.messages
    least = 2 * (said.count + 1)
    if 0 < people < least:
        told = say("in_flight_people", people=people, least=least, count=said.count)
        yield Problem("in_flight.respondents", told, ("messages.count", "run.arms"))
    total, making, asking = scenario.budget.total, said.count * said.cost_each, scenario.watching
    if total and making + asking >= total:
        told = say(
            "in_flight_money", total=plain(total), count=said.count, making=amount(making),
            asking=amount(asking), currency=scenario.budget.currency,
        )  # fmt: skip
        reads = ("messages.count", "messages.cost_each", "in_flight.respondents",
                 "in_flight.cost_per_respondent", "run.arms")
        yield Problem("budget.total", told, reads)
