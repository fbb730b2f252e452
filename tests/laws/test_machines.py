"""Another processor gives the same numbers to 1e-9: nothing rests on the order of float sums."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

import msim

KEYS = {
    "population.simulated": 3_000,
    "run.replicates": 3,
    "run.workers": 1,
    "test.respondents": 1_000,
    "segments.fit_sample": 800,
}
CODE = f"""
import msim
print(msim.compare(msim.load("divisive", {KEYS!r})).data.outcomes.to_json(double_precision=15))
"""


@pytest.mark.parametrize("processor", ["Prescott", "Haswell"])
def test_an_older_processor_agrees(processor: str) -> None:
    """Linear algebra chosen for an x86 processor without, and with, fused multiply-add.

    On other architectures the name means nothing and the two runs are alike.
    """
    done = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, check=True,
        env={**os.environ, "OPENBLAS_CORETYPE": processor},
    )
    there = pd.DataFrame(json.loads(done.stdout))
    here = msim.compare(msim.load("divisive", KEYS)).data.outcomes
    assert there["measure"].tolist() == here["measure"].tolist()
    a, b = here["value"].to_numpy(), there["value"].to_numpy(dtype=float)
    gap = np.abs(a - b) / np.maximum(np.abs(a), 1.0)
    assert np.nanmax(gap) < 1e-9
