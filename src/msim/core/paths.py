"""Where a user wants something written: absolute, or said why there is no such place."""

from __future__ import annotations

import errno
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
        found.exists()  # which says it of a name that is too long
    except (RuntimeError, OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno not in (errno.ENAMETOOLONG, errno.ELOOP):
            raise
        raise InputError([Located(say("no_place"), file=str(path))]) from None
    return found
