"""`msim run` and `msim whatif` on the shipped scenarios beyond the first, cut small."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from msim.experiment.engine.measures import USUAL
from msim.scenario import dump, load
from tests.cli.command import said

CUT = {"population.simulated": 2_000, "test.respondents": 1_000, "segments.fit_sample": 500}
SHORT = ["--replicates=2", "--workers=1", "--json", "--quiet"]
SMALL = [*(f"--set={key}={value}" for key, value in CUT.items()), *SHORT]
PARTS = {
    "districts": {"districts", "pilot"},
    "mobilise": set(),
    "rivals": {"opponent", "game"},
    "viral": set(),
    "full_scale": {"individual"},
    "ads-removed": {"opponent"},
}
MORE = {
    "districts": {"seats", "electoral_votes", "expected_electoral_votes", "efficiency_gap",
                  "mean_minus_median", "split"},
    "mobilise": {"audience_share"},
    "rivals": set(),
    "viral": {"earned_reach_rate"},
    "full_scale": set(),
    "ads-removed": set(),
}
COMMON = {"msim", "scenario", "seed", "replicates", "surveys", "electorate", "simulated", "arms",
          "contrasts", "correlations", "ladder", "segments", "verdict", "assumptions", "timing",
          "left_out"}


def ran(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    status, out, err = said(capsys, *arguments)
    assert (status, err) == (0, "")
    found: dict[str, Any] = json.loads(out, parse_constant=pytest.fail)
    return found


@pytest.fixture
def whatif(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    """What `msim whatif --json` says of a shipped scenario, both twins cut small."""
    def changed(name: str, change: str) -> dict[str, Any]:
        path = tmp_path / f"{name}.toml"
        path.write_text(dump(load(name, CUT)), encoding="utf-8")
        return ran(capsys, "whatif", path, *SHORT, f"--set={change}")

    return changed


@pytest.mark.parametrize("name", PARTS)
def test_run_says_all_parts_in_json(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = ran(capsys, "run", name, *SMALL, "--out", tmp_path / "r")
    assert set(found) == COMMON | PARTS[name]
    assert found["scenario"]["name"] == name
    for measures in found["arms"].values():
        assert set(measures) == {*USUAL} | MORE[name]
    del found["timing"]
    assert found == json.loads((tmp_path / "r" / "summary.json").read_text(encoding="utf-8"))


def test_run_with_factors_says_what_each_is_worth(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "debate.toml"
    path.write_text(
        '[attribution.factors]\ntesting = { "test.conducted" = true }\n'
        'targeting = { arm = "segmented" }\n[test]\nconducted = false\n', encoding="utf-8")
    found = ran(capsys, "run", path, *SMALL, "--out", tmp_path / "r")["attribution"]
    worth = [factor["value"]["mean"] for factor in found["factors"]]
    assert [factor["factor"] for factor in found["factors"]] == ["testing", "targeting"]
    assert sum(worth) == pytest.approx(found["gain"]["mean"], abs=1e-9)


@pytest.mark.parametrize(
    ("name", "key", "value", "before"),
    [
        ("districts", "budget.allocation", "optimised", "proportional"),
        ("mobilise", "data.party_label", False, True),
        ("rivals", "opponent.data.validity", 0.29, 0.56),
        ("viral", "earned.share_rate", 0.15, 0.1),
        ("small", "messages.reactance_pp", 2.0, 0.0),
    ],
)
def test_whatif_changes_what_the_scenario_invites_to(
    name: str, key: str, value: object, before: object, whatif: Callable[..., dict[str, Any]]
) -> None:
    """The changes that the head of each file proposes."""
    given = str(value).lower() if isinstance(value, bool) else value
    found = whatif(name, f"{key}={given}")
    assert found["changed"] == {key: {"before": before, "after": value}}
    rows = found["moved"] + found["not_moved"]
    assert any(row["difference"] != 0.0 for row in rows)
    assert {row["measure"] for row in rows} <= {*USUAL} | MORE.get(name, set())


def test_whatif_compares_a_country_with_itself_counted_otherwise(
    whatif: Callable[..., dict[str, Any]]
) -> None:
    found = whatif("districts", "election.rule=popular")
    rows = found["moved"] + found["not_moved"]
    assert {row["measure"] for row in rows} <= {*USUAL}
    votes = [row for row in rows if row["measure"] == "net_votes"]
    assert votes and all(row["difference"] == 0.0 for row in votes)
    assert "seats" in found["before"]["arms"]["broadcast"]
    assert "seats" not in found["after"]["arms"]["broadcast"]
