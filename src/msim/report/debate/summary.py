"""What `msim debate --json` prints: every claim as plain numbers and texts."""

from __future__ import annotations

from typing import Any

from msim.claims.run import ClaimResult
from msim.report.debate.sentences import statement


def summary(result: ClaimResult) -> dict[str, Any]:
    """What became of one claim: its verdict, the central answer, the worlds, where it turns."""
    at, turn = result.estimate, result.turn
    return {
        "id": result.claim.id,
        "verdict": result.verdict.kind,
        "statement": statement(result),
        "estimate": {"mean": at.mean, "low": at.low, "high": at.high},
        "unit": result.claim.unit,
        "worth": result.claim.worth,
        "true_if": result.claim.true_if,
        "depends_on": None if turn is None else turn.key,
        "turns_at": None if turn is None else turn.at,
        "turns_between": None if turn is None or turn.at is None else [turn.low, turn.high],
        "moves_most": result.moves[0] or None,
        "priors": {
            prior: {"verdict": each.kind, "worlds": each.worlds, "wins": each.wins,
                    "losses": each.losses, "open": each.opens, "replicates_needed": each.needed}
            for prior, each in result.verdicts.items()
        },
        "cases": {
            name: {"mean": world.answer.mean, "low": world.answer.low, "high": world.answer.high}
            for name, (world, _) in result.central.items() if name
        },
        "break_even": {
            case: {"key": each.key, "at": each.at, "low": each.low, "high": each.high}
            for case, each in result.break_evens.items()
        },
        "failed": len(result.errors),
    }  # fmt: skip
