"""What is heard before anything is loaded: a signal then ends the command at once, in one word.

Nothing has begun that would have to be put away, and an interrupt that is raised while modules are
loaded ends in a traceback, or is lost in a callback of the import system.
"""

from __future__ import annotations

import os
import signal

USUAL = (signal.default_int_handler, signal.SIG_DFL)
HEARD = (signal.SIGINT, signal.SIGTERM)


def hear() -> None:
    """From now on, until `ended_by_signals` takes over."""
    for each in HEARD:
        if signal.getsignal(each) in USUAL:
            signal.signal(each, at_once)


def at_once(number: int, _: object) -> None:
    """Say it and leave, whatever is being done."""
    os.write(2, b"terminated\n" if number == signal.SIGTERM else b"interrupted\n")
    os._exit(128 + number)
