"""Says errors in words and sets the exit status; a traceback means a fault in msim itself."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

from msim.cli.early import HEARD, USUAL, at_once
from msim.cli.screen import say
from msim.core.errors import IncompleteWarning, InputError, Located, MsimError
from msim.core.wording import say as told

WRONG, FAILED, INTERRUPTED, TERMINATED = 2, 1, 130, 143
_USERS = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG)


@contextmanager
def errors_in_words() -> Iterator[None]:
    """Say what went wrong on standard error and exit, without a traceback."""
    try:
        yield
    except InputError as error:
        _leave(WRONG, lines(error.problems))
    except MsimError as error:
        _leave(FAILED, [str(error)])
    except KeyboardInterrupt:
        if signal.SIGTERM in _heard:
            _leave(TERMINATED, ["terminated"])
        _leave(INTERRUPTED, ["interrupted"])
    except BrokenPipeError:  # whoever read the output has had enough
        with open(os.devnull, "w") as nowhere:  # noqa: PTH123
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
        raise SystemExit(FAILED) from None
    except OSError as error:
        reason = error.strerror or str(error)
        where = f"{error.filename}: " if isinstance(error.filename, str) else ""
        status = WRONG if error.errno in _USERS else FAILED
        _leave(status, [f"{where}{reason[:1].lower()}{reason[1:]}"])
    except MemoryError:
        _leave(FAILED, [told("memory")])


_heard: list[int] = []


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let a command that is terminated clean up as one that is interrupted, and end as it does.

    Once begun, that is not interrupted by further signals. An interrupt may be lost where Python
    ignores exceptions, in a callback of its own: it is raised again in the end.
    """

    def heard(number: int, _: object) -> NoReturn:
        for each in HEARD:
            signal.signal(each, signal.SIG_IGN)
        _heard.append(number)
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _heard.clear()
    usual = {each: signal.getsignal(each) for each in HEARD}
    for each, how in usual.items():
        if how in (*USUAL, at_once):
            signal.signal(each, heard)
    try:
        yield
        if _heard:
            raise KeyboardInterrupt
    finally:
        if not _heard:
            for each, how in usual.items():
                signal.signal(each, how)


@contextmanager
def incomplete() -> Iterator[list[str]]:
    """What a command warns of as lacking in the results that it has written."""
    lacking: list[str] = []
    usual = warnings.showwarning

    def hear(message: Warning | str, category: type[Warning], *where: Any, **more: Any) -> None:
        if issubclass(category, IncompleteWarning):
            lacking.append(str(message))
        else:
            usual(message, category, *where, **more)

    with warnings.catch_warnings():
        warnings.simplefilter("always", IncompleteWarning)
        warnings.showwarning = hear
        yield lacking


def lines(problems: Sequence[Located]) -> list[str]:
    """A line a problem, the texts below each other.

    >>> for line in lines([Located("no such key", "segments.cuont", "a.toml", 14, 1),
    ...                    Located("= 2: must be below 1", "data.missing", "a.toml", 122, 16)]):
    ...     print(line)
    a.toml:14:1   segments.cuont: no such key
    a.toml:122:16 data.missing = 2: must be below 1
    """
    wide = max((len(f"{each.line}:{each.column}") for each in problems if each.line), default=0)
    return [
        f"{each.file}:{f'{each.line}:{each.column}':<{max(wide, 5)}} {each.text}" if each.line
        else str(each) for each in problems
    ]


def _leave(status: int, said: Sequence[str]) -> NoReturn:
    for line in said:
        say(line, err=True)
    raise SystemExit(status)
