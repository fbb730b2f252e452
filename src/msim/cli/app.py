"""The commands there are; the one that was typed is loaded alone, so that help is quick."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from msim import __version__
from msim.cli.screen import say

COMMANDS: dict[str, tuple[str, str]] = {
    name: (module, line)
    for name, (module, line) in tomllib.loads(
        Path(__file__).with_name("commands.toml").read_text(encoding="utf-8")
    ).items()
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
