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
     "population.traits = [{kind = 'binary'}]", "test.outcome = 'x'", "channels.'a b'.share = 1.0"],
)
def test_it_refuses_what_msim_refuses(text: str) -> None:
    assert not Draft202012Validator(SCHEMA).is_valid(tomllib.loads(text))


def test_each_key_carries_unit_and_source() -> None:
    def of(section: str) -> dict[str, Any]:
        part = SCHEMA["properties"][section]
        for inner in part.get("patternProperties", {}).values():
            part = inner
        found: dict[str, Any] = SCHEMA["$defs"][part["$ref"].split("/")[-1]]["properties"]
        return found

    for doc in keys():
        section, *_, name = doc.key.split(".")
        if doc.key.startswith("population.traits."):
            continue
        assert of(section)[name]["unit"] == doc.unit
        assert of(section)[name]["source"] == doc.source, doc.key
        assert of(section)[name].get("setting", False) == doc.setting
        assert of(section)[name]["description"] == doc.meaning
