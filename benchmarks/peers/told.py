"""A setting as plain Python numbers and lists, which an agent reads far faster than arrays."""

from __future__ import annotations

from typing import NamedTuple

from benchmarks.peers.setting import Line, Setting


class ToldLine(NamedTuple):
    """See `setting.Line`."""

    intercept: float
    weights: list[float]
    sd: float


class ToldChannel(NamedTuple):
    """See `setting.Channel`."""

    log_habit: ToldLine | None
    users: float
    match_rate: float
    dose: float
    cap: int | None


class ToldArm(NamedTuple):
    """See `setting.Arm`."""

    rule: str
    message: list[list[int]]
    rate: list[list[float]]
    targeted: tuple[bool, ...]


class Told(NamedTuple):
    """See `setting.Setting`; slopes are by message, then column."""

    shares: list[float]
    means: list[list[float]]
    within: float
    support: ToldLine
    turnout: ToldLine
    common: ToldLine
    messages: list[ToldLine]
    channels: list[ToldChannel]
    keep: float
    reading_sd: float
    cuts: list[list[float]]
    levels: tuple[int, ...]
    party_accuracy: float
    known: float
    mean: list[float]
    scale: list[float]
    centres: list[list[float]]
    lots: list[float]
    demographic: tuple[tuple[int, int], ...]
    level: list[float]
    slopes: list[list[float]]
    arms: list[ToldArm]
    saturation: float
    swing: float


def told(s: Setting) -> Told:
    """The same setting without arrays."""
    effects, data, cells = s.effects, s.data, s.cells
    return Told(
        shares=s.shares.tolist(),
        means=s.means.tolist(),
        within=s.within,
        support=_line(s.support),
        turnout=_line(s.turnout),
        common=_line(effects.common),
        messages=[
            ToldLine(float(mean), loadings.tolist(), float(effects.sd))
            for mean, loadings in zip(effects.mean, effects.loadings.T, strict=True)
        ],
        channels=[
            ToldChannel(
                None if channel.log_habit is None else _line(channel.log_habit),
                channel.users, channel.match_rate, channel.dose, channel.cap,
            )
            for channel in s.channels
        ],
        keep=data.keep,
        reading_sd=data.sd,
        cuts=[cuts.tolist() for cuts in data.cuts],
        levels=data.levels,
        party_accuracy=data.party_accuracy,
        known=data.known,
        mean=cells.mean.tolist(),
        scale=cells.scale.tolist(),
        centres=cells.centres.tolist(),
        lots=cells.lots.tolist(),
        demographic=cells.demographic,
        level=cells.level.tolist(),
        slopes=cells.slopes.T.tolist(),
        arms=[
            ToldArm(arm.rule, arm.message.tolist(), arm.rate.tolist(), arm.targeted)
            for arm in s.arms
        ],
        saturation=s.saturation,
        swing=s.swing,
    )


def _line(line: Line) -> ToldLine:
    return ToldLine(float(line.intercept), line.weights.tolist(), float(line.sd))
