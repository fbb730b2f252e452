"""A public class name means one thing: a reader who has met it knows it wherever it stands."""

from __future__ import annotations

import ast
from collections import defaultdict

from tests.house import tree


def test_no_public_class_name_means_two_things() -> None:
    found = defaultdict(list)
    for path in tree.SOURCES:
        for node in ast.walk(tree.parsed(path)):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(f"{tree.name(path)}:{node.lineno}")
    assert not {name: places for name, places in found.items() if len(places) > 1}
