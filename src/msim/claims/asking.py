"""Asks claims and keeps what they come to in a results folder, from its first world on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msim.claims.claim import DebateClaim
from msim.claims.kept import NAME, Kept
from msim.claims.reading import read_every
from msim.claims.rounds import Progress
from msim.claims.run import Asked, Debate, debate
from msim.scenario.names import AskNames
from msim.scenario.outcome import Run
from msim.study.text import VERSION

MANIFEST = "manifest.json"


def ask_all(
    claims: Sequence[str | Path | DebateClaim] | None,
    asked: Asked,
    place: Path | None,
    workers: Any,
    progress: Progress | None,
    names: AskNames,
) -> Debate:
    """What became of these claims, or of all that are shipped.

    place: the results folder; what is kept there is not run again. Raises InputError where a claim
    is wrong, and MsimError where the disk is full: what is finished is kept.
    """
    given = [each for each in claims or () if isinstance(each, DebateClaim)]
    named = [each for each in claims or () if not isinstance(each, DebateClaim)]
    found = [*given, *(read_every(named, names) if named or not given else [])]
    run = Run(workers=workers)
    if place is not None:
        begin(place)
    with Kept(None if place is None else place / NAME) as kept:
        return debate(found, asked, kept, run, progress)


def begin(place: Path) -> None:
    """Make the folder, and mark it as one of ours before anything lies in it."""
    place.mkdir(parents=True, exist_ok=True)
    manifest = place / MANIFEST
    if not manifest.exists():
        manifest.write_text(json.dumps({"msim": VERSION, "files": {}}) + "\n", encoding="utf-8")
