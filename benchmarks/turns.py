"""What do turning points cost? Processor time of `msim turns`, beside that of one run.

    python benchmarks/turns.py [SCENARIO]      # baseline unless said; a few minutes

Both in one process, after a run that loads and compiles, and without pages: the ratio says what the
search asks for, whatever the machine. It may be at most `MOST`.
"""

from __future__ import annotations

import sys
import time

import msim
from msim.experiment.comparison.compare import run
from msim.experiment.comparison.turns import turns

MOST = 60.0


def main(name: str = "baseline") -> int:
    """Print the ratio; 1 where it is too large."""
    scenario = msim.load(name)
    run(msim.load(name, {"run.replicates": 2, "population.simulated": 2_000}))
    start = time.process_time()
    run(scenario)
    one = time.process_time() - start
    found = turns(scenario)
    all_of_it = time.process_time() - start - one
    ratio = all_of_it / one
    print(f"{len(found.keys)} keys, {len(found.runs)} values on {found.worlds} worlds: "
          f"{ratio:.1f} times one run of {name} ({one:.1f} s of processor time); "
          f"at most {MOST:g}")  # fmt: skip
    return int(ratio > MOST)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
