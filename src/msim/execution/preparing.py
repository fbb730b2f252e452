"""The first run compiles its loops: how is that spread over processes?

A run compiles a loop when it comes to it. Processes beside it go through the same loops from the
last one back and leave what they make where every process looks for it, so that they meet in the
middle. What they do not get done, the run does, as it would without them.
"""

from __future__ import annotations

import atexit
import gc
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from msim.core.compiled import argument_types, lacks
from msim.execution.here import cores, end_with_parent

FEW = 4
"""Loops, at most, that are compiled sooner than a process has started."""
MOST = 3
"""Processes at most: each takes a second and 200 MB before it is of use."""
Loop = tuple[Any, tuple[Any, ...]]
"""A compiled loop, and the types of arguments it is compiled for."""


def listed() -> Iterator[Loop]:
    """The loops of a usual run in the order in which it comes to them, from `loops.txt`.

    >>> loop, types = next(listed())
    >>> loop.__name__, len(types)
    ('_add_rows_of_normals', 4)
    """
    for line in Path(__file__).with_name("loops.txt").read_text(encoding="ascii").splitlines():
        module, name, types = line.split(" ", 2)
        yield getattr(import_module(module), name), argument_types(types)


@cache
def start() -> bool:
    """Whether a run has most of its loops to compile still; then processes help it from here on.

    Asked once; where they cannot be started or leave what they make, nothing is lost but time.
    """
    wanted = sum(lacks(*each) for each in listed())
    helpers = min(cores("auto") - 1, MOST)
    for number in range(helpers if wanted > FEW else 0):
        asked = map(str, (os.getpid(), number, helpers))
        command = [sys.executable, "-P", "-m", __name__, *asked]
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
            atexit.register(_end, process)
        except OSError:
            break
    return wanted > FEW


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def main(arguments: Sequence[str]) -> None:
    """Compile what is lacking of one share of the loops, from the last one back.

    arguments: the process that asks, which share this is, and of how many.
    """
    parent, number, helpers = map(int, arguments)
    end_with_parent(parent)
    gc.disable()  # a compiler makes many objects and little rubbish
    for loop, types in list(listed())[::-1][number::helpers]:
        if lacks(loop, types):
            loop.compile(types)


if __name__ == "__main__":
    main(sys.argv[1:])
