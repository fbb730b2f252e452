"""Elementary functions of single numbers, for compiled loops over many voters.

Each is built from additions, multiplications, divisions and square roots alone, which round alike
on every machine, and has no branch, so that a loop over it is carried out on several voters at
once. Libraries' own differ between machines in the last digit. The plain twins say what is
computed; the tests hold the two together.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from scipy.special import ndtri

from msim.core.arrays import Floats, Ints
from msim.core.compiled import PLAIN, compiled

single = np.float32

_ROOT_HALF = 0x3F3504F3
"""The bits of the square root of a half, below which a fraction counts to the next power."""
_ROUND = 1.5 * 2.0**52
"""Added to a number, it leaves the nearest whole number in the last bits."""
_ROUND_SINGLE = single(1.5 * 2.0**23)
_LOG2_HIGH, _LOG2_LOW = 0.693147180369123816490, 1.90821492927058770002e-10
"""The logarithm of 2 in two parts; whole multiples of the first are exact."""


def _in_parts(context: Any, x: Any) -> Any:
    """Two single numbers, whole `p` and `m` in [0.7, 1.4], with `x = m * 2**p`, for x > 0."""

    def made(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        whole, real = ir.IntType(32), ir.FloatType()
        bits = builder.bitcast(args[0], whole)
        moved = builder.add(bits, whole(0x3F800000 - _ROOT_HALF))
        power = builder.sub(builder.ashr(moved, whole(23)), whole(127))
        fraction = builder.add(builder.and_(moved, whole(0x007FFFFF)), whole(_ROOT_HALF))
        both = builder.sitofp(power, real), builder.bitcast(fraction, real)
        return context.make_tuple(builder, signature.return_type, both)

    pair: Any = types.UniTuple
    return pair(types.float32, 2)(types.float32), made


def _plain_parts(x: Any) -> Any:
    """What `_in_parts` computes, where nothing is compiled."""
    moved = int(single(x).view(np.int32)) + 0x3F800000 - _ROOT_HALF
    fraction = np.int32((moved & 0x007FFFFF) + _ROOT_HALF).view(single)
    return single((moved >> 23) - 127), fraction


_power_and_fraction: Any = _plain_parts if PLAIN else intrinsic(_in_parts)


def _to_power(context: Any, shifted: Any) -> Any:
    """`2**k` from the number `_ROUND + k`, k whole and between -1022 and 1023."""

    def made(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        whole = ir.IntType(64)
        bits = builder.bitcast(args[0], whole)
        power = builder.shl(builder.add(bits, whole(1023)), whole(52))
        return builder.bitcast(power, ir.DoubleType())

    return types.float64(types.float64), made


def _plain_power(shifted: Any) -> Any:
    """What `_to_power` computes, where nothing is compiled."""
    return np.float64(2.0 ** int(shifted - _ROUND))


_two_to: Any = _plain_power if PLAIN else intrinsic(_to_power)


def _to_power_single(context: Any, shifted: Any) -> Any:
    """`2**k` from the number `_ROUND_SINGLE + k`, k whole and between -126 and 127."""

    def made(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        whole = ir.IntType(32)
        bits = builder.bitcast(args[0], whole)
        power = builder.shl(builder.add(bits, whole(127)), whole(23))
        return builder.bitcast(power, ir.FloatType())

    return types.float32(types.float32), made


def _plain_power_single(shifted: Any) -> Any:
    """What `_to_power_single` computes, where nothing is compiled."""
    return single(2.0 ** int(shifted - _ROUND_SINGLE))


_two_to_single: Any = _plain_power_single if PLAIN else intrinsic(_to_power_single)


@compiled(forceinline=True)
def exp_less_one(x: float) -> float:
    """`exp(x) - 1`, to 2e-15 relative; x is cut to +-700.

    `2**k * exp(r)` with r within half a logarithm of 2, and the power series of exp(r) - 1.
    """
    x = min(max(x, -700.0), 700.0)
    shifted = x * 1.4426950408889634 + _ROUND
    k = shifted - _ROUND
    r = (x - k * _LOG2_HIGH) - k * _LOG2_LOW
    tail = 1.0 / 3628800.0 + r * (1.0 / 39916800.0 + r * (1.0 / 479001600.0))
    tail = 1.0 / 40320.0 + r * (1.0 / 362880.0 + r * tail)
    tail = 1.0 / 720.0 + r * (1.0 / 5040.0 + r * tail)
    tail = 1.0 / 24.0 + r * (1.0 / 120.0 + r * tail)
    less_one = r + r * r * (0.5 + r * (1.0 / 6.0 + r * tail))
    power = _two_to(shifted)
    return power * less_one + (power - 1.0)


@compiled(forceinline=True)
def exp_single(x):  # type: ignore[no-untyped-def]
    """`exp(x)` in single precision, to 3e-7 relative; x is cut to +-80."""
    x = min(max(x, single(-80.0)), single(80.0))
    shifted = x * single(1.442695) + _ROUND_SINGLE
    k = shifted - _ROUND_SINGLE
    r = (x - k * single(0.693359375)) - k * single(-2.12194440e-4)
    tail = single(1.0 / 24.0) + r * (single(1.0 / 120.0) + r * single(1.0 / 720.0))
    series = single(0.5) + r * (single(1.0 / 6.0) + r * tail)
    return (single(1.0) + (r + r * r * series)) * _two_to_single(shifted)


@compiled(forceinline=True)
def exp_less_one_single(x):  # type: ignore[no-untyped-def]
    """`exp(x) - 1` in single precision, to 7e-7 relative; x is cut to +-80."""
    x = min(max(x, single(-80.0)), single(80.0))
    shifted = x * single(1.442695) + _ROUND_SINGLE
    k = shifted - _ROUND_SINGLE
    r = (x - k * single(0.693359375)) - k * single(-2.12194440e-4)
    tail = single(1.0 / 24.0) + r * (single(1.0 / 120.0) + r * single(1.0 / 720.0))
    series = single(0.5) + r * (single(1.0 / 6.0) + r * tail)
    power = _two_to_single(shifted)
    return power * (r + r * r * series) + (power - single(1.0))


@compiled(forceinline=True)
def logistic_single(x):  # type: ignore[no-untyped-def]
    """`1 / (1 + exp(-x))` in single precision, to 3e-7 relative; x is cut to +-80."""
    return single(1.0) / (single(1.0) + exp_single(-x))


@compiled(forceinline=True)
def log_single(x):  # type: ignore[no-untyped-def]
    """`log(x)` in single precision, to 2e-7 of one or relative; x > 0.

    The power of 2, and a polynomial fitted to log(1 + t) / t between the roots of a half and of 2.
    """
    power, fraction = _power_and_fraction(x)
    t = fraction - single(1.0)
    tail = single(-0.17247014) + t * (single(0.1623419) + t * single(-0.10134057))
    tail = single(-0.24970071) + t * (single(0.19898565) + t * tail)
    series = single(0.99999994) + t * (single(-0.50000364) + t * (single(0.33335114) + t * tail))
    return t * series + power * single(0.6931472)


@compiled(forceinline=True)
def normal_single(word):  # type: ignore[no-untyped-def]
    """Standard normal quantile of a 32-bit word, in single precision, to 1e-6 of it, or of one.

    The word is a whole number from -2**31 to 2**31 - 1; `|word + 1/2| / 2**32` is the probability
    of a value further out on its side. Rational functions of Wichura (1988, Applied Statistics
    37(3), algorithm AS 241, PPND7).
    """
    x = single(word) + single(0.5)
    p = abs(x) * single(2.0**-32)
    q = single(0.5) - p
    r = single(0.180625) - q * q
    s = math.sqrt(-log_single(p)) - single(1.6)
    middle = q <= single(0.425)
    above = ((single(59.109374720) * r + single(159.29113202)) * r + single(50.434271938)) * r
    below = ((single(67.187563600) * r + single(78.757757664)) * r + single(17.895169469)) * r
    outer = ((single(0.17023821103) * s + single(1.3067284816)) * s + single(2.7568153900)) * s
    under = (single(0.12021132975) * s + single(0.73700164250)) * s
    above = q * (above + single(3.3871327179)) if middle else outer + single(1.4234372777)
    quantile = above / ((below if middle else under) + single(1.0))
    return quantile if x < single(0.0) else -quantile


SELDOM = 2**21
"""Where `normal_likely` may be wrong: `|word + 1/2|` lies below, for one word in 1,024."""


@compiled(forceinline=True)
def normal_likely(word):  # type: ignore[no-untyped-def]
    """`normal_single` for words that are not seldom, to 2e-6, in less than half the time.

    Normal quantiles are odd in `q = 1/2 - p`; the rational function in `sqrt(p (1 - p))` that
    stands for the rest was fitted to them by least largest error.
    """
    x = single(word) + single(0.5)
    p = abs(x) * single(2.0**-32)
    q, h = single(0.5) - p, math.sqrt(p * (single(1.0) - p))
    above = single(24730.85) + h * (single(69203.19) + h * single(3832.7422))
    above = single(9.424959) + h * (single(1348.6183) + h * above)
    below = single(4889.195) + h * (single(25444.37) + h * single(28585.596))
    below = single(1.0) + h * (single(190.83261) + h * below)
    quantile = q * above / below
    return quantile if x < single(0.0) else -quantile


def plain_normal(word: Ints) -> Floats:
    """What `normal_single` computes: normal quantiles of 32-bit words."""
    x = word.astype(float) + 0.5
    return np.asarray(np.sign(x) * ndtri(np.abs(x) * 2.0**-32))
