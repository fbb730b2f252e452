"""What a release is made of: a wheel with everything in it, and files that say how it is cited."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

import msim
from msim.cli.app import COMMANDS
from msim.report.common import citation
from tests.house.tree import ROOT
from tests.release import smoke
from tests.report.test_commands import said


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel of this tree, unpacked."""
    place = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = place.glob("*.whl")
    zipfile.ZipFile(built).extractall(place / "all")
    return place / "all"


def test_the_wheel_has_every_file_that_the_package_reads(wheel) -> None:
    def named(folder: Path) -> set[str]:
        return {
            path.relative_to(folder).as_posix() for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }  # fmt: skip

    here = named(ROOT / "src" / "msim") | {f"configs/{name}" for name in named(ROOT / "configs")}
    assert named(wheel / "msim") == here


def test_the_wheel_alone_finds_its_scenarios_claims_and_lessons(wheel, tmp_path) -> None:
    code = (
        "import msim; from msim.claims.reading import every_claim, read_claim;"
        "from msim.lessons.lesson import lessons;"
        "print(msim.__file__, msim.load('baseline').hash, len(every_claim()), len(lessons()))"
    )
    seen = {**os.environ, "PYTHONPATH": str(wheel)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=seen, text=True, check=True,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    file, hashed, claims, lessons = done.stdout.split()
    assert Path(file).is_relative_to(wheel) and hashed == msim.load("baseline").hash
    assert int(claims) == 26 and int(lessons) >= 8


def test_every_command_is_tried_from_the_wheel() -> None:
    assert {command[0] for command in smoke.COMMANDS} - {"--version"} == set(COMMANDS)


@pytest.mark.parametrize(
    ("file", "written"), [("CITATION.cff", citation.cff), ("codemeta.json", citation.codemeta)]
)
def test_files_for_citing_say_the_same(file, written) -> None:
    assert (ROOT / file).read_text(encoding="utf-8") == written()
    if file.endswith(".cff"):
        assert yaml.safe_load(written())["version"] == msim.__version__


def test_cite_names_version_hash_and_seed(capsys) -> None:
    status, out, _ = said(capsys, "cite", "small", "--seed", "9", "--bibtex")
    scenario = msim.load("small", {"run.seed": 9})
    assert status == 0 and scenario.hash in out and "seed 9" in out and msim.__version__ in out
    assert out.count("{") == out.count("}")
    status, out, _ = said(capsys, "cite")
    assert status == 0 and "Scenario" not in out and msim.__version__ in out


def test_workflows_can_be_read_and_call_what_there_is() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    for path in (ROOT / ".github" / "workflows").glob("*.yml"):
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        runs = [step["run"] for job in found["jobs"].values() for step in job["steps"]
                if "run" in step]  # fmt: skip
        assert runs
        for run in runs:
            for word in re.findall(r"make ([a-z]+)", run):
                assert word in targets
            for folder in re.findall(r"(?:tests/|\.ci/)\w+", run):
                assert (ROOT / folder).exists(), folder
