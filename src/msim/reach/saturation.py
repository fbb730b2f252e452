"""What share of the greatest effect does a dose have? Hill's curve (1910)."""

from __future__ import annotations

from numpy.typing import ArrayLike
from scipy.special import expit, xlogy

from msim.reach.checks import Floats, plain, real


def hill(dose: ArrayLike, half: ArrayLike, slope: ArrayLike = 1.0) -> Floats:
    """Share of the greatest effect that a dose has: the saturation curve of media-mix models.

    Args:
        dose: of what has an effect, at least 0, in the units of `half`.
        half: dose with half of the greatest effect, above 0.
        slope: above 0; above 1 the curve is S-shaped.

    >>> hill([0.0, 1.0, 2.0], half=1.0, slope=2.0)
    array([0. , 0.5, 0.8])
    """
    times = real(dose, "dose") / real(half, "half", above=True)
    return plain(expit(xlogy(real(slope, "slope", above=True), times)))
