"""How do figures become SVG and PNG? Here, or in two processes that were called early.

The renderer holds Python's lock while it draws, starts slowly, and ends its process where a figure
or the memory is too much for it. A command that will need figures calls `start` before it does its
work; by the time the figures are there one process is warm for SVG and one for PNG, and nothing is
drawn here: what ends them ends no run. Without them everything is drawn here: the same bytes. A
command that works for a while calls `spread` as well: then figures are shared out over both.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import re
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING

from msim.core.errors import MsimError
from msim.core.wording import say
from msim.execution.here import cores
from msim.report.common import painter

if TYPE_CHECKING:  # tables take long to load: `start` is called before
    from msim.report.common.theme import Figure

Drawings = Iterator[tuple[str, "str | UndrawnError", Future[bytes]]]
_IDS = re.compile(r"\b(clip|gradient|pattern)_?\d+")


class UndrawnError(MsimError):
    """The renderer cannot draw a figure."""


class Second:
    """A process that draws one kind; answers come in the order in which they were asked for."""

    def __init__(self, kind: bytes) -> None:
        self.kinds = {kind}
        self._waiting: deque[Future[bytes]] = deque()
        self._lock, self.over = threading.Lock(), False
        started: Future[subprocess.Popen[bytes]] = Future()
        self._listener = threading.Thread(target=self._listen, args=(started,), daemon=True)
        self._listener.start()
        self._process = started.result()

    @property
    def waiting(self) -> int:
        """Drawings that were asked for and are not there yet."""
        return len(self._waiting)

    def ask(self, kind: bytes, content: bytes) -> Future[bytes]:
        """What `painter.drawn` says to the same: a promise of it, which fails if the process does.

        A thread has to listen, for each side may wait until the other has read.
        """
        answer: Future[bytes] = Future()
        with self._lock:
            if self.over:
                answer.set_exception(_ended())
                return answer
            self._waiting.append(answer)
        assert self._process.stdin is not None
        with contextlib.suppress(OSError, ValueError):  # the listener hears of it as well
            painter.send(self._process.stdin, kind, content)
        return answer

    def end(self) -> None:
        """Ends the process."""
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]  # both were asked for

    def _listen(self, started: Future[subprocess.Popen[bytes]]) -> None:
        """Start the process, which ends with this thread, and hear its answers until it ends."""
        (kind,) = self.kinds
        try:
            process = subprocess.Popen(
                [sys.executable, "-P", painter.__file__, kind.decode(), str(os.getpid())],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        except Exception as error:  # whoever waits hears of it, whatever it is
            started.set_exception(error)
            return
        started.set_result(process)
        assert process.stdout is not None
        while (message := painter.receive(process.stdout)) is not None:
            kind, content = message
            answer = self._waiting.popleft()
            if kind == b"E":
                answer.set_exception(UndrawnError(_short(content.decode())))
            else:
                answer.set_result(content)
        with self._lock:
            self.over = True
        for answer in self._waiting:
            answer.set_exception(_ended())


def _ended() -> EOFError:
    return EOFError("the process has ended")


def _short(error: str) -> str:
    """What the renderer says, without where in its own code."""
    lines = [line.strip() for line in error.splitlines() if not line.strip().startswith("at ")]
    return " ".join(lines)[:200]


_called: dict[bytes, Second] = {}


def start() -> None:
    """Calls the processes, once; where there can be none, everything is drawn here."""
    if _called or not sys.executable:
        return
    try:
        for kind in (b"S", b"P"):
            _called[kind] = Second(kind)
    except OSError:
        stop()
        return
    atexit.register(stop)


def spread() -> None:
    """Has both processes draw SVG and PNG alike, where there is a core for each.

    What either has not drawn yet starts while others work.
    """
    if cores("auto") == 1:
        return
    for second in _called.values():
        for kind in painter.FIRST.keys() - second.kinds:
            second.ask(kind, painter.FIRST[kind])
            second.kinds.add(kind)


def stop() -> None:
    """Ends the processes, if there are any."""
    while _called:
        _called.popitem()[1].end()


def svg(figure: Figure) -> str:
    """The figure as SVG: the same figure gives the same bytes.

    Vega numbers its clip paths over the life of the process; here they are numbered anew from
    each figure's name, which also keeps them apart when several figures stand in one page.
    """
    return _numbered(figure.name, painter.drawn(b"S", _asked(figure)))


def png(svg_text: str) -> bytes:
    """An SVG as PNG, large enough for a slide."""
    return painter.drawn(b"P", svg_text.encode())


def draw(figures: Mapping[str, Figure]) -> Drawings:
    """Name, SVG and PNG of each figure, in order; the PNG may still be in the making.

    They are asked for at once, and waited for as they are taken.
    In the place of an SVG that cannot be had stands why.
    """
    promised = {name: _promise(b"S", _asked(figure)) for name, figure in figures.items()}
    return _drawn(figures, promised)


def _drawn(figures: Mapping[str, Figure], promised: Mapping[str, Future[bytes]]) -> Drawings:
    for name, figure in figures.items():
        try:
            if figure.why:
                raise UndrawnError(figure.why)
            text = _numbered(figure.name, _kept(promised[name], b"S", _asked(figure)))
        except UndrawnError as error:
            yield name, error, Future()
            continue
        yield name, text, _promise(b"P", text.encode())


def finished(picture: Future[bytes], svg_text: str) -> bytes:
    """A PNG that was promised. Raises UndrawnError where it cannot be made."""
    return _kept(picture, b"P", svg_text.encode())


def _promise(kind: bytes, content: bytes) -> Future[bytes]:
    """A drawing by the process that has least to do; made here, at once, where there is none."""
    able = [each for each in _called.values() if kind in each.kinds]
    if able:
        return min(able, key=lambda each: each.waiting).ask(kind, content)
    made: Future[bytes] = Future()
    try:
        made.set_result(painter.drawn(kind, content))
    except Exception as error:  # whatever the renderer raises: it is not ours
        made.set_exception(UndrawnError(_short(str(error))))
    return made


def _kept(promise: Future[bytes], kind: bytes, content: bytes, again: int = 2) -> bytes:
    """What was promised; asked of a new process where the one that was asked has ended.

    Twice, since the one that is asked next may have ended with it, and nobody has heard of it yet.
    """
    try:
        return promise.result()
    except EOFError:
        if not again:
            raise UndrawnError(say("renderer")) from None
    for own, each in list(_called.items()):
        if each.over:
            each.end()
            _called[own] = Second(own)
    return _kept(_called[kind].ask(kind, content), kind, content, again - 1)


def _asked(figure: Figure) -> bytes:
    return json.dumps(figure.spec).encode()


def _numbered(name: str, drawn: bytes) -> str:
    seen: dict[str, str] = {}

    def own(match: re.Match[str]) -> str:
        return seen.setdefault(match[0], f"{name}-{match[1]}{len(seen)}")

    return _IDS.sub(own, drawn.decode())
