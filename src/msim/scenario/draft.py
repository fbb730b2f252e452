"""Makes a scenario of data that may be wrong: what is wrong is left out and said."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from msim.scenario.fields import Path
from msim.scenario.model import Scenario
from msim.scenario.words import Finding, findings

M = TypeVar("M", bound=BaseModel)


def drafted(data: dict[str, Any]) -> tuple[Scenario | None, list[Finding]]:
    """The scenario without the keys that are wrong; see `drafted_as`.

    >>> scenario, wrong = drafted({"data": {"validity": 2.0, "missing": 0.1}})
    >>> scenario.data.missing, wrong[0].path
    (0.1, ('data', 'validity'))
    """
    return drafted_as(Scenario, data)


def drafted_as(model: type[M], data: Any) -> tuple[M | None, list[Finding]]:
    """The model without the keys that are wrong, so that the others can be checked together.

    Wrong keys are taken out of `data` in place. None where that leaves nothing to look at.
    """
    wrong: list[Finding] = []
    while True:
        try:
            return model.model_validate(data, context={"draft": True}), wrong
        except ValidationError as error:
            new = findings(error, model)
        above = {finding.path[:end] for finding in (*wrong, *new)
                 for end in range(len(finding.path))}
        # An emptied table is not the user's fault.
        wrong += [finding for finding in new if finding.path not in above]
        if not _drop(data, new):
            return None, wrong


def starts(path: tuple[Any, ...], with_: tuple[Any, ...]) -> bool:
    """Whether `path` is `with_` or lies under it.

    >>> starts(("data", "validity"), ("data",))
    True
    """
    return path[: len(with_)] == with_


def _drop(data: dict[str, Any], wrong: list[Finding]) -> bool:
    """Leave the wrong keys out of `data`, a list as a whole; false where that cannot be done."""
    leaves: set[Path] = set()
    for path in (finding.path for finding in wrong):
        ends = [number for number, step in enumerate(path) if isinstance(step, int)]
        leaves.add(path[: ends[0]] if ends else path)
    for path in sorted(leaves, key=len, reverse=True):
        if not path:
            return False
        inner: Any = data
        for step in path[:-1]:
            inner = inner.get(step) if isinstance(inner, dict) else None
        if not isinstance(inner, dict) or path[-1] not in inner:
            return False
        del inner[path[-1]]
    return True
