"""Where a user wants something written: absolute, or said why there is no such place."""

from __future__ import annotations

import errno
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from msim.core.errors import InputError, Located
from msim.core.wording import say


def absolute(path: Path | str) -> Path:
    """The path with `~` and links followed.

    Raises InputError for a user that is not known, links that lead in a circle, and a path that no
    system has.
    """
    try:
        found = Path(path).expanduser().resolve()
        with suppress(FileNotFoundError, NotADirectoryError):
            found.stat()  # says it of a name that is too long, and of links in a circle
    except (RuntimeError, OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno not in (errno.ENAMETOOLONG, errno.ELOOP):
            raise
        raise InputError([Located(say("no_place"), file=str(path))]) from None
    return found


def cache_folder() -> Path:
    """Where msim keeps for this user what it can compute again; it need not exist yet."""
    homes = {"win32": os.environ.get("LOCALAPPDATA"), "darwin": "~/Library/Caches"}
    home = homes.get(sys.platform, os.environ.get("XDG_CACHE_HOME")) or "~/.cache"
    return Path(home).expanduser() / "msim"


def unique() -> str:
    """Letters for a temporary name that nobody else has."""
    return secrets.token_hex(4)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A file beside `path` to write to, which takes its place at the end: whole, or not at all.

    Nobody else has the same file, though two write to one path at once. It is on the disk before it
    takes the place. What is no file, such as a device, is written to itself.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        yield path
        return
    part = path.with_name(f".{path.name[:200]}.{unique()}.part")
    try:
        yield part
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
