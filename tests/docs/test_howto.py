"""The how-tos, to the letter: what a page says is done to a copy, and what it promises is found."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tests.house.tree import ROOT, blocks

HEAD = re.compile(r'# (?P<file>src/[\w./]+)(, (?P<how>at the end|above "(?P<line>.+)"))?')
SMALL = {"population.simulated": 2_000, "run.replicates": 2, "test.respondents": 2_000}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The program and its scenarios, with what was compiled of it."""
    for folder in ("src", "configs"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def follow(page: str, top: Path) -> set[str]:
    """Does what a how-to says in the tree at `top`; gives the files that were changed."""
    changed = set()
    for _, body in blocks(ROOT / "docs" / "howto" / page):
        head, _, text = body.partition("\n")
        said = HEAD.fullmatch(head)
        if said is None:
            continue
        file = top / said["file"]
        assert file.exists() == bool(said["how"]), f"{file}: new where nothing is said, else there"
        if said["line"]:
            before, line, after = file.read_text().partition("\n" + said["line"])
            assert line and line not in after, f"{said['line']}: stands there once"
            text = f"{before}\n{text}{line.removeprefix(chr(10))}{after}"
        elif said["how"]:
            text = f"{file.read_text()}\n{text}"
        file.write_text(text)
        changed.add(said["file"])
    return changed


def tried(top: Path, code: str) -> Any:
    """What a program of the copy finds, as it prints it in its last line."""
    here = {**os.environ, "PYTHONPATH": str(top / "src")}
    done = subprocess.run(
        [sys.executable, "-c", dedent(code), json.dumps(SMALL), str(top / "results")],
        cwd=top, env=here, capture_output=True, text=True,
    )  # fmt: skip
    assert not done.returncode, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


BEGIN = """
import json, sys
from functools import partial
from pathlib import Path
import msim
from msim.lab import answers, files
from msim.report.common import drawing, painter
from msim.report.run.sections import FIGURES

def blank(kind, content):  # pictures take longest, and nobody looks at them here
    return b"\\x89PNG" if kind == b"P" else b'<svg xmlns="http://www.w3.org/2000/svg"></svg>'

painter.drawn, drawing.start = blank, lambda: None
small, folder = json.loads(sys.argv[1]), Path(sys.argv[2])
"""


def test_a_strategy_is_a_file_a_card_and_a_row(copy: Path) -> None:
    changed = follow("add-a-strategy.md", copy)
    assert changed == {"src/msim/campaign/strategies/sides.py", "src/msim/core/arms.toml"}
    row = re.search(r"^\| `sides` \|.*\|$", page("add-a-strategy.md"), re.M)
    readme = (ROOT / "README.md").read_text()
    assert row and row[0].count("|") == 4 and "| `silent` |" in readme
    found = tried(copy, BEGIN + """
from msim.api import NAMES
from msim.report.common.names import colour
arms = ["silent", "broadcast", "segmented", "sides"]
made = msim.compare(msim.load("small", {**small, "run.arms": arms}))
lab = answers.numbers(made.data, "")["table"]["rows"]
print(json.dumps({
    "listed": "sides" in NAMES.arms and "sides" in NAMES.strategies,
    "summary": made.summary["arms"]["sides"]["reach_rate"]["mean"],
    "contrast": "sides-broadcast" in made.summary["contrasts"],
    "ladder": [rung["buys"] for rung in made.summary["ladder"] if rung["step"] == "sides"],
    "table": "sides" in made.table().index,
    "page": (made.save(folder) / "report.html").read_text(),
    "lab": [row["label"] for row in lab],
    "told": files.meta(1)["definitions"]["arm:sides"]["text"],
    "drawn": colour("sides") in json.dumps(FIGURES["reach"](made.data).spec),
}))
""")
    assert found["listed"] and found["contrast"] and found["table"] and found["summary"] > 0
    assert found["ladder"] == ["party instead of clusters: a message for each side of the label"]
    assert "for each side of the party label" in found["page"] and found["drawn"]
    assert "sides" in found["lab"]
    assert found["told"].startswith("A message of its own for each side")


def test_a_strategy_without_a_card_goes_by_its_name(copy: Path) -> None:
    follow("add-a-strategy.md", copy)
    shutil.copy(ROOT / "src/msim/core/arms.toml", copy / "src/msim/core/arms.toml")
    found = tried(copy, BEGIN + """
from msim.core.arms import ARMS, RESERVE, arm
made = msim.compare(msim.load("small", {**small, "run.arms": ["silent", "broadcast", "sides"]}))
text = (made.save(folder) / "report.html").read_text()
print(json.dumps([arm("sides").colour in RESERVE and "sides" not in ARMS, "sides" in text,
                  arm("sides").colour in json.dumps(FIGURES["reach"](made.data).spec)]))
""")
    assert found == [True, True, True]


def test_a_measure_is_one_function(copy: Path) -> None:
    assert follow("add-a-measure.md", copy) == {"src/msim/experiment/engine/measures.py"}
    found = tried(copy, BEGIN + """
from msim.api import NAMES
from msim.study.measures import there_are
name, scenario = "cost_per_thousand", msim.load("small", small)
made = msim.compare(scenario)
lab = answers.numbers(made.data, "")["table"]
print(json.dumps({
    "listed": name in NAMES.measures and name in there_are(scenario),
    "summary": made.summary["arms"]["segmented"][name]["mean"],
    "table": name in made.table().columns.get_level_values(0),
    "page": (made.save(folder) / "report.html").read_text(),
    "csv": name in (folder / "outcomes.csv").read_text(),
    "lab": name in lab["columns"],
    "told": files.meta(1)["definitions"][name],
}))
""")
    assert found["listed"] and found["table"] and found["csv"] and found["lab"]
    assert found["summary"] > 0.0 and "cost per thousand impressions</th>" in found["page"]
    assert found["told"]["title"] == "cost per thousand impressions"
    assert found["told"]["text"].startswith("All that was spent, divided by the thousands")


def test_a_figure_is_a_file_and_a_place(copy: Path) -> None:
    changed = follow("add-a-figure.md", copy)
    assert changed == {
        "src/msim/report/segments/figures/sizes.py", "src/msim/report/segments/sections.py",
    }
    found = tried(copy, BEGIN + """
from msim.core.errors import InputError
from msim.experiment.segments import cuts
cuts.COUNTS = range(2, 4)
for name in ("stability", "segment_stability"):
    setattr(cuts, name, partial(getattr(cuts, name), resamples=5))
study = msim.segment(msim.load("small", small), "kmeans")
study.save(folder)
try:
    study.plot("size")
except InputError as error:
    listed = str(error)
print(json.dumps({
    "page": (folder / "segments.html").read_text(), "listed": "sizes" in listed,
    "plot": type(study.plot("sizes")).__name__,
    "csv": (folder / "figures" / "sizes.csv").read_text(),
}))
""")
    assert found["listed"] and found["plot"] == "VConcatChart"
    assert "How large the segments are" in found["page"]
    assert found["csv"].startswith("label,size_share")


def page(name: str) -> str:
    return (ROOT / "docs" / "howto" / name).read_text(encoding="utf-8")
