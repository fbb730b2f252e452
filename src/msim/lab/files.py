"""What does the browser load? A few files of this package and one bundle, read once and compressed.

No name in a request leads to a file: every address is written down here.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from msim import __version__
from msim.core.arms import ARMS
from msim.experiment.engine.measures import MEASURES
from msim.lab.claims import claimed
from msim.lab.definitions import definitions
from msim.lab.levers import described
from msim.lab.story.titles import titles
from msim.lab.texts import texts
from msim.lab.worlds import presets, start
from msim.report.common.html import look
from msim.report.run.worlds import said

TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
VEGA: Final = "vega.js"
LOOK: Final = "look.css"
META: Final = "meta.json"


@dataclass(frozen=True)
class File:
    """A file as it is sent."""

    plain: bytes
    packed: bytes
    kind: str
    tag: str

    @classmethod
    def of(cls, name: str, text: str) -> File:
        """From its name and text."""
        plain = text.encode()
        tag = f'"{hashlib.sha256(plain).hexdigest()[:24]}"'
        return cls(plain, gzip.compress(plain, mtime=0), TYPES[Path(name).suffix], tag)

    def response(self, request: Request) -> Response:
        """The file, or that it has not changed since."""
        headers = {"etag": self.tag, "cache-control": "no-cache", "vary": "accept-encoding"}
        if request.headers.get("if-none-match") == self.tag:
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            packed = headers | {"content-encoding": "gzip"}
            return Response(self.packed, media_type=self.kind, headers=packed)
        return Response(self.plain, media_type=self.kind, headers=headers)


def static(room: str = "msim.lab") -> dict[str, str]:
    """The texts of the own files of a room's pages, by name."""
    folder = Path(str(resources.files(room))) / "static"
    return {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted(folder.iterdir())
        if path.suffix in TYPES
    }


def bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script; takes a second or two to put together."""
    import vl_convert  # noqa: PLC0415 - a second to load, while the page is up already

    return str(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))


def meta(stages: int) -> dict[str, Any]:
    """Everything that the page knows of levers, presets and words.

    stages: in how many an answer comes; only the last is the result.
    """
    return {
        "version": __version__,
        "question": said.question(),
        "levers": list(described()),
        "presets": {name: dict(start(name)) for name in presets()},
        "claims": claimed(),
        "definitions": definitions(),
        "measures": {n: {"label": each.label, "unit": each.unit} for n, each in MEASURES.items()},
        "dark": {each.colour: each.dark for each in ARMS.values() if each.dark},
        "story": titles(),
        "voter": texts("voter"),
        "stages": stages,
    }


def every(classroom: bool, stages: int, lessons: bool = False) -> dict[str, File]:
    """All files but the bundle, by name. lessons: whether one can be started from the page."""
    own = {"classroom": classroom, "lessons": lessons}
    told = json.dumps(meta(stages) | own, ensure_ascii=False)
    texts = {**static(), LOOK: look(), META: told}
    return {name: File.of(name, text) for name, text in texts.items()}
