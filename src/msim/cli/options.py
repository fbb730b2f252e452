"""The options that every command shares, and the scenario that they ask for.

A command takes what it needs:

    def command(config: Config = "baseline", changes: Set = (), seed: Seed = None, ...) -> None:
        scenario = scenario_of(config, changes, seed, replicates, workers)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from msim.core.errors import InputError

if TYPE_CHECKING:
    from msim.scenario import Names, Scenario

Config = Annotated[
    str, typer.Argument(metavar="[CONFIG]", help="A shipped scenario's name, a file, or -.")
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="SECTION.KEY=VALUE", help="Change a key; repeatable."),
]
Seed = Annotated[
    str | None, typer.Option("--seed", metavar="N", help="Where random numbers start.")
]
Replicates = Annotated[
    str | None, typer.Option("--replicates", metavar="N", help="How often all is drawn anew.")
]
Workers = Annotated[
    str | None, typer.Option("--workers", metavar="N|auto", help="Threads; they move no number.")
]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="The results folder.")]
Json = Annotated[
    bool, typer.Option("--json", help="One JSON object on standard output, and nothing else.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no remarks.")]


def overrides(
    changes: Sequence[str] | None, seed: str | None, replicates: str | None, workers: str | None
) -> list[str]:
    """All that the command line sets, later ones winning.

    >>> overrides(["segments.count=8"], "3", None, None)
    ['segments.count=8', 'run.seed=3']
    """
    own = {"seed": seed, "replicates": replicates, "workers": workers}
    return [*(changes or ()), *(f"run.{key}={value}" for key, value in own.items()
                                if value is not None)]


def known_names() -> Names:
    """The arms and methods there are; slow, as it loads everything."""
    from msim.api import NAMES

    return NAMES


def scenario_of(
    config: str,
    changes: Sequence[str] | None = None,
    seed: str | None = None,
    replicates: str | None = None,
    workers: str | None = None,
) -> Scenario:
    """Load the scenario that the command line asks for.

    Raises InputError, whose places name the option that was typed.
    """
    from msim.scenario import load

    try:
        return load(config, overrides(changes, seed, replicates, workers), known_names)
    except InputError as error:
        raise InputError([
            replace(problem, file=_typed(problem.file, changes)) for problem in error.problems
        ]) from None


def _typed(place: str, changes: Sequence[str] | None) -> str:
    """`--set run.seed=3` as `--seed 3` where that was typed."""
    key, equals, value = place.removeprefix("--set run.").partition("=")
    own = equals and key in ("seed", "replicates", "workers") and place.startswith("--set run.")
    return f"--{key} {value}" if own and place[6:] not in (changes or ()) else place
