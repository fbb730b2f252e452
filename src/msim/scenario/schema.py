"""The JSON Schema of a config, for editors and for those who write configs by program."""

from __future__ import annotations

from typing import Any

from msim.scenario.key import ASSUMPTION, SETTING
from msim.scenario.model import Scenario

CLAIM = "What is asserted about this scenario, for `msim debate`; no part of the scenario."


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a config, with unit and source for each key.

    >>> json_schema()["additionalProperties"]
    False
    """
    schema: dict[str, Any] = _tidied(Scenario.model_json_schema())
    schema["properties"]["claim"] = {"type": "object", "description": CLAIM}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema,
            "title": "A scenario of msim"}


def _tidied(part: Any) -> Any:
    """Without null, which TOML does not have; closed to other names; docstrings cut to a line."""
    if isinstance(part, list):
        return [_tidied(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    options = [inner for inner in part.get("anyOf", []) if inner != {"type": "null"}]
    if len(options) == 1:
        part = {**options[0], **{name: inner for name, inner in part.items() if name != "anyOf"}}
    if "patternProperties" in part:
        part = {**part, "additionalProperties": False}
    if isinstance(part.get("description"), str):
        part = {**part, "description": part["description"].split("\n\n")[0]}
    if part.get("source") == SETTING:
        part = {**part, "source": ASSUMPTION, "setting": True}
    return {name: _tidied(inner) for name, inner in part.items()
            if not (name == "default" and inner is None)}
