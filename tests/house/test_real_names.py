"""Everything is invented: code and configs name no candidate and no party that there is.

Names are kept as hashes of words, so that this file names nobody either. A citation may say between
which groups an effect was measured: in the evidence, in claims that are attributed, in documents.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import tree

CANDIDATES = (
    "00aa47c8a6ebbdde", "0631a609edb7c79f", "0a16bea95629a2ec", "0e6b4da5007af787",
    "0f9dbab494594994", "1441b36f9fc1c072", "1558f9d422fb441c", "1b3d1caa3417d856",
    "1cbc133d7b554c35", "334379f17fcc4572", "4befe8a4446daa29", "5057cf18ab037c7f",
    "5072f198bd5e3aab", "5f77c2500f56fe1a", "6c9d9f812df8c92a", "6eb3f57b8eb29d2d",
    "732e6c5dbd7dcd6e", "7839d8a875e07d60", "7e66434f36f52d2c", "8ad8e71154ef872d",
    "8d054acf0f9abe3f", "8e0d85f802e0e6c6", "91415776b46f136f", "938c502bbe0c2686",
    "9580ad3b5f3ba25c", "96f80aa1b9a84b36", "a60a52382d707771", "a6c7243f0b715a26",
    "b85baaef536e6701", "c8d92aa5a495ff1f", "cb6cd590e92c2ae5", "cdb5e7b2419396b2",
    "d2c65d21efac35f5", "d454f1c3bcb0d7eb", "d4952a11962dca30", "d8d6703ff595e5e9",
    "d9a8af10c9e22b7d", "d9eb3f2e13f352c1", "db6cc4aaa8c35b24", "ebf1cce064da7d55",
    "f4385182d166d5cb", "f54555374be176f9", "f5b44d42a5b84313", "f8a14f813240fd49",
    "fb4e71f75b173583",
)
PARTIES = (
    "08417f58e423c485", "207ffef8175f3e2d", "23e957fbeb1a415b", "294fb1bc4433b09b",
    "2d1e93f72b3772ec", "474e0dd0cbea9f55", "49dcc3233feb4209", "4ae044f6332cf7b0",
    "523305f7d70208aa", "611113d350be4f11", "61e81a50ea9de3c9", "6d8ad069d16f0f95",
    "745c87c7dfe3453a", "8b04431cfc11e73a", "9068ad181722fa31", "91688d90c01dc707",
    "b1f9c2fc6924e9d2", "b2b5f5b2dc61579f", "ba25806ca2af2d42", "c28807fc3040693b",
    "c28a08a1a507d5c8", "c4a1e6f3639a098e", "c9c61db581934f1d", "ca759845b2519b1a",
    "d35347e8c099e212", "f2b6d8e33735a2de", "fa3086798c6622b4",
)
MAY_CITE = ("src/msim/scenario/evidence.toml", "configs/debate/", "src/msim/claims/", "docs/")
PLACES = ("src", "configs", "examples")
ENDINGS = {".py", ".toml", ".md", ".html", ".jinja", ".j2", ".json", ".js", ".css"}


def digest(word: str) -> str:
    return hashlib.sha256(word.lower().encode()).hexdigest()[:16]


def named(text: str, hashes: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Line and word of each name; plurals count, and two words together."""
    for number, line in enumerate(text.splitlines(), 1):
        words = re.findall(r"[^\W\d_]+", line)
        pairs = [f"{a} {b}" for a, b in itertools.pairwise(words)]
        for word in (*words, *pairs):
            if {digest(word), digest(word.removesuffix("s"))} & set(hashes):
                yield number, word


def files() -> list[Path]:
    return sorted(
        path for place in PLACES for path in (tree.ROOT / place).rglob("*")
        if path.suffix in ENDINGS and "__pycache__" not in path.parts
    )


def test_no_candidate_and_no_party_is_named() -> None:
    found = []
    for path in files():
        where, text = tree.name(path), path.read_text(encoding="utf-8")
        hashes = CANDIDATES if where.startswith(MAY_CITE) else CANDIDATES + PARTIES
        found += [f"{where}:{number}: {word}" for number, word in named(text, hashes)]
    assert not found, "\n".join(found)


def test_there_is_something_to_scan() -> None:
    names = {tree.name(path) for path in files()}
    assert {"src/msim/api.py", "configs/baseline.toml", "configs/credibility.toml"} <= names
    assert len(CANDIDATES) >= 20 and len(PARTIES) >= 10


@pytest.mark.parametrize(
    "parts",
    [("demo", "crats"), ("Repub", "licans"), ("Tru", "mp"), ("Oba", "ma"), ("la", "bour party"),
     ("Mer", "kel")],
)
def test_a_name_would_be_seen(parts: tuple[str, str]) -> None:
    text = f"x = 1\n# as {''.join(parts)} did in the end"
    assert [number for number, _ in named(text, CANDIDATES + PARTIES)] == [2]


def test_words_like_names_are_not_names() -> None:
    usual = "labour, green light, conservative estimate, liberal, national, democracy, republic"
    assert not list(named(usual, CANDIDATES + PARTIES))
