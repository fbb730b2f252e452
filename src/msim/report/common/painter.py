"""What a drawing process does: figures to SVG or PNG, one after the other, as they are asked for.

It is run as a file, so that it loads the renderer and nothing else; its arguments are the letter
that it is asked for first, and the number of the process that asks. A message is one letter (S: a
specification as JSON, to be an SVG; P: an SVG, to be a PNG; E, an answer: the error), the length
of what follows in eight bytes, and that. The renderer starts a JavaScript engine, which takes
longer than any figure: it does so at once, while nothing is asked for yet.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import struct
import sys
from typing import IO

HEAD = struct.Struct(">cQ")
SCALE = 1.6
FIRST = {
    b"S": b'{"data": {"values": [{"a": 1}]}, "mark": "bar", "encoding": {"x": {"field": "a"}}}',
    b"P": b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>a</text></svg>',
}
"""Something small of each kind, which starts the engine and loads its libraries."""
_PDEATHSIG = 1
"""The number of what `prctl` sets, from Linux's prctl.h."""
Message = tuple[bytes, bytes]


def send(pipe: IO[bytes], kind: bytes, content: bytes) -> None:
    """Write one message."""
    pipe.write(HEAD.pack(kind, len(content)) + content)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Message | None:
    """Read one message; None at the end."""
    head = pipe.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    kind, length = HEAD.unpack(head)
    content = pipe.read(length)
    return (kind, content) if len(content) == length else None


def drawn(kind: bytes, content: bytes) -> bytes:
    """An SVG, or a PNG of one."""
    import vl_convert  # noqa: PLC0415 - half a second, which only drawing takes

    if kind == b"S":
        return str(vl_convert.vegalite_to_svg(json.loads(content))).encode()
    return bytes(vl_convert.svg_to_png(content.decode(), scale=SCALE))


def main() -> None:
    """Answer until nobody asks any more.

    Nothing is heard while the engine starts or draws, which takes long on busy cores: Linux ends
    this process with the thread that started it.
    """
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    first, starter = sys.argv[1].encode(), int(sys.argv[2])
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != starter:  # it was gone before
            return
    drawn(first, FIRST[first])
    while (message := receive(asked)) is not None:
        kind, content = message
        try:
            answer = drawn(kind, content)
        except Exception as error:
            kind, answer = b"E", str(error).encode()
        send(answers, kind, answer)


if __name__ == "__main__":
    main()
