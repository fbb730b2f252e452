"""The options that every command shares, and the scenario that they ask for.

A command takes what it needs:

    def command(config: Config = "baseline", changes: Set = (), seed: Seed = None, ...) -> None:
        scenario = scenario_of(config, changes, seed, replicates, workers, scheduler)
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from msim.core.errors import InputError, Located

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
    str | None,
    typer.Option("--replicates", metavar="N", help="Draw exactly N worlds."),
]
Workers = Annotated[
    str | None,
    typer.Option("--workers", metavar="N|auto", help="Threads to use; numbers stay the same."),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler", metavar="ADDRESS",
        help="A Dask cluster's scheduler, as tcp://127.0.0.1:8786, instead of threads here.",
    ),
]  # fmt: skip
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="The results folder.")]
Json = Annotated[
    bool, typer.Option("--json", help="One JSON object on standard output, and nothing else.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no remarks.")]


def overrides(
    changes: Sequence[str] | None,
    seed: str | None,
    replicates: str | None,
    workers: str | None,
    scheduler: str | None = None,
) -> list[str]:
    """All that the command line sets, later ones winning.

    >>> overrides(["segments.count=8"], "3", None, None, "node1:8786")
    ['segments.count=8', 'run.seed=3', 'run.scheduler="node1:8786"']
    """
    return [*(changes or ()), *_own(seed, replicates, workers, scheduler)]


def _own(
    seed: str | None, replicates: str | None, workers: str | None, scheduler: str | None
) -> dict[str, str]:
    """Overrides for keys that have an option of their own -> the option as it was typed."""
    own = {"seed": seed, "replicates": replicates, "workers": workers}
    made = {f"run.{key}={value}": f"--{key} {value}" for key, value in own.items()
            if value is not None}
    if scheduler is not None:  # text, whatever it looks like; TOML has no halves of a character
        value = json.dumps(scheduler, ensure_ascii=False).replace("\x7f", "\\u007f")
        made[f"run.scheduler={value}"] = f"--scheduler {scheduler}"
    return made


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
    scheduler: str | None = None,
) -> Scenario:
    """Load the scenario that the command line asks for.

    Raises InputError, whose places name the option that was typed.
    """
    from msim.scenario import load

    try:
        scenario = load(
            config, overrides(changes, seed, replicates, workers, scheduler), known_names
        )
    except InputError as error:
        typed = {
            Located("", file=f"--set {made}".replace("\n", "\\n")).file: option.replace("\n", "\\n")
            for made, option in _own(seed, replicates, workers, scheduler).items()
            if made not in (changes or ())
        }
        raise InputError([
            replace(problem, file=typed.get(problem.file, problem.file))
            for problem in error.problems
        ]) from None
    if workers is not None and scheduler is not None:
        raise InputError(
            f"--workers {workers}: threads here, and --scheduler {scheduler} has threads of its "
            "own; give one of the two"
        )
    if workers is not None and scenario.run.scheduler is not None:  # the file's; what is typed wins
        here = scenario.run.model_copy(update={"scheduler": None})
        return scenario.model_copy(update={"run": here})
    return scenario


def listed(names: str) -> list[str]:
    """The names that were typed, with commas between them.

    >>> listed("kmeans, ward,")
    ['kmeans', 'ward']
    """
    return [name.strip() for name in names.split(",") if name.strip()]
