"""A command that is ended by a signal leaves nothing behind and says so with the usual status."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.house.tree import ROOT

PATIENCE_S = 120.0  # far more than it takes, on a busy machine too

SLOW = """
import sys, time
from pathlib import Path
from msim.cli import main
from msim.core.paths import whole

def command(*given, **more):
    with whole(Path("voters.csv")) as part:
        part.write_text("half")
        print("begun", flush=True)
        while True:  # in naps: a signal just before a long one would be heard at its end
            time.sleep(0.01)

main.build = lambda arguments: command
main.main([])
"""


@contextmanager
def started(folder: Path, code: str) -> Iterator[subprocess.Popen[str]]:
    """A process that runs the code; dead in the end, whatever happens."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=folder, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [(signal.SIGTERM, 143, "terminated\n"), (signal.SIGINT, 130, "interrupted\n")],
)
def test_a_signal_is_heard_and_what_was_half_written_is_gone(
    sent: signal.Signals, status: int, said: str, tmp_path: Path
) -> None:
    with started(tmp_path, SLOW) as process:
        assert process.stdout is not None and process.stdout.readline() == "begun\n"
        process.send_signal(sent)
        process.send_signal(sent)  # who is impatient disturbs nothing
        _, err = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, err) == (status, said)
    assert list(tmp_path.iterdir()) == []


LOADING = """
import os, sys
from msim.__main__ import start

class Interrupts:
    def find_spec(self, name, *rest):
        if name == {name!r}:
            os.kill(os.getpid(), {number})

sys.meta_path.insert(0, Interrupts())
sys.argv = ["msim", "config", "check"]
start()
"""


@pytest.mark.parametrize("name", ["msim.cli.main", "msim.core.errors", "typer", "msim.cli.config"])
@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [(signal.SIGTERM, 143, "terminated\n"), (signal.SIGINT, 130, "interrupted\n")],
)
def test_a_signal_while_modules_are_loaded_is_one_word(
    name: str, sent: signal.Signals, status: int, said: str, tmp_path: Path
) -> None:
    with started(tmp_path, LOADING.format(name=name, number=int(sent))) as process:
        out, err = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, out, err) == (status, "", said)


LOST = """
from msim.cli import main

class Swallows:
    def __del__(self):
        print("begun", flush=True)
        while True:
            time.sleep(0.01)

import time
main.build = lambda arguments: lambda *given, **more: Swallows() and None
main.main([])
"""


def test_an_interrupt_that_python_ignores_is_not_forgotten(tmp_path: Path) -> None:
    with started(tmp_path, LOST) as process:
        assert process.stdout is not None and process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130 and err.endswith("interrupted\n")


PARENT = """
import os, time
from msim.execution.processes import finished
from msim.scenario.outcome import Run

def told(item):
    os.write(1, b"%d\\n" % os.getpid())  # in one go, as two write to the same pipe
    time.sleep(60)

if __name__ == "__main__":
    list(finished(told, [1, 2], Run(workers=2)))
"""


def test_workers_end_with_their_parent_however_it_ended(tmp_path: Path) -> None:
    (tmp_path / "parent.py").write_text(PARENT, encoding="utf-8")
    code = "import runpy; runpy.run_path('parent.py', run_name='__main__')"
    with started(tmp_path, code) as process:
        assert process.stdout is not None
        workers = [int(process.stdout.readline()) for _ in range(2)]
        assert process.pid not in workers and all(map(alive, workers))
        process.kill()
    until = time.monotonic() + 10.0  # a second, and far more where the machine is busy
    while any(map(alive, workers)) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(map(alive, workers))


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
