"""Each preset carries its claim, every country of the README is one, and each shows its point."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from msim.lab.answers import FIGURES, POINTS, parts
from msim.lab.claims import claimed
from msim.lab.worlds import COUNTRIES, LabStage, LabWorld, presets
from msim.scenario.source import read

README = Path(__file__).parents[2] / "README.md"
SMALL = LabStage(1_000, 1, 2)


def test_every_country_of_the_readme_is_a_preset_in_its_order() -> None:
    told = re.findall(r"^\| \[([\w-]+)\]\(configs/", README.read_text(encoding="utf-8"), re.M)
    assert tuple(told) == COUNTRIES
    assert presets()[: len(told)] == COUNTRIES


def test_each_preset_says_its_claim_in_few_sentences() -> None:
    assert tuple(claimed()) == presets()
    for name, each in claimed().items():
        claim = read(name).claim
        assert each["claim"].startswith("Claim")
        assert len(re.findall(r"[.?!](?:\s|”|$)", each["claim"])) <= 3
        if claim is not None:
            assert claim["assertion"] in each["claim"] and claim["who"] in each["claim"]


@pytest.mark.parametrize(
    ("preset", "point"),
    [
        ("boring-meetings", {"attribution"}),
        ("districts", {"seats", "districts"}),
        ("district-delivery", {"seats", "districts"}),
        ("three-million", {"seats", "districts"}),
        ("null", set()),
    ],
)
def test_a_preset_shows_what_is_its_point(preset: str, point: set[str]) -> None:
    world = LabWorld(preset)
    found = list(parts(world.scenario(SMALL), world.command(SMALL)))
    drawn = {part["name"]: part for part in found if part.get("spec")}
    assert set(drawn) & set(POINTS) == point
    assert ("seats" in point) == any("electoral votes" in told for told in found[0]["points"])
    assert set(drawn) >= set(FIGURES) - {"promised"}
    if "attribution" in point:
        rows = drawn["attribution"]["spec"]["hconcat"][0]["data"]["values"]
        assert "meetings" in {row["name"] for row in rows}
        assert drawn["attribution"]["added"] == "points"


def test_a_pilot_in_districts_is_told_in_words() -> None:
    world = LabWorld("regional-pilot")
    (told, *_) = parts(world.scenario(SMALL), world.command(SMALL))
    assert any("pilot" in each for each in told["points"])
