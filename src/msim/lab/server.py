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
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from msim.core.errors import InputError, MsimError
from msim.core.wording import say
from msim.lab import export_routes, files, pair_routes, shipped
from msim.lab.class_routes import Door, address, session_of
from msim.lab.classroom import Classroom
from msim.lab.export_routes import kept
from msim.lab.guard import Guard, Rates, loopback, refusal
from msim.lab.pair_routes import pair
from msim.lab.plans import PlanDesk
from msim.lab.pool import Job
from msim.lab.questions import PANES, content, question
from msim.lab.story.titles import SCREENS
from msim.lab.storyteller import Storyteller
from msim.lab.work import Busy, Desk
from msim.lab.worlds import HEAVIEST, STAGES, LabStage, LabWorld

SESSIONS: Final = 500
"""Open pages that are told apart; more share the fate of the oldest."""
OF_ONE: Final = 40
"""Open pages of one address that are told apart."""


class Pane(NamedTuple):
    """A place of an open page: whose address it is of, which page, and which of its two worlds."""

    asker: str
    session: str
    pane: str


class Lab:
    """The state of a running lab: files, the desk, and which question each page asked last."""

    def __init__(
        self, desk: Desk, classroom: Classroom | None = None, stages: Sequence[LabStage] = STAGES,
        lessons: bool = False,
    ) -> None:  # fmt: skip
        self.desk, self.door, self.stages = desk, Door(classroom), stages
        self.files = files.every(classroom is not None, len(stages), lessons)
        self.vega: asyncio.Future[files.File] | None = None
        self._asked: OrderedDict[Pane, asyncio.Task[None]] = OrderedDict()
        self.rates = Rates(burst=60, per_second=20)
        self.by_address = Rates(burst=240, per_second=80)
        # A class is asked first: the story would tell it the answers.
        self.story = Storyteller(stages[-1]) if classroom is None else None
        self.shipped = None if classroom else partial(shipped.answer, whole=stages[-1])
        if self.shipped:
            self.shipped(shipped.WORLD)  # read once, before anybody asks
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
        if len(own) >= OF_ONE * len(PANES):
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
    more: Sequence[BaseRoute] = (),
) -> Starlette:
    """The app. `host_is_ours` says which Host headers are answered, `more` what else there is."""
    lab = Lab(desk, classroom, stages, lessons=bool(more))

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
        return await _streamed(lab, request, lambda asked, asker: pair_routes.lines(
            lab.desk, pair(asked, question, lab.stages[-1]), asker))

    async def export(request: Request) -> Response:
        return await _streamed(lab, request, partial(_exported, lab))

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
    asked = {"session": join, "answer": answer, "pair": two, "export": export, "play": planned}
    asked["class"] = together
    routes += [Route(f"/{name}", each, methods=["POST"]) for name, each in asked.items()]
    if lab.story is not None:
        routes.append(Route("/story/{name}.json", screen))
    app = Starlette(
        routes=[*routes, *more], lifespan=lab.open,
        middleware=[Middleware(Guard, host_is_ours=host_is_ours)],
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
        world.whole(lab.stages[-1])
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


Lines = AsyncIterator[bytes]


async def _streamed(
    lab: Lab, request: Request, read: Callable[[Any, str], Lines]
) -> Response:
    """Lines of JSON, as they come; read(asked, asker) gives them."""
    withheld = lab.door.withheld(request)
    if withheld is not None:
        return withheld
    asker = address(request)
    try:
        found = read(await content(request), asker)
    except InputError as error:
        return refusal(422, "; ".join(problem.text for problem in error.problems))
    if not (lab.by_address.take(asker) and lab.rates.take(session_of(request))):
        return refusal(429, say("too_often"))
    return StreamingResponse(found, media_type="application/x-ndjson")


def _exported(lab: Lab, asked: Any, asker: str) -> Lines:
    """Kept worlds as a file."""
    last = len(lab.stages) - 1
    worlds = kept(asked, question, lab.stages[last])
    return export_routes.lines(lab.desk, worlds, asker, (last, lab.stages[last]))


async def _follow(
    lab: Lab, world: LabWorld, asker: str, lines: asyncio.Queue[bytes | None]
) -> None:
    """Put the lines of all stages into the queue, then None.

    What is shipped takes the place of a glance; in a class nothing is.
    """
    ready = lab.shipped(world) if lab.shipped else ()
    try:
        for line in ready:
            lines.put_nowait(line)
        for number, stage in enumerate(lab.stages):
            job, good = _job(world, stage, number), False
            if ready and number < len(lab.stages) - 1:
                continue
            if job.scenario.population.simulated > HEAVIEST:
                lines.put_nowait(b'{"late":true}\n')
                break
            async with aclosing(lab.desk.ask(job, asker)) as found:
                async for line in found:
                    good = line.startswith(b'{"part"')
                    lines.put_nowait(line)
            if not good:
                break
    except Busy as error:
        lines.put_nowait(json.dumps({"error": str(error)}).encode() + b"\n")
    finally:
        lines.put_nowait(None)
