"""What is public: one version everywhere, every name documented, nothing heavy at import."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from importlib.metadata import version

import pytest

import msim
from tests.house.tree import ROOT, pyproject

ROWS = re.compile(r"Frame|Series|NDArray|ndarray|Floats|Ints|Bools|View|Voters|Any\b")
"""How an argument would be annotated that could hold a row a voter."""
HEAVY = ("numpy", "scipy", "pandas", "sklearn", "numba", "altair", "pydantic")


def test_the_version_is_the_same_everywhere() -> None:
    stated = pyproject()["project"]["version"]
    citation = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(), re.M)
    changes = (ROOT / "CHANGELOG.md").read_text()
    assert citation is not None
    assert msim.__version__ == citation[1] == version("msim") == stated
    assert f"## [{stated}]" in changes
    assert f"version {stated}." in (ROOT / "README.md").read_text()


def test_the_licence_is_stated_once_and_the_same() -> None:
    assert pyproject()["project"]["license"] == "MIT"
    assert (ROOT / "LICENSE").read_text().startswith("MIT License")
    assert "license: MIT" in (ROOT / "CITATION.cff").read_text()


@pytest.mark.parametrize("name", [n for n in msim.__all__ if not n.startswith("__")])
def test_every_public_name_is_documented(name: str) -> None:
    thing = getattr(msim, name)
    assert inspect.getdoc(thing), name
    members = vars(thing).items() if inspect.isclass(thing) or inspect.ismodule(thing) else ()
    for member, value in members:
        ours = getattr(value, "__module__", "").startswith("msim") or isinstance(value, property)
        callable_or_property = callable(value) or isinstance(value, property)
        if ours and callable_or_property and not member.startswith("_"):
            assert inspect.getdoc(value), f"{name}.{member}"


def test_every_public_name_is_listed_and_can_be_found() -> None:
    assert set(msim.__all__) <= set(dir(msim))
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = msim.no_such_name


def test_no_public_function_takes_records() -> None:
    """Nothing that a caller hands over holds a row a voter: no table, no array, no view of them."""
    things = [getattr(msim, name) for name in msim.__all__ if not name.startswith("__")]
    verbs = [
        found for thing in things
        for found in (vars(thing).values() if inspect.ismodule(thing) else (thing,))
        if inspect.isfunction(found) and found.__module__.startswith("msim")
        and not found.__name__.startswith("_")
    ]  # fmt: skip
    assert len(verbs) > 8
    for verb in verbs:
        for parameter in inspect.signature(verb).parameters.values():
            kind = str(parameter.annotation)
            assert parameter.annotation is not inspect.Parameter.empty, verb.__qualname__
            assert not ROWS.search(kind), f"{verb.__qualname__}({parameter.name}: {kind})"


def test_import_loads_nothing_heavy() -> None:
    code = f"import msim, sys; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
