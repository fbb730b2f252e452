"""Plans in one world as plain data: what a player sees, what is on the board, and what it says.

Runs where answers are computed; `plans` asks for it. A world is kept while plans for it come in.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np

from msim.core.arms import arm
from msim.core.text import digits
from msim.experiment.contest import Board, Contest, Entry
from msim.lab.playing import PlayJob
from msim.lab.texts import texts
from msim.scenario import Scenario

TRAITS: Final = 4
"""Readings of a segment's profile that are shown, those that differ most."""
TELLING: Final = 0.1
"""Standard deviations from everybody's mean below which a reading tells nothing."""
AGAINST: Final = "broadcast"


@lru_cache(maxsize=2)
def _contest(scenario: Scenario, players: int, arms: tuple[str, ...]) -> Contest:
    return Contest(scenario, players, arms)


def played(job: PlayJob) -> dict[str, Any]:
    """What is asked: a player's briefing, whether a plan fits, or the board of all plans.

    Raises InputError where the world cannot be played in, or a plan does not fit.
    """
    contest = _contest(job.scenario, job.players, job.arms)
    if job.what == "brief":
        return brief(contest, job.player)
    plans = {player: contest.plan(player, plan) for player, plan in job.plans.items()}
    return told(contest.play(plans)) if job.what == "play" else {}


def brief(contest: Contest, player: int) -> dict[str, Any]:
    """What the campaign sees of its segments, its test's readings in points, and its money."""
    seen, scenario = contest.briefing(player), contest.scenario
    alike = [n for n, c in scenario.channels.items() if c.share > 0.0 and not c.targetable]
    return {
        "respondents": scenario.respondents,
        "money": f"{digits(scenario.budget.total, 'money')} {scenario.budget.currency}",
        "alike": " and ".join(alike),
        "single": seen.single,
        "segments": [
            {
                "size": float(seen.size[s]),
                "profile": _profile(seen.profiles.names, seen.profiles.deviations[s]),
                "read": np.round(seen.effect_pp[s], 3).tolist(),
                "half": round(float(seen.half_pp[s]), 3) if seen.half_pp[s] >= 0.0 else None,
            }
            for s in range(seen.size.size)
        ],
    }


def _profile(names: tuple[str, ...], deviations: Any) -> list[tuple[str, float]]:
    """The readings that tell a segment from everybody, the most telling first."""
    known = np.nan_to_num(deviations)
    first = [at for at in np.argsort(-np.abs(known), kind="stable") if abs(known[at]) >= TELLING]
    party = {"party": texts("plans")["party"]}
    shown = [party.get(name, name.replace("_", " ")) for name in names]
    return [(shown[at], round(float(known[at]), 1)) for at in first[:TRAITS]]


def told(board: Board) -> dict[str, Any]:
    """The board with its sentences; what belongs to the second round stands under `election`."""
    said, fell, other = texts("plans"), board.fell_back, board.others
    by = round(fell.promised) - round(fell.votes)
    beside = [
        {"arm": name, "title": arm(name).title, "colour": arm(name).colour, **_numbers(entry)}
        for name, entry in board.beside.items()
    ]
    return {
        "players": [{"player": j, **_numbers(entry)} for j, entry in board.players.items()],
        "beside": beside,
        "alone": _alone(board, said) if len(board.players) == 1 and AGAINST in board.beside else [],
        "fell": [
            *([said["most" if fell.by > other.by else "not_most"]] if other.count else []),
            said["fell" if fell.count > 1 else "fell_one"].format(
                count=fell.count, promised=_votes(fell.promised), votes=_votes(fell.votes),
                by=_votes(abs(by)), more=said["fewer" if by >= 0 else "more"],
            ),
            said["shrunk"].format(shrunk=_votes(fell.shrunk)),
            *([said["others"].format(
                promised=_votes(other.promised), votes=_votes(other.votes),
            )] if other.count else []),
        ],
    }  # fmt: skip


def _alone(board: Board, said: dict[str, Any]) -> list[str]:
    """How one plan did, compared with the single message: answer first, then what was promised."""
    (mine,), against = board.players.values(), board.beside[AGAINST]
    gap = round(mine.votes) - round(against.votes)
    head = "level" if abs(gap) < board.worth else "ahead" if gap > 0.0 else "behind"
    return [
        said[head],
        said["won"].format(
            votes=_votes(mine.votes), against=_votes(against.votes), gap=_votes(abs(gap)),
            more=said["more" if gap >= 0.0 else "fewer"],
        ),
        said["promised"].format(promised=_votes(mine.promised), shrunk=_votes(mine.shrunk)),
        said["once"].format(worth=_votes(board.worth)),
    ]  # fmt: skip


def _numbers(entry: Entry) -> dict[str, float | None]:
    names = ("promised", "shrunk", "votes")
    found = {name: getattr(entry, name) for name in names}
    return {name: None if np.isnan(value) else round(value) for name, value in found.items()}


def _votes(value: float) -> str:
    return digits(round(value), "votes")
