"""The lock files: hashes for everything, everything that is needed, and no host."""

from __future__ import annotations

import re

import pytest

from tests.house.tree import ROOT, pyproject

LOCKS = ("requirements.lock", "requirements-dev.lock")


def pins(lock: str) -> dict[str, set[str]]:
    """Versions by package; more than one where they differ by Python version."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / lock).read_text().splitlines():
        if match := re.match(r"([a-z0-9][a-z0-9._-]*)==([^\s;]+)", line):
            found.setdefault(match[1], set()).add(match[2])
    return found


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=!~;\[ ]", line)[0].lower() for line in requirements}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text().lower()
    for sign in (
        "://",
        "index-url",
        "find-links",
        "trusted-host",
        "@ file",
        "@ git",
        ".org",
        ".com",
    ):
        assert sign not in text, f"{lock} says {sign!r}"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes(lock: str) -> None:
    lines = (ROOT / lock).read_text().splitlines()
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if re.match(r"[a-z0-9]", line):
            assert "==" in line, line
            assert re.match(r"    --hash=sha256:[0-9a-f]{64}", after), line


def test_the_base_lock_holds_what_a_run_needs_and_no_tools() -> None:
    project, groups = pyproject()["project"], pyproject()["dependency-groups"]
    base = set(pins("requirements.lock"))
    assert names(project["dependencies"]) | names(groups["build"]) <= base
    assert not base & names(groups["dev"]) - {"jsonschema"}, "jsonschema comes with altair"


def test_the_development_lock_is_the_base_and_the_tools_in_the_same_versions() -> None:
    base, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert names(pyproject()["dependency-groups"]["dev"]) <= set(dev)
    assert {package: dev.get(package) for package in base} == base


def test_the_environment_is_the_locked_one() -> None:
    """Numbers are promised for the lock; tests on other versions would prove nothing of it."""
    from importlib.metadata import version

    for lock in LOCKS[:1]:
        for package in names(pyproject()["project"]["dependencies"]):
            assert version(package) in pins(lock)[package], package
