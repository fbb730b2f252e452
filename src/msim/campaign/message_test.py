"""Which message works? A randomised survey, read at the grain of any cells.

A control group or one message each; the difference in weighted means estimates the average effect
(Neyman 1923), adjusted for a baseline measure where there is one (Lin 2013, Annals of Applied
Statistics 7(1)). Every strategy reads the same answers: splitting them makes each cell noisier.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from msim.core.arrays import Floats, Ints, group_sums
from msim.core.compiled import compiled
from msim.core.seen import Answers, TestResult

CONTROL = -1


def assign_messages(
    respondents: int, messages: int, rng: np.random.Generator, control: bool = True
) -> Ints:
    """(respondents,) message for each respondent, -1 for none; groups are equal but for one.

    Permuted blocks (Zelen 1974, Journal of Chronic Diseases 27(7)): of each `messages + control`
    respondents in a row every group gets one, in an order that is drawn at random. Each respondent
    takes one uniform, so that the first n are dealt the same however many follow.

    >>> few, many = (assign_messages(n, 2, np.random.default_rng(1)) for n in (6, 8))
    >>> bool(np.all(few == many[:6])), sorted(few[:3].tolist())
    (True, [-1, 0, 1])
    """
    group = np.empty(respondents, dtype=np.intp)
    _deal(rng.random(respondents), np.arange(messages + control), group)
    return group - int(control)


@compiled
def _deal(uniform: Floats, left: Ints, out: Ints) -> None:
    """Shuffle the groups that are left anew for each block of respondents; the last may be cut."""
    groups = left.size
    for i in range(out.size):
        dealt = i % groups
        # One of those that the block has not had yet: they stand behind the ones dealt.
        chosen = dealt + int(uniform[i] * (groups - dealt))
        left[dealt], left[chosen] = left[chosen], left[dealt]
        out[i] = left[dealt]


def adjusted(answers: Answers) -> Answers:
    """A survey's answers, less what their baseline foretells where that was asked."""
    if answers.baseline is None:
        return answers
    vote = answers.vote - _slope(answers) * answers.baseline
    return replace(answers, vote=vote, baseline=None)


def net_contribution(answers: Answers) -> tuple[Answers, Answers | None]:
    """Vote and turnout intention as one answer: what a respondent adds to the lead, halved.

    Two parts, the second to be taken from the first: votes for the own side, of those who stay
    with it or come to the polls for it; and votes that the other side gains at the polls. A vote
    counts a half for its side, and whoever is mobilised counts by the vote stated before any
    message. In units of one likely voter, so that effects read off it are votes gained in points
    of those who vote, as without mobilisation. Without turnout there is no second part.
    """
    if answers.turnout is None or answers.before is None:
        return answers, None
    asked = answers.people.size > 0  # nobody's answers come to nothing, whatever they are read per
    usual = float(np.average(answers.weight, weights=answers.people)) if asked else 1.0
    come = (answers.turnout - answers.weight) / (2.0 * usual)
    even = replace(answers, weight=np.ones_like(answers.vote), noise_variance=None)
    own = answers.weight * answers.vote / usual + come * answers.before
    return replace(even, vote=own), replace(even, vote=come * (1.0 - answers.before))


def read_net(
    own: Answers, other: Answers | None, cell: Ints, cells: int, messages: int
) -> TestResult:
    """Estimates of votes gained from the two parts of `net_contribution`; see `net`."""
    theirs = None if other is None else Reading(other, messages)
    return net(Reading(own, messages), theirs, cell, cells)


def net(own: Reading, other: Reading | None, cell: Ints, cells: int) -> TestResult:
    """Estimates of votes gained, from what is read of either part of `net_contribution`.

    What brings the other side to the polls is taken off: a cell's mean over messages, and how
    messages differ over all respondents, shrunk as means are. What keeps it at home is not
    counted, so that no message is preferred for lowering anybody's turnout.
    """
    result, messages = own.at(cell, cells), own.messages
    if other is None:
        return result
    theirs = other.at(cell, cells)
    gap = theirs.pooled_pp - theirs.pooled_pp.mean()
    signal = max(0.0, float(gap @ gap) / max(messages - 1, 1) - theirs.pooled_variance)
    total = signal + theirs.pooled_variance
    # Shrunk as `choose` shrinks means: what is taken off must not be noise of its own.
    gap = gap * (signal / total if total > 0.0 else 1.0)
    in_cell = theirs.effect_pp.mean(axis=1, keepdims=True) + gap
    both = replace(own.answers, vote=own.answers.vote - other.answers.vote)
    return replace(
        result,
        effect_pp=result.effect_pp - np.maximum(in_cell, 0.0),
        pooled_pp=result.pooled_pp - np.maximum(theirs.pooled_pp.mean() + gap, 0.0),
        pooled_variance=Reading(both, messages).pooled_variance,
    )


def turnout_answers(answers: Answers) -> Answers:
    """The stated intention to vote as the answer, every respondent counting alike."""
    assert answers.turnout is not None
    return replace(
        answers, vote=answers.turnout, weight=np.ones_like(answers.weight), noise_variance=None
    )


def _slope(answers: Answers) -> float:
    """Slope of the answer on the baseline within message groups, weighted; 0 if nobody is asked."""
    baseline = answers.baseline
    assert baseline is not None
    if not baseline.size:
        return 0.0
    weight, group = answers.weight * answers.people, answers.message + 1
    room = np.zeros((3, int(group.max()) + 1))
    square, product = _within(weight, baseline, answers.vote, group, room)
    return product / square if square > 0.0 else 0.0


@compiled
def _within(
    weight: Floats, x: Floats, y: Floats, group: Ints, room: Floats
) -> tuple[float, float]:
    """Weighted sums of x * x and of x * y, each less its mean in the group; room: (3, groups) 0."""
    total, means = room[0], room[1:]
    for i in range(weight.size):
        total[group[i]] += weight[i]
        means[0, group[i]] += weight[i] * x[i]
        means[1, group[i]] += weight[i] * y[i]
    for at in range(total.size):
        size = total[at] if total[at] > 0.0 else 1.0
        means[0, at] /= size
        means[1, at] /= size
    square, product = 0.0, 0.0
    for i in range(weight.size):
        gap = x[i] - means[0, group[i]]
        square += weight[i] * gap * gap
        product += weight[i] * gap * (y[i] - means[1, group[i]])
    return square, product


def plain_within(
    weight: Floats, x: Floats, y: Floats, group: Ints, groups: int
) -> tuple[float, float]:
    """What `_within` computes."""
    total = group_sums(weight, group, groups)

    def centred(values: Floats) -> Floats:
        means = group_sums(weight * values, group, groups) / np.where(total > 0, total, 1.0)
        return values - means[group]

    gap = centred(x)
    return float(np.sum(weight * gap * gap)), float(np.sum(weight * gap * centred(y)))


def read(answers: Answers, cell: Ints, cells: int, messages: int) -> TestResult:
    """Estimates by cell and message. cell: (n,) index of each respondent's cell, from 0."""
    return Reading(answers, messages).at(cell, cells)


@dataclass(frozen=True)
class Reading:
    """A survey's answers, to be read at the grain of any cells: what grains share is made once."""

    answers: Answers
    messages: int

    @cached_property
    def _columns(self) -> tuple[Floats, Floats, Ints]:
        """(n,) weight, vote, and group of each respondent: 0 for control, message + 1 else."""
        weight = np.asarray(self.answers.weight * self.answers.people, dtype=float)
        vote = np.asarray(self.answers.vote, dtype=float)
        return weight, vote, np.asarray(self.answers.message + 1, dtype=np.intp)

    @cached_property
    def _alike(self) -> tuple[Floats, Floats]:
        """(groups,) weights and mean answers of all respondents together."""
        weight, vote, group = self._columns
        together = np.zeros(group.size, dtype=np.intp)
        sums = np.zeros((2, 1, self.messages + 1))
        _cell_sums(weight, vote, group, together, sums)
        sums = sums[:, 0]
        return sums[0], _over(sums[1], sums[0])

    @cached_property
    def pooled_variance(self) -> float:
        """Variance of a pooled estimate in points squared, without the control's noise."""
        total, pooled = self._alike
        return 1e4 * _pooled_variance(self.answers, self._columns, pooled, total)

    @cached_property
    def pooled_pp(self) -> Floats:
        """(messages,) estimates over all respondents, in points."""
        pooled = self._alike[1]
        unseen = np.nanmean(pooled[1:]) if np.isfinite(pooled[1:]).any() else self._control
        return 100.0 * (np.where(np.isfinite(pooled[1:]), pooled[1:], unseen) - self._control)

    @property
    def _control(self) -> float:
        control = float(self._alike[1][0])
        return control if math.isfinite(control) else 0.0

    def at(self, cell: Ints, cells: int) -> TestResult:
        """Estimates by cell and message. cell: (n,) index of each respondent's cell, from 0."""
        if cells == 1:
            whole = self.pooled_pp
            return TestResult(whole[None], whole, np.ones(1), self.pooled_variance)
        weight, vote, group = self._columns
        at = np.asarray(cell, dtype=np.intp)
        both = np.zeros((2, cells, self.messages + 1))
        _cell_sums(weight, vote, group, at, both)
        weights, sums = both
        mean = _over(sums, weights)
        # The control group of the cell, as cells differ in what they would have answered anyway.
        control = np.where(np.isfinite(mean[:, 0]), mean[:, 0], self._control)
        effect = _fill(100.0 * (mean[:, 1:] - control[:, None]), self.pooled_pp)
        share = _over(weights.sum(axis=1), np.full(cells, weights.sum()))
        return TestResult(effect, self.pooled_pp, share, self.pooled_variance)


@compiled
def _cell_sums(weight: Floats, vote: Floats, group: Ints, cell: Ints, sums: Floats) -> None:
    """Add weights and weighted votes to (2, cells, groups)."""
    for i in range(weight.size):
        at, told = np.uint64(cell[i]), np.uint64(group[i])
        sums[0, at, told] += weight[i]
        sums[1, at, told] += weight[i] * vote[i]


def _over(sums: Floats, weights: Floats) -> Floats:
    """Means from sums; NaN where there is no weight."""
    return np.where(weights > 0.0, sums / np.where(weights > 0.0, weights, 1.0), np.nan)


def _fill(effect: Floats, pooled: Floats) -> Floats:
    """Gaps filled with the pooled estimate, moved by what the cell's other messages say."""
    known = np.isfinite(effect)
    if known.all():
        return effect
    count = known.sum(axis=1, keepdims=True)
    gap = np.where(known, effect - pooled, 0.0).sum(axis=1, keepdims=True) / np.maximum(count, 1)
    return np.where(known, effect, pooled + gap)


def _pooled_variance(
    answers: Answers, columns: tuple[Floats, Floats, Ints], pooled: Floats, total: Floats
) -> float:
    """Sampling variance of one pooled mean, averaged over messages (control left out).

    pooled, total: (groups,) means and weights.
    """
    weight, vote, group = columns
    if answers.noise_variance is not None:
        squares = group_sums(answers.weight**2 * answers.people, group, pooled.size)[1:]
        return _mean_over(answers.noise_variance * squares, total[1:])
    squares = np.zeros(pooled.size)
    _residual_sums(weight, vote, group, np.nan_to_num(pooled), squares)
    return _mean_over(squares[1:], total[1:])


@compiled
def _residual_sums(
    weight: Floats, vote: Floats, group: Ints, middle: Floats, sums: Floats
) -> None:
    """Add to (groups,) sums squared weighted distances from the group's own middle."""
    for i in range(weight.size):
        gap = weight[i] * (vote[i] - middle[group[i]])
        sums[group[i]] += gap * gap


def plain_residual_sums(weight: Floats, vote: Floats, group: Ints, middle: Floats) -> Floats:
    """(groups,): what `_residual_sums` computes."""
    return group_sums((weight * (vote - middle[group])) ** 2, group, middle.size)


def _mean_over(squares: Floats, total: Floats) -> float:
    seen = total > 0.0
    return float(np.mean(squares[seen] / total[seen] ** 2)) if seen.any() else 0.0
