"""What tests share: a figure that was drawn once is not drawn again.

The renderer is a pure function of what it is asked for, and slow: most of its time in a test run
went into figures that another test, or another test process, had drawn before. So no process is
called that would draw them again. What depends on the renderer itself asks it anew: `drawn_anew`.
Where files are wanted and nobody looks at the pictures in them, there is `not_drawn`.

Properties are tried on the same draws every time, and however long a busy machine takes.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from msim.report.common import drawing, painter

settings.register_profile(
    "same", derandomize=True, database=None, deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
settings.load_profile("same")

DRAWN, START = painter.drawn, drawing.start
BLANK = {
    b"S": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>',
    b"P": b"\x89PNG\r\n\x1a\n",
}


@pytest.fixture(scope="session", autouse=True)
def drawings_are_kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Drawings lie in a folder of this test run's, which all its processes read."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "drawings"
    folder.mkdir(exist_ok=True)

    def drawn(kind: bytes, content: bytes) -> bytes:
        kept = folder / hashlib.sha256(kind + content).hexdigest()
        if not kept.exists():
            part = kept.with_suffix(f".{os.getpid()}")
            part.write_bytes(DRAWN(kind, content))
            part.replace(kept)  # so that nobody reads half of it
        return kept.read_bytes()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(painter, "drawn", drawn)
        patch.setattr(drawing, "start", lambda: None)
        yield


@pytest.fixture
def drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """The renderer draws all that is asked for, in processes of its own where they are called."""
    monkeypatch.setattr(painter, "drawn", DRAWN)
    monkeypatch.setattr(drawing, "start", START)


@pytest.fixture
def not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every figure is the same empty picture."""
    monkeypatch.setattr(painter, "drawn", lambda kind, content: BLANK[kind])
