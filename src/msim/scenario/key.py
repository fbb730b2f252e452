"""How a key of the config is declared: default, unit, meaning, range and evidence in one place.

The models, the JSON Schema, `msim config explain`, error messages and the dumped file all read
what is declared here, so that a range is written down once.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AllowInfNan, BaseModel, ConfigDict, Field, Strict, StringConstraints

from msim.scenario.evidence import EVIDENCE

ASSUMPTION = "assumption"
SETTING = "setting"  # a choice of whoever runs it (a seed, a name): nothing to be right about

Number = Annotated[float, Strict(), AllowInfNan(False)]
Whole = Annotated[int, Strict()]
Flag = Annotated[bool, Strict()]
Rate = Annotated[float, Strict(), AllowInfNan(False), Field(ge=0, le=1)]
Weight = Annotated[float, Strict(), AllowInfNan(False), Field(ge=0, le=1e6)]
Text = Annotated[str, Strict(), StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Name = Annotated[
    str, Strict(), StringConstraints(max_length=40, pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")
]


class Section(BaseModel):
    """One table of the config: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=False)


def key(
    default: Any,
    unit: str,
    meaning: str,
    source: str = ASSUMPTION,
    within: str = "",
    evidence: tuple[float | None, float | None, float | None] | None = None,
) -> Any:
    """Declare a key: `within` is an interval such as "[0, 1]", "(0, 1]" or "[0, 1e6)".

    `source` is a row of `msim.scenario.evidence`, "assumption" or "setting". `evidence` gives
    the row's low, central and high in the key's own unit where the row has another one.

    >>> key(0.35, "correlation", "how good a reading is", "validity", "[0, 1]").metadata
    [Ge(ge=0), Le(le=1)]
    """
    extra: dict[str, Any] = {"unit": unit, "source": source}
    if source not in (ASSUMPTION, SETTING):
        row = EVIDENCE[source]
        extra["evidence"] = list(evidence or (row.low, row.central, row.high))
    limits = interval(within) if within else {}
    return Field(default, description=meaning, json_schema_extra=extra, **limits)


def interval(text: str) -> dict[str, Any]:
    """Read interval notation into pydantic's words for limits.

    >>> interval("(0, 1]")
    {'gt': 0, 'le': 1}
    """
    low, high = (_number(part) for part in text[1:-1].split(","))
    return {"ge" if text[0] == "[" else "gt": low, "le" if text[-1] == "]" else "lt": high}


def _number(text: str) -> float | int:
    value = float(text)
    return int(value) if value.is_integer() else value
