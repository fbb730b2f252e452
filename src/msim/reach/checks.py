"""Is a number what a formula takes? Arguments as arrays, or a ValueError that names them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Floats = float | Array


def real(value: ArrayLike, name: str, *, above: bool = False, most: float = np.inf) -> Array:
    """The numbers as an array, or a ValueError that names them: finite, from 0 to `most`."""
    array = np.asarray(value, dtype=np.float64)
    if not np.all(((array > 0) if above else (array >= 0)) & (array <= most) & np.isfinite(array)):
        wanted = "above 0" if above else ("between 0 and 1" if most == 1.0 else "0 or more")
        raise ValueError(f"{name} must be {wanted} and finite: {value!r}")
    return array


def whole(value: ArrayLike, name: str, low: int) -> Array:
    """Whole numbers of at least `low` as an array of floats, or a ValueError that names them."""
    array = np.asarray(value, dtype=np.float64)
    if not np.all(np.isfinite(array) & (array >= low) & (array == np.floor(array))):
        raise ValueError(f"{name} must be a whole number of at least {low}: {value!r}")
    return array


def plain(value: ArrayLike) -> Floats:
    """A float where one number came in, an array otherwise."""
    array = np.asarray(value, dtype=np.float64)
    return float(array) if array.ndim == 0 else array
