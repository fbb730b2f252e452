"""What became of the claims: one record, and the tables that are made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from msim.claims.run import ClaimResult, Debate
from msim.core.errors import InputError
from msim.report.debate.summary import summary
from msim.scenario.phrases import hint


@dataclass(frozen=True)
class DebateData:
    """Claims with their verdicts. manifest: version, packages, platform and timing."""

    debate: Debate
    manifest: Mapping[str, Any]

    @property
    def found(self) -> tuple[ClaimResult, ...]:
        """What became of each claim, in the order asked."""
        return self.debate.found

    @cached_property
    def summary(self) -> dict[str, Any]:
        """What `msim debate --json` prints: plain numbers and texts of every claim."""
        claims = [summary(each) for each in self.found]
        return {"msim": self.manifest["msim"], "claims": claims, "quick": self.debate.quick}

    def claim(self, name: str) -> ClaimResult:
        """What became of one claim.

        Raises:
            InputError: this claim was not asked.
        """
        for each in self.found:
            if each.claim.id == name:
                return each
        raise InputError(f"no claim '{name}' here; {hint(name, [f.claim.id for f in self.found])}")

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables of the folder, by the names of their files."""
        return {"debate": self._claims(), "worlds": self._worlds()}

    def _claims(self) -> pd.DataFrame:
        """A row a claim: verdict, worlds by what they said, the central estimate, the turn."""
        rows = []
        for each, said in zip(self.found, self.summary["claims"], strict=True):
            at = each.estimate
            rows.append({
                "claim": each.claim.id, "verdict": said["verdict"],
                "other_prior": each.verdicts["uniform"].kind,
                "wins": each.verdict.wins, "losses": each.verdict.losses,
                "open": each.verdict.opens, "holds_from": each.verdict.held[0],
                "holds_to": each.verdict.held[1], "lack": each.verdict.lack,
                "mean": at.mean, "low": at.low, "high": at.high,
                "unit": each.claim.unit, "worth": each.claim.worth, "true_if": each.claim.true_if,
                "ceiling": each.top and each.top.mean,
                "corner": each.corner and each.corner.status,
                "corner_mean": each.corner and each.corner.answer.mean,
                "depends_on": said["depends_on"], "turns_at": said["turns_at"],
                "statement": said["statement"],
            })  # fmt: skip
        return pd.DataFrame(rows)

    def _worlds(self) -> pd.DataFrame:
        """A row a world of every claim: prior, case, answer and status, and each key's value."""
        rows = []
        for each in self.found:
            central = [world for world, _ in each.central.values()]
            for world in [*central, *each.worlds]:
                at = world.answer
                row: dict[str, Any] = {
                    "claim": each.claim.id, "prior": world.point.prior, "case": world.point.case,
                    "mean": at.mean, "low": at.low, "high": at.high,
                    "level": at.level, "replicates": at.replicates, "status": world.status,
                }  # fmt: skip
                rows.append(row | dict(world.point.values))
        return pd.DataFrame(rows)
