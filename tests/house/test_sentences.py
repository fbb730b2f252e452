"""Sentences stand in text files: what code says exists there, and what stands there is said."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from tests.house import tree

CEILING = 5_620
"""Words of English in string literals under src: errors, help, what is left. It only shrinks."""
FILES = sorted((tree.ROOT / "src" / "msim").rglob("*.md.jinja"))


def words(path: Path) -> int:
    """Words in literals of three words and more that are no docstrings."""
    parsed = tree.parsed(path)
    told = {id(node.value) for node in ast.walk(parsed) if isinstance(node, ast.Expr)}
    found = [
        re.findall(r"[A-Za-z]{2,}", node.value)
        for node in ast.walk(parsed)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
    ]
    return sum(len(each) for each in found if len(each) >= 3)


def test_english_in_code_stays_below_its_ceiling() -> None:
    assert sum(map(words, tree.SOURCES)) <= CEILING


@pytest.mark.parametrize("file", FILES, ids=tree.name)
def test_every_sentence_of_a_file_is_said_somewhere(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    code = "\n".join(path.read_text(encoding="utf-8") for path in tree.SOURCES)
    for name in re.findall(r"{%-? macro (\w+)\(", text):
        within = len(re.findall(rf"\b{name}\(", text)) > 1
        made = name.rpartition("_")[2]  # f"{screen}_lead"
        assert within or re.search(rf"\.{name}\(|\"{name}\"|\}}_{made}\"", code), name


def test_every_sentence_of_an_error_is_said_somewhere() -> None:
    wording = tree.ROOT / "src" / "msim" / "core" / "wording.toml"
    code = "\n".join(path.read_text(encoding="utf-8") for path in tree.SOURCES)
    for name in tomllib.loads(wording.read_text(encoding="utf-8")):
        assert re.search(rf"\b(say|told)\(\s*\"{name}\"", code), name
