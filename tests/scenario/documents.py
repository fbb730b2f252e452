"""Hypothesis strategies for TOML documents, with what a scanner should find in them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

Path = tuple[str | int, ...]
NAMES = st.one_of(
    st.text("abz_-09", min_size=1, max_size=4),
    st.text("a.#=[]{}'\" \t\\é😀\n,", max_size=5),
)
STRINGS = st.text("ab #=[]{},'\"\\\n\té😀", max_size=12)
SCALARS = st.one_of(
    st.integers(-(10**20), 10**20).map(str),
    st.sampled_from(["0x1F", "1_000", "+7", "1e3", "-0.5", "6.02e-23", "inf", "-nan", "true",
                     "false", "1979-05-27", "07:32:00", "1979-05-27 07:32:00",
                     "1979-05-27T07:32:00.5-07:00"]),
)
BREAKS = st.sampled_from(["\n", "\n\n", "  \n", " # a [comment] = \"'{\n", "\r\n", "\n#\n\t"])
GAPS = st.sampled_from(["", " ", "\t ", "   "])
LOOSE = st.sampled_from(["", " ", "\n", " # x ]\n ", "\r\n\t", "\n\n"])


@dataclass
class Document:
    """TOML text under construction, and the rendered scalar and key expected at each path."""

    draw: Any
    text: str = ""
    values: dict[Path, str] = field(default_factory=dict)
    keys: dict[Path, str] = field(default_factory=dict)

    def key(self, name: str) -> str:
        forms = [json.dumps(name, ensure_ascii=False)]
        if name and all(c in "abz_-09" for c in name):
            forms.append(name)
        if "'" not in name and "\n" not in name:
            forms.append(f"'{name}'")
        return str(self.draw(st.sampled_from(forms)))

    def string(self, value: str) -> str:
        basic = json.dumps(value, ensure_ascii=False)
        forms = [basic]
        if "'" not in value and "\n" not in value:
            forms.append(f"'{value}'")
        if "'''" not in value and not value.endswith("'"):
            forms.append(f"'''{value}'''")
        inner = value.replace("\\", "\\\\").replace('"""', '""\\"')
        if not inner.endswith('"'):
            forms += [f'"""{inner}"""', f'"""\\\n  {inner}"""']
            forms.append(f'"""{inner}"""""' if not inner.startswith('"') else f'"""{inner}"""')
        return str(self.draw(st.sampled_from(forms)))

    def value(self, path: Path, tree: Any, inline: bool) -> str:
        """Render a value; places inside of it are checked by path only."""
        if isinstance(tree, dict):
            parts = []
            for name, inner in tree.items():
                rendered = self.value((*path, name), inner, True)
                parts.append(f"{self.draw(GAPS)}{self.key(name)}{self.draw(GAPS)}={rendered}")
            return "{" + ",".join(parts) + self.draw(GAPS) + "}"
        if isinstance(tree, list):
            gap = GAPS if inline and not self.draw(st.booleans()) else LOOSE
            parts = [self.draw(gap) + self.value((*path, n), inner, inline) + self.draw(gap)
                     for n, inner in enumerate(tree)]
            tail = self.draw(st.sampled_from(["", "," + self.draw(gap)])) if parts else ""
            return "[" + ",".join(parts) + tail + "]"
        kind, raw = tree
        return self.string(raw) if kind == "text" else str(raw)

    def pair(self, path: Path, names: list[str], tree: Any) -> None:
        self.text += self.draw(GAPS)
        for number, name in enumerate(names):
            rendered = self.key(name)
            self.keys[(*path, *names[: number + 1])] = rendered
            self.text += rendered + self.draw(GAPS)
            self.text += "." + self.draw(GAPS) if number < len(names) - 1 else ""
        rendered = self.value((*path, *names), tree, False)
        self.values[(*path, *names)] = rendered
        self.text += "=" + self.draw(GAPS) + rendered + self.draw(BREAKS)

    def table(self, header: list[str], path: Path, tree: dict[str, Any]) -> None:
        """Render a table's own pairs, then the tables in it under their own headers."""
        later: list[tuple[str, Any]] = []
        for name, inner in tree.items():
            many = isinstance(inner, list) and bool(inner) and all(
                isinstance(each, dict) for each in inner)
            if (isinstance(inner, dict) or many) and self.draw(st.booleans()):
                later.append((name, inner))
            elif isinstance(inner, dict) and inner and self.draw(st.booleans()):
                for deep, value in inner.items():
                    self.pair(path, [name, deep], value)
            else:
                self.pair(path, [name], inner)
        for name, inner in later:
            for number, each in enumerate(inner if isinstance(inner, list) else [inner]):
                words = [self.key(part) for part in (*header, name)]
                joined = f"{self.draw(GAPS)}.{self.draw(GAPS)}".join(words)
                around = ("[[", "]]") if isinstance(inner, list) else ("[", "]")
                self.text += (self.draw(GAPS) + around[0] + self.draw(GAPS) + joined
                              + self.draw(GAPS) + around[1] + self.draw(BREAKS))
                step: Path = (name, number) if isinstance(inner, list) else (name,)
                self.table([*header, name], (*path, *step), each)


TREES = st.recursive(
    st.one_of(STRINGS.map(lambda text: ("text", text)), SCALARS.map(lambda raw: ("raw", raw))),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(NAMES, inner, max_size=3),
        st.lists(st.dictionaries(NAMES, inner, max_size=2), min_size=1, max_size=3),
    ),
    max_leaves=12,
)


@st.composite
def documents(draw: Any) -> Document:
    """A TOML document with nested, dotted, inline and repeated tables and odd quoting."""
    document = Document(draw, draw(st.sampled_from(["", "\n", "# top\n", "\r\n"])))
    document.table([], (), draw(st.dictionaries(NAMES, TREES, max_size=4)))
    if draw(st.booleans()):
        document.text = document.text.removesuffix("\n").removesuffix("\r")
    return document


def flattened(tree: Any, path: Path = ()) -> set[Path]:
    """Every path of a parsed document."""
    steps = tree.items() if isinstance(tree, dict) else (
        enumerate(tree) if isinstance(tree, list) else ())
    return {path for _ in [0] if path}.union(
        *(flattened(inner, (*path, step)) for step, inner in steps))
