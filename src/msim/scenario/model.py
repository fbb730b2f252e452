"""The whole scenario: one frozen record that everything else is computed from."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pydantic import Field, ValidationInfo, model_validator

from msim.core.errors import InputError
from msim.scenario.campaign import Budget, Data, MessageTest, Segments
from msim.scenario.checks import problems
from msim.scenario.key import Name, Section
from msim.scenario.media import SHIPPED_CHANNELS, Channel, Messages
from msim.scenario.outcome import Election, Response, Run
from msim.scenario.people import Districts, Politics, Population


class Scenario(Section):
    """Everything a run depends on, checked as a whole, never changed.

    Built by hand it raises pydantic's `ValidationError`, a `ValueError`, for a value out of its
    range and for keys that do not fit together; `msim.scenario.load` says the same in words, as
    `InputError` with places.

    >>> Scenario().segments.count
    6
    """

    population: Population = Population()
    districts: Districts = Districts()
    politics: Politics = Politics()
    messages: Messages = Messages()
    channels: dict[Name, Channel] = Field(SHIPPED_CHANNELS, min_length=1, max_length=50)
    data: Data = Data()
    segments: Segments = Segments()
    test: MessageTest = MessageTest()
    budget: Budget = Budget()
    response: Response = Response()
    election: Election = Election()
    run: Run = Run()

    @model_validator(mode="after")
    def _fits_together(self, info: ValidationInfo) -> Scenario:
        if not (info.context or {}).get("draft") and (found := problems(self)):
            raise InputError([problem.located for problem in found])
        return self

    @property
    def hash(self) -> str:
        """Hexadecimal SHA-256 of what differs from the defaults; threads do not count."""
        parts: dict[str, Any] = self.model_dump(mode="json", exclude_defaults=True)
        if "run" in parts:
            parts["run"].pop("workers", None)
            if not parts["run"]:
                del parts["run"]
        text = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def __hash__(self) -> int:
        return int(self.hash[:15], 16)
