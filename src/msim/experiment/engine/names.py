"""Under which name does an arm play? A plan for each survey, and for each thing left to chance."""

from __future__ import annotations

BOTH_SILENT = "silent against silent"
PLAYED = ("broadcast", "segmented")
"""The two arms of the question: of these a pilot tells, and what is told by group."""


def played_as(arm: str, survey: int = 0, part: int = 0) -> str:
    """The name of an arm's plan: after which survey, and which of what it leaves to chance.

    >>> played_as("broadcast"), played_as("broadcast", 2), played_as("naive", 0, 3)
    ('broadcast', 'broadcast@2', 'naive#3')
    """
    return arm + (f"#{part}" if part else "") + (f"@{survey}" if survey else "")


def met(name: str, survey: int) -> str:
    """The name under which a plan meets what the other side does after a survey.

    >>> met("broadcast@2", 2), met("silent", 2), met("silent", 0)
    ('broadcast@2', 'silent@2', 'silent')
    """
    return name if survey == 0 or name.endswith(f"@{survey}") else f"{name}@{survey}"


def in_game(own: str, other: str, survey: int = 0) -> str:
    """The name under which a pair of the game is played."""
    return played_as(f"{own} against {other}", survey)


def bought_name(arm: str, channel: str) -> str:
    """The diagnostic that holds the share of an arm's plans that buy a channel targeted.

    >>> bought_name("segmented", "social")
    'targeted_segmented_social'
    """
    return f"targeted_{arm}_{channel}"


def game_name(own: str, other: str) -> str:
    """The diagnostic that holds a pair's payoff."""
    return f"game_{own}_{other}"
