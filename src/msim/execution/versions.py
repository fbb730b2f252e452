"""Would another machine give the same bits? Versions of what decides them, told apart.

What is asked of a machine that may have anything, or no msim at all, is asked by functions of the
standard library alone; only who answers those alike is asked by functions of msim.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("msim", "numpy", "scipy", "numba", "scikit-learn")
"""Packages whose version decides bits, beside Python itself."""


@cache
def here() -> dict[str, str]:
    """Versions here, by name, and a digest of msim's own source under "msim's source".

    >>> sorted(here())[:2]
    ['Python', 'msim']
    """
    versions = {"Python": minor(platform.python_version())}
    versions |= {name: version(name) for name in PACKAGES}
    return versions | {SOURCE: source()}


SOURCE = "msim's source"


def minor(python: str) -> str:
    """A version of Python without its last part, which moves no bit.

    >>> minor("3.11.9")
    '3.11'
    """
    return ".".join(python.split(".")[:2])


def source() -> str:
    """A digest of msim's own modules: two checkouts may differ and have the same version."""
    top = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in sorted(top.rglob("*.py"), key=lambda path: path.relative_to(top).as_posix()):
        digest.update(path.relative_to(top).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]


def said(name: str, answer: object) -> str:
    """A machine's answer to being asked for the version of `name`.

    >>> said("msim", PackageNotFoundError("msim"))
    'none'
    """
    if isinstance(answer, PackageNotFoundError | ModuleNotFoundError):
        return "none"
    if isinstance(answer, Exception):
        return f"unknown ({type(answer).__name__})"
    return minor(str(answer)) if name == "Python" else str(answer)


def differences(there: Mapping[str, str], wanted: Mapping[str, str]) -> str:
    """What differs from what is wanted, in words; "" where nothing does.

    >>> differences({"Python": "3.12", "numpy": "2.1"}, {"Python": "3.11", "numpy": "2.1"})
    'Python 3.12 instead of 3.11'
    """
    return ", ".join(
        f"{name} {found} instead of {wanted[name]}"
        for name, found in there.items()
        if found != wanted[name]
    )
