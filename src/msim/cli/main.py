"""The command `msim`. Exit status: 0 done, 2 the input is wrong, 1 else failed, 130 interrupted."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msim.cli.errors import INTERRUPTED, errors_in_words, incomplete
from msim.core.errors import MsimError

if TYPE_CHECKING:
    import typer


def build(arguments: Sequence[str]) -> typer.Typer:
    """The typer app for these arguments; loaded here, so that Ctrl-C is heard from the start."""
    from msim.cli.app import app_for

    return app_for(arguments)


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line; ends in `SystemExit`."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    with errors_in_words(), incomplete() as lacking:
        try:
            build(arguments)(arguments, prog_name="msim")
        except SystemExit as left:
            if left.code == INTERRUPTED:  # typer has caught it, and says nothing
                raise KeyboardInterrupt from None
            if lacking and not left.code:
                raise MsimError("\n".join(lacking)) from None
            raise
        finally:
            sys.stdout.flush()
