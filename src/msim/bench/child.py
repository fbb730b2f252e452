"""How much memory does a whole job take? It is run by itself, in a process of its own.

What a process inherits from the one that started it counts in `getrusage` on Linux, so that the
peak is read from the kernel's own account of the process where there is one.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from msim.core.errors import MsimError


@dataclass(frozen=True)
class Cost:
    """What a whole job takes by itself. peak_mb: None where it cannot be told."""

    seconds: float
    peak_mb: float | None


def run_alone(scenario_toml: str, workers: int) -> Cost:
    """Compare the arms of a scenario and write its results in a fresh process, thrown away after.

    Raises MsimError where the process fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scenario.toml"
        file.write_text(scenario_toml, encoding="utf-8")
        command = [sys.executable, "-m", "msim.bench.child", str(file), str(workers)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise MsimError(f"a job of its own failed: {done.stderr.strip().splitlines()[-1:]}")
    return Cost(**json.loads(done.stdout))


def peak_mb() -> float | None:
    """Most memory that this process has held so far, in MB (a million bytes)."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ModuleNotFoundError:
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def _main(file: str, workers: str) -> None:
    from msim import api  # noqa: PLC0415 - whoever only asks for `peak_mb` holds no engine

    scenario = api.load(Path(file), {"run.workers": int(workers)})
    start = time.perf_counter()
    comparison = api.compare(scenario)
    seconds = time.perf_counter() - start
    comparison.save(Path(file).parent / "results")
    sys.stdout.write(json.dumps(vars(Cost(seconds, peak_mb()))))


if __name__ == "__main__":
    _main(*sys.argv[1:])
