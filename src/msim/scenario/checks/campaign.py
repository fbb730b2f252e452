"""What the keys of the campaign and of the run must fulfil together."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from msim.core import arms as cards
from msim.core.text import printable
from msim.core.wording import say
from msim.scenario.checks.problem import Problem
from msim.scenario.people import LIKELY
from msim.scenario.phrases import amount, no_such, plain
from msim.scenario.sections import Sections

MOST_ASKED = 1_000_000
"""Respondents at the most: the upper end of `test.respondents`."""
NO_LABEL = "there is no party label (data.party_label is false)"


def features(scenario: Sections) -> Iterator[Problem]:
    """What is wrong with the method and the features to cluster on."""
    if scenario.segments.method == "party" and not scenario.data.party_label:
        yield Problem("segments.method", f'= "party": {NO_LABEL}', ("data.party_label",))
    known = [trait.name for trait in scenario.population.traits]
    seen: set[str] = set()
    for number, name in enumerate(scenario.segments.features):
        place, reads = f"segments.features[{number}]", ("population.traits",)
        if name in seen:
            yield Problem(place, f'= "{name}": named twice')
        elif name == "party" and not scenario.data.party_label:
            yield Problem(place, f'= "party": {NO_LABEL}', ("data.party_label",))
        elif name != "party" and name not in known:
            yield Problem(place, f'= "{name}": ' + no_such("trait", name, [*known, "party"]),
                          reads)
        seen.add(name)


def data(scenario: Sections) -> Iterator[Problem]:
    """What is wrong with the campaign's view."""
    view = scenario.data
    if view.points is None:
        return
    given = [name for name, usual in (("data_points", None), ("preparation_days", None))
             if getattr(view, name) is not usual]
    if view.validity != type(view).model_fields["validity"].default:
        given = ["validity", *given]
    if len(given) > 1:
        yield Problem("data", f"give {' or '.join(given)}, not both")
    if view.single_item_validity > view.ceiling:
        yield Problem(
            "data.single_item_validity",
            f"= {plain(view.single_item_validity)}: must be at most the ceiling, "
            f"{amount(view.ceiling)}", ("data.ceiling",),
        )


def leanings(scenario: Sections) -> Iterator[Problem]:
    """Whether what files and surveys lean with is there."""
    known = [*(trait.name for trait in scenario.population.traits), LIKELY]
    for key, loadings in scenario.leanings.items():
        for name in loadings:
            if name not in known:
                yield Problem(f"{key}.{name}", no_such("trait", name, known),
                              ("population.traits",))


def delivery(scenario: Sections) -> Iterator[Problem]:
    """Whether there is what a price across party lines goes by."""
    for name, channel in scenario.channels.items():
        place, price = f"channels.{name}.cross_party_price", channel.cross_party_price
        if price > 1 and channel.kind != "impressions":
            yield Problem(place, f'= {plain(price)}: only a channel of kind "impressions" has a '
                          "price across party lines", (f"channels.{name}.kind",))
        elif price > 1 and not scenario.data.party_label:
            yield Problem(place, f"= {plain(price)}: {NO_LABEL}", ("data.party_label",))


def survey(scenario: Sections) -> Iterator[Problem]:
    """Whether there are enough voters for the segments and respondents for the test."""
    segments, people, view = scenario.segments, scenario.population, scenario.data
    count = 1 if segments.count == "auto" else segments.count
    for key, most in (("segments.fit_sample", segments.fit_sample),
                      ("population.simulated", people.simulated)):
        if count > most:
            yield Problem("segments.count",
                          f"= {count}: more segments than {key}, {most}", (key,))
            break
    # Surveys are drawn and segments sought whoever looks at them: what is told hangs on no arm.
    reached = view.coverage * view.consent
    known = people.simulated * reached
    reads = ("data.coverage", "data.consent", "population.simulated")
    if count <= people.simulated and not _surely(count, people.simulated, reached):
        told = say("few_known", count=count, known=amount(int(known)))
        yield Problem("segments.count", told, reads)
    share = scenario.test.panel_share
    leans = any(scenario.test.panel_habit.values())
    if leans and not _surely(1, people.simulated, reached * share):
        told = say("few_answer", share=plain(share), known=amount(int(known)))
        yield Problem("test.panel_share", told, (*reads, "test.panel_habit"))
    if not any(cards.arm(name).tested for name in scenario.run.arms):
        return
    least = 2 * (scenario.messages.count + 1)
    prepared = view.preparation_days is not None
    if prepared and scenario.test.respondents != type(scenario.test).model_fields[
        "respondents"
    ].default:
        yield Problem("data.preparation_days", say("asked_twice"), ("test.respondents",))
    if scenario.respondents > MOST_ASKED:
        days = plain(view.preparation_days or 0.0)
        said = say("respondents", days=days, count=scenario.respondents, most=MOST_ASKED)
        yield Problem("data.preparation_days", said, ("data.respondents_per_day",))
    if scenario.respondents < least and scenario.test.conducted:
        key, value = (
            ("data.preparation_days", f"{plain(view.preparation_days)}, which makes "
             f"{scenario.respondents} respondents")
            if view.preparation_days is not None
            else ("test.respondents", str(scenario.respondents))
        )
        made = scenario.messages.count
        told = (
            say("few_made", value=value, least=least, messages=made) if prepared
            else say("few_asked", value=value, least=least, messages=made)
        )
        yield Problem(
            key,
            told,
            ("messages.count", "run.arms", "data.respondents_per_day", "test.conducted"),
        )


def _surely(count: int, people: int, share: float) -> bool:
    """Whether so many of these people are there in any world, each with the chance `share`.

    A world in a million has fewer at most, by the bound of Chernoff (1952, Annals of Mathematical
    Statistics 23(4)).

    >>> _surely(1, 100, 0.1), _surely(1, 200, 0.1), _surely(200, 200, 1.0)
    (False, True, True)
    """
    fewer = (count - 1) / people
    parts = ((fewer, share), (1.0 - fewer, 1.0 - share))
    if share == 1.0 or fewer >= share:
        return fewer < share
    apart = sum(have * math.log(have / given) for have, given in parts if have > 0.0)
    return people * apart > math.log(1e6)


def money(scenario: Sections) -> Iterator[Problem]:
    """Whether anything is left to deliver once messages and test are paid."""
    total, arms, currency = scenario.budget.total, scenario.run.arms, scenario.budget.currency
    making = scenario.messages.count * scenario.messages.cost_each
    testing = scenario.respondents * scenario.test.cost_per_respondent
    if not scenario.test.conducted:
        testing = 0.0
    reads = ("messages.count", "messages.cost_each", "test.respondents",
             "test.cost_per_respondent", "run.arms", "test.conducted", "data.preparation_days",
             "data.respondents_per_day")
    if total == 0:
        return
    pays = any(each.tested or each.told for each in map(cards.arm, arms))
    if pays and making + testing >= total:
        yield Problem(
            "budget.total",
            say(
                "nothing_left", total=plain(total), messages=scenario.messages.count,
                making=amount(making), testing=amount(testing), currency=currency,
            ),
            reads,
        )
    elif "naive" in arms and scenario.messages.cost_each >= total:
        yield Problem(
            "budget.total",
            say("no_message", total=plain(total), each=amount(scenario.messages.cost_each),
                currency=currency),
            reads,
        )


def run(scenario: Sections) -> Iterator[Problem]:
    """Whether the arms and the number of replicates can be run."""
    asked = scenario.run
    for number, arm in enumerate(asked.arms):
        if arm in asked.arms[:number]:
            yield Problem(f"run.arms[{number}]", f'= "{arm}": named twice')
    if asked.precision > 0:
        missing = [arm for arm in ("segmented", "broadcast") if arm not in asked.arms]
        if missing:
            yield Problem("run.precision", f"= {plain(asked.precision)}: needs the arm "
                          f"{' and the arm '.join(missing)}", ("run.arms",))
        if asked.max_replicates < asked.replicates:
            yield Problem("run.max_replicates", f"= {asked.max_replicates}: must be at least "
                          f"run.replicates, {asked.replicates}", ("run.replicates",))
    if asked.scheduler is not None and not is_address(asked.scheduler):
        yield Problem("run.scheduler", f'= "{printable(asked.scheduler)}": must be an address '
                      "with a port, such as tcp://127.0.0.1:8786")


_ADDRESS = re.compile(r"((tcp|tls)://)?([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\]):(\d{1,5})")


def is_address(text: str) -> bool:
    """Whether a text can be the address of a scheduler.

    >>> is_address("tcp://10.0.0.7:8786"), is_address("node1:8786"), is_address("node1")
    (True, True, False)
    """
    found = _ADDRESS.fullmatch(text)
    return found is not None and 0 < int(found[4]) < 65_536
