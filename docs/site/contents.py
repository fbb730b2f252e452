"""In which order do the pages stand? The tables of contents, added to the pages that head them."""

from __future__ import annotations

CONTENTS: dict[str, dict[str, tuple[str, ...]]] = {
    "index.md": {
        "Tutorials": (
            "tutorials/first-comparison.md", "studies.md", "tutorials/lessons.md",
            "tutorials/class.md",
        ),
        "How to": (
            "howto/change-and-compare.md", "howto/in-class.md", "howto/for-administrators.md",
            "cluster.md", "howto/add-a-strategy.md", "howto/add-a-measure.md",
            "howto/add-a-figure.md", "howto/add-a-method.md", "howto/add-a-claim.md",
            "howto/cite-and-reproduce.md",
        ),
        "Reference": ("reference/README.md", "glossary.md"),
        "Model and evidence": (
            "model.md", "evidence.md", "who-says-what.md", "limits-and-ethics.md", "debate.md",
            "speed.md",
            "peers.md",
        ),
        "Project": (
            "The README <project/overview.md>", "decisions/README.md", "project/benchmarks.md",
            "project/changes.md", "project/citation.md", "project/licence.md",
        ),
    },
    "reference/README.md": {"": (
        "reference/keys.md", "reference/measures.md", "reference/commands.md",
        "reference/functions.md", "reference/scenarios.md", "reference/claims.md",
        "reference/studies.md",
    )},
    "reference/keys.md": {"": ("reference/keys/*",)},
    "reference/scenarios.md": {"": ("reference/scenarios/*",)},
    "reference/studies.md": {"": ("reference/studies/*",)},
    "decisions/README.md": {"": ("decisions/0*",)},
}  # fmt: skip
"""Of each page that heads others: captions, and the pages under them in their order."""

SHOWN = {"reference/README.md"}
"""Pages on which the table is to be seen; the others have links in their text."""


def with_contents(pages: dict[str, str]) -> dict[str, str]:
    """The pages by place, those that head others with their tables of contents at the end.

    >>> with_contents({"reference/studies.md": "# All"})["reference/studies.md"].splitlines()[-3:]
    ['', '/reference/studies/*', ':::']
    """
    return {place: text + _tables(place) for place, text in pages.items()}


def _tables(place: str) -> str:
    found = ""
    for caption, names in CONTENTS.get(place, {}).items():
        options = ":maxdepth: 2\n" if place in SHOWN else ""
        options += f":caption: {caption}\n" if caption else ""
        options += "" if place in SHOWN else ":hidden:\n:titlesonly:\n"
        options += ":glob:\n" if any("*" in name for name in names) else ""
        entries = "\n".join(_entry(name) for name in names)
        found += f"\n\n:::{{toctree}}\n{options}\n{entries}\n:::"
    return f"{found}\n" if found else ""


def _entry(name: str) -> str:
    """A page, or a page under another title, from the top of the site.

    >>> _entry("The README <project/overview.md>")
    'The README </project/overview>'
    """
    title, found, page = name.rpartition("<")
    return f"{title}{found}/{page.replace('.md', '')}"
