"""One world, one number, one verdict: whoever shows a scenario's run shows the same.

Every entrance asks `msim.compare` for a scenario. Runs are shared by the scenario's hash, so that
an entrance which asked for other voters, surveys or worlds would have a run, and numbers, of its
own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from msim import api
from msim.experiment.comparison.compare import Results
from msim.lab import export, files
from msim.lab.answers import parts
from msim.lab.worlds import COUNTRIES, LabWorld, stages
from msim.report.common.document import unmarked
from msim.report.common.html import page
from msim.report.common.sentences import SHORT
from msim.report.run import sections, sentences
from msim.scenario.source import shipped
from tests.cli.command import said
from tests.house.surfaces import MAIN, firsts, plain, shown, untimed, verdict
from tests.lab.gridded import grid

SMALL = {"population.simulated": 1_000, "test.surveys": 2, "run.replicates": 6}


@dataclass
class Runs:
    """Results by the hash of what was asked for; pages, without figures, by scenario."""

    kept: dict[str, Results] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def runs() -> Iterator[Runs]:
    found, run = Runs(), api.run

    def shared(scenario: Any, progress: Any = None) -> Results:
        if scenario.hash not in found.kept:
            found.kept[scenario.hash] = run(scenario, progress)
        return found.kept[scenario.hash]

    def save(comparison: api.Comparison, folder: Path) -> Path:
        name = comparison.scenario.population.name
        found.pages[name] = page(sections.document(comparison.data), {})
        return folder

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api, "run", shared)
        patch.setattr(api.Comparison, "save", save)
        patch.setattr(files, "bundle", lambda: "1;")
        yield found


@pytest.mark.parametrize("name", sorted(shipped()))
def test_a_scenario_has_one_answer_wherever_it_is_shown(
    name: str, runs: Runs, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    typed = [f"--set={key}={value}" for key, value in SMALL.items()]
    command = ["run", name, *typed, "--quiet", "--out", tmp_path / "r"]
    status, printed, _ = said(capsys, *command, "--json")
    summary = json.loads(printed)
    assert (status, summary["replicates"], summary["surveys"]) == (0, 6, 2)
    status, terminal, _ = said(capsys, *command)
    scenario = api.load(name, {**SMALL, "run.workers": 1})
    changed = api.whatif(scenario, {"election.swing_sd": 0.03})
    first, *_ = parts(scenario, "", hurried=True)
    assert len([each for each in runs.kept.values() if each.scenario.population.name == name]) == 2

    assert untimed(changed.before.summary) == untimed(summary)
    assert first["summary"] == untimed(summary)

    rows = {row["arm"]: row["cells"] for row in first["table"]["rows"]}
    lines = firsts(terminal.partition("\narm ")[2].splitlines())
    drawn = firsts(re.findall(r'<tr><th scope="row">.*?</tr>', runs.pages[name], re.S))
    told = changed.table().set_index(["arm", "measure"])["before"]
    for arm, measures in summary["arms"].items():
        wanted = set(shown(summary, arm))
        assert wanted <= lines[arm] | {"\u2013"}, arm
        assert wanted <= drawn[arm], arm
        assert arm == "silent" or wanted <= {plain(value) for value, _ in rows[arm]}
        for which in ("net_votes", "cost_per_net_vote"):
            if (arm, which) in told.index:
                assert told[arm, which] == measures[which]["mean"]

    data = changed.before.data
    answer = plain(unmarked(sentences.answer(data)))
    for place in (terminal, runs.pages[name], first["answer"]):
        assert answer in plain(unmarked(place))
    gap = summary["contrasts"].get(MAIN)
    if gap is not None:
        verdict(summary, data, answer, first["brief"])
        assert told[MAIN, "net_votes"] == gap["net_votes"]["mean"]


def test_the_exported_file_starts_with_the_run(runs: Runs) -> None:
    text = export.page(grid())
    begin = json.loads(re.search(r'id="meta">(.*?)</script>', text, re.S)[1])["begin"]
    scenario = api.load("baseline", {**SMALL, "run.workers": 1})
    first, *_ = parts(scenario, begin["command"], hurried=True)
    assert begin == json.loads(json.dumps(first))


@pytest.mark.parametrize("preset", COUNTRIES[:5])
def test_the_lab_ends_with_what_msim_run_computes(preset: str) -> None:
    for replicates in (None, 7):
        set_ = [] if replicates is None else [f"run.replicates={replicates}"]
        last = LabWorld(preset).scenario(stages(replicates)[-1])
        assert last.hash == api.load(preset, set_).hash


@pytest.mark.parametrize("preset", COUNTRIES[:5])
def test_a_first_glance_has_no_verdict(preset: str, runs: Runs) -> None:
    first, *_ = parts(LabWorld(preset).scenario(stages()[0]), "", hurried=True)
    assert first["summary"]["verdict"][MAIN] == "unknown" and "verdict" not in first["came"]
    told = [each for outcome, each in SHORT.items() if outcome != "unknown"]
    for text in (first["answer"], first["brief"], first["ties"]):
        assert not [each for each in (*told, "Targeting") if each in text], text
