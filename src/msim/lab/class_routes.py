"""The classroom's address: what the class does, who may do it, and how often one may guess."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from msim.core.errors import InputError
from msim.core.wording import say
from msim.lab.classroom import Classroom
from msim.lab.guard import Rates, refusal
from msim.lab.predictions import QUESTIONS
from msim.lab.worlds import STAGES, LabWorld

CODE, KEY = "x-lab-code", "x-lab-key"
"""Headers that say the class's code, and the instructor's key."""
Asked = Callable[[Any], tuple[LabWorld, str, str]]


def address(request: Request) -> str:
    """Where a request comes from."""
    return request.client.host if request.client else ""


class Door:
    """Who is let in, and what they may do; without a classroom everybody may ask everything."""

    def __init__(self, classroom: Classroom | None) -> None:
        self.classroom = classroom
        self._guesses = Rates(burst=20, per_second=0.2)

    def teaches(self, request: Request) -> bool:
        """Whether the request is the instructor's."""
        key = request.headers.get(KEY, "")
        return self.classroom is not None and bool(key) and self.classroom.teaches(key)

    def refused(self, request: Request) -> Response | None:
        """Why a request is not let in, None where it is."""
        if self.classroom is None or self.teaches(request):
            return None
        code = request.headers.get(CODE, "")
        if self.classroom.joined(code):
            return None
        if code and not self._guesses.take(address(request)):
            return refusal(429, say("wrong_codes"))
        return refusal(401, say("wrong_code") if code else say("has_code"))

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
        what = content.get("do", "look")
        try:
            world, session, _ = asked({"preset": "baseline", "set": {}, **content})
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
