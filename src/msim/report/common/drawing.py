"""How do figures become SVG and PNG? Here, or faster: in a second process that was called early.

The renderer holds Python's lock while it draws, and starts slowly. A command that will need
figures calls `start` before it does its work; by the time the figures are there a second process
is warm, and both draw. Without it, or should it end, everything is drawn here: the same bytes.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import re
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING

from msim.report.common import painter

if TYPE_CHECKING:  # tables take long to load: `start` is called before
    from msim.report.common.theme import Figure

_IDS = re.compile(r"\b(clip|gradient|pattern)_?\d+")


class Second:
    """A second process that draws; answers come in the order in which they were asked for."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", painter.__file__],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._waiting: deque[Future[bytes]] = deque()
        self._lock, self._over = threading.Lock(), False
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def ask(self, kind: bytes, content: bytes) -> Future[bytes]:
        """What `painter.drawn` says to the same: a promise of it, which fails if the process does.

        A thread has to listen, for each side may wait until the other has read.
        """
        answer: Future[bytes] = Future()
        with self._lock:
            if self._over:
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

    def _listen(self) -> None:
        assert self._process.stdout is not None
        while (message := painter.receive(self._process.stdout)) is not None:
            kind, content = message
            answer = self._waiting.popleft()
            if kind == b"E":
                answer.set_exception(RuntimeError(content.decode()))
            else:
                answer.set_result(content)
        with self._lock:
            self._over = True
        for answer in self._waiting:
            answer.set_exception(_ended())


def _ended() -> EOFError:
    return EOFError("the second process has ended")


_second: list[Second] = []


def start() -> None:
    """Calls the second process, once; where there can be none, everything is drawn here."""
    if _second or not sys.executable:
        return
    try:
        _second.append(Second())
    except OSError:
        return
    atexit.register(stop)


def stop() -> None:
    """Ends the second process, if there is one."""
    while _second:
        _second.pop().end()


def svg(figure: Figure) -> str:
    """The figure as SVG: the same figure gives the same bytes.

    Vega numbers its clip paths over the life of the process; here they are numbered anew from
    each figure's name, which also keeps them apart when several figures stand in one page.
    """
    return _numbered(figure.name, painter.drawn(b"S", _asked(figure)))


def png(svg_text: str) -> bytes:
    """An SVG as PNG, large enough for a slide."""
    return painter.drawn(b"P", svg_text.encode())


def draw(figures: Mapping[str, Figure]) -> Iterator[tuple[str, str, Future[bytes]]]:
    """Name, SVG and PNG of each figure, in order; the last PNG may still be in the making.

    While one process makes a figure's PNG, the other makes the next one's SVG.
    """
    second = _second[0] if _second else None
    promised = {
        name: second.ask(b"S", _asked(figure)) if second else None
        for name, figure in figures.items()
    }
    for left, (name, figure) in enumerate(figures.items(), 1 - len(figures)):
        text = _numbered(figure.name, _kept(promised[name], b"S", _asked(figure)))
        picture: Future[bytes] = Future()
        if second and left == 0:
            picture = second.ask(b"P", text.encode())
        else:
            picture.set_result(painter.drawn(b"P", text.encode()))
        yield name, text, picture


def finished(picture: Future[bytes], svg_text: str) -> bytes:
    """A PNG that was promised; made here if it was not to be had."""
    return _kept(picture, b"P", svg_text.encode())


def _kept(promise: Future[bytes] | None, kind: bytes, content: bytes) -> bytes:
    """What was promised; drawn here where nothing was, or where it came to nothing."""
    if promise is not None:
        try:
            return promise.result()
        except (EOFError, RuntimeError):  # an error of the figure's is raised below
            pass
    return painter.drawn(kind, content)


def _asked(figure: Figure) -> bytes:
    return json.dumps(figure.spec).encode()


def _numbered(name: str, drawn: bytes) -> str:
    seen: dict[str, str] = {}

    def own(match: re.Match[str]) -> str:
        return seen.setdefault(match[0], f"{name}-{match[1]}{len(seen)}")

    return _IDS.sub(own, drawn.decode())
