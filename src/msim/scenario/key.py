"""How a key of the config is declared: its type, default and range, each written down once.

What it is called, means and rests on is text: `keys/SECTION.toml`, read by `keytexts`.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AllowInfNan, BaseModel, ConfigDict, Field, Strict, StringConstraints

Number = Annotated[float, Strict(), AllowInfNan(False)]
Whole = Annotated[int, Strict()]
Flag = Annotated[bool, Strict()]
Rate = Annotated[float, Strict(), AllowInfNan(False), Field(ge=0, le=1)]
Weight = Annotated[float, Strict(), AllowInfNan(False), Field(ge=0, le=1e6)]
Text = Annotated[str, Strict(), StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Name = Annotated[
    str, Strict(), StringConstraints(max_length=40, pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")
]


class ScenarioSection(BaseModel):
    """One table of the config: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=False)


def key(default: Any, within: str) -> Any:
    """Declare a number with its range: an interval such as "[0, 1]", "(0, 1]" or "[0, 1e6)".

    >>> key(0.35, "[0, 1]").metadata
    [Ge(ge=0), Le(le=1)]
    """
    return Field(default, **interval(within))


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
