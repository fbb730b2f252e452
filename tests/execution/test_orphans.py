"""Processes that compute end with the one that started them, also if it ended before they began."""

from __future__ import annotations

import os
import subprocess
import sys

import psutil
import pytest

GONE = """
import os, time
from msim.execution.here import end_with_parent
end_with_parent(os.getpid())  # nobody's parent: as if it had ended before
time.sleep(600)
"""
STARTS = """
import os
from msim.execution.processes import finished
from msim.scenario.outcome import Run

def items():
    yield 1
    yield 2
    os.kill(os.getpid(), 9)  # the processes are there, and have hardly begun

print(list(finished(abs, items(), Run(workers=2))))
"""

DRAWS = """
import os, subprocess, sys
from msim.report.common import painter
slow = '''
import os, sys, time
from msim.report.common import painter
left = [{drawn}]
def drawn(*asked):
    if not left.pop():
        print(flush=True)
        time.sleep(600)  # an engine that takes long to start or to draw, and hears nothing
painter.drawn, sys.argv = drawn, ["", "S", str(os.getppid())]
painter.main()
'''
process = subprocess.Popen([sys.executable, "-c", slow], stdin=-1, stdout=-1)
painter.send(process.stdin, b"S", b"")
process.stdout.read(1)
os.kill(os.getpid(), 9)
"""


def test_a_process_whose_parent_is_gone_already_ends() -> None:
    ended = subprocess.run([sys.executable, "-c", GONE], check=False, capture_output=True)
    assert (ended.returncode, ended.stderr) == (1, b"")


ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of a parent's end")


@ON_LINUX
def test_a_process_that_would_draw_for_nobody_starts_no_engine() -> None:
    code = "from msim.report.common import painter; painter.drawn = None; painter.main()"
    subprocess.run([sys.executable, "-c", code, "S", str(os.getppid())], check=True)


@pytest.mark.parametrize("code", [
    STARTS, pytest.param(DRAWS.format(drawn="False"), marks=ON_LINUX),
    pytest.param(DRAWS.format(drawn="False, True"), marks=ON_LINUX),
], ids=["computes", "starts", "draws"])  # fmt: skip
def test_processes_that_hear_nothing_yet_end_with_their_parent(code: str) -> None:
    with subprocess.Popen([sys.executable, "-c", code], start_new_session=True) as process:
        process.wait()
    left = [each for each in psutil.process_iter() if _of(each, process.pid)]
    _, alive = psutil.wait_procs(left, timeout=60)
    assert not alive


def _of(process: psutil.Process, session: int) -> bool:
    """Whether it belongs to the session of a process that has ended."""
    try:
        return os.getsid(process.pid) == session
    except OSError:
        return False
