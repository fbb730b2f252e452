"""Two results folders beside each other: which files have the same bytes, and why not all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from msim.report.common import folder

State = Literal["same", "differs", "missing", "new"]
"""Of a file that was made again: `missing` was not made now, `new` was not made then."""
MADE_BY = ("msim", "python", "platform", "packages")
"""What of a manifest may move a last digit or a line."""


@dataclass(frozen=True)
class Reproduction:
    """A results folder made again: each file with its state, and what differs in what made them.

    place: the folder, remade: where it was made again, None where that is gone. files: the state of
    each file by its name. damaged: those that were changed, or removed, since they were written.
    reasons: by name what made the two, then and now, where that differs.
    """

    place: Path
    remade: Path | None
    files: Mapping[str, State]
    damaged: tuple[str, ...]
    reasons: Mapping[str, tuple[str, str]]

    @classmethod
    def of(cls, place: Path, again: Path, keep: bool) -> Reproduction:
        """From the manifests of both folders; keep: whether the second one stays."""
        then, now = _results(place), _results(again)
        files: dict[str, State] = {
            name: _state(then.get(name), now.get(name)) for name in sorted({*then, *now})
        }
        made = folder.manifest(place), folder.manifest(again)
        damaged = tuple(folder.damaged(place, then))
        return cls(place, again if keep else None, files, damaged, dict(_reasons(*made)))

    @property
    def same(self) -> bool:
        """Whether every file was made again with the same bytes, and none was changed since."""
        return not self.damaged and all(state == "same" for state in self.files.values())

    def table(self) -> pd.DataFrame:
        """A row a file: file, state, changed (since it was written).

        >>> Reproduction(Path("a"), None, {"plans.csv": "same"}, (), {}).table().to_dict("records")
        [{'file': 'plans.csv', 'state': 'same', 'changed': False}]
        """
        rows = [
            {"file": name, "state": state, "changed": name in self.damaged}
            for name, state in self.files.items()
        ]
        return pd.DataFrame(rows, columns=["file", "state", "changed"])

    @property
    def summary(self) -> dict[str, Any]:
        """What `msim reproduce --json` prints."""
        return {
            "folder": str(self.place),
            "same": self.same,
            "files": dict(self.files),
            "changed": list(self.damaged),
            "reasons": {name: {"then": a, "now": b} for name, (a, b) in self.reasons.items()},
        }


def _results(place: Path) -> dict[str, str]:
    """The results and their digests; not the manifests of folders within, which tell the time."""
    own = folder.own_files(place).items()
    return {name: digest for name, digest in own if Path(name).name != folder.MANIFEST}


def _state(then: str | None, now: str | None) -> State:
    if now is None:
        return "missing"
    if then is None:
        return "new"
    return "same" if then == now else "differs"


def _reasons(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[tuple[str, tuple[str, str]]]:
    before, after = _made(then), _made(now)
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return [(name, (before.get(name, "?"), after.get(name, "?"))) for name in names]


def _made(manifest: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in MADE_BY:
        value = manifest.get(name, {})
        found |= dict(value) if isinstance(value, dict) else {name: str(value)}
    return found
