"""Where a user wants something written: absolute, or said why there is no such place."""

from __future__ import annotations

import errno
import os
import platform
import re
import secrets
import shutil
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from msim.core.errors import InputError, Located
from msim.core.wording import say

HERE = f"{zlib.crc32(platform.node().encode()):08x}"
"""This machine, in the names of what is in the making: others may write to the same disk."""


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
    takes the place. What is no file, such as a device, is written to itself. What a killed writer
    left is removed first.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        yield path
        return
    swept(path)
    part = path.with_name(hidden(path, "part"))
    try:
        yield part
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def hidden(target: Path, what: str) -> str:
    """A name that nobody else uses, for what is to take the place of `target`, or took it."""
    return f".{target.name[:150]}.{HERE}.{os.getpid()}.{unique()}.{what}"


def swept(target: Path) -> None:
    """Remove what a process that is no more was about to put in the place of `target`."""
    own = re.compile(rf"\.{re.escape(target.name[:150])}\.{HERE}\.(\d+)\.[0-9a-f]+\.part")
    for place in (target, target.parent):
        with suppress(OSError):
            for path in place.iterdir():
                found = own.fullmatch(path.name)
                if not found or _lives(int(found[1])):
                    continue
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
