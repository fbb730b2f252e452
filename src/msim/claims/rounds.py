"""Runs what is wanted and not kept yet: worlds of any claims, side by side, each kept when done."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from msim.claims.answering import Row, looked_at
from msim.claims.claim import DebateClaim
from msim.claims.kept import Kept
from msim.claims.play import Task, play
from msim.claims.worlds import WorldPoint
from msim.core.errors import MsimError
from msim.execution import processes
from msim.scenario.outcome import Run

Progress = Callable[[int, int], None]
"""Called with worlds finished and worlds wanted."""
Name = tuple[str, str]
"""What a world is known by: the fingerprint of its claim, and its key."""


@dataclass(frozen=True)
class Wanted:
    """A world that a claim is asked in: `first` replicates, and up to `most` where these are few.

    fingerprint: the claim's, computed once.
    """

    claim: DebateClaim
    point: WorldPoint
    first: int
    most: int
    fingerprint: str

    @property
    def name(self) -> Name:
        """What it is known by."""
        return self.fingerprint, self.point.key


@dataclass
class Rounds:
    """Rounds of worlds, on what is kept. rows, errors: of each world that was run or kept."""

    kept: Kept
    run: Run
    progress: Progress | None = None
    rows: dict[Name, Sequence[Row]] = field(default_factory=dict)
    errors: dict[Name, str] = field(default_factory=dict)
    done: int = 0
    total: int = 0

    def play(self, wanted: Sequence[Wanted]) -> None:
        """Run a round: those of these worlds whose rows do not tell yet."""
        for fingerprint in dict.fromkeys(each.fingerprint for each in wanted):
            for key, rows in self.kept.rows(fingerprint).items():
                self.rows.setdefault((fingerprint, key), tuple(map(tuple, rows)))
        asked = {each.name: each for each in wanted}  # a question asked twice is run once
        left = {
            each.name: Task(each.claim, each.point, each.first, each.most, self._there(each))
            for each in asked.values() if self.judged_by(each) is None
        }  # fmt: skip
        self.total += len(asked)
        self._tell(len(asked) - len(left))
        by_task = {id(task): name for name, task in left.items()}
        for task, found in processes.finished(play, list(left.values()), self.run):
            if found is None:
                raise MsimError(f"{task.claim.id}: a process died; the same command goes on")
            name = by_task[id(task)]
            if found.error:
                self.errors[name] = found.error
            else:
                self.rows[name] = found.values
                point = json.dumps(dict(task.point.values) | {"case": task.point.case})
                self.kept.keep((task.claim.id, *name, point), found.values)
            self._tell(1)

    def judged_by(self, wanted: Wanted) -> tuple[Sequence[Row], float] | None:
        """The rows that a world is judged by, and the level; None where there are too few."""
        return looked_at(wanted.claim, self._there(wanted), wanted.first, wanted.most)

    def _there(self, wanted: Wanted) -> tuple[Row, ...]:
        return tuple(self.rows.get(wanted.name, ()))

    def _tell(self, more: int) -> None:
        self.done += more
        if self.progress is not None:
            self.progress(self.done, self.total)
