"""Where do studies lie? Those that come with the package, files, and standard input."""

from __future__ import annotations

import os
from importlib import resources
from pathlib import Path

from msim.core.errors import InputError, Located
from msim.core.text import printable
from msim.scenario import source
from msim.scenario.phrases import hint
from msim.scenario.source import Source


def shipped() -> dict[str, Path]:
    """The studies that come with the package, by name.

    >>> "validity" in shipped()
    True
    """
    packaged = Path(str(resources.files("msim"))) / "configs"
    folder = packaged if packaged.is_dir() else Path(__file__).parents[3] / "configs"
    return {path.stem: path for path in sorted((folder / "studies").glob("*.toml"))}


def read(name_or_path: str | os.PathLike[str]) -> Source:
    """The text of a shipped study (a bare name), of a file (a path) or of standard input (`-`).

    Raises InputError where there is none, where it cannot be read, and where it is not TOML.

    >>> read("validity").data["design"]
    'grid'
    """
    text = os.fspath(name_or_path)
    bare = isinstance(name_or_path, str) and not text.endswith(".toml")
    if text == "-" or not bare or any(mark in text for mark in {"/", os.sep, os.altsep or "/"}):
        return source.read(name_or_path)
    known = shipped()
    if text in known:
        return source.read(_near(known[text]))
    there = os.path.isfile(text)  # noqa: PTH113 - a name that is too long is no error there
    note = f" (for the file write './{text}')" if there else ""
    near = hint(text, set(known))
    raise InputError([Located(f"no shipped study '{printable(text)}'; {near}{note}")])


def _near(path: Path) -> Path:
    """The path from where the user stands, if it is below."""
    try:
        return path.relative_to(Path.cwd())
    except (ValueError, OSError):
        return path
