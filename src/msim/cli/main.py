"""The command `msim`. Exit status: 0 done, 2 the input is wrong, 1 else failed, 130 interrupted."""

from __future__ import annotations

import gc
import io
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msim.cli.errors import INTERRUPTED, ended_by_signals, errors_in_words, incomplete
from msim.cli.screen import opened, say
from msim.core.errors import MsimError

if TYPE_CHECKING:
    import typer


def build(arguments: Sequence[str]) -> typer.Typer:
    """The typer app for these arguments; what it takes is loaded here."""
    from msim.cli.app import app_for

    return app_for(arguments)


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line; ends in `SystemExit`."""
    gc.set_threshold(100_000)  # to load and to compile makes many objects and little rubbish
    arguments = list(sys.argv[1:] if argv is None else argv)
    with errors_in_words(), incomplete() as lacking:
        opened()
        try:
            app = build(arguments)
            with ended_by_signals():
                status = app(arguments, prog_name="msim", standalone_mode=False)
        except Exception as error:
            _usage(error)
            raise
        sys.stdout.flush()
        if status == INTERRUPTED:  # typer has caught it, and says nothing
            raise KeyboardInterrupt
        if lacking and not status:
            raise MsimError("\n".join(lacking))
        raise SystemExit(status or 0)


def _usage(error: Any) -> None:
    """Say what typer refuses, which repeats what was typed, and leave; pass by all other errors."""
    if hasattr(error, "show") and hasattr(error, "exit_code"):
        shown = io.StringIO()
        error.show(file=shown)
        say(shown.getvalue().rstrip("\n"), err=True)
        raise SystemExit(error.exit_code) from None
