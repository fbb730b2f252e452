"""`msim class`: a lesson with a class: the teacher's console, a projection, and students' pages."""

from __future__ import annotations

from typing import Annotated

import typer

from msim.cli.lab import Closed, Host, Port, Seats, listening
from msim.cli.options import Quiet
from msim.cli.screen import say
from msim.core.wording import say as told

Name = Annotated[
    str, typer.Argument(metavar="[LESSON]", help="A lesson's name; without it the 45-minute plan.")
]
Prepare = Annotated[
    bool, typer.Option("--prepare", help="Only compute the lesson's worlds, for a later class.")
]


def command(  # noqa: PLR0913 (an option each)
    name: Name = "plan",
    host: Host = "127.0.0.1",
    port: Port = None,
    no_open: Closed = False,
    prepare: Prepare = False,
    seats: Seats = 40,
    quiet: Quiet = False,
) -> None:
    """Teach a lesson: students answer on their own devices, then the teacher reveals.

    Without LESSON it is the plan of 45 minutes; `msim lesson` lists the others.
    Runs until it is interrupted (Ctrl-C). No answer is kept.
    """
    from msim.classroom import kept
    from msim.lessons import find
    from msim.lessons.lesson import plan

    lesson = plan() if name == "plan" else find(name)
    if prepare:
        if kept.kept(lesson) is None:
            kept.computed(lesson)
        say(told("prepared", name=name))
        return
    from msim.classroom.app import build, reachable
    from msim.classroom.room import LessonRoom
    from msim.lab.classroom import Classroom
    from msim.lab.serving import hosts, only_here, run

    place, found = listening(host, port, quiet)
    room = LessonRoom(lesson, Classroom(seats=seats))
    phones, command = reachable(found), told("class_for_phones", name=name)

    def tell(console: str) -> None:
        say(told("console", address=console))
        say(told("projection", address=f"{place.address}screen#show={room.view}"))
        for each in found:
            say(told("for_class", address=each) if phones else told("to_try", address=each))
        say(told("join_code", code=room.door.code))
        if not phones and not quiet:
            alone = only_here(host)
            say(told("alone", command=command) if alone else told("no_network"), err=True)
        if not quiet:
            say(told("ends"), err=True)

    app = build(room, found, hosts(place), command)
    run(place, app, f"{place.address}console#teach={room.door.key}", tell, show=not no_open)
