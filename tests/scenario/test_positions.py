"""The scanner finds exactly the keys that tomllib finds, each where it stands."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import event, given, settings

from msim.scenario.positions import Position, positions
from tests.scenario.documents import Document, documents, flattened


@given(documents())
@settings(max_examples=300)
def test_finds_the_keys_of_tomllib_where_they_stand(document: Document) -> None:
    parsed = tomllib.loads(document.text)  # the strategy makes valid TOML only
    found = positions(document.text)
    assert set(found) == flattened(parsed)
    lines = document.text.split("\n")
    event(f"{min(len(found), 10)} places")

    def at(place: tuple[int, int]) -> str:
        return "\n".join([lines[place[0] - 1][place[1] - 1:], *lines[place[0]:]])

    for path, rendered in document.values.items():
        assert at(found[path].value).startswith(rendered), path
    for path, rendered in document.keys.items():
        if path in document.values:
            assert at(found[path].key).startswith(rendered), path


@pytest.mark.parametrize(
    ("text", "path", "place"),
    [
        ("[data]\nvalidity   = 1.4", ("data", "validity"), Position((2, 1), (2, 14))),
        ("[data]\r\n\tmissing=0.1\r\n", ("data", "missing"), Position((2, 2), (2, 10))),
        ("data.validity = 1", ("data", "validity"), Position((1, 6), (1, 17))),
        ("data.validity = 1", ("data",), Position((1, 1), (1, 1))),
        ("# x\n  [a.b]", ("a", "b"), Position((2, 3), (2, 3))),
        ("[[a]]\nx=1\n[[a]]\nx=2", ("a", 1, "x"), Position((4, 1), (4, 3))),
        ("[[a]]\n[a.b]\nc=1\n[[a]]\n[a.b]\nc=1", ("a", 1, "b", "c"), Position((6, 1), (6, 3))),
        ("a = [ # ]\n 1,\n [2, 3]]", ("a", 1, 1), Position((3, 6), (3, 6))),
        ('a = """\n[b]\nc=1"""\nd = 2', ("d",), Position((4, 1), (4, 5))),
        ("é = 1".replace("é", '"é😀"'), ("é😀",), Position((1, 1), (1, 8))),
        ("[a.b]\n[a]\nx=1", ("a",), Position((2, 1), (2, 1))),
    ],
)
def test_places(text: str, path: tuple[str | int, ...], place: Position) -> None:
    assert positions(text)[path] == place
