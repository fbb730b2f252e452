"""Which open page is this? A random name that this process gave out, with its mark.

Only the process that marked a name can tell whether it did, so nobody makes up a page, or a
hundred, that votes.
"""

from __future__ import annotations

import hmac
import secrets


class Sessions:
    """Names of pages, marked with a key that no other process has and that ends with this one."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def new(self) -> str:
        """A name that nobody has yet: 16 letters, a dash, and its mark of 32.

        >>> sessions = Sessions()
        >>> len(sessions.new()), sessions.new() == sessions.new()
        (49, False)
        """
        name = secrets.token_hex(8)
        return f"{name}-{self._mark(name)}"

    def given(self, session: str) -> bool:
        """Whether this process gave it out.

        >>> sessions = Sessions()
        >>> sessions.given(sessions.new()), sessions.given(Sessions().new()), sessions.given("")
        (True, False, False)
        """
        name, _, mark = session.partition("-")
        return hmac.compare_digest(mark.encode(), self._mark(name).encode())

    def _mark(self, name: str) -> str:
        return hmac.digest(self._key, name.encode(), "sha256").hex()[:32]
