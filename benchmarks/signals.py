"""Does a command that is interrupted or killed lose anything, leave anything, or live on?

    python benchmarks/signals.py            # 150 signals; about ten minutes
    python benchmarks/signals.py --each 5   # 15 of them

Whoever stops it early gets the table of those that were sent.

Each command is ended at a random moment by SIGINT, SIGTERM and SIGKILL in turn. Then it is looked
at: whether any of its processes lives after two seconds, whether older results beside it are as
they were, and whether it left more than is documented (docs/limits-and-ethics.md). Last, the same
command is run to its end, which has to pass and to leave nothing half written.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import psutil

MSIM = [sys.executable, "-m", "msim"]
QUICK = ["--set", "population.simulated=2000", "--set", "run.precision=0"]
FEW = ["--points", "3", "--replicates", "5"]
STUDY = """scenario = "small"
design = "latin_hypercube"
points = 12
replicates = 2
[set]
"population.simulated" = 500
[parameters]
"data.validity" = {low = 0.1, high = 0.9}
[target]
measure = "segmented-broadcast.net_votes"
"""
COMMANDS = {
    "run": [*MSIM, "run", "small", "--replicates", "8", *QUICK, "--out", "made", "--quiet"],
    "sweep": [*MSIM, "sweep", "study.toml", "--out", "made", "--quiet"],
    "debate": [*MSIM, "debate", "magician", "--quick", *FEW, "--out", "made", "--quiet"],
    "population": [*MSIM, "population", "small", "--export", "made.csv", "--quiet"],
}
SENT = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
STARTED = 0.5
"""Seconds in which Python itself starts; whoever ends it then gets its own traceback."""
LOOKED = ("sent", "alive after 2 s", "older changed", "left over", "failed")
KEPT = {"made", "made.csv", "study.toml", "older"}
"""What may be there afterwards: results that are whole, or a study that goes on; and what was."""


def main() -> None:
    """Send the signals, and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--each", type=int, default=50, help="signals of each kind")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    rng = random.Random(asked.seed)
    lasts = {name: whole(command) for name, command in COMMANDS.items()}
    found = {(name, sent): Counter[str]() for sent in SENT for name in COMMANDS}
    with suppress(KeyboardInterrupt):
        for number in range(len(SENT) * asked.each):
            name = list(COMMANDS)[number // len(SENT) % len(COMMANDS)]
            sent = SENT[number % len(SENT)]
            found[name, sent].update(ended(name, sent, rng.uniform(STARTED, lasts[name])))
    print(f"{'command, signal':22}  {'  '.join(LOOKED)}")
    for (name, sent), tally in found.items():
        counts = "".join(f"{tally[what]:{len(what) + 2}}" for what in LOOKED)
        print(f"{name + ', ' + sent.name:22}{counts}")


def whole(command: list[str]) -> float:
    """How long the command takes when nobody ends it."""
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        begun = time.monotonic()
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        return time.monotonic() - begun


def prepare(folder: Path) -> str:
    """A study to run and older results; their checksum."""
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    (folder / "older").mkdir()
    (folder / "older" / "summary.json").write_text("{}", encoding="utf-8")
    return checksum(folder / "older")


def checksum(folder: Path) -> str:
    """Of every file's name and bytes."""
    parts = [str(path.relative_to(folder)).encode() + path.read_bytes()
             for path in sorted(folder.rglob("*")) if path.is_file()]
    return hashlib.sha256(b"\\0".join(parts)).hexdigest()


def ended(name: str, sent: signal.Signals, after: float) -> Counter[str]:
    """What one signal did."""
    found: Counter[str] = Counter(sent=1)
    with tempfile.TemporaryDirectory() as where:
        folder = Path(where)
        older = prepare(folder)
        with subprocess.Popen(COMMANDS[name], cwd=folder, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True) as process:
            time.sleep(after)
            family = [psutil.Process(process.pid)] if process.poll() is None else []
            family += family[0].children(recursive=True) if family else []
            called = {each.pid: words(each) for each in family}
            process.send_signal(sent)
            _, told = process.communicate()
        _, alive = psutil.wait_procs(family[1:], timeout=2.0)
        found["alive after 2 s"] += told_of("alive", name, sent, [called[p.pid] for p in alive])
        found["failed"] += told_of("failed", name, sent, [told] if "Traceback" in told else [])
        found["older changed"] += checksum(folder / "older") != older
        left = {path.name for path in folder.iterdir()} - KEPT
        parts = {each for each in left if each.endswith(".part")}
        left = left if sent is not signal.SIGKILL else left - parts
        found["left over"] += told_of("left", name, sent, sorted(left))
        again = subprocess.run(COMMANDS[name], cwd=folder, capture_output=True, text=True)
        wrong = again.returncode not in (0, 1) or "Traceback" in again.stderr
        found["failed"] += told_of("failed", f"{name} again", sent, [again.stderr] if wrong else [])
        left = {path.name for path in folder.iterdir()} - KEPT
        found["left over"] += told_of("left", f"{name} again", sent, sorted(left))
    return found


def words(process: psutil.Process) -> str:
    """What was called, or that it had ended already."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return "ended"


def told_of(what: str, name: str, sent: signal.Signals, findings: list[str]) -> int:
    """How many findings there are; each is shown at once."""
    for finding in findings:
        print(f"{name}, {sent.name}, {what}: {finding}", file=sys.stderr, flush=True)
    return len(findings)


if __name__ == "__main__":
    main()
