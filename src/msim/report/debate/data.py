"""What became of the claims, as a record that can be shown, plotted and saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msim.claims.run import ClaimResult, Debate
from msim.core.errors import InputError
from msim.scenario.phrases import hint

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class DebateData:
    """Claims with their verdicts. `summary` is what `msim debate --json` prints."""

    debate: Debate
    manifest: Mapping[str, Any]

    @property
    def found(self) -> tuple[ClaimResult, ...]:
        """What became of each claim, in the order asked."""
        return self.debate.found

    @property
    def summary(self) -> dict[str, Any]:
        """Plain numbers and texts of every claim."""
        return {"msim": self.manifest["msim"], **self.debate.summary}

    def claim(self, name: str) -> ClaimResult:
        """What became of one claim.

        Raises:
            InputError: this claim was not asked.
        """
        for each in self.found:
            if each.claim.id == name:
                return each
        raise InputError(f"no claim '{name}' here; {hint(name, [f.claim.id for f in self.found])}")

    def table(self) -> pd.DataFrame:
        """A row a claim: verdict, worlds by what they said, the central estimate, the turn."""
        import pandas as pd

        rows = []
        for each in self.found:
            said, at = each.summary, each.estimate
            rows.append({
                "claim": each.claim.id, "verdict": said["verdict"],
                "other_prior": each.verdicts["uniform"].kind,
                "wins": each.verdict.wins, "losses": each.verdict.losses,
                "open": each.verdict.opens, "mean": at.mean, "low": at.low, "high": at.high,
                "unit": each.claim.unit, "worth": each.claim.worth, "true_if": each.claim.true_if,
                "depends_on": said["depends_on"], "turns_at": said["turns_at"],
                "statement": each.statement,
            })  # fmt: skip
        return pd.DataFrame(rows)

    def worlds(self) -> pd.DataFrame:
        """A row a world of every claim: prior, case, answer and status, and each key's value."""
        import pandas as pd

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

    def plot(self, name: str) -> Any:
        """The deciding picture of a claim, as an Altair chart that shows itself in a notebook."""
        from msim.report.debate.figures.gallery import figures

        made = figures(self.claim(name), self.manifest)
        return next(iter(made.values())).chart

    def save(self, folder: str | Path) -> Path:
        """Write page, figures and tables, whole or not at all; gives the folder's path."""
        from msim.report.debate import sections

        return sections.save(self, folder)
