"""The scenario of a run in words, from `scenario.toml`: what every run has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msim.report.run import conduct
from msim.report.run.conduct import count, share
from msim.report.run.data import ReportData


def sentences(data: ReportData) -> list[str]:
    """The scenario in words, a sentence a topic; a topic whose keys are absent is left out."""
    settings = data.settings
    topics = (
        _country, conduct.places, _politics, _messages, conduct.turnout, conduct.backlash,
        _channels, conduct.earned, _view, _segments, _test, conduct.trial, _money, conduct.audience,
        conduct.allocation, conduct.opponent, conduct.election, _run, conduct.factors,
    )  # fmt: skip
    told = []
    for topic in topics:
        try:
            told.append(topic(settings))
        except (KeyError, TypeError, ValueError):
            continue  # a scenario of another version, without one of the keys
    return [text for text in told if text]


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


def _country(settings: Mapping[str, Any]) -> str:
    people = settings["population"]
    each = people["electorate"] / people["simulated"]
    return (
        f"An invented country of {count(people['electorate'])} voters; "
        f"{count(people['simulated'])} are simulated, each standing for {each:,.4g}. They come "
        f"from {people['archetypes']} archetypes, which make up {share(people['structure'])} of "
        "the variance of every trait."
    )


def _politics(settings: Mapping[str, Any]) -> str:
    politics = settings["politics"]
    return (
        f"Before the campaign the party stands at {share(politics['support'])} of the vote with "
        f"{share(politics['turnout'])} turnout."
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
            f"{name} gets {share(channel['share'])} of the media money at {_bought(channel)} and "
            f"{_users(channel)}"
        )
        more = [*_targeted(channel), *conduct.bounds(channel)]
        told.append(f"{text} ({'; '.join(more)})" if more else text)
    text = "; ".join(told)
    return f"{text[:1].upper()}{text[1:]}."


def _bought(channel: Mapping[str, Any]) -> str:
    if channel.get("kind") != "contacts":
        return f"{channel['cpm']:g} per 1,000 impressions"
    met = channel["contact_rate"]
    text = f"{channel['cost_per_attempt']:g} per attempt"
    return text if met == 1 else f"{text}, of which {share(met)} meet the voter,"


def _users(channel: Mapping[str, Any]) -> str:
    users = share(channel["users"])
    if channel.get("kind") != "contacts":
        return f"is used by {users}"
    return f"can go to {users} of voters"


def _targeted(channel: Mapping[str, Any]) -> list[str]:
    if not channel["targetable"]:
        return []
    found = f"{share(channel['match_rate'])} of voters can be found"
    dearer = channel["premium"]
    if channel.get("kind") == "contacts" and dearer == 1:
        return [f"targeted: {found}"]
    return [f"targeted: {dearer:g} times the price, and {found}"]


def _view(settings: Mapping[str, Any]) -> str:
    data = settings["data"]
    points, days = data.get("data_points"), data.get("preparation_days")
    if days is not None:
        had = data["points_per_day"] * days
        known = f"from the {had:.4g} data points of {days:g} days of preparation"
    elif points is not None:
        known = f"from {count(points)} data points"
    else:
        known = f"with a validity of {data['validity']:g} (the correlation of reading and truth)"
    party = (
        f", and the party label, right in {share(data['party_accuracy'])} of cases"
        if data["party_label"]
        else ", and no party label"
    )
    return f"The campaign reads voters' traits {known}{party}."


def _segments(settings: Mapping[str, Any]) -> str:
    segments = settings["segments"]
    count = segments["count"]
    many = "the most stable number of segments" if count == "auto" else f"{count} segments"
    text = f"It sorts them into {many} by {segments['method']}"
    if "individual" not in settings["run"].get("arms", ()):
        return f"{text}."
    model = {"ridge": "ridge regression", "forest": "a random forest"}
    called = segments.get("individual_model", "ridge")
    by = model.get(called, called)
    return f"{text}; the arm individual predicts each voter's message by {by}."


def _respondents(settings: Mapping[str, Any]) -> int:
    """People asked: as set, or what the days of preparation allow."""
    data = settings["data"]
    days = data.get("preparation_days")
    if days is None:
        return int(settings["test"]["respondents"])
    return int(data["respondents_per_day"] * days)


def _test(settings: Mapping[str, Any]) -> str:
    test = settings["test"]
    if not test.get("conducted", True):
        return "It tests no message: which one it sends is drawn at random."
    days = settings["data"].get("preparation_days")
    spent = "" if days is None else f", whom {days:g} days of preparation allow"
    return (
        f"It tests its messages on {count(_respondents(settings))} respondents{spent} "
        f"({test['outcome']} answers, shrinkage: {str(test['shrinkage']).replace('_', ' ')})."
    )


def _money(settings: Mapping[str, Any]) -> str:
    budget, test, messages = settings["budget"], settings["test"], settings["messages"]
    total = float(budget["total"])
    survey = _respondents(settings) * test["cost_per_respondent"]
    making = messages["count"] * messages["cost_each"]
    currency = budget["currency"]
    each = total / settings["population"]["electorate"]
    text = f"Every arm has {count(total)} {currency}, {each:.2g} for each voter"
    if not total:
        return f"{text}: nothing is sent."
    if not test.get("conducted", True):
        return f"{text}; a message costs {count(messages['cost_each'])} of it."
    return (
        f"{text}; the test costs {count(survey)} and the {messages['count']} messages "
        f"{count(making)} of it."
    )


def _run(settings: Mapping[str, Any]) -> str:
    run = settings["run"]
    more = " or more, as many as the precision asked for takes" if run.get("precision") else ""
    worlds = f"{run['replicates']} worlds" if run["replicates"] > 1 else "one world"
    return (
        f"All arms meet the same voters and the same chance, in {worlds}{more} "
        f"(seed {run['seed']}). A difference matters from {run['worth_pp']:g} points of vote share."
    )
