"""A run where the machine lacks something: it works, or says what lacks, and loses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="files and pipes of POSIX")
RUN = ("run", "small", "--replicates", "2", "--quiet", "--set", "population.simulated=1000")
LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (8_192, 8_192))
from msim.cli.main import main
main(sys.argv[1:])
"""


def ran(
    folder: Path, *arguments: str, code: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, in an empty folder, with these variables."""
    kept = {name: value for name, value in os.environ.items() if name not in environment}
    path = {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    start = ["-c", code] if code else ["-m", "msim"]
    return subprocess.run(
        [sys.executable, *start, *arguments], cwd=folder, env={**kept, **path, **environment},
        text=True, capture_output=True, timeout=120,
    )  # fmt: skip


def test_without_a_home_and_a_place_for_what_is_temporary(tmp_path: Path) -> None:
    done = ran(tmp_path, *RUN, HOME=os.devnull, TMPDIR="/no/such/folder", XDG_CACHE_HOME=os.devnull)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert (tmp_path / "results" / "small" / "manifest.json").is_file()


def test_where_files_cannot_grow_older_results_stay(tmp_path: Path) -> None:
    """A quota, or a full disk: SIGXFSZ is not what ends it."""
    older = tmp_path / "made"
    older.mkdir()
    (older / "notes.txt").write_text("mine")
    done = ran(tmp_path, *RUN, "--out", "fresh", code=LIMITED)
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    assert "File too large" in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"made"}
    assert (older / "notes.txt").read_text() == "mine"


def test_who_stops_reading_loses_no_results(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "msim", *RUN, "--out", "made"]
    path = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    done = subprocess.run(command, cwd=tmp_path, env=path, stdout=write, stderr=subprocess.PIPE,
                          text=True, timeout=120)  # fmt: skip
    os.close(write)
    assert done.returncode in (0, 1, 128 + signal.SIGPIPE) and "Traceback" not in done.stderr
    assert (tmp_path / "made" / "manifest.json").is_file()
