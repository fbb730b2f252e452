"""The commands there are; the one that was typed is loaded alone, so that help is quick."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

from msim import __version__
from msim.cli.screen import say

COMMANDS = {
    "run": ("msim.cli.run", "Compare every arm on the same synthetic electorate."),
    "whatif": ("msim.cli.whatif", "Compare a scenario with its changed twin, paired."),
    "population": ("msim.cli.population", "Describe the synthetic electorate, or write it out."),
    "voter": ("msim.cli.voter", "Follow one invented voter."),
    "segment": ("msim.cli.segment", "Segments, profiles, diagnostics, and how many to take."),
    "reach": ("msim.cli.reach", "Reach and frequency: curves over budget, groups, choices."),
    "sweep": ("msim.cli.sweep", "A designed study over parameters; goes on where it stopped."),
    "sensitivity": ("msim.cli.sensitivity", "What decides a study: indices, boxes, curves."),
    "verify": ("msim.cli.verify", "Published results, obtained through the same code."),
    "debate": ("msim.cli.debate", "The claims of two news reports, and in which worlds they hold."),
    "lab": ("msim.cli.lab", "The laboratory: levers and what follows, in a browser."),
    "class": ("msim.cli.classroom", "A lesson with a class: console, projection, students' pages."),
    "lesson": ("msim.cli.lesson", "Lessons for a class: list, read, or write out as pages."),
    "bench": ("msim.cli.bench", "Speed on this machine, as ratios to a floor and to peers."),
    "report": ("msim.cli.report", "Build the page again from a results folder."),
    "config": ("msim.cli.config", "Check, explain, and start scenario files."),
}
"""Each command's module, which holds a function `command` or a typer `app`, and its one line."""


def app_for(arguments: Sequence[str]) -> typer.Typer:
    """The typer app; only commands that are named in `arguments` are loaded."""
    app = typer.Typer(
        add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True)(_top)
    for name, (module, line) in COMMANDS.items():
        loaded: Any = import_module(module) if name in arguments else None
        if hasattr(loaded, "app"):
            app.add_typer(loaded.app, name=name, help=line)
        else:
            app.command(name, short_help=line)(loaded.command if loaded else _not_loaded)
    return app


def _top(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Does political microtargeting pay? A simulator on invented voters.

    Start with `msim run`, or look at a scenario with `msim config explain`.
    """
    if version:
        say(f"msim {__version__}")
    elif context.invoked_subcommand is None:
        say(context.get_help())


def _not_loaded() -> None:
    """Stands for a command that was not typed, so that help can list it."""
