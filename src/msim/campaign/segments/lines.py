"""Which of several scores is highest for a voter, where each is a straight line in the readings?

The nearest of some centres is the highest of the lines `c'x - c'c / 2` (Lloyd 1982, IEEE
Transactions on Information Theory 28(2)); predictions by ridge regression are lines as they are.
Scaling and filling of gaps are part of the lines, so that a block's readings are read once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from msim.campaign.segments.prepare import Preparation
from msim.core.arrays import Bools, Floats, Ints
from msim.core.columns import add_four, add_one, single
from msim.core.compiled import compiled
from msim.core.seen import CampaignView

_AT_ONCE = 512


class Scores(Protocol):
    """Anything that scores voters from the view of them."""

    def of(self, view: CampaignView) -> Floats:
        """(scores, n) in single precision."""

    def highest(self, view: CampaignView) -> Ints:
        """(n,) row in a plan by the highest score."""


@dataclass(frozen=True)
class Lines:
    """Scores that are lines in prepared features.

    preparation: how readings become features. weights: (scores, features). start: (scores,).
    """

    preparation: Preparation
    weights: Floats
    start: Floats

    @classmethod
    def nearest(cls, preparation: Preparation, centres: Floats) -> Lines:
        """Lines of which the highest belongs to the nearest centre, (centres, features)."""
        return cls(preparation, centres, -0.5 * np.sum(centres**2, axis=1))

    def of(self, view: CampaignView) -> Floats:
        """(scores, n) of the voters of a view."""
        scores = np.empty((self.start.size, view.known.size), dtype=np.float32)
        _scores(single(view.traits.T), view.party, self._on_readings, self._features(), scores)
        return scores

    def highest(self, view: CampaignView) -> Ints:
        """(n,) row in a plan by the highest line: `highest` of the scores."""
        row = np.empty(view.known.size, dtype=np.int32)
        room = self._features(), np.empty((3, _AT_ONCE), dtype=np.float32)
        _rows(single(view.traits.T), view.party, self._on_readings, view.known, room, row)
        return row

    def _features(self) -> Floats:
        """Room for the features of those who are scored together."""
        return np.empty((self.weights.shape[1], _AT_ONCE), dtype=np.float32)

    @cached_property
    def _on_readings(self) -> tuple[Ints, Floats, Floats, Floats]:
        """Sources of the features; weights, start and what fills gaps, on unscaled readings."""
        seen = self.preparation
        scaled = self.weights * seen.scale
        return (
            seen.sources,
            single(scaled),
            single(self.start - scaled @ seen.mean),
            single(seen.mean),
        )

    def plain(self, view: CampaignView) -> Floats:
        """(scores, n): what `of` computes."""
        return np.asarray((self.start + self.preparation.apply(view) @ self.weights.T).T)


@dataclass(frozen=True)
class NetScores:
    """What comes to the own side, less what comes to the polls for the other."""

    own: Scores
    other: Scores

    def of(self, view: CampaignView) -> Floats:
        """(scores, n) of the voters of a view; nothing is gained by keeping anybody at home."""
        return self.own.of(view) - np.maximum(self.other.of(view), np.float32(0.0))

    def highest(self, view: CampaignView) -> Ints:
        """(n,) row in a plan by the highest score."""
        return highest(self.of(view), view.known)


def highest(scores: Floats, known: Bools) -> Ints:
    """(n,) row in a plan: 0 without a usable record, else 1 + the first of the highest scores.

    scores: (scores, n).

    >>> scores, known = np.array([[1.0, 5.0, 5.0], [3.0, 5.0, 4.0]]), np.array([True, True, False])
    >>> highest(scores, known).tolist()
    [2, 1, 0]
    """
    row = np.empty(known.size, dtype=np.int32)
    _highest(single(scores), known, np.empty((2, _AT_ONCE), dtype=np.float32), row)
    return row


@compiled
def _highest(table, known, room, out):  # type: ignore[no-untyped-def]
    for first in range(0, out.size, _AT_ONCE):
        row = out[first : first + _AT_ONCE]
        best, place = room[0, : row.size], room[1, : row.size]
        best[:], place[:] = -np.inf, 1.0
        for k in range(table.shape[0]):
            _take_higher(table[k, first : first + _AT_ONCE], np.float32(k + 1), best, place)
        _number(place, known[first : first + _AT_ONCE], row)


@compiled
def _scores(traits, party, lines, features, out):  # type: ignore[no-untyped-def]
    for first in range(0, out.shape[1], _AT_ONCE):
        last = min(first + _AT_ONCE, out.shape[1])
        _read_all(traits, party, lines, (first, last - first), features)
        for s in range(out.shape[0]):
            _score(s, lines, features, out[s, first:last])


@compiled
def _rows(traits, party, lines, known, room, out):  # type: ignore[no-untyped-def]
    features, rest = room
    for first in range(0, out.size, _AT_ONCE):
        row = out[first : first + _AT_ONCE]
        score, best, place = rest[0, : row.size], rest[1, : row.size], rest[2, : row.size]
        _read_all(traits, party, lines, (first, row.size), features)
        best[:], place[:] = -np.inf, 1.0
        for s in range(lines[1].shape[0]):
            _score(s, lines, features, score)
            _take_higher(score, np.float32(s + 1), best, place)
        _number(place, known[first : first + row.size], row)


@compiled
def _score(s, lines, features, out):  # type: ignore[no-untyped-def]
    """One of the scores of some voters from their features."""
    weight, size, count = lines[1][s], out.size, features.shape[0]
    out[:] = lines[2][s]
    for c in range(0, count - count % 4, 4):
        add_four(weight[c : c + 4], (
            features[c, :size], features[c + 1, :size],
            features[c + 2, :size], features[c + 3, :size],
        ), out)  # fmt: skip
    for c in range(count - count % 4, count):
        add_one(weight[c], features[c, :size], out)


@compiled
def _read_all(traits, party, lines, place, out):  # type: ignore[no-untyped-def]
    first, size = place
    for c in range(out.shape[0]):
        _read(traits, party, (lines[0][c, 0], lines[0][c, 1], lines[3][c], first), out[c, :size])


@compiled
def _read(traits, party, source, out):  # type: ignore[no-untyped-def]
    """A feature of some voters: a reading, whether it is a level, or the party; gaps filled."""
    trait, level, gap, first = source
    if trait < 0:
        labels = party[first : first + out.size]
        for i in range(out.size):
            out[i] = np.float32(labels[i])
        return
    reading, named = traits[trait, first : first + out.size], np.float32(level)
    if level < 0:
        for i in range(out.size):
            out[i] = reading[i] if reading[i] == reading[i] else gap
    else:
        for i in range(out.size):
            is_level = np.float32(1.0) if reading[i] == named else np.float32(0.0)
            out[i] = is_level if reading[i] == reading[i] else gap


@compiled
def _take_higher(values, here, best, place):  # type: ignore[no-untyped-def]
    for i in range(best.size):
        value, top, at = values[i], best[i], place[i]  # read first: then no choice is a branch
        place[i] = here if value > top else at
        best[i] = value if value > top else top


@compiled
def _number(place, known, out):  # type: ignore[no-untyped-def]
    """Places, kept as reals beside the scores, as whole numbers; 0 for who is not known."""
    for i in range(out.size):
        out[i] = np.int32(place[i]) * np.int32(known[i])
