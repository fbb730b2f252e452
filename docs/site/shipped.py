"""Which scenarios, claims and studies come with msim? A page each, with the whole file."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from docs.site.markdown import block, page, plain, table

FOLDERS = {"configs": "scenarios", "configs/debate": "claims", "configs/studies": "studies"}
TITLES = {"scenarios": "Shipped scenarios", "claims": "The claims", "studies": "Shipped studies"}
INTRODUCTIONS = {
    "scenarios": "Countries that come with `msim`. `msim run NAME` compares the campaigns in one; "
    "`msim config new NAME` starts a file of your own from it.",
    "claims": "What two news reports say of microtargeting, each as a file. `msim debate NAME` "
    "asks one in many worlds, `msim run NAME` runs its scenario. No verdict is written in a file "
    "or here: [how a verdict comes about](../debate.md).",
    "studies": "Studies that come with `msim`. `msim sweep NAME` runs one: "
    "[from a question to a figure](../studies.md).",
}


def places(root: Path) -> dict[str, str]:
    """Each shipped TOML file and folder, and its place on the site."""
    files = {
        path.relative_to(root).as_posix(): f"reference/{kind}/{path.stem}.md"
        for folder, kind in FOLDERS.items()
        for path in sorted((root / folder).glob("*.toml"))
    }
    return {**files, **{folder: f"reference/{kind}.md" for folder, kind in FOLDERS.items()}}


def pages(root: Path) -> dict[str, str]:
    """A page a file, a page for each kind, and the project's two files that are no Markdown."""
    made = {
        "project/citation.md": page(
            "How to cite", "See also [cite and reproduce](../howto/cite-and-reproduce.md). "
            "The file `CITATION.cff`:", block("yaml", (root / "CITATION.cff").read_text("utf-8")),
        ),
        "project/licence.md": page("Licence", block("text", (root / "LICENSE").read_text("utf-8"))),
    }  # fmt: skip
    for folder, kind in FOLDERS.items():
        rows = []
        for path in sorted((root / folder).glob("*.toml")):
            text = path.read_text(encoding="utf-8")
            told, data = _head(text), tomllib.loads(text)
            asks = _asks(told, data)
            rows.append((f"[{path.stem}]({kind}/{path.stem}.md)", plain(asks)))
            name = f"{folder}/{path.name}"
            made[f"reference/{kind}/{path.stem}.md"] = _alone(kind) + page(
                path.stem, _claim(data), *map(plain, told), f"The file `{name}`:",
                block("toml", text),
            )
        made[f"reference/{kind}.md"] = page(
            TITLES[kind], INTRODUCTIONS[kind], table(("name", "what it is"), rows)
        )
    return made


def _alone(kind: str) -> str:
    """Claims are many: the page that lists them leads to each; in the margin they do not stand."""
    return "---\norphan: true\n---\n" if kind == "claims" else ""


def _head(text: str) -> list[str]:
    """The comment that a file begins with, by paragraph, without its name and what to try."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix("#").strip())
    text = re.split(r"\n(?=(?:Try|Ask|What is not said))", "\n".join(lines))[0]
    found = text.split("\n\n")
    first = re.sub(r"^[\w-]+: ", "", found[0])
    return [first[:1].upper() + first[1:], *found[1:]]


def _asks(told: list[str], data: dict[str, Any]) -> str:
    if "claim" in data:
        return str(data["claim"]["title"])
    return re.split(r"(?<=[.?!]) ", " ".join(told[0].split()))[0]


def _claim(data: dict[str, Any]) -> str:
    """What a claim says and who says it, with its title; "" where the file has none."""
    if "claim" not in data:
        return ""
    claim = data["claim"]
    said = f"> {plain(claim['assertion'])}\n>\n> ({plain(claim['who'])}; {plain(claim['source'])})"
    return f"**{plain(claim['title'])}.**\n\n{said}"
