"""The limits that hold for a run: those of every run, and what its own scenario leaves out."""

from __future__ import annotations

from msim.report.run.data import ReportData
from msim.report.run.sceptic import contacts
from msim.report.run.worlds import said


def limits(data: ReportData) -> list[str]:
    """The limits of this run, a sentence or two each."""
    absent = said.limits_absent(_absent(data))
    return [*said.paragraphs("limits_always"), absent, *_kept_simple(data)]


def _absent(data: ReportData) -> list[str]:
    """What the scenario leaves switched off."""
    scenario = data.scenario
    present = {
        "opponent": scenario.opponent.strategy or data.part("game"),
        "earned": scenario.earned.share_rate,
        "contacts": contacts(data),
        "mobilise": scenario.mobilises,
        "reactance": scenario.messages.reactance_pp,
        "mismatch": scenario.messages.mismatch_pp,
        "leaning": any(scenario.leanings.values()),
    }
    return [said.absent(what) for what, used in present.items() if not used]


def _kept_simple(data: ReportData) -> list[str]:
    """What is switched on and still simpler than what it stands for."""
    scenario, game = data.scenario, bool(data.part("game"))
    told = []
    if scenario.opponent.strategy:
        told.append(said.limits_one_plan(game))
    elif game:
        told.append(said.limits_game_only())
    if contacts(data):
        told.append(said.limits_contacts())
    if scenario.election.draw:
        told.append(drawn(int(data.summary["simulated"]), int(data.summary["electorate"])))
    return told


def drawn(simulated: int, electorate: int) -> str:
    """Whose chance a drawn election holds.

    >>> drawn(1_000, 10_000_000)[:71]
    'The election is drawn: each simulated voter tosses a coin on the day. I'
    """
    return said.limits_drawn(simulated, electorate)
