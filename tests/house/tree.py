"""What there is in the tree: the files that the house rules speak of."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("src", "tests", "docs", "examples", "benchmarks", "configs", ".ci")
PRODUCED = {".svg", ".png", ".pyc", ".nbi", ".nbc"}

SOURCES = sorted((ROOT / "src").rglob("*.py"))
TESTS = [
    *sorted((ROOT / "tests").rglob("*.py")),
    *sorted((ROOT / "benchmarks").rglob("*.py")),
    ROOT / "conftest.py",
]
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "examples").rglob("*.md")),
    *sorted((ROOT / "benchmarks").rglob("*.md")),
]


def name(path: Path) -> str:
    """A file's name as people say it, from the top of the tree."""
    return path.relative_to(ROOT).as_posix()


def text_files() -> list[Path]:
    """Every file that people wrote: the rooms, and whatever lies at the top."""
    inside = [p for room in ROOMS for p in (ROOT / room).rglob("*")]
    top = [*ROOT.glob("*.*"), ROOT / "Makefile", ROOT / "LICENSE", ROOT / ".gitignore"]
    return sorted({p for p in [*inside, *top] if p.is_file() and p.suffix not in PRODUCED})


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a source file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def pyproject() -> dict:
    """The project file."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def blocks(path: Path) -> list[tuple[str, str]]:
    """Fenced blocks of a Markdown file: language and text of each."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", path.read_text(encoding="utf-8"), re.M | re.S)
    return [(language, body) for language, body in found]
