"""Compute, save, print: what every command does that gives results, and the options they share.

A command on a scenario says what it has of its own, and what to compute:

    @of_scenario("reach", "steps")
    def command(asked: CommandLine, effective: Effective = "3") -> Make:
        scenario = asked.scenario
        return lambda report: msim.reach_curves(scenario, int(effective), report)
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, wraps
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msim.cli.options import (
    Config,
    Json,
    Out,
    Quiet,
    Replicates,
    Scheduler,
    Seed,
    Set,
    Workers,
    scenario_of,
)
from msim.cli.screen import Report, console, prepare, progress, say, say_json
from msim.report.common import drawing

if TYPE_CHECKING:
    from msim.report.common.result import Result
    from msim.scenario import Scenario

Make = Callable[[Report | None], "Result"]
"""Gives the results, and is handed what tells how far it is."""
SHARED: dict[str, tuple[Any, Any]] = {
    "changes": (Set, None), "seed": (Seed, None), "replicates": (Replicates, None),
    "workers": (Workers, None), "scheduler": (Scheduler, None), "out": (Out, None),
    "as_json": (Json, False), "quiet": (Quiet, False),
}  # fmt: skip
"""The options of commands on a scenario, in the order of their help, and what they are untyped."""


@dataclass(frozen=True)
class CommandLine:
    """What the shared options ask for, as they were typed."""

    config: str
    changes: list[str] | None = None
    seed: str | None = None
    replicates: str | None = None
    workers: str | None = None
    scheduler: str | None = None
    out: Path | None = None
    as_json: bool = False
    quiet: bool = False

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario. Raises InputError, whose places name the option that was typed."""
        return scenario_of(self.config, self.changes, self.seed, self.replicates, self.workers,
                           self.scheduler)  # fmt: skip

    @property
    def unchanged(self) -> Scenario:
        """The same without what `--set` changes."""
        return replace(self, changes=None).scenario


def of_scenario(
    room: str, what: str = "replicates", without: Collection[str] = (), kept: bool = False
) -> Callable[[Callable[..., Make]], Callable[..., None]]:
    """Make a command of a function that says what is to be computed of a scenario.

    The function is given `CommandLine`, and its own options, which come first in the help. room and
    what: as of `results`. without: shared options that the command lacks. kept: whether results are
    written where no folder was asked for, too.
    """
    shared = {name: option for name, option in SHARED.items() if name not in without}

    def made(function: Callable[..., Make]) -> Callable[..., None]:
        own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]

        @wraps(function)
        def command(**typed: Any) -> None:
            mine = {each.name: typed.pop(each.name) for each in own}
            asked = CommandLine(**typed)
            if kept or asked.out:
                drawing.start()
            make, place = function(asked, **mine), asked.out
            if kept and place is None:
                from msim.report.common import folder

                place = folder.usual(asked.config, asked.scenario.population.name)
            results(room, make, place, asked.as_json, asked.quiet, what)

        options = {
            "config": (Config, "baseline"), **{p.name: (p.annotation, p.default) for p in own},
            **shared,
        }  # fmt: skip
        named = inspect.Parameter.KEYWORD_ONLY
        command.__signature__ = inspect.Signature([  # type: ignore[attr-defined]
            inspect.Parameter(name, named, default=untyped, annotation=option)
            for name, (option, untyped) in options.items()
        ])
        command.__annotations__ = {name: option for name, (option, _) in options.items()}
        return command

    return made


def results(  # noqa: PLR0913 (what the commands share)
    room: str, make: Make, out: Path | None, as_json: bool, quiet: bool,
    what: str = "replicates", shown: tuple[Any, ...] = (),
) -> None:
    """Have results made, written where a folder was asked for, and printed.

    room: of `msim.report`, whose page they have. what: is counted while they are made. shown: what
    else their document takes.

    Raises InputError where the folder cannot take them, before anything is computed.
    """
    prepare(quiet or as_json)
    from msim.report.common import folder

    page = "report.html" if room == "run" else f"{room}.html"
    place = folder.ready(out, page) if out else None
    drawing.spread()
    with progress(quiet, what) as report:
        found = make(report)
    if place is not None:
        found.save(place)

    def show() -> None:
        # Here, and not above: what is only counted needs neither page nor tables.
        from msim.report.common import terminal

        sections = import_module(f"msim.report.{room}.sections")
        terminal.show(sections.document(found.data, *shown), console(), place, page)

    printed(lambda: found.summary, show, place, as_json, quiet)


def printed(
    summary: Callable[[], Any], show: Callable[[], None], place: Path | None, as_json: bool,
    quiet: bool,
) -> None:
    """Print a summary as JSON, and where the results are; or have them shown."""
    if not as_json:
        show()
        return
    say_json(summary())
    if place is not None and not quiet:
        say(f"results: {place}", err=True)


@contextmanager
def going_on(quiet: bool) -> Iterator[None]:
    """Within it, what is finished is kept: who interrupts it is told."""
    try:
        yield
    except KeyboardInterrupt:
        if not quiet:
            say("what is finished is kept; the same command goes on", err=True)
        raise
