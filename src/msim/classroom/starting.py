"""A lesson that is started from the laboratory: the same class room, on the laboratory's address.

Who may start one: the instructor where there is a class, and whoever sits at this machine where
nobody else can open the laboratory. It is never a student.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Receive, Scope, Send

from msim.classroom.app import Lessons, build, joining, reachable
from msim.classroom.room import LessonRoom
from msim.core.errors import InputError
from msim.core.wording import say
from msim.lab.class_routes import Door, address
from msim.lab.classroom import SEATS, Classroom
from msim.lab.guard import loopback, refusal
from msim.lab.questions import content
from msim.lessons.lesson import Lesson, find, lessons, plan

PLACE: Final = "lesson/"
"""Where the lesson stands on the laboratory's address."""


class StartedLesson:
    """The lesson that a laboratory serves, once its teacher starts one.

    addresses: of the laboratory, at which students find it. classroom: the laboratory's class, None
    where it has none; its code and key hold for the lesson too.
    """

    def __init__(
        self,
        addresses: Sequence[str],
        host_is_ours: Callable[[str], bool] = loopback,
        classroom: Classroom | None = None,
        seats: int = SEATS,
    ) -> None:
        self._addresses = [each + PLACE for each in addresses]
        self._ours, self._class, self._seats = host_is_ours, classroom, seats
        self._door = Door(classroom)
        self._app: Starlette | None = None
        self._computing: asyncio.Task[None] | None = None
        if classroom is not None:
            classroom.lesson = self._under_way

    @property
    def routes(self) -> list[BaseRoute]:
        """What the laboratory answers besides its own."""
        asked = Route("/lessons", self._asked, methods=["POST"])
        return [asked, Mount(f"/{PLACE.rstrip('/')}", app=self)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A page of the lesson asks: it need not know that it stands in the laboratory."""
        if self._app is None:
            await refusal(404, say("no_lesson"))(scope, receive, send)
            return
        path = "/" + scope["path"].removeprefix(f"/{PLACE}")
        own = {"path": path, "raw_path": path.encode(), "root_path": ""}
        await self._app({**scope, **own}, receive, send)

    async def _asked(self, request: Request) -> Response:
        """Which lessons there are and which is under way; with `start`, begin one."""
        if not self._teaches(request):
            return refusal(401, say("teacher_alone"))
        try:
            asked = await content(request)
            name = asked.get("start") if isinstance(asked, dict) else None
            if name is not None:
                self.start(str(name))
        except InputError as error:
            return refusal(422, str(error))
        listed = [_record(each) for each in (plan(), *lessons())]
        return JSONResponse({"lessons": listed, "running": self._running()})

    def start(self, name: str) -> None:
        """Begin a lesson, in the place of the one before. Raises InputError where there is none."""
        lesson = plan() if name == plan().name else find(name)
        door = Classroom(seats=self._seats)
        if self._class is not None:
            door.code, door.key = self._class.code, self._class.key
        room = LessonRoom(lesson, door)
        home = f"../#join={room.door.code}" if self._class else ""
        app = build(room, self._addresses, self._ours, say("lab_for_phones"), home)
        if self._computing is not None:
            self._computing.cancel()
        self._app = app
        self._computing = asyncio.ensure_future(self._lessons(app).compute())

    def _teaches(self, request: Request) -> bool:
        if self._class is not None:
            return self._door.teaches(request)
        return loopback(f"[{host}]" if ":" in (host := address(request)) else host)

    def _under_way(self) -> bool:
        return self._app is not None and self._lessons(self._app).room.phase != "ended"

    def _running(self) -> dict[str, Any] | None:
        if self._app is None:
            return None
        found = self._lessons(self._app)
        room, addresses = found.room, found.addresses
        return {
            "title": room.lesson.title, **found.entrance(),
            "console": f"{PLACE}console#teach={room.door.key}",
            "screen": f"{PLACE}screen#show={room.view}",
            "qr": joining(addresses, room.door.code) if reachable(addresses) else "",
        }  # fmt: skip

    @staticmethod
    def _lessons(app: Starlette) -> Lessons:
        found: Lessons = app.state.lessons
        return found


def _record(lesson: Lesson) -> dict[str, Any]:
    return {"name": lesson.name, "title": lesson.title, "minutes": lesson.minutes}
