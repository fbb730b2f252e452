"""The loops of a first run: their list is whole, and what processes beside it compile is kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from msim.cli import screen
from msim.core.compiled import argument_types
from msim.execution import preparing

CALLED = """
import json
from unittest import mock
from msim.api import NAMES, compare, load
from msim.core import compiled

called, load_overload = [], compiled._Cache.load_overload

def noted(self, types, target):
    loop = self._places[-1]._py_func
    called.append([loop.__module__, loop.__name__, repr(types)])
    return load_overload(self, types, target)

with mock.patch.object(compiled._Cache, "load_overload", noted):
    for name in ("small", "rivals"):
        compare(load(name, {"run.replicates": 1, "population.simulated": 5000, "run.workers": 1}))
print(json.dumps(called))
"""

PREPARED = """
import json
import os
from unittest import mock
from msim.core.compiled import lacks
from msim.execution import preparing

lacking = [lacks(*each) for each in preparing.listed()]
with mock.patch("subprocess.Popen") as called, mock.patch.object(preparing, "cores", lambda _: 3):
    asked = preparing.start(), preparing.start(), [call.args[0][-2:] for call in called.mock_calls
                                                   if call.args and isinstance(call.args[0], list)]
preparing.main([str(os.getppid()), "0", "12"])
print(json.dumps([sum(lacking), asked, [lacks(*each) for each in preparing.listed()]]))
"""


def said(script: str, **environment: str) -> list[object]:
    """What a script prints as JSON in a process of its own."""
    done = subprocess.run([sys.executable, "-c", script], env=os.environ | environment,
                          capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: list[object] = json.loads(done.stdout)
    return found


def test_the_list_holds_what_a_run_compiles_once_each_in_its_order() -> None:
    """To refresh it: a line for each loop and its types, as this test finds them."""
    wanted = [[loop.__module__, loop.__name__, repr(types)] for loop, types in preparing.listed()]
    found = said(CALLED)
    inside = [each for each in found if each in wanted]
    assert sorted(inside) == sorted(wanted)
    assert [each for each in found if each[:2] not in [w[:2] for w in wanted]] == []
    assert len({tuple(each[:2]) for each in wanted}) == len(wanted)   # one signature each


def test_processes_are_called_where_nothing_is_kept_and_keep_what_they_make(
    tmp_path: Path
) -> None:
    lacking, asked, after = said(PREPARED, NUMBA_CACHE_DIR=str(tmp_path))
    number = len(list(preparing.listed()))
    assert lacking == number
    assert asked == [True, True, [["0", "2"], ["1", "2"]]]   # called once, for two cores more
    assert isinstance(after, list)
    assert [not each for each in after[::-1]] == [place % 12 == 0 for place in range(number)]


def test_it_is_said_in_a_line_unless_nothing_is_to_be_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(preparing, "start", lambda: True)
    screen.prepare(quiet=True)
    assert capsys.readouterr() == ("", "")
    screen.prepare(quiet=False)
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("preparing, once") and err.count("\n") == 1
    monkeypatch.setattr(preparing, "start", lambda: False)
    screen.prepare(quiet=False)
    assert capsys.readouterr() == ("", "")


def test_types_are_read_as_numba_writes_them() -> None:
    from numba import types

    assert argument_types("(float32[:,::1], boolean[::1], Tuple((int64,)),)") == (
        types.float32[:, ::1], types.boolean[::1], types.UniTuple(types.int64, 1),
    )  # fmt: skip
