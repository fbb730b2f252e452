"""Compiled loops: kept where a folder can be written, read where it cannot, never an error.

The code under test runs in another process, on a package of one file whose folder is closed.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = """
from msim.core.compiled import compiled

@compiled
def twice(number):
    return 2 * number

@compiled(inline="never", error_model="numpy")
def inverse(number):
    return 1.0 / number
"""

RUN = """
import sys
sys.path.insert(0, sys.argv[1])
from loops import inverse, twice
assert twice(21) == 42 and inverse(0.0) == float("inf")
print(sum(twice.stats.cache_hits.values()), sum(twice.stats.cache_misses.values()))
"""

# root may write into every folder, unless it gives that right up
WITHOUT_RIGHTS = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]


@pytest.fixture
def package(tmp_path: Path):
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "loops.py").write_text(SOURCE)
    yield folder
    open_again(folder)


def close(folder: Path) -> None:
    for inside in (*folder.rglob("*"), folder):
        inside.chmod(0o555 if inside.is_dir() else 0o444)


def open_again(folder: Path) -> None:
    folder.chmod(0o755)
    for inside in folder.rglob("*"):
        inside.chmod(0o755)


def run(package: Path, **environment: str) -> str:
    """Hits and misses of the cache, in a process that has no home."""
    kept = {k: v for k, v in os.environ.items() if k not in ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME")}
    command = [sys.executable, "-W", "error", "-c", RUN, str(package)]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command = [*WITHOUT_RIGHTS, *command]
    done = subprocess.run(command, env={**kept, "HOME": os.devnull, **environment},
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


needs_closed_folders = pytest.mark.skipif(
    os.name == "nt" or (os.geteuid() == 0 and shutil.which("setpriv") is None),
    reason="this user can write into every folder")


@needs_closed_folders
def test_nothing_can_be_written(package: Path):
    close(package)
    assert run(package) == "0 1"
    assert not (package / "__pycache__").exists()


@needs_closed_folders
def test_a_folder_that_can_only_be_read_is_read(package: Path):
    assert run(package) == "0 1"   # it is compiled beside the source ...
    close(package)
    assert run(package) == "1 0"   # ... and read from there


def test_a_file_that_was_cut_off_is_made_anew(package: Path):
    assert run(package) == "0 1"
    for ending in ("nbi", "nbc"):
        for left in (0, 20):
            files = list((package / "__pycache__").glob(f"*.{ending}"))
            assert min(file.stat().st_size for file in files) > 20   # it was kept the last time
            for file in files:
                os.truncate(file, left)
            assert run(package) == "0 1"   # nothing is said, and it is compiled
    assert run(package) == "1 0"


@needs_closed_folders
@pytest.mark.parametrize("variable", ["NUMBA_CACHE_DIR", "HOME"])
def test_another_folder_serves(package: Path, tmp_path: Path, variable: str):
    close(package)
    place = tmp_path / "elsewhere"
    place.mkdir()
    assert run(package, **{variable: str(place)}) == "0 1"
    if variable == "NUMBA_CACHE_DIR":   # that one also where it can only be read by now
        close(place)
    assert run(package, **{variable: str(place)}) == "1 0"
    open_again(place)


def test_a_disk_that_fills_up_costs_the_cache_alone(monkeypatch: pytest.MonkeyPatch):
    from numba.core.caching import IndexDataCacheFile

    from msim.core.compiled import compiled

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    def thrice(number):
        return 3 * number

    loop = compiled(thrice)
    monkeypatch.setattr(IndexDataCacheFile, "save", full)
    monkeypatch.setattr(IndexDataCacheFile, "load", full)
    assert loop(2) == 6


PLAIN = """
import json, warnings
warnings.simplefilter("error")
from msim.core.compiled import PLAIN
from msim.experiment.engine.replicate import run_replicate
from msim.scenario import load

small = ["population.simulated=150", "test.respondents=150", "segments.fit_sample=150",
         "segments.count=2", 'run.arms=["silent", "broadcast", "segmented"]']
print(json.dumps([PLAIN, run_replicate(load("small", small), 0).measures]))
"""


def test_without_compilation_the_engine_says_the_same() -> None:
    """NUMBA_DISABLE_JIT=1, as debuggers and coverage want it: every loop as plain Python."""
    said = {}
    for disabled in ("0", "1"):
        environment = os.environ | {"NUMBA_DISABLE_JIT": disabled}
        found = subprocess.run([sys.executable, "-c", PLAIN], env=environment, check=True,
                               capture_output=True, text=True)  # fmt: skip
        plain, said[disabled] = json.loads(found.stdout)
        assert plain == (disabled == "1")
    for arm, measures in said["0"].items():
        assert said["1"][arm] == pytest.approx(measures, rel=1e-6, nan_ok=True), arm
