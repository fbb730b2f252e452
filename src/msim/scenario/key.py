"""How a key of the config is declared: its type, default and range, each written down once.

What it is called, means and rests on is text: `keys/SECTION.toml`, read by `keytexts`.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AllowInfNan,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

Number = Annotated[float, Strict(), AllowInfNan(False)]
Whole = Annotated[int, Strict()]
Flag = Annotated[bool, Strict()]
Rate = Annotated[float, Strict(), AllowInfNan(False), Field(ge=0, le=1)]
Weight = Annotated[float, Strict(), AllowInfNan(False), Field(ge=0, le=1e6)]
Lean = Annotated[float, Strict(), AllowInfNan(False), Field(ge=-3, le=3)]
"""A loading on the logit of a chance, for one standard deviation."""
UNFIT = r"\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff"
"""What no text of a user's may have, as a class of a regular expression: control characters, signs
that end a line or turn its direction, and what XML 1.0 does not have. It goes into a terminal, a
page, a figure.
"""
Text = Annotated[str, Strict(), StringConstraints(max_length=200, pattern=f"^[^{UNFIT}]*$")]
Name = Annotated[
    str, Strict(), StringConstraints(max_length=40, pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")
]


def joined(given: Any) -> Any:
    r"""A text with its lines joined and its blanks made one; anything else as it is.

    >>> joined("two\n  lines"), joined(3)
    ('two lines', 3)
    """
    return re.sub(r"[ \t\r\n]+", " ", given).strip() if isinstance(given, str) else given


Prose = Annotated[
    str, Strict(), BeforeValidator(joined),
    StringConstraints(max_length=2_000, pattern=f"^[^{UNFIT}]*$"),
]  # fmt: skip
"""A text whose lines are joined."""
DEVICES = frozenset(("con", "prn", "aux", "nul"))
"""Names that Windows keeps for devices, beside `com1` to `lpt9`."""


def _of_a_file(name: str) -> str:
    if name.lower() in DEVICES or re.fullmatch(r"(?i)(com|lpt)[0-9]", name):
        raise PydanticCustomError("device", "a device")
    return name


FileName = Annotated[Name, AfterValidator(_of_a_file)]
"""A name that files may be called by, on every system."""


class ConfigTable(BaseModel):
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
