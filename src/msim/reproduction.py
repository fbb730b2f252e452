"""Results made again from their own folder, and held against it byte by byte."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from msim import api, verify
from msim.claims.claim import DebateClaim
from msim.claims.reading import every_claim, read_claim
from msim.claims.writing import written
from msim.core.errors import InputError, Located
from msim.core.paths import absolute
from msim.core.wording import say
from msim.experiment.comparison.compare import Progress
from msim.report.common import folder
from msim.report.common.result import Result
from msim.report.reproduction.data import Reproduction
from msim.report.trial.result import trial
from msim.report.whatif.result import WhatIf

Made = Callable[[Path, Path, Mapping[str, Any], Progress | None], Result]


def reproduce(
    place: str | Path, out: str | Path | None = None, progress: Progress | None = None
) -> Reproduction:
    """Make a results folder again from what lies in it, and compare the bytes of every file.

    place: a folder that `run`, `voter`, `turns`, `trial`, `whatif`, `segment`, `reach`, `sweep`,
    `debate` or `verify` wrote.
    out: where it is made again; a temporary folder unless given.

    Raises InputError where the folder is none of these or cannot be read.

    >>> import tempfile
    >>> tiny = api.load("small", {"population.simulated": 1_000, "run.replicates": 2})
    >>> with tempfile.TemporaryDirectory() as place:
    ...     reproduce(api.compare(tiny).save(Path(place) / "run")).same
    True
    """
    there = absolute(place)
    asked = dict(folder.manifest(there).get("asked", {}))
    verb = asked.pop("verb", None)
    if verb not in VERBS:
        raise InputError([Located(say("not_again"), file=str(there / folder.MANIFEST))])
    with tempfile.TemporaryDirectory(prefix="msim-") as scratch:
        target = Path(scratch) / "again" if out is None else folder.ready(out)
        VERBS[verb](there, target, asked, progress).save(target)
        return Reproduction.of(there, target, out is not None)


def _run(place: Path, _: Path, asked: Mapping[str, Any], progress: Progress | None) -> Result:
    found = api.compare(api.load(place / "scenario.toml"), progress)
    return found.with_turns(progress) if asked.get("turns") else found


def _whatif(place: Path, _: Path, asked: Mapping[str, Any], progress: Progress | None) -> Result:
    before, after = (api.load(place / part / "scenario.toml") for part in ("before", "after"))
    return WhatIf(api.compare(before, progress), api.compare(after, progress))


def _segment(place: Path, _: Path, asked: Mapping[str, Any], progress: Progress | None) -> Result:
    return api.segment(api.load(place / "scenario.toml"), progress=progress, **asked)


def _reach(place: Path, _: Path, asked: Mapping[str, Any], progress: Progress | None) -> Result:
    return api.reach_curves(api.load(place / "scenario.toml"), progress=progress, **asked)


def _sweep(place: Path, out: Path, asked: Mapping[str, Any], progress: Progress | None) -> Result:
    return api.sweep(place / "study.toml", out, progress)


def _debate(place: Path, out: Path, asked: Mapping[str, Any], progress: Progress | None) -> Result:
    files = [place / name for name in folder.own_files(place) if name.startswith("claims/")]
    how = {name: value for name, value in asked.items() if name != "files"}
    claims = [_claim(each, asked.get("files", {})) for each in files]
    return api.debate(claims, out=out, progress=progress, **how)


def _claim(claim: Path, files: Mapping[str, str]) -> DebateClaim:
    """The shipped claim, or one of one's own under the name of the file that it was in."""
    if _shipped(claim):
        return read_claim(claim.stem, api.NAMES)
    found = read_claim(claim, api.NAMES)
    return replace(found, file=files.get(found.id, ""))


def _shipped(claim: Path) -> bool:
    """Whether it is the shipped claim of its name."""
    text = claim.read_text(encoding="utf-8")
    return claim.stem in every_claim() and text == written(read_claim(claim.stem))


def _verify(place: Path, _: Path, asked: Mapping[str, Any], progress: Progress | None) -> Result:
    return verify.rows(progress=progress, **asked)


def _voter(place: Path, _: Path, asked: Mapping[str, Any], progress: Progress | None) -> Result:
    return api.voter(api.load(place / "scenario.toml"), **asked)


def _turns(place: Path, _: Path, asked: Mapping[str, Any], progress: Progress | None) -> Result:
    return api.turns(api.load(place / "scenario.toml"), progress=progress, **asked)


def _trial(place: Path, _: Path, __: Mapping[str, Any], progress: Progress | None) -> Result:
    return trial(api.load(place / "scenario.toml"), progress)


VERBS: Mapping[str, Made] = {
    "compare": _run,
    "voter": _voter,
    "turns": _turns,
    "trial": _trial,
    "whatif": _whatif,
    "segment": _segment,
    "reach_curves": _reach,
    "sweep": _sweep,
    "debate": _debate,
    "verify": _verify,
}
"""How each kind of results is made again, by the verb that made it."""
