"""A report as a document: sections of sentences, tables and pictures, for page and terminal alike.

Each kind of result makes one `Document`; `html.page` and `terminal.show` draw it. Text may hold
`**weight**`, a `` `name` `` to be typed, and `[a place](#name)` in the same document.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Where = Literal["both", "page", "terminal"]
"""Where a block is shown."""


@dataclass(frozen=True)
class Cell:
    """What stands in a table: a text, its interval, and the name of a look (`holds`, `fails`)."""

    text: str
    interval: str = ""
    look: str = ""


@dataclass(frozen=True)
class Column:
    """A column: its title, a shorter one for 80 columns, whether it holds words, and where it is.

    interval: whether the terminal shows intervals too; the page always does.
    """

    title: str
    short: str = ""
    words: bool = False
    interval: bool = False
    where: Where = "both"


@dataclass(frozen=True)
class Table:
    """A table; the first cell of each row names it.

    caption: above it on the page. key: below it on the terminal, what its short titles mean.
    strong: names of rows that stand out. fold: whether names of rows may take two lines.
    """

    name: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell | str]]
    key: str = ""
    strong: Collection[str] = ()
    fold: bool = False
    where: Where = "both"


@dataclass(frozen=True)
class Text:
    """A paragraph. quiet: a remark; look: the name of a look, such as `question`."""

    text: str
    where: Where = "both"
    quiet: bool = False
    look: str = ""


@dataclass(frozen=True)
class Points:
    """Sentences that stand one below the other."""

    items: Sequence[str]
    where: Where = "both"


@dataclass(frozen=True)
class Answer:
    """What it comes to, in a box: the first sentence is the answer."""

    sentences: Sequence[str]
    label: str = "The answer"
    where: Where = "both"


@dataclass(frozen=True)
class Picture:
    """A figure by name; nothing where the results have none of this name."""

    name: str
    where: Where = "page"


@dataclass(frozen=True)
class Glossary:
    """What words mean: each with its meaning."""

    items: Sequence[tuple[str, str]]
    where: Where = "page"


@dataclass(frozen=True)
class Code:
    """Lines as they are typed or stored."""

    text: str
    where: Where = "page"


@dataclass(frozen=True)
class Details:
    """Blocks that are folded away until they are asked for."""

    summary: str
    blocks: Sequence[Block]
    open: bool = False
    where: Where = "page"


@dataclass(frozen=True)
class Card:
    """A part of a section with a heading of its own."""

    name: str
    title: str
    blocks: Sequence[Block]
    where: Where = "both"


Block = Text | Points | Answer | Picture | Table | Glossary | Code | Details | Card


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it; without blocks it is left out.

    name: its place in the document, in small letters.
    """

    name: str
    heading: str
    blocks: Sequence[Block]
    where: Where = "both"


@dataclass(frozen=True)
class Document:
    """A report: what it is of, what it asks, its sections, and where it is from.

    title: of the window. kicker: above the heading. said: the sentence that all of it is invented,
    where it differs. again: what gives the same page. opening: the first line on the terminal;
    origin: its last.
    """

    title: str
    kicker: str
    heading: str
    sections: Sequence[Section]
    footer: str
    again: str = "the same scenario, seed and version give the same page"
    said: str = ""
    opening: str = ""
    origin: str = ""

    def shown(self, where: Where, pictures: Collection[str] = ()) -> Iterator[Section]:
        """The sections that are shown there, each with the blocks that are, and none empty.

        pictures: the names of those that there are.
        """
        for section in self.sections:
            blocks = tuple(filled(section.blocks, where))
            says = any(not isinstance(b, Picture) or b.name in pictures for b in blocks)
            if section.where in ("both", where) and says:
                yield Section(section.name, section.heading, blocks)


def filled(blocks: Sequence[Block], where: Where) -> Iterator[Block]:
    """The blocks that are shown there and say something."""
    for block in blocks:
        if block.where not in ("both", where):
            continue
        if isinstance(block, Details | Card):
            inner = tuple(filled(block.blocks, where))
            if isinstance(block, Details) and inner:
                yield Details(block.summary, inner, block.open, block.where)
            elif isinstance(block, Card):
                yield Card(block.name, block.title, inner, block.where)
        elif isinstance(block, Points):
            if any(block.items):
                yield Points(tuple(filter(None, block.items)))
        elif isinstance(block, Answer):
            if any(block.sentences):
                yield Answer(tuple(filter(None, block.sentences)), block.label)
        elif isinstance(block, Table):
            if block.rows:
                yield block
        elif isinstance(block, Glossary):
            if block.items:
                yield block
        elif isinstance(block, Picture) or block.text:
            yield block


_MARKS = re.compile(r"\*\*([^*]+)\*\*|`([^`]+)`|\[([^\]]+)\]\(#[A-Za-z0-9_-]+\)")


def unmarked(text: str) -> str:
    """The text without marks.

    >>> unmarked("**2 fewer**, see `msim run`")
    '2 fewer, see msim run'
    """
    return _MARKS.sub(lambda mark: next(filter(None, mark.groups())), text)


def cell(content: Cell | str) -> Cell:
    """The content as a cell."""
    return content if isinstance(content, Cell) else Cell(content)


def whole_scenario(toml: str) -> Details:
    """The whole scenario, folded away."""
    return Details("The whole scenario, every key spelled out (TOML)", (Code(toml),))
