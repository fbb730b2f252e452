"""scikit-learn is loaded where it is used, and then before threads are limited."""

from __future__ import annotations

import subprocess
import sys

import pytest

CODE = """
import sys
import msim
from msim.experiment.comparison import compare
seen = []
inner = compare.run_blocks
def first(*args):
    seen.append("sklearn.cluster" in sys.modules)
    return inner(*args)
compare.run_blocks = first
changes = {"population.simulated": 500, "run.replicates": 1, "test.respondents": 200}
msim.compare(msim.load("small", changes | {CHANGES}))
print(seen[0], "sklearn" in sys.modules, "scipy.stats" in sys.modules)
"""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "False False False"),
        ({"segments.method": "ward"}, "True True True"),
        ({"opponent.strategy": "segmented", "opponent.segments.method": "ward"}, "True True True"),
    ],
    ids=["the main job", "another method", "the other side's"],
)
def test_what_is_loaded_when(changes: dict[str, str], said: str) -> None:
    code = CODE.replace("{CHANGES}", repr(changes))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == said, done.stderr
