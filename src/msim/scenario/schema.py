"""The JSON Schema of a config, for editors and for those who write configs by program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from msim.scenario.evidence import EVIDENCE
from msim.scenario.fields import Path
from msim.scenario.keytexts import ASSUMPTION, SETTING, key_text
from msim.scenario.media import Channel
from msim.scenario.model import Scenario
from msim.scenario.people import Trait

CLAIM = "What is asserted about this scenario, for `msim debate`; no part of the scenario."


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a config, with unit and source for each key.

    >>> json_schema()["additionalProperties"]
    False
    """
    schema: dict[str, Any] = _tidied(_described(Scenario.model_json_schema()))
    schema["properties"]["claim"] = {"type": "object", "description": CLAIM}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema,
            "title": "A scenario of msim"}


def _described(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with what is said of each key: meaning, unit, source and evidence."""
    for model, path in _models(Scenario, ()):
        for name, part in schema["$defs"][model.__name__]["properties"].items():
            if text := key_text((*path, name)):
                part |= {"description": text.meaning, "unit": text.unit, "source": text.source}
                if text.source in EVIDENCE:
                    part["evidence"] = [text.low, text.central, text.high]
    return schema


def _models(model: type[BaseModel], path: Path) -> Iterator[tuple[type[BaseModel], Path]]:
    """The models of all sections, each with the path that its keys stand under."""
    if not path:
        yield from ((Channel, ("channels", "NAME")), (Trait, ("population", "traits", 0)))
    for name, field in model.model_fields.items():
        if isinstance(field.default, BaseModel):
            yield type(field.default), (*path, name)
            yield from _models(type(field.default), (*path, name))


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
