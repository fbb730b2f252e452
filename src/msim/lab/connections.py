"""How many connections may one address hold, and how long may a request take to arrive?

A lecture hall may sit behind one address, so the limit is generous; but whoever opens hundreds of
connections, or sends a request a letter a minute, takes nobody else's place.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import ClassVar, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST: Final = 64
"""Connections of one address at once."""
PATIENCE: Final = 10.0
"""Seconds in which a request has to arrive whole, counted from its first byte or the connection."""


class BoundedProtocol(H11Protocol):
    """uvicorn's own protocol, with a limit on connections by address and a deadline by request."""

    open: ClassVar[Counter[str]] = Counter()
    most: ClassVar[int] = MOST
    patience: ClassVar[float] = PATIENCE
    _deadline: asyncio.TimerHandle | None = None
    _counted = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count it, or end it where the address has enough."""
        super().connection_made(transport)
        host = self.client[0] if self.client else ""
        if self.open[host] >= self.most:
            transport.abort()
            return
        self._counted = host
        self.open[host] += 1
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it no longer."""
        if self._counted:
            self.open[self._counted] -= 1
            if not self.open[self._counted]:
                del self.open[self._counted]
            self._counted = ""
        self._arrived()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Start the deadline of a request that has not arrived whole; end that of one that has."""
        super().data_received(data)
        state = self.conn.their_state
        begun = state is h11.IDLE and bool(self.conn.trailing_data[0])
        if state is h11.SEND_BODY or begun or (state is h11.IDLE and self.cycle is None):
            self._wait()
        else:
            self._arrived()

    def _wait(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(self.patience, self.transport.abort)

    def _arrived(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
