"""What does a browser talk to? The page, and one address at which it asks what follows.

The server computes nothing itself: a question is checked by the same models as a config, then it
waits its turn at the desk, and the answer is sent on line by line as it comes.
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from functools import lru_cache
from typing import Any, Final, NamedTuple

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from msim.core.errors import InputError, MsimError
from msim.core.wording import say
from msim.lab import files
from msim.lab.class_routes import Door, address, session_of
from msim.lab.classroom import Classroom
from msim.lab.guard import Guard, Rates, loopback, refusal
from msim.lab.pair_routes import lines, pair
from msim.lab.plans import PlanDesk
from msim.lab.pool import Job
from msim.lab.story.titles import SCREENS
from msim.lab.storyteller import Storyteller
from msim.lab.work import Busy, Desk
from msim.lab.worlds import STAGES, LabStage, LabWorld

SESSIONS: Final = 500
"""Open pages that are told apart; more share the fate of the oldest."""
OF_ONE: Final = 40
"""Open pages of one address that are told apart."""
_PANES: Final = ("now", "pinned")


class Pane(NamedTuple):
    """A place of an open page: whose address it is of, which page, and which of its two worlds."""

    asker: str
    session: str
    pane: str


class Lab:
    """The state of a running lab: files, the desk, and which question each page asked last."""

    def __init__(
        self, desk: Desk, classroom: Classroom | None = None, stages: Sequence[LabStage] = STAGES
    ) -> None:
        self.desk, self.door, self.stages = desk, Door(classroom), stages
        self.files = files.every(classroom is not None, len(stages))
        self.vega: asyncio.Future[files.File] | None = None
        self._asked: OrderedDict[Pane, asyncio.Task[None]] = OrderedDict()
        self.rates = Rates(burst=60, per_second=20)
        self.by_address = Rates(burst=240, per_second=80)
        # A class is asked first: the story would tell it the answers.
        self.story = Storyteller(stages[-1]) if classroom is None else None
        self.plans = PlanDesk(stages[-1])

    @asynccontextmanager
    async def open(self, app: Starlette) -> AsyncIterator[None]:
        """Load libraries and put the bundle together, side by side; end all at the end."""
        self.vega = asyncio.ensure_future(asyncio.to_thread(_bundle))
        beginning = asyncio.create_task(self.desk.begin())
        try:
            yield
        finally:
            beginning.cancel()
            await self.desk.end()
            await self.plans.end()
            if self.story is not None:
                await self.story.end()
            with suppress(asyncio.CancelledError):
                await beginning

    def supersede(self, page: Pane, task: asyncio.Task[None]) -> None:
        """A page asks anew: what it asked before for the same place, it has no use for.

        An address with more pages than are told apart loses the answer of its oldest.
        """
        self._cancel(page)
        own = [each for each in self._asked if each.asker == page.asker]
        if len(own) >= OF_ONE * len(_PANES):
            self._cancel(own[0])
        self._asked[page] = task
        while len(self._asked) > SESSIONS:
            self._asked.popitem(last=False)

    def _cancel(self, page: Pane) -> None:
        before = self._asked.pop(page, None)
        if before is not None and not before.done():
            before.cancel()


def _bundle() -> files.File:
    return files.File.of(files.VEGA, files.bundle())


@lru_cache(maxsize=512)
def _job(world: LabWorld, stage: LabStage, number: int) -> Job:
    """What is to be computed. Raises InputError where the levers do not go together."""
    return Job(world.scenario(stage), world.command(stage), number)


def build(
    desk: Desk,
    host_is_ours: Callable[[str], bool] = loopback,
    classroom: Classroom | None = None,
    stages: Sequence[LabStage] = STAGES,
) -> Starlette:
    """The app. `host_is_ours` says which Host headers are answered."""
    lab = Lab(desk, classroom, stages)

    async def page(request: Request) -> Response:
        return lab.files["index.html"].response(request)

    async def file(request: Request) -> Response:
        name = request.url.path.removeprefix("/")
        return lab.files[name].response(request)

    async def vega(request: Request) -> Response:
        assert lab.vega is not None
        return (await asyncio.shield(lab.vega)).response(request)

    async def answer(request: Request) -> Response:
        return await _answer(lab, request)

    async def two(request: Request) -> Response:
        return await _paired(lab, request)

    async def screen(request: Request) -> Response:
        return await _screen(lab, request.path_params["name"])

    async def join(request: Request) -> Response:
        return lab.door.join(request)

    async def together(request: Request) -> Response:
        try:
            return lab.door.act(request, await content(request), question)
        except InputError as error:
            return refusal(400, str(error))

    async def planned(request: Request) -> Response:
        return await _planned(lab, request)

    routes = [Route("/", page), Route(f"/{files.VEGA}", vega)]
    routes += [Route(f"/{name}", file) for name in lab.files if name != "index.html"]
    asked = {"session": join, "answer": answer, "pair": two, "class": together, "play": planned}
    routes += [Route(f"/{name}", each, methods=["POST"]) for name, each in asked.items()]
    if lab.story is not None:
        routes.append(Route("/story/{name}.json", screen))
    app = Starlette(
        routes=routes, lifespan=lab.open, middleware=[Middleware(Guard, host_is_ours=host_is_ours)]
    )
    app.state.lab = lab
    return app


async def _planned(lab: Lab, request: Request) -> Response:
    """A plan on one's own, or what a class does with its plans."""
    refused = lab.door.refused(request)
    if refused is not None:
        return refused
    try:
        asked = await content(request)
        if not isinstance(asked, dict):
            raise InputError(say("no_object"))
        world, _ = question({"preset": "baseline", "set": {}, **asked})
        session = session_of(request)
        if asked.get("do", "look") != "look" and not lab.rates.take(session):
            return refusal(429, say("too_often"))
        if lab.door.classroom is None:
            return JSONResponse(await lab.plans.alone(asked, world))
        teaches = lab.door.teaches(request)
        if asked.get("do") in ("brief", "commit") and not teaches:
            lab.door.classroom.seat(session, address(request))
        return JSONResponse(await lab.plans.together(asked, world, session, teaches))
    except InputError as error:
        return refusal(422, "; ".join(problem.text for problem in error.problems))
    except MsimError as error:
        return refusal(500, str(error))


async def _screen(lab: Lab, name: str) -> Response:
    """A screen of the story, once it is computed."""
    if lab.story is None or name not in SCREENS:
        return refusal(404, "there is no such screen")
    try:
        return Response(await lab.story.screen(name), media_type="application/json")
    except MsimError as error:
        return refusal(500, str(error))


async def content(request: Request) -> Any:
    """What a request says, as plain data. Raises InputError where that is no JSON."""
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError):
        raise InputError("the question is not JSON") from None
    except ClientDisconnect:
        raise InputError("the question is longer than it said") from None


async def _answer(lab: Lab, request: Request) -> Response:
    """What follows from a world, a line of JSON a part; stage after stage."""
    withheld = lab.door.withheld(request)
    if withheld is not None:
        return withheld
    try:
        asked = await content(request)
    except InputError as error:
        return refusal(400, str(error))
    try:
        world, pane = question(asked)
        _job(world, lab.stages[0], 0)
    except InputError as error:
        return refusal(422, "; ".join(problem.text for problem in error.problems))
    asker, session = address(request), session_of(request)
    if not (lab.by_address.take(asker) and lab.rates.take(session)):
        return refusal(429, say("too_often"))
    lines: asyncio.Queue[bytes | None] = asyncio.Queue()
    task = asyncio.create_task(_follow(lab, world, asker, lines))
    lab.supersede(Pane(asker, session, pane), task)

    async def sent() -> AsyncIterator[bytes]:
        try:
            while (line := await lines.get()) is not None:
                yield line
        finally:
            task.cancel()

    return StreamingResponse(sent(), media_type="application/x-ndjson")


async def _paired(lab: Lab, request: Request) -> Response:
    """What differs between two worlds, or why: lines of JSON, as they come."""
    withheld = lab.door.withheld(request)
    if withheld is not None:
        return withheld
    try:
        job = pair(await content(request), question, lab.stages[-1])
    except InputError as error:
        return refusal(422, "; ".join(problem.text for problem in error.problems))
    asker = address(request)
    if not (lab.by_address.take(asker) and lab.rates.take(session_of(request))):
        return refusal(429, say("too_often"))
    return StreamingResponse(lines(lab.desk, job, asker), media_type="application/x-ndjson")


async def _follow(
    lab: Lab, world: LabWorld, asker: str, lines: asyncio.Queue[bytes | None]
) -> None:
    """Put the lines of all stages into the queue, then None."""
    try:
        for number, stage in enumerate(lab.stages):
            good = False
            async with aclosing(lab.desk.ask(_job(world, stage, number), asker)) as found:
                async for line in found:
                    good = line.startswith(b'{"part"')
                    lines.put_nowait(line)
            if not good:
                break
    except Busy as error:
        lines.put_nowait(json.dumps({"error": str(error)}).encode() + b"\n")
    finally:
        lines.put_nowait(None)


def question(asked: Any) -> tuple[LabWorld, str]:
    """World and pane of a question. Raises InputError where it is none.

    >>> question({"preset": "null", "set": {"segments.count": 2}})[0]
    LabWorld(preset='null', changes=(('segments.count', 2),))
    """
    if not isinstance(asked, dict) or not {"preset", "set"} <= asked.keys():
        raise InputError("a question has preset and set")
    preset, changes, pane = asked["preset"], asked["set"], asked.get("pane", "now")
    if not isinstance(preset, str) or not isinstance(changes, dict):
        raise InputError("preset is a name, and set has levers and their positions")
    if pane not in _PANES:
        raise InputError("pane is a known one")
    for key, value in changes.items():
        if not isinstance(value, int | float | str):
            raise InputError(f"{str(key)[:60]}: a lever's position is a number or a name")
    return LabWorld.of(preset, changes), pane
