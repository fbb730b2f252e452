"""What libraries are told: the problem in SALib's words, and where their random numbers start."""

from __future__ import annotations

from typing import Any

from msim.core.streams import Streams


def problem(parameters: int) -> dict[str, Any]:
    """The unit cube in so many dimensions.

    >>> problem(2)["bounds"]
    [[0.0, 1.0], [0.0, 1.0]]
    """
    return {
        "num_vars": parameters,
        "names": [f"x{n}" for n in range(parameters)],
        "bounds": [[0.0, 1.0]] * parameters,
    }


def start(seed: int, name: str) -> int:
    """Where a library's own generator starts for one design of a study.

    A number, not a generator: libraries spawn from those they are given, which leaves a trace.
    """
    return int(Streams(seed, 0).generator(f"study/{name}").integers(2**62))
