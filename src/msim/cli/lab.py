"""`msim lab`: the laboratory, a page on this machine's own address with levers and what follows."""

from __future__ import annotations

from typing import Annotated

import typer

from msim.cli.options import Quiet

Host = Annotated[
    str,
    typer.Option("--host", metavar="ADDRESS", help="Listen there; 0.0.0.0 for a whole classroom."),
]
Port = Annotated[
    int | None, typer.Option("--port", metavar="N", min=0, max=65535, help="The port; 0 is any.")
]
Closed = Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")]


def command(
    host: Host = "127.0.0.1",
    port: Port = None,
    no_open: Closed = False,
    quiet: Quiet = False,
) -> None:
    """Move a lever, see what follows: the laboratory, in a browser on this machine.

    Runs until it is interrupted (Ctrl-C). Nothing is sent anywhere, and nothing is kept.
    """
    from msim.lab.serving import listen, serve

    place = listen(host, port)

    def say(address: str) -> None:
        typer.echo(address)
        if not quiet:
            typer.echo("Ctrl-C ends it.", err=True)

    serve(place, say, show=not no_open)
