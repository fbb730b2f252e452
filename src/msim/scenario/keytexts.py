"""What keys are called, what they mean and what they rest on: texts beside the models.

`keys/SECTION.toml` has a table for each key, read when it is first asked for:

- label: a short name for readers;
- unit, meaning: in words;
- source: a row of the evidence, "assumption" (where none is given), or "setting", a choice of
  whoever runs it (a seed, a name), about which there is nothing to be right;
- evidence: that row's low, central and high in the key's own unit, where the row has another one.

Keys of a channel are those of any; a table within such as `[social.cpm]` says what differs in the
channel of that name.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from msim.scenario.evidence import EVIDENCE
from msim.scenario.positions import Path as KeyPath

ASSUMPTION = "assumption"
SETTING = "setting"
OPPONENT = "opponent"


@dataclass(frozen=True)
class KeyText:
    """What is said of a key. low, central, high: of its evidence, in the key's unit."""

    label: str
    unit: str
    meaning: str
    source: str = ASSUMPTION
    low: float | None = None
    central: float | None = None
    high: float | None = None


@lru_cache(maxsize=2048)
def key_text(path: KeyPath) -> KeyText | None:
    """What is said of the key at a path; None where there is no such key.

    >>> key_text(("data", "validity")).label, key_text(("channels", "social", "cpm")).source
    ('data validity', 'cpm_digital')
    """
    names = [str(step) for step in path if not isinstance(step, int)]
    if len(names) < 2:
        return None
    if names[0] == OPPONENT and len(names) == 3:  # as for the own side
        del names[0]
    if names[:2] == ["population", "traits"] and len(names) == 3:
        del names[0]
    if len(names) != (3 if names[0] == "channels" else 2):
        return None
    texts = _section(names[0])
    said: dict[str, Any] = texts.get(names[-1], {})
    if not said:
        return None
    own = texts.get(names[1], {}).get(names[-1], {}) if len(names) == 3 else {}
    if "source" in own:  # another row has figures of its own
        said = {name: each for name, each in said.items() if name != "evidence"}
    said = said | own
    figures = said.pop("evidence", None)
    row = EVIDENCE.get(said.get("source", ASSUMPTION))
    if figures is None and row is not None:
        figures = {"low": row.low, "central": row.central, "high": row.high}
    return KeyText(**said, **(figures or {}))


@lru_cache(maxsize=32)
def _section(name: str) -> dict[str, Any]:
    file = Path(__file__).parent / "keys" / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
