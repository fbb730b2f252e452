"""The scenario of a run in words, and the limits that hold for it, from `scenario.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msim.report.data import ReportData
from msim.report.numbers import digits

LIMITS = (
    "All of it is synthetic: the country, its parties, its voters, their traits and the messages "
    "are invented. No figure here is a finding about a real electorate.",
    "The intervals bound the mean over replicates: they hold the chance of worlds, surveys and "
    "swings drawn from this scenario, not the doubt about the scenario itself. Change a key with "
    "msim whatif to see what rests on it.",
    "The cost of a vote is calibrated, not predicted: the effect of one impression in the field "
    "is set as a share of the effect of a forced exposure in a survey.",
    "There is no opponent who answers, no earned reach, no text or meeting, no reactance and no "
    "content of a message: a message is a set of effects.",
)


def sentences(data: ReportData) -> list[str]:
    """The scenario in words, a sentence a topic; a topic whose keys are absent is left out."""
    settings = data.settings
    topics = (_country, _politics, _messages, _channels, _view, _segments, _test, _money, _run)
    told = []
    for topic in topics:
        try:
            told.append(topic(settings))
        except (KeyError, TypeError, ValueError):
            continue  # a scenario of another version, without one of the keys
    return told


def lookup(data: ReportData, keys: list[str]) -> list[tuple[str, str]]:
    """Keys and their values as text, for the list of assumptions."""
    return [(key, _value(data.setting(key))) for key in keys]


def _value(value: object) -> str:
    if value is None:
        return "default"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list) and len(value) > 8:
        return f"{len(value)} entries"
    return str(value)


def _count(value: float) -> str:
    return digits(float(value), "votes", 0)


def _share(value: float) -> str:
    return f"{100 * float(value):.3g} %"


def _country(settings: Mapping[str, Any]) -> str:
    people = settings["population"]
    each = people["electorate"] / people["simulated"]
    return (
        f"An invented country of {_count(people['electorate'])} voters; "
        f"{_count(people['simulated'])} are simulated, each standing for {each:,.4g}. They come "
        f"from {people['archetypes']} archetypes, which make up {_share(people['structure'])} of "
        "the variance of every trait."
    )


def _politics(settings: Mapping[str, Any]) -> str:
    politics = settings["politics"]
    return (
        f"Before the campaign the party stands at {_share(politics['support'])} of the vote with "
        f"{_share(politics['turnout'])} turnout."
    )


def _messages(settings: Mapping[str, Any]) -> str:
    messages = settings["messages"]
    spread = messages.get("heterogeneity_sd_pp")
    people = (
        f"and differ between people by a standard deviation of {spread:g} points"
        if messages.get("group_correlation") is None and spread is not None
        else f"and correlate at {messages['group_correlation']:g} between archetypes"
    )
    return (
        f"There are {messages['count']} messages. One forced exposure moves the vote by "
        f"{messages['mean_effect_pp']:g} points on average; messages differ by a standard "
        f"deviation of {messages['between_sd_pp']:g} points, {people}."
    )


def _channels(settings: Mapping[str, Any]) -> str:
    told = []
    for name, channel in settings["channels"].items():
        if not channel["share"]:
            continue
        text = (
            f"{name} gets {_share(channel['share'])} of the media money at {channel['cpm']:g} per "
            f"1,000 impressions and is used by {_share(channel['users'])}"
        )
        if channel["targetable"]:
            text += (
                f" (targeted: {channel['premium']:g} times the price, and "
                f"{_share(channel['match_rate'])} of voters can be found)"
            )
        told.append(text)
    text = "; ".join(told)
    return f"{text[:1].upper()}{text[1:]}."


def _view(settings: Mapping[str, Any]) -> str:
    data = settings["data"]
    points = data.get("data_points")
    known = (
        f"with a validity of {data['validity']:g} (the correlation of reading and truth)"
        if points is None
        else f"from {_count(points)} data points"
    )
    party = (
        f", and the party label, right in {_share(data['party_accuracy'])} of cases"
        if data["party_label"]
        else ", and no party label"
    )
    return f"The campaign reads voters' traits {known}{party}."


def _segments(settings: Mapping[str, Any]) -> str:
    segments = settings["segments"]
    return f"It sorts them into {segments['count']} segments by {segments['method']}."


def _test(settings: Mapping[str, Any]) -> str:
    test = settings["test"]
    return (
        f"It tests its messages on {_count(test['respondents'])} respondents "
        f"({test['outcome']} answers, shrinkage: {str(test['shrinkage']).replace('_', ' ')})."
    )


def _money(settings: Mapping[str, Any]) -> str:
    budget, test, messages = settings["budget"], settings["test"], settings["messages"]
    total = float(budget["total"])
    survey = test["respondents"] * test["cost_per_respondent"]
    making = messages["count"] * messages["cost_each"]
    currency = budget["currency"]
    each = total / settings["population"]["electorate"]
    text = f"Every arm has {_count(total)} {currency}, {each:.2g} for each voter"
    if not total:
        return f"{text}: nothing is sent."
    return (
        f"{text}; the test costs {_count(survey)} and the {messages['count']} messages "
        f"{_count(making)} of it."
    )


def _run(settings: Mapping[str, Any]) -> str:
    run = settings["run"]
    more = " or more, until the interval is narrow enough" if run.get("precision") else ""
    times = f"{run['replicates']} times over" if run["replicates"] > 1 else "once"
    return (
        f"All arms meet the same voters and the same chance, {times}{more} (seed {run['seed']}); "
        f"a difference counts as worth having from {run['worth_pp']:g} points of vote share."
    )
