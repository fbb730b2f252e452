"""How often do intervals of Sobol indices hold the truth, and how wide are they?

`python -m benchmarks.peers.indices [REPEATS]`, from the top. Saltelli samples of 256 and 1,024 base
samples, of functions whose indices are known: Ishigami's, Sobol's G with a = 0, 1, 4.5, 9, and
3 x + 2 y + z. *Before* is SALib's bootstrap. The last column is 1.96 standard deviations of the
errors: half of an interval that knew them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from SALib.analyze import sobol as peer
from SALib.sample import sobol as sampled

from benchmarks.peers.repeats import show
from msim.core.arrays import Floats
from msim.study.analyze.sobol_spread import both, half_widths

A = np.array([0.0, 1.0, 4.5, 9.0])
WEIGHTS = np.array([3.0, 2.0, 1.0])
Function = tuple[Callable[[Floats], Floats], Floats]
"""What it is on the unit cube, and its (2, parameters) indices."""


def _ishigami(unit: Floats) -> Floats:
    x, y, z = ((2.0 * unit - 1.0) * np.pi).T
    return np.asarray(np.sin(x) + 7.0 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x))


def _g(unit: Floats) -> Floats:
    return np.asarray(np.prod((np.abs(4.0 * unit - 2.0) + A) / (1.0 + A), axis=1))


def _of_g() -> Floats:
    part = 1.0 / 3.0 / (1.0 + A) ** 2
    whole = np.prod(1.0 + part)
    return np.array([part, part * whole / (1.0 + part)]) / (whole - 1.0)


FUNCTIONS: dict[str, Function] = {
    "Ishigami": (_ishigami, np.array([[0.3139052, 0.4424111, 0.0],
                                      [0.5575889, 0.4424111, 0.2436837]])),
    "Sobol G": (_g, _of_g()),
    "linear": (lambda unit: unit @ WEIGHTS, np.array([WEIGHTS**2] * 2) / 14.0),
}  # fmt: skip


def rows(repeats: int) -> Iterator[str]:
    """The table, a line a function and size: the worst of its indices, and means over them."""
    yield "| function | base samples | before | now | half-width, before | now | 1.96 SD |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for name, (function, true) in FUNCTIONS.items():
        count = true.shape[1]
        names = [str(n) for n in range(count)]
        problem = {"num_vars": count, "names": names, "bounds": [[0.0, 1.0]] * count}
        for base in (256, 1024):
            errors, halves = [], []
            for seed in range(repeats):
                unit = sampled.sample(problem, base, calc_second_order=False, seed=seed)
                values = function(unit)
                block = values.reshape(base, count + 2)
                old = peer.analyze(problem, values, calc_second_order=False, seed=seed)
                errors.append(both(block) - true)
                halves.append([[old["S1_conf"], old["ST_conf"]],
                               half_widths(block, np.arange(base))])  # fmt: skip
            off, half = np.array(errors), np.array(halves, dtype=float)
            held = (np.abs(off)[:, None] <= half).mean(axis=0).min(axis=(1, 2))
            wide = half.mean(axis=(0, 2, 3))
            sure = 1.96 * float(off.std(axis=0).mean())
            yield (f"| {name} | {base:,} | {held[0]:.3f} | {held[1]:.3f} | {wide[0]:.4f} | "
                   f"{wide[1]:.4f} | {sure:.4f} |")  # fmt: skip


if __name__ == "__main__":
    show(rows)
