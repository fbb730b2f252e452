"""Where does a link of the repository lead on the site? To a page where there is one, or a file."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath

OUTSIDE = {
    "README.md": "project/overview.md",
    "CHANGELOG.md": "project/changes.md",
    "CITATION.cff": "project/citation.md",
    "LICENSE": "project/licence.md",
    "benchmarks/README.md": "project/benchmarks.md",
    "examples/class.md": "tutorials/class.md",
}
"""Pages of the site that come from outside `docs/`."""
_LINK = re.compile(r'(\]\(|src=")([^)#\s"]+)(#[^)\s"]*)?(?=[)\s"])')
_FENCE = re.compile(r"^```.*?^```$", re.M | re.S)


def documents(root: Path) -> dict[str, str]:
    """Each Markdown file of the repository that is a page, and its place on the site."""
    inside = {
        path.relative_to(root).as_posix(): path.relative_to(root / "docs").as_posix()
        for path in sorted((root / "docs").rglob("*.md"))
    }
    return {**inside, **{file: place for file, place in OUTSIDE.items() if file.endswith(".md")}}


class Turned:
    """Turns links; `files` collects what pages link to and is no page: it is copied beside them."""

    def __init__(self, root: Path, places: dict[str, str]) -> None:
        self.root = root
        self.places = {**OUTSIDE, **places}
        self.files: dict[str, str] = {}

    def text(self, file: str, text: str) -> str:
        """The Markdown of a file, as it reads at its place on the site."""
        parts = re.split(f"({_FENCE.pattern})", text, flags=_FENCE.flags)
        return "".join(part if n % 2 else _LINK.sub(lambda m: self._link(file, m), part)
                       for n, part in enumerate(parts))

    def _link(self, file: str, found: re.Match[str]) -> str:
        start, target, mark = found[1], found[2], found[3] or ""
        if "://" in target or target.startswith("mailto:"):
            return found[0]
        meant = os.path.normpath(PurePosixPath(file).parent / target)
        return start + relative(self.place(meant), self.place(file)) + mark

    def place(self, file: str) -> str:
        """Where a file of the repository is on the site."""
        if file in self.places:
            return self.places[file]
        readme = f"{file}/README.md"
        if readme in self.places:
            return self.places[readme]
        if not (self.root / file).is_file():
            return file  # Sphinx says that there is no such page
        place = file.removeprefix("docs/") if file.startswith("docs/") else f"files/{file}"
        self.files[file] = place
        return place


def relative(target: str, page: str) -> str:
    """The address of one place of the site as seen from a page.

    >>> relative("reference/keys.md", "tutorials/class.md")
    '../reference/keys.md'
    """
    return PurePosixPath(os.path.relpath(target, PurePosixPath(page).parent)).as_posix()
