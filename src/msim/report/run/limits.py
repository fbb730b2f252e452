"""The limits that hold for a run: those of every run, and what its own scenario leaves out."""

from __future__ import annotations

from msim.report.run.data import ReportData
from msim.report.run.sceptic import contacts

ALWAYS = (
    "All of it is synthetic: the country, its parties, its voters, their traits and the messages "
    "are invented. No figure here is a finding about a real electorate.",
    "The intervals bound the mean over worlds. A single election can fall far outside.",
    "The intervals know the chance of worlds, surveys and swings drawn from this scenario. They do "
    "not know whether the scenario is right. Change a key with msim whatif to see what rests on "
    "it.",
    "The cost of a vote is calibrated, not predicted: the effect of one impression in the field "
    "is set as a share of the effect of a forced exposure in a survey.",
)
CONTENT = "no content of a message: a message is a set of effects"
MOBILISING = ("mobilise_pp", "mobilise_between_sd_pp", "mobilise_heterogeneity_sd_pp")


def limits(data: ReportData) -> list[str]:
    """The limits of this run, a sentence or two each."""
    off = _absent(data)
    listed = f"{', '.join(off)} and {CONTENT}" if off else CONTENT
    return [*ALWAYS, f"There is {listed}.", *_kept_simple(data)]


def _absent(data: ReportData) -> list[str]:
    """What the scenario leaves switched off."""
    messages = data.setting("messages", {})
    present = {
        "no opponent who answers": data.setting("opponent.strategy") or data.part("game"),
        "no earned reach": data.setting("earned.share_rate"),
        "no text, doorstep or meeting": contacts(data),
        "no message that moves turnout": any(messages.get(key) for key in MOBILISING),
        "no reactance": messages.get("reactance_pp"),
        "no harm from a message in the wrong hands": messages.get("mismatch_pp"),
    }
    return [text for text, used in present.items() if not used]


def _kept_simple(data: ReportData) -> list[str]:
    """What is switched on and still simpler than what it stands for."""
    told = []
    if data.setting("opponent.strategy"):
        told.append(
            "The opponent keeps to one plan: it does not answer what the own side does"
            + (", except in the game of both sides' strategies." if data.part("game") else ".")
        )
    elif data.part("game"):
        told.append("The opponent answers only in the game of both sides' strategies.")
    if contacts(data):
        told.append(
            "A contact in person is an exposure like any other, with an effect of its own size: "
            "who meets whom, and what is said, is not in it."
        )
    if data.setting("election.draw", False):
        told.append(drawn(int(data.summary["simulated"]), int(data.summary["electorate"])))
    return told


def drawn(simulated: int, electorate: int) -> str:
    """Whose chance a drawn election holds.

    >>> drawn(1_000, 10_000_000)[:71]
    'The election is drawn: each simulated voter tosses a coin on the day. I'
    """
    return (
        "The election is drawn: each simulated voter tosses a coin on the day. Its chance is that "
        f"of {simulated:,} simulated voters, not of an electorate of {electorate:,}"
        + ("." if simulated >= electorate else ", and so larger than an electorate's.")
    )
