"""Prints a table of so many repeats: `python -m benchmarks.peers.NAME [REPEATS]`, from the top."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator


def show(rows: Callable[[int], Iterator[str]]) -> None:
    """The lines of a table, each as soon as it is known; of 1,000 repeats if none are asked for."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    sys.stdout.write(f"of {count} repeats\n")
    for line in rows(count):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
