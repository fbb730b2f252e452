"""A public class name means one thing: a reader who has met it knows it wherever it stands."""

from __future__ import annotations

import ast
from collections import defaultdict

from tests.house import tree

TWICE = {"Section"}
"""Names that mean two things still. It may only become shorter."""


def test_no_public_class_name_means_two_things() -> None:
    found = defaultdict(list)
    for path in tree.SOURCES:
        for node in ast.walk(tree.parsed(path)):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(f"{tree.name(path)}:{node.lineno}")
    twice = {name: places for name, places in found.items() if len(places) > 1}
    assert not {name: places for name, places in twice.items() if name not in TWICE}
    assert not TWICE - twice.keys(), "these mean one thing now: take them out of the list"
