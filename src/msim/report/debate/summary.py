"""What `msim debate --json` prints: every claim as plain numbers and texts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from msim.claims.frozen import frozen
from msim.claims.run import ClaimResult
from msim.claims.verdict import Estimate, by_thresholds
from msim.report.debate.sentences import statement


def summary(result: ClaimResult) -> dict[str, Any]:
    """What became of one claim: its verdict, the central answer, the worlds, where it turns."""
    turn, corner, other = result.turn, result.corner, result.other
    return {
        "id": result.claim.id,
        "verdict": result.verdict.kind,
        "statement": statement(result),
        "estimate": _numbers(result.estimate),
        "unit": result.claim.unit,
        "worth": result.claim.worth,
        "true_if": result.claim.true_if,
        "depends_on": None if turn is None else turn.key,
        "turns_at": None if turn is None else turn.at,
        "turns_between": None if turn is None or turn.at is None else [turn.low, turn.high],
        "moves_most": result.moves[0] or None,
        "ceiling": {case: _numbers(at) for case, at in result.ceiling.items()},
        "corner": corner and {"status": corner.status, **_numbers(corner.answer),
                              "point": dict(corner.point.values), "case": corner.point.case},
        "other_reading": other and {
            "verdict": other.verdict.kind,
            "central": {case: _numbers(at) for case, at in other.central.items()},
        },
        "asked_otherwise": [asdict(each) for each in frozen().of(result.claim.id)],
        "priors": {
            prior: {"verdict": each.kind, "worlds": each.worlds, "wins": each.wins,
                    "losses": each.losses, "open": each.opens, "holds_in": list(each.held),
                    "lack": each.lack or None,
                    "replicates_needed": None if each.needed is None else list(each.needed)}
            for prior, each in result.verdicts.items()
        },
        "thresholds": [
            {"open_at_most": open_, "agree_at_least": agree, "verdict": kind}
            for (open_, agree), kind in by_thresholds(result.verdict).items()
        ],
        "cases": {
            name: _numbers(world.answer)
            for name, (world, _) in result.central.items() if name
        },
        "break_even": {
            case: {"key": each.key, "at": each.at, "low": each.low, "high": each.high}
            for case, each in result.break_evens.items()
        },
        "failed": len(result.errors),
    }  # fmt: skip


def _numbers(at: Estimate) -> dict[str, float | None]:
    return {"mean": at.mean, "low": at.low, "high": at.high}
