"""A built site, read: its pages, where their links lead, what they fetch."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from tests.house.tree import ROOT

FETCHED = {"link": "href", "script": "src", "img": "src", "source": "src", "iframe": "src",
           "object": "data", "embed": "src", "video": "src", "audio": "src"}  # fmt: skip


@dataclass
class Page(HTMLParser):
    """One page: its links as written, what it fetches, its marks, and its text."""

    links: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if "id" in said:
            self.marks.add(said["id"])
        if tag == "a" and "href" in said:
            self.links.append(said["href"])
        if FETCHED.get(tag) in said:
            self.fetched.append(said[FETCHED[tag]])

    def handle_data(self, data: str) -> None:
        self.text += data


def read(folder: Path) -> dict[str, Page]:
    """Every page of a built site, by its path from the top of it."""
    pages = {}
    for path in sorted(folder.rglob("*.html")):
        page = Page()
        page.feed(path.read_text(encoding="utf-8"))
        pages[path.relative_to(folder).as_posix()] = page
    return pages


def elsewhere(address: str) -> bool:
    """Whether an address is another host's."""
    return "://" in address or address.startswith(("//", "mailto:"))


def target(page: str, link: str) -> tuple[str, str]:
    """The file, from the top of the site, and the mark to which a link of a page leads."""
    file, _, mark = link.partition("#")
    path = os.path.normpath(PurePosixPath(page).parent / unquote(file)) if file else page
    return PurePosixPath(path).as_posix(), unquote(mark)


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Python at the top of the tree, in a process of its own, as `make docs` has it."""
    here = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=here, capture_output=True, text=True
    )
