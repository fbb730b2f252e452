"""From exposures to effect: what is left of an effect on polling day, and where does it level off?

Exponential decay towards a lasting share follows Hill, Lo, Vavreck and Zaller (2013, Political
Communication 30(4)); the calibration of one impression follows Hewitt et al. (2024, APSR 118(4)),
whose field effects are those counted on election day.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from msim.core.arrays import Floats

DEFAULT_FLIGHT = (1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 3.0, 4.0)
DEFAULT_HALF_LIFE_DAYS = 7.0
DEFAULT_LASTING_SHARE = 0.05


def weekly_retention(weeks: int, half_life_days: float, lasting_share: float) -> Floats:
    """(weeks,) share of an effect that is left on polling day, by week of exposure, last week last.

    >>> weekly_retention(2, 7.0, 0.0).round(4)
    array([0.3536, 0.7071])
    """
    days = 7.0 * np.arange(weeks)[::-1] + 3.5
    with np.errstate(over="ignore"):  # of a half-life of next to nothing, nothing is left
        left: Floats = lasting_share + (1.0 - lasting_share) * 2.0 ** (-days / half_life_days)
    return left


def retention(flight: Sequence[float], half_life_days: float, lasting_share: float) -> float:
    """Share of an effect that is left on polling day, averaged over the weeks of a flight.

    `flight` holds one weight a week, the last week being the one before the vote; days are counted
    from the middle of a week. Returns a rate between 0 and 1.

    >>> round(retention(DEFAULT_FLIGHT, 7, 0.05), 4)
    0.3351
    """
    weights = np.asarray(flight, dtype=float)
    left = weekly_retention(weights.size, half_life_days, lasting_share)
    return float(weights @ left / weights.sum())


CALIBRATED_RETENTION = retention(DEFAULT_FLIGHT, DEFAULT_HALF_LIFE_DAYS, DEFAULT_LASTING_SHARE)
"""The retention at which the published field effect of an impression was measured."""


def dose_per_exposure(field_share: float, saturation: float, turnout: float) -> float:
    """Dose of one exposure before decay, in units of one forced exposure.

    Set so that one exposure under the default flight and half-life changes the votes counted on
    election day by `field_share` times what a forced exposure changes in a survey. `turnout` is
    the share who vote (1 for effects on turnout itself).

    Raises ValueError where no dose is large enough.

    >>> round(dose_per_exposure(0.01, 0.0, 0.65) * CALIBRATED_RETENTION * 0.65, 6)
    0.01
    """
    if saturation == 0.0:
        return field_share / (CALIBRATED_RETENTION * turnout)
    ceiling = -np.expm1(-saturation)
    if field_share * ceiling >= turnout:
        raise ValueError(f"field_share must be below {turnout / ceiling:.4g}, got {field_share}")
    dose = -np.log1p(-field_share * ceiling / turnout)
    return float(dose / (saturation * CALIBRATED_RETENTION))


def saturate(dose: Floats, saturation: float) -> Floats:
    """Effect of a dose as a multiple of the effect of one forced exposure; 1 at a dose of 1.

    >>> saturate(np.array([0.0, 1.0]), 0.3)
    array([0., 1.])
    """
    if saturation == 0.0:
        return dose
    return np.expm1(-saturation * dose) / np.expm1(-saturation)
