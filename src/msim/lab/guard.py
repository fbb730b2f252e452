"""Who may ask, how much and how often? Checks that every request passes before anything reads it.

A page elsewhere on the web must not be able to ask this server anything: the Host header has to
name this machine (a foreign name that leads here is refused), the Origin header this very page.
"""

from __future__ import annotations

import ipaddress
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from msim.core.text import printable

LARGEST: Final = 8_192
"""Bytes of a request's body."""
POLICY: Final = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
        "connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
    )
)  # fmt: skip
HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


def loopback(host: str) -> bool:
    """Whether a Host header names this machine's loopback.

    >>> loopback("localhost:8000"), loopback("[::1]:80"), loopback("evil.example")
    (True, True, False)
    """
    name = host_name(host)
    return name == "localhost" or _address(name, loopback_only=True)


def local(host: str) -> bool:
    """Whether a Host header is an address, or names the loopback: no name of the web's leads here.

    >>> local("192.168.1.7:8000"), local("evil.example")
    (True, False)
    """
    name = host_name(host)
    return name == "localhost" or _address(name, loopback_only=False)


def host_name(host: str) -> str:
    """The Host header without its port; "" where it is none.

    >>> host_name("[::1]:80"), host_name("[127.0.0.1]evil.example"), host_name("[::1")
    ('::1', '', '')
    """
    if host.startswith("["):
        found = re.fullmatch(r"\[([^\]]*)\](:\d+)?", host)
        return found[1] if found else ""
    return host.partition(":")[0].lower()


def _address(name: str, loopback_only: bool) -> bool:
    try:
        found = ipaddress.ip_address(name)
    except ValueError:
        return False
    return found.is_loopback or not loopback_only


@dataclass
class Bucket:
    """So many at once, and so many a second after that."""

    left: float
    at: float


class Rates:
    """How often each asker may ask; those who have not asked for long are forgotten first."""

    def __init__(self, burst: float, per_second: float, most: int = 1_000) -> None:
        self._burst, self._per_second, self._most = burst, per_second, most
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, asker: str, now: float | None = None) -> bool:
        """Whether one more is within the rate; counts it.

        >>> rates = Rates(burst=1, per_second=1)
        >>> rates.take("a", 0.0), rates.take("a", 0.1), rates.take("a", 1.5)
        (True, False, True)
        """
        now = time.monotonic() if now is None else now
        bucket = self._buckets.pop(asker, None) or Bucket(self._burst, now)
        bucket.left = min(self._burst, bucket.left + (now - bucket.at) * self._per_second)
        bucket.at = now
        self._buckets[asker] = bucket
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        if bucket.left < 1.0:
            return False
        bucket.left -= 1.0
        return True


class Guard:
    """Middleware: host, origin, size and rate of every request, and headers on every response."""

    def __init__(self, app: ASGIApp, host_is_ours: Callable[[str], bool]) -> None:
        self._app, self._ours = app, host_is_ours
        self._rates = Rates(burst=600, per_second=300)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what is not allowed; hand on the rest."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        refusal = self._refused(scope, Headers(scope=scope))

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message["headers"], *own]
            await send(message)

        await (refusal or self._app)(scope, _bounded(receive), sealed)

    def _refused(self, scope: Scope, headers: Headers) -> Response | None:
        """Why a request is refused, None where it is not."""
        host = headers.get("host", "")
        if not self._ours(host):
            return refusal(421, "this address is not one of this server's")
        asker = (scope.get("client") or ("", 0))[0]
        if not self._rates.take(asker):
            return refusal(429, "too many requests; wait a moment")
        if scope["method"] in ("GET", "HEAD"):
            return None
        if scope["method"] != "POST":
            return refusal(405, "only GET and POST are answered")
        origin = headers.get("origin")
        if origin is not None and origin != f"{scope['scheme']}://{host}":
            return refusal(403, "another page may not ask this server")
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return refusal(403, "another page may not ask this server")
        if headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return refusal(415, "a question is application/json")
        length = headers.get("content-length", "")
        if not length.isascii() or not length.isdigit():
            return refusal(411, "a question says how long it is")
        if int(length) > LARGEST:
            return refusal(413, f"a question has at most {LARGEST} bytes")
        return None


def refusal(status: int, told: str) -> JSONResponse:
    """An error as the page shows it; what was asked may hold anything, and is made plain."""
    return JSONResponse({"error": printable(told)}, status)


def _bounded(receive: Receive) -> Receive:
    """The body of a request, cut off where it is longer than it said it would be."""
    left = LARGEST

    async def take() -> Message:
        nonlocal left
        message = await receive()
        if message["type"] == "http.request":
            left -= len(message.get("body", b""))
            if left < 0:
                return {"type": "http.disconnect"}
        return message

    return take
