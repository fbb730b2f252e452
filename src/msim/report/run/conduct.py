"""The scenario in words, the parts that only some runs have; each empty where it is off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msim.core.text import digits
from msim.report.common.names import label, measure

Settings = Mapping[str, Any]


def count(value: float) -> str:
    """A number of people, messages or coins.

    >>> count(24030)
    '24,030'
    """
    return digits(float(value), "votes", 0)


def share(value: float) -> str:
    """A share in percent.

    >>> share(0.65)
    '65 %'
    """
    return f"{100 * float(value):.3g} %"


def places(settings: Settings) -> str:
    """The districts, their sizes and leanings."""
    found = settings["districts"]
    if found["count"] == 1:
        return ""
    parts = []
    if found.get("sizes") or found.get("size_sd"):
        parts.append("of different size")
    if found.get("electoral_votes"):
        parts.append(f"{sum(found['electoral_votes']):g} electoral votes in all")
    if found.get("lean_sd"):
        parts.append(f"leanings that spread by {found['lean_sd']:g} logits")
    if found.get("sorting"):
        parts.append(f"archetypes that cluster in them with a strength of {found['sorting']:g}")
    more = f" ({'; '.join(parts)})" if parts else ""
    return f"It has {found['count']} districts{more}."


def turnout(settings: Settings) -> str:
    """What messages do to turnout."""
    said = settings["messages"]
    names = ("mobilise_pp", "mobilise_between_sd_pp", "mobilise_heterogeneity_sd_pp")
    mean, between, within = (said.get(name, 0.0) for name in names)
    if not (mean or between or within):
        return ""
    spreads = [
        f"{spread:g} points {what}"
        for spread, what in ((between, "between messages"), (within, "between people"))
        if spread
    ]
    more = f", with a standard deviation of {' and of '.join(spreads)}" if spreads else ""
    return f"It also moves turnout, by {mean:g} points on average{more}."


def backlash(settings: Settings) -> str:
    """What a message loses that is noticed to be targeted, or meets the wrong voter."""
    said = settings["messages"]
    told = []
    if said.get("reactance_pp"):
        told.append(
            f"A targeted message loses {said['reactance_pp']:g} points with the "
            f"{share(said['notice_rate'])} of voters who notice."
        )
    if said.get("mismatch_pp"):
        told.append(f"Meant for another segment, it loses {said['mismatch_pp']:g} points.")
        if len(told) == 1:
            told = [f"A message meant for another segment loses {said['mismatch_pp']:g} points."]
    return " ".join(told)


def bounds(channel: Settings) -> list[str]:
    """What bounds a channel: how many attempts can be made, how many exposures count."""
    told = []
    if channel.get("capacity") is not None:
        told.append(f"at most {count(channel['capacity'])} attempts can be made")
    if channel.get("frequency_cap") is not None:
        told.append(f"no more than {channel['frequency_cap']} exposures of a voter count")
    return told


def earned(settings: Settings) -> str:
    """How voters pass a message on."""
    found = settings["earned"]
    if not found["share_rate"]:
        return ""
    alike = found.get("homophily", 0.0)
    kin = f", {share(alike)} of them surely of the same archetype" if alike else ""
    return (
        f"{share(found['share_rate'])} of those who meet a message pass it on, a week later, to "
        f"{found['contacts']:g} others on average{kin}; being told once does "
        f"{found['field_share']:g} of what a forced exposure does."
    )


def trial(settings: Settings) -> str:
    """The trial in a few districts."""
    pilots = settings["districts"].get("pilots", 0)
    if not pilots:
        return ""
    return (
        f"A trial in {pilots} districts comes first, half of them with one message for everybody "
        "and half segmented."
    )


def audience(settings: Settings) -> str:
    """Whom targeted delivery goes to."""
    money = settings["budget"]
    if money.get("audience", "all") == "all":
        return ""
    best = {
        "persuadability": "are the most persuadable",
        "support": "support the own side most",
        "district": "live where a vote counts most",
    }
    size = money.get("audience_share")
    how_many = (
        "as many as promise to be worth their price" if size is None else f"{share(size)} of them"
    )
    by = str(money["audience_by"])
    return (
        f"Targeted delivery goes only to voters who, as predicted, {best.get(by, by)}: {how_many}."
    )


def allocation(settings: Settings) -> str:
    """How money is split."""
    if settings["budget"].get("allocation", "proportional") == "proportional":
        return ""
    return (
        "Money goes to channels and voters by what the campaign predicts that the next unit of it "
        "does, not by the channels' shares."
    )


def opponent(settings: Settings) -> str:
    """The other side's campaign, and what it has otherwise than the own side."""
    found = settings["opponent"]
    strategy, plays = found.get("strategy"), found.get("game", False)
    own = [
        f"{section}.{key} = {str(value).lower() if isinstance(value, bool) else value}"
        for section, keys in found.items()
        if isinstance(keys, Mapping)
        for key, value in keys.items()
    ]
    told = []
    if strategy is not None:
        told.append(f"The other side runs {label(str(strategy))} in every arm, silent included.")
    if plays:
        told.append("Both sides' broadcast and segmented campaigns are played against each other.")
    if own and told:
        told.append(f"Unlike the own side it has {', '.join(own)}.")
    return " ".join(told)


def election(settings: Settings) -> str:
    """How the winner is found, where it is not by most votes."""
    rule = settings["election"].get("rule", "popular")
    said = {
        "districts": "The election is won by a majority of electoral votes, a district's going to "
        "whoever leads in it.",
        "mandate": "The election is won by reaching a mandate.",
    }
    told = [said[rule]] if rule in said else []
    if settings["election"].get("draw", False):
        told.append("Each simulated voter, not each voter, tosses a coin on the day.")
    return " ".join(told)


def factors(settings: Settings) -> str:
    """What is shared out among factors."""
    found = settings["attribution"]
    names = list(found.get("factors", {}))
    if not names:
        return ""
    what = measure(str(found["measure"])).label
    return f"What {', '.join(names)} add to {what} is shared out over every subset of them."
