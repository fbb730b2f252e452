"""The whole scenario: one frozen record that everything else is computed from."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pydantic import ValidationInfo, model_validator

from msim.core.errors import InputError
from msim.scenario.checks import problems
from msim.scenario.outcome import WHERE, Run
from msim.scenario.sections import Sections


class Scenario(Sections):
    """Everything a run depends on, checked as a whole, never changed.

    Built by hand it raises pydantic's `ValidationError`, a `ValueError`, for a value out of its
    range and for keys that do not fit together; `msim.scenario.load` says the same in words, as
    `InputError` with places.

    >>> Scenario().segments.count
    6
    """

    @model_validator(mode="after")
    def _fits_together(self, info: ValidationInfo) -> Scenario:
        if not (info.context or {}).get("draft") and (found := problems(self)):
            raise InputError([problem.located for problem in found])
        return self

    @property
    def anywhere(self) -> Scenario:
        """The scenario without where it is computed, which moves no number: threads, a cluster."""
        run = self.run.model_copy(update={key: Run.model_fields[key].default for key in WHERE})
        return self.model_copy(update={"run": run})

    @property
    def hash(self) -> str:
        """Hexadecimal SHA-256 of what differs from the defaults; where it runs does not count."""
        # None beside a default that is a number: another key says the same, and is in the hash.
        parts: dict[str, Any] = self.anywhere.model_dump(
            mode="json", exclude_defaults=True, exclude_none=True
        )
        if not parts.get("run", True):
            del parts["run"]
        text = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def __hash__(self) -> int:  # of the SHA-256, and so the same in every process
        return int(self.hash[:15], 16)
