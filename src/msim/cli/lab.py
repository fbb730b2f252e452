"""`msim lab`: the laboratory, a page on this machine's own address with levers and what follows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from msim.cli.options import Quiet, Replicates, scenario_of
from msim.cli.screen import progress, say
from msim.core.wording import say as told

if TYPE_CHECKING:
    from msim.lab.serving import Place

Host = Annotated[
    str,
    typer.Option("--host", metavar="ADDRESS", help="Listen there; 0.0.0.0 for a whole classroom."),
]
Port = Annotated[
    int | None, typer.Option("--port", metavar="N", min=0, max=65535, help="The port; 0 is any.")
]
Closed = Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")]

Together = Annotated[
    bool, typer.Option("--classroom", help="Questions for a class; usual with another --host.")
]
Seats = Annotated[
    int, typer.Option("--seats", metavar="N", min=1, help="Pages of one address that may answer.")
]
Export = Annotated[
    Path | None,
    typer.Option("--export", metavar="FILE.html", help="Write a page that needs no server."),
]


def command(  # noqa: PLR0913 (an option each)
    host: Host = "127.0.0.1",
    port: Port = None,
    no_open: Closed = False,
    together: Together = False,
    seats: Seats = 40,
    export: Export = None,
    replicates: Replicates = None,
    quiet: Quiet = False,
) -> None:
    """Move a lever, see what follows: the laboratory, in a browser on this machine.

    After a first glance its numbers are those of `msim run`.
    Runs until it is interrupted (Ctrl-C). Nothing is sent anywhere, and nothing is kept.
    """
    worlds = None
    if replicates is not None:
        worlds = scenario_of("baseline", replicates=replicates).run.replicates
    if export is not None:
        from msim.lab import export as exporting
        from msim.lab.serving import workers

        with progress(quiet, "worlds") as report:
            say(str(exporting.export(export, workers(), report, worlds)))
        return
    from msim.classroom.app import reachable
    from msim.classroom.starting import StartedLesson
    from msim.lab.classroom import Classroom
    from msim.lab.serving import hosts, only_here, serve
    from msim.lab.worlds import stages

    place, found = listening(host, port, quiet)
    classroom = Classroom(seats=seats) if together or not only_here(host) else None
    phones, here = reachable(found), only_here(host)

    def tell(address: str) -> None:
        say(address)
        if classroom is not None:
            say(told("join_code", code=classroom.code))
            for each in found:
                say(told("for_class", address=each) if phones else told("to_try", address=each))
            if not phones:
                alone = told("alone", command=told("lab_for_phones"))
                say(alone if here else told("no_network"), err=True)
        if not quiet:
            say(told("ends"), err=True)

    lesson = StartedLesson(found, hosts(place), classroom, seats)
    serve(
        place, tell, show=not no_open, classroom=classroom, stages=stages(worlds),
        more=lesson.routes,
    )  # fmt: skip


def listening(host: str, port: int | None, quiet: bool) -> tuple[Place, list[str]]:
    """Listen there, or at a free port nearby, which is said; with addresses that lead there.

    Raises InputError where the address or the port cannot be had.
    """
    from msim.lab.serving import FIRST, addresses, listen, url

    place, asked = listen(host, port), FIRST if port is None else port
    if asked and place.port != asked and not quiet:
        say(told("other_port", asked=asked, port=place.port), err=True)
    return place, [url(each, place.port) for each in addresses(host)] or [place.address]
