"""Summaries of shipped scenarios, cut small, against golden files: to 1e-9, on any machine.

A number that moves here moved in the engine. Where that was meant, write the files anew with
`MSIM_REFRESH_GOLDEN=1 pytest tests/golden` and say in the changelog why.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import msim

HERE = Path(__file__).parent
REFRESH = os.environ.get("MSIM_REFRESH_GOLDEN") == "1"
SMALL = {
    "population.simulated": 4_000,
    "run.replicates": 6,
    "run.precision": 0.0,
    "test.surveys": 2,
    "test.respondents": 2_000,
    "segments.fit_sample": 1_000,
}
FEW_GROUPS = 4
"""Groups of `left_out` that are kept, everybody first; laws of their sums hold the others."""
ELSEWHERE = {"msim", "timing"}


def summary(name: str) -> dict[str, Any]:
    """The summary of a shipped scenario, but what depends on version, hash and clock."""
    found = json.loads(json.dumps(msim.compare(msim.load(name, SMALL)).summary))
    found["scenario"].pop("hash")
    found["left_out"] = found["left_out"][:FEW_GROUPS]
    return {key: value for key, value in found.items() if key not in ELSEWHERE}


def rounded(value: Any) -> Any:
    """Numbers to ten significant digits."""
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [rounded(inner) for inner in value]
    return float(f"{value:.10g}") if isinstance(value, float) else value


def gaps(found: Any, golden: Any, place: str = "") -> Iterator[str]:
    """Where two summaries differ by more than 1e-9 of the number, or of its own interval."""
    if isinstance(golden, dict) and isinstance(found, dict):
        if list(found) != list(golden):
            yield f"{place}: {list(golden)} became {list(found)}"
        for key in set(golden) & set(found):
            yield from gaps(found[key], golden[key], f"{place}.{key}")
    elif isinstance(golden, list) and isinstance(found, list) and len(golden) == len(found):
        for number, (a, b) in enumerate(zip(found, golden, strict=True)):
            yield from gaps(a, b, f"{place}[{number}]")
    elif isinstance(golden, float) and isinstance(found, int | float):
        # Ten digits were kept; a difference of large numbers carries their rounding.
        if not math.isclose(found, golden, rel_tol=1e-9, abs_tol=1e-9):
            yield f"{place}: {golden} became {found}"
    elif found != golden:
        yield f"{place}: {golden!r} became {found!r}"


@pytest.mark.parametrize(
    "name", ["small", "null", "divisive", "districts", "mobilise", "rivals", "viral"]
)
def test_nothing_has_moved(name: str) -> None:
    path, found = HERE / f"{name}.json", summary(name)
    if REFRESH:
        text = json.dumps(rounded(found), indent=1) + "\n"
        path.write_text(text, encoding="utf-8")
        pytest.skip("written anew")
    golden = json.loads(path.read_text(encoding="utf-8"))
    moved = list(gaps(found, golden))
    assert not moved, f"{len(moved)} moved:\n" + "\n".join(moved[:20])


def test_a_move_would_be_seen() -> None:
    golden = {"a": [1.0, {"b": 2.0}], "c": None, "d": "open"}
    assert not list(gaps({"a": [1.0 + 1e-11, {"b": 2.0}], "c": None, "d": "open"}, golden))
    for other in (
        {"a": [1.0 + 1e-7, {"b": 2.0}], "c": None, "d": "open"},
        {"a": [1.0, {"b": 2.0}], "c": 0.0, "d": "open"},
        {"a": [1.0], "c": None, "d": "open"},
        {"a": [1.0, {"b": 2.0}], "c": None, "d": "win"},
        {"a": [1.0, {"b": 2.0}], "c": None},
    ):
        assert list(gaps(other, golden)), other
