"""What do the class's browsers talk to? Three pages, one address for the state, one for a result.

Each page joins first and is given a session: a student's page with the class's code, the projection
and the console each with a key of its own, which stands in their address.
"""

from __future__ import annotations

import asyncio
import hmac
import io
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Final
from urllib.parse import urlsplit

import segno
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from msim.classroom import kept
from msim.classroom.room import ACTIONS, LessonRoom, Role
from msim.core.errors import InputError, MsimError
from msim.core.wording import say
from msim.lab import files
from msim.lab.class_routes import KEY, Door, address, session_of
from msim.lab.guard import Guard, loopback, refusal
from msim.lab.questions import content
from msim.report.common.html import look

PAGES: Final = {"/": "student.html", "/screen": "screen.html", "/console": "console.html"}


class Lessons:
    """A lesson under way, and what came of its steps once that is computed.

    command: what to type so that phones can open the class. home: where a student goes afterwards.
    """

    def __init__(
        self, room: LessonRoom, addresses: Sequence[str], command: str = "", home: str = ""
    ) -> None:
        self.room, self.door = room, Door(room.door)
        self.addresses, self.command, self.home = list(addresses), command, home
        self.found: kept.LessonResults | None = None
        texts = {**files.static("msim.classroom"), files.LOOK: look()}
        self.files = {name: files.File.of(name, text) for name, text in texts.items()}

    @asynccontextmanager
    async def open(self, app: Starlette) -> AsyncIterator[None]:
        """Compute what comes, while the class joins."""
        task = asyncio.create_task(self.compute())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def compute(self) -> None:
        """What comes of the steps, or what went wrong, for the room."""
        try:
            self.found = await kept.ready(self.room.lesson)
            self.room.came = tuple(step["came"] for step in self.found["steps"])
        except (MsimError, OSError) as error:
            self.room.failed = str(error)

    def role(self, request: Request) -> Role:
        """Whose page asks; whoever has no key is a student."""
        if self.door.teaches(request):
            return "teacher"
        key = request.headers.get(KEY, "")
        return "screen" if hmac.compare_digest(key.encode(), self.room.view.encode()) else "student"

    def join(self, request: Request) -> Response:
        """A session for a page that said the class's code, or has a key."""
        return self.door.join(request, shown=self.role(request) != "student")

    def state(self, session: str, role: Role) -> dict[str, Any]:
        """What the page may know; how to join only where that is shown."""
        told = self.room.state(session, role)
        if role != "student":
            told["join"] = self.entrance()
        if role == "teacher":
            told["join"]["screen"] = f"screen#show={self.room.view}"
        if told["phase"] == "ended":
            told["home"] = self.home
        return told

    def entrance(self) -> dict[str, Any]:
        """How to join, and what to type where no phone can."""
        phones = reachable(self.addresses)
        found = {"code": self.room.door.code, "addresses": self.addresses, "phones": phones}
        return found if phones else found | {"command": self.command}

    def act(self, role: Role, session: str, asked: dict[str, Any]) -> None:
        """Do what a page asks for. Raises InputError."""
        what = asked.get("do", "look")
        if what == "answer" and role == "student":
            self.room.answer(session, asked.get("choice"))
        elif what != "look":
            if what in ACTIONS and role != "teacher":
                raise PermissionError
            self.room.act(str(what), asked.get("number"))

    def result(self, role: Role, number: object) -> Response:
        """What came of a step: to the teacher at any time, to all others once it is revealed."""
        known = self.found and isinstance(number, int) and 1 <= number <= len(self.room.steps)
        shown = self.room.phase == "revealed" and number == self.room.at
        if not known or not (shown or role == "teacher"):
            return refusal(409, say("not_revealed"))
        assert self.found is not None and isinstance(number, int)
        step = {key: each for key, each in self.found["steps"][number - 1].items() if key != "came"}
        return JSONResponse(step | ({"notes": self.found["notes"]} if role == "teacher" else {}))


def build(
    room: LessonRoom,
    addresses: Sequence[str] = (),
    host_is_ours: Callable[[str], bool] = loopback,
    command: str = "",
    home: str = "",
) -> Starlette:
    """The app. addresses: at which a student's device finds it, the likeliest first.

    command and home are those of `Lessons`.
    """
    lessons = Lessons(room, addresses, command, home)

    async def file(request: Request) -> Response:
        path = request.url.path
        return lessons.files[PAGES.get(path, path.removeprefix("/"))].response(request)

    async def asked(request: Request) -> Response:
        refused = lessons.door.refused(request)
        if refused is not None:
            return refused
        try:
            told = await content(request)
            if not isinstance(told, dict):
                raise InputError(say("no_object"))
        except InputError as error:
            return refusal(400, str(error))
        role, session = lessons.role(request), session_of(request)
        if request.url.path == "/result":
            return lessons.result(role, told.get("number"))
        try:
            if role == "student" and told.get("do") == "answer":
                room.door.seat(session, address(request))
            lessons.act(role, session, told)
        except PermissionError:
            return refusal(403, say("teacher_alone"))
        except InputError as error:
            return refusal(422, str(error))
        return JSONResponse(lessons.state(session, role))

    async def join(request: Request) -> Response:
        return lessons.join(request)

    async def code(request: Request) -> Response:
        if lessons.role(request) == "student":
            return refusal(401, say("teacher_alone"))
        if not reachable(lessons.addresses):
            return refusal(404, say("alone", command=lessons.command))
        return Response(joining(lessons.addresses, room.door.code), media_type=files.TYPES[".svg"])

    paths = [*PAGES, *(f"/{name}" for name in lessons.files if not name.endswith(".html"))]
    routes = [Route(path, file) for path in paths]
    routes += [Route(path, asked, methods=["POST"]) for path in ("/class", "/result")]
    routes += [Route("/session", join, methods=["POST"]), Route("/join.svg", code)]
    app = Starlette(
        routes=routes,
        lifespan=lessons.open,
        middleware=[Middleware(Guard, host_is_ours=host_is_ours)],
    )
    app.state.lessons = lessons
    return app


def reachable(addresses: Sequence[str]) -> bool:
    """Whether another device can open one of these addresses.

    >>> reachable(["http://127.0.0.1:8741/"]), reachable(["http://192.168.1.7:8741/"])
    (False, True)
    """
    return any(not loopback(urlsplit(each).netloc) for each in addresses)


def joining(addresses: Sequence[str], code: str) -> str:
    """The address that joins the class, as a QR code in SVG; it is drawn here, of nothing else."""
    made = segno.make(f"{addresses[0]}#join={code}", error="m", micro=False)
    drawn = io.BytesIO()
    made.save(drawn, kind="svg", xmldecl=False, border=3, omitsize=True, light="white")
    return drawn.getvalue().decode()
