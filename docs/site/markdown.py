"""Small pieces of Markdown for the pages that are written from the code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"([\\*_\[\]<>|#])")


def plain(text: str) -> str:
    r"""Text in which nothing but code in backticks has a meaning of its own.

    >>> plain("a*b, see `x_y` | z")
    'a\\*b, see `x_y` \\| z'
    """
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part.replace("|", "\\|") if n % 2 else _SPECIAL.sub(r"\\\1", part)
                   for n, part in enumerate(parts))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already; one line a row."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(' '.join(cell.split()) for cell in row)} |" for row in lines)


def block(language: str, text: str) -> str:
    """A block of code, fenced so that fences in it stay as they are."""
    return f"````{language}\n{text.rstrip()}\n````"


def page(title: str, *parts: str) -> str:
    """A page: its heading, and its parts apart."""
    return "\n\n".join([f"# {title}", *(part for part in parts if part)]) + "\n"
