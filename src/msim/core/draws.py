"""What does each voter of a block draw? Words by counting, uniforms and normals from words.

A stream is the sequence of SplitMix64 (Steele, Lea and Flood 2014, OOPSLA) from a start of its
own; the word of a voter follows from the voter's place in the block alone, so that nobody's draw
depends on how many others there are. Every draw becomes an outcome by inverse distribution
function.
"""

from __future__ import annotations

import numpy as np

from msim.core.arrays import Floats, Ints
from msim.core.compiled import compiled
from msim.core.elementary import SELDOM, normal_likely, normal_single, plain_normal

STEP = 0x9E3779B97F4A7C15
"""The step of SplitMix64's counter: 2**64 over the golden ratio, made odd."""
_AT_ONCE = 2048
"""Voters who draw together; their words stay in the nearest cache."""
_SCANNED = 64
"""Voters among whom a seldom word is looked for at a time."""
_MASK = 2**64 - 1


def mixed(counter: int) -> int:
    """The word of SplitMix64 at a counter.

    >>> hex(mixed(STEP))
    '0xe220a8397b1dcdaf'
    """
    # Stafford's 13th mixer (Steele, Lea and Flood 2014): neighbouring counters become words that
    # have nothing to do with each other, so that a voter's place may be the counter.
    z = counter & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


def plain_words(start: int, n: int) -> Ints:
    """(n,) 32-bit words, from -2**31 to 2**31 - 1: the halves of a stream's words in turn."""
    counter = np.arange(-(-n // 2), dtype=np.uint64)
    with np.errstate(over="ignore"):
        z = np.uint64(start) + counter * np.uint64(STEP)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    # The low half first whatever the machine's own order, so that draws are the same everywhere.
    return (z ^ (z >> np.uint64(31))).astype("<u8").view("<i4")[:n]


def plain_uniforms(start: int, n: int) -> Floats:
    """(n,) uniforms: what `uniforms` draws."""
    # The half keeps 0 and 1 out: there an inverse distribution function is infinite.
    return (plain_words(start, n) + (2.0**31 + 0.5)) * 2.0**-32


def plain_normals(start: int, n: int) -> Floats:
    """(n,) standard normals: what `add_normals` adds."""
    return plain_normal(plain_words(start, n))


def uniforms(start: int, n: int) -> Floats:
    """(n,) uniforms strictly between 0 and 1, in steps of 2**-32.

    >>> bool(np.all(uniforms(7, 5) == plain_uniforms(7, 5)))
    True
    """
    out = np.empty(n)
    _fill_uniforms(np.uint64(start), _words(), out)
    return out


def add_normals(start: int, scale: float, out: Floats) -> None:
    """Add `scale` times a standard normal of its own to each of (n,) numbers in single precision.

    >>> some = np.ones(5, dtype=np.float32)
    >>> add_normals(7, 2.0, some)
    >>> bool(np.abs(some - 1.0 - 2.0 * plain_normals(7, 5)).max() < 1e-5)
    True
    """
    _add_normals(np.uint64(start), np.float32(scale), _room(), out)


def add_rows_of_normals(starts: Ints, scale: float, out: Floats) -> None:
    """Add what `add_normals` adds to each row of (rows, n) single numbers, from a start of its own.

    starts: (rows,) unsigned 64-bit words.

    >>> one, two = np.zeros(5, dtype=np.float32), np.zeros((2, 5), dtype=np.float32)
    >>> add_normals(7, 2.0, one)
    >>> add_rows_of_normals(np.array([7, 8], dtype=np.uint64), 2.0, two)
    >>> bool(np.all(two[0] == one)), bool(np.all(two[1] == one))
    (True, False)
    """
    _add_rows_of_normals(starts, np.float32(scale), _room(), out)


def noisy(start: int, scale: float, share: float, values: Floats, out: Floats) -> None:
    """Put `share * values` and `scale` times a standard normal into `out`, (n,) single numbers."""
    _noisy(np.uint64(start), (np.float32(scale), np.float32(share)), values, _room(), out)


def _words() -> Ints:
    """Room for the words of those who draw together."""
    # Made here: to make an array inside a loop takes longer to compile than the loop.
    return np.empty(_AT_ONCE // 2, dtype=np.uint64)


def _room() -> tuple[Ints, Floats]:
    """Room for their words and normals."""
    return _words(), np.empty(_AT_ONCE, dtype=np.float32)


@compiled
def _fill_words(start, out):  # type: ignore[no-untyped-def]
    for i in range(out.size):
        z = np.uint64(start) + np.uint64(i) * np.uint64(STEP)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        out[i] = z ^ (z >> np.uint64(31))


@compiled
def _fill_uniforms(start, words, out):  # type: ignore[no-untyped-def]
    halves = words.view(np.int32)
    for first in range(0, out.size, _AT_ONCE):
        # A word serves two voters: the counter of voter i is i // 2, so that any voter can be
        # reached without drawing for those before.
        _fill_words(start + np.uint64(first // 2) * np.uint64(STEP), words)
        part = out[first : first + _AT_ONCE]
        for i in range(part.size):
            part[i] = (halves[i] + (2.0**31 + 0.5)) * 2.0**-32


@compiled
def _fill_normals(start, words, out):  # type: ignore[no-untyped-def]
    """Normals of some voters by the quick formula, and by the exact one where it may be wrong."""
    _fill_words(start, words)
    halves = words.view(np.int32)
    for i in range(out.size):
        out[i] = normal_likely(halves[i])
    for first in range(0, out.size, _SCANNED):
        # Whole strips are asked first: a question about each voter would be a branch, and the loop
        # above would no longer run in vector lanes.
        nearest = np.int32(SELDOM)
        for half in halves[first : first + _SCANNED]:
            # ~half is -half - 1: the lowest word has no negative of its own.
            nearest = min(nearest, half if half >= 0 else ~half)
        if nearest < SELDOM:
            for i in range(first, min(first + _SCANNED, out.size)):
                if -SELDOM <= halves[i] < SELDOM:
                    out[i] = normal_single(halves[i])


@compiled
def _add_normals(start, scale, room, out):  # type: ignore[no-untyped-def]
    words, normals = room
    for first in range(0, out.size, _AT_ONCE):
        part = out[first : first + _AT_ONCE]
        drawn = normals[: part.size]
        _fill_normals(start + np.uint64(first // 2) * np.uint64(STEP), words, drawn)
        for i in range(part.size):
            part[i] += scale * drawn[i]


@compiled
def _add_rows_of_normals(starts, scale, room, out):  # type: ignore[no-untyped-def]
    for row in range(starts.size):
        _add_normals(starts[row], scale, room, out[row])


@compiled
def _noisy(start, parts, values, room, out):  # type: ignore[no-untyped-def]
    scale, share = parts
    words, normals = room
    for first in range(0, out.size, _AT_ONCE):
        given, part = values[first : first + _AT_ONCE], out[first : first + _AT_ONCE]
        drawn = normals[: part.size]
        _fill_normals(start + np.uint64(first // 2) * np.uint64(STEP), words, drawn)
        for i in range(part.size):
            part[i] = share * given[i] + scale * drawn[i]
