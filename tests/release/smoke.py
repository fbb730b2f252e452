"""Is the wheel all that one needs? `python -m tests.release.smoke build/dist` tries it alone.

In a new environment, with the locked libraries, in an empty folder that knows nothing of the tree.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from tests.house.tree import ROOT

SMALL = ["--set", "population.simulated=1000", "--replicates", "2", "--workers", "1", "--quiet"]
COMMANDS = [
    ["--version"],
    ["run", "small", *SMALL, "--out", "run"],
    ["whatif", "small", *SMALL, "--set", "data.validity=0.9", "--json"],
    ["population", "small", "--set", "population.simulated=1000"],
    ["turns", "small", *SMALL, "--keys", "data.validity", "--out", "turns"],
    ["trial", "small", "--set", "population.simulated=1000", "--quiet", "--out", "trial"],
    ["voter", "small", "--set", "population.simulated=1000", "--out", "voter"],
    ["segment", "small", *SMALL, "--methods", "kmeans", "--out", "segment"],
    ["reach", "small", *SMALL, "--out", "reach"],
    ["sweep", "missing", "--replicates", "2", "--quiet", "--out", "study"],
    ["sensitivity", "study", "--quiet"],
    ["verify", "--quick", "--quiet", "tailoring-seen"],
    ["debate", "crossover", "--quick", "--quiet", "--out", "debate"],
    ["lab", "--export", "lab.html", "--replicates", "2", "--quiet"],
    ["lesson"],
    ["lesson", "--export", "lessons", "--quiet"],
    ["quiz", "--export", "quiz", "--quiet"],
    ["class", "--help"],
    ["bench", "--help"],
    ["report", "run"],
    ["reproduce", "run"],
    ["cite", "run/scenario.toml"],
    ["config", "check", "run/scenario.toml"],
]


def main(folder: Path) -> int:
    """Install the one wheel of the folder, and run every command; how many failed."""
    (wheel,) = folder.glob("*.whl")
    failed = 0
    with tempfile.TemporaryDirectory(prefix="msim-wheel-") as scratch:
        place = Path(scratch)
        venv.create(place / "venv", with_pip=True)
        bin_folder = place / "venv" / ("Scripts" if os.name == "nt" else "bin")
        pip = [str(bin_folder / "python"), "-m", "pip", "install", "--quiet"]
        lock = ["--require-hashes", "-r", str(ROOT / "requirements.lock")]
        subprocess.run([*pip, "--no-compile", *lock], check=True)
        subprocess.run([*pip, "--no-deps", str(wheel.resolve())], check=True)
        work = place / "work"
        work.mkdir()
        clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        for command in COMMANDS:
            done = subprocess.run(
                [str(bin_folder / "msim"), *command], cwd=work, env=clean, text=True,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
            print("ok  " if done.returncode == 0 else "FAIL", "msim", " ".join(command), flush=True)
            if done.returncode:
                failed += 1
                print(done.stdout)
    return failed


if __name__ == "__main__":
    sys.exit(1 if main(Path(sys.argv[1])) else 0)
