"""The JSON Schema takes what msim takes."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from msim.scenario import Scenario, dump, json_schema, keys, shipped

SCHEMA = json_schema()


@pytest.mark.parametrize("name", shipped())
def test_it_takes_the_shipped_scenarios(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(tomllib.loads(shipped()[name].read_text("utf-8")))


def test_it_takes_a_complete_scenario() -> None:
    Draft202012Validator(SCHEMA).validate(tomllib.loads(dump(Scenario())))


@pytest.mark.parametrize(
    "text",
    ["segments.cuont = 3", "data.validity = 1.4", "x = 1", "run.workers = 'aut'", "data = 3",
     "channels.social.chm = 3", "population.traits = []", "politics.support = 1.0",
     "population.traits = [{kind = 'binary'}]", "test.outcome = 'x'", "channels.'a b'.share = 1.0",
     "opponent.data.valdity = 0.3", "opponent.data.validity = 1.4", "opponent.dta.validity = 0.3",
     "opponent.test.outcome = 'x'", "attribution.factors.a = 3", "election.rule = 'x'",
     "channels.text.capacity = 0", "channels.text.kind = 'x'"],
)
def test_it_refuses_what_msim_refuses(text: str) -> None:
    assert not Draft202012Validator(SCHEMA).is_valid(tomllib.loads(text))


def test_each_key_carries_unit_and_source() -> None:
    for doc in keys():
        if doc.key.startswith("population.traits."):
            continue
        part = described(doc.key)
        assert part["unit"] == doc.unit
        assert part["source"] == doc.source, doc.key
        assert part.get("setting", False) == doc.setting
        assert part["description"] == doc.meaning


def described(key: str) -> dict[str, Any]:
    """What the schema says of a dotted key, sections in sections followed."""
    part: dict[str, Any] = SCHEMA
    for step in key.split("."):
        for inner in part.get("patternProperties", {}).values() if step == "NAME" else ():
            part = inner
        if step != "NAME":
            part = part["properties"][step]
        if "$ref" in part:
            part = SCHEMA["$defs"][part["$ref"].split("/")[-1]]
    return part


def test_a_section_in_a_section_is_closed_to_other_names_too() -> None:
    for section in ("data", "segments", "test", "budget"):
        part = described(f"opponent.{section}")
        assert part["additionalProperties"] is False
        assert set(part["properties"]) == set(described(section)["properties"]) - {"surveys"}


@pytest.mark.parametrize(
    "text",
    ["[opponent]\nstrategy = 'broadcast'\n[opponent.data]\nvalidity = 0.3",
     "[attribution.factors]\ntest = {'test.conducted' = true}\nsplit = {arm = 'segmented'}",
     "[channels.text]\nshare = 1.0\nfrequency_cap = 2\ncapacity = 1e5"],
)
def test_it_takes_what_msim_takes(text: str) -> None:
    Draft202012Validator(SCHEMA).validate(tomllib.loads(text))
