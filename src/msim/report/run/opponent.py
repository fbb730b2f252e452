"""What the other side does: its campaign, and the game of both sides' strategies, in words.

The game is the one of von Neumann (1928, Mathematische Annalen 100): two sides, what one gains
the other loses, and an equilibrium from which neither gains by moving alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from msim.core.text import Interval, digits, places, show, suffix
from msim.report.common.names import label, title
from msim.report.common.sentences import sentences
from msim.report.run.data import ReportData

said = sentences("run", "parts")

MOST = 2  # pairs of payoffs that are named


def opponent(data: ReportData) -> list[str]:
    """What the opponent runs, for how much, and what it gains."""
    found = data.part("opponent")
    if not found:
        return []
    gained, spend = (Interval.of(found.get(key)) for key in ("net_votes", "spend"))
    money = f"{digits(spend.mean, 'money', 0)}{suffix('money', data.currency)}"
    return [said.opponent(title(str(found.get("strategy"))), money if spend.known else "", gained)]


def game(data: ReportData) -> list[str]:
    """The equilibrium in words, whether the payoffs bear it, and what both segmenting does."""
    found = data.part("game")
    if not found:
        return []
    told = [_equilibrium(found.get("equilibrium", {}), _payoffs(found)), _borne(found)]
    both = Interval.of(found.get("both_against_neither"))
    if both.known:
        told.append(said.both_second(both, *map(str, found.get("strategies", ()))))
    return [text for text in told if text]


def _payoffs(found: Mapping[str, object]) -> dict[tuple[str, str], Interval]:
    """The payoffs by both sides' strategies, the own side's first."""
    payoff = found.get("payoff")
    if not isinstance(payoff, Mapping):
        return {}
    return {
        (str(own), str(rival)): Interval.of(entry)
        for own, entries in payoff.items()
        for rival, entry in entries.items()
    }


def _equilibrium(found: Mapping[str, object], payoffs: Mapping[tuple[str, str], Interval]) -> str:
    sides = [_played(found.get(side)) for side in ("own", "rival")]
    if not all(sides):
        return ""
    worth = _worth(Interval.of({"mean": found.get("value")}), sides, payoffs)
    return said.equilibrium(_mix(sides[0]), _mix(sides[1]), worth)


def _worth(
    value: Interval,
    sides: list[dict[str, float]],
    payoffs: Mapping[tuple[str, str], Interval],
) -> str:
    """What the equilibrium is worth: a pair's payoff with its interval, or a mean as fine."""
    played = [
        payoff for (own, rival), payoff in payoffs.items() if own in sides[0] and rival in sides[1]
    ]
    if len(played) == 1:
        text = show(played[0], "votes")
    elif value.known:
        fine = min((places(payoff, "votes") for payoff in played), default=0)
        text = f"{digits(value.mean, 'votes', fine)} votes"
    else:
        return ""
    return text.replace(" votes", " net votes", 1)


def _played(odds: object) -> dict[str, float]:
    """The strategies that a side plays at all, by their probability as it is shown."""
    if not isinstance(odds, Mapping):
        return {}
    return {str(name): round(float(share), 4) for name, share in odds.items() if share > 1e-9}


def _mix(odds: Mapping[str, float]) -> str:
    if len(odds) == 1:
        return label(next(iter(odds)))
    return said.mixed([(label(name), digits(share, "ratio", 2)) for name, share in odds.items()])


def _borne(found: Mapping[str, object]) -> str:
    """Whether the payoffs that the equilibrium compares are told apart by their intervals."""
    table, equilibrium = _payoffs(found), found.get("equilibrium")
    if not table or not isinstance(equilibrium, Mapping):
        return ""
    own, rival = (_played(equilibrium.get(side)) for side in ("own", "rival"))
    against = [pair for r in rival for pair in combinations([c for c in table if c[1] == r], 2)]
    against += [pair for o in own for pair in combinations([c for c in table if c[0] == o], 2)]
    bounded = all(value.bounded for value in table.values())
    pairs = [
        f"{_cell(first)} and {_cell(second)}"
        for first, second in against
        if bounded and not _apart(table[first], table[second])
    ]
    return said.borne(bounded, pairs[:MOST], len(pairs) - MOST)


def _apart(first: Interval, second: Interval) -> bool:
    assert first.low is not None and first.high is not None
    assert second.low is not None and second.high is not None
    return first.low > second.high or second.low > first.high


def _cell(cell: tuple[str, str]) -> str:
    return f"{label(cell[0])} against {label(cell[1])}"
