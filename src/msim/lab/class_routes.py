"""Who is let in, what the class does, and how often one may guess.

A page says the class's code once, when it joins, and is given a session. The session is its pass:
whoever tries out codes, behind the same address or elsewhere, keeps nobody out who is in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from msim.core.errors import InputError
from msim.core.wording import say
from msim.lab.classroom import Classroom
from msim.lab.guard import Rates, refusal
from msim.lab.predictions import QUESTIONS
from msim.lab.sessions import Sessions
from msim.lab.worlds import STAGES, LabWorld

CODE, KEY, SESSION = "x-lab-code", "x-lab-key", "x-lab-session"
"""Headers that say the class's code, the instructor's key, and which page asks."""
TRIES: Final = 3
"""Codes, right or wrong, that an address may try at once for each of its seats."""
REFILL: Final = 1 / 40
"""Codes a second that it may try after that, for each of its seats."""
Asked = Callable[[Any], tuple[LabWorld, str]]


def address(request: Request) -> str:
    """Where a request comes from."""
    return request.client.host if request.client else ""


def session_of(request: Request) -> str:
    """Which page a request says it is from."""
    return request.headers.get(SESSION, "")


class Door:
    """Who is let in, and what they may do; without a classroom everybody may ask everything."""

    def __init__(self, classroom: Classroom | None) -> None:
        self.classroom = classroom
        self._sessions = Sessions()
        seats = classroom.seats if classroom else 1
        self._tries = Rates(burst=TRIES * seats, per_second=REFILL * seats)

    def teaches(self, request: Request) -> bool:
        """Whether the request is the instructor's."""
        key = request.headers.get(KEY, "")
        return self.classroom is not None and bool(key) and self.classroom.teaches(key)

    def join(self, request: Request, shown: bool = False) -> Response:
        """A session for a page that said the class's code or a key (`shown`), or for any page.

        A right code counts as a try as well: who has used them up learns from no answer.
        """
        if self.classroom is not None and not (shown or self.teaches(request)):
            code = request.headers.get(CODE, "")
            if not code:
                return refusal(401, say("has_code"))
            if not self._tries.take(address(request)):
                return refusal(429, say("wrong_codes"))
            if not self.classroom.joined(code):
                return refusal(401, say("wrong_code"))
        return JSONResponse({"session": self._sessions.new()})

    def refused(self, request: Request) -> Response | None:
        """Why a request is not let in, None where it is: its page was given its session here."""
        if self._sessions.given(session_of(request)):
            return None
        return refusal(401, say("no_session"))

    def withheld(self, request: Request) -> Response | None:
        """Before the first question and while one is open, only the instructor gets answers."""
        refused = self.refused(request)
        if refused is not None or self.classroom is None or self.teaches(request):
            return refused
        if self.classroom.open or not self.classroom.number:
            return refusal(409, say("first_predict"))
        return None

    def act(self, request: Request, content: Any, asked: Asked) -> Response:
        """Pose, reveal or close (the instructor), commit, or just look (everybody)."""
        classroom = self.classroom
        if classroom is None:
            return refusal(404, "there is no class here")
        refused = self.refused(request)
        if refused is not None:
            return refused
        if not isinstance(content, dict):
            return refusal(400, "the question is not an object")
        what, session = content.get("do", "look"), session_of(request)
        try:
            world, _ = asked({"preset": "baseline", "set": {}, **content})
            if what in ("pose", "reveal", "close"):
                if not self.teaches(request):
                    return refusal(403, say("teacher_alone"))
                if what == "pose":
                    world.scenario(STAGES[0])  # refused where levers do not go together
                    classroom.pose(str(content.get("asked")), world)
                else:
                    getattr(classroom, str(what))()
            elif what == "commit":
                classroom.seat(session, address(request))
                classroom.commit(session, content.get("choice"))
            elif what != "look":
                return refusal(422, "there is pose, reveal, close, commit and look")
        except InputError as error:
            return refusal(422, "; ".join(problem.text for problem in error.problems))
        state = classroom.state(session, teacher=self.teaches(request))
        if state["teacher"]:
            state["questions"] = {name: text for name, (text, _) in QUESTIONS.items()}
        return JSONResponse(state)
