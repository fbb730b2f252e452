"""Who gets which message, when each voter is predicted alone? The rule, and what it looks at.

Features are the campaign's readings, scaled; for a model of lines they are whitened on the
respondents as well (principal components, each scaled to variance 1; Hotelling 1933, Journal of
Educational Psychology 24), so that every direction counts the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from msim.campaign.segments.lines import Scores, highest
from msim.campaign.segments.prepare import PARTY, Preparation
from msim.core.arrays import Floats, Ints, group_sums
from msim.core.seen import CampaignView, Choice, TraitShown, invented

NEGLIGIBLE = 1e-9
"""Components with less than this part of the largest one's variance say nothing."""
AT_ONCE = 2**20
"""Predictions of respondents that are held at a time: they stay in the cache."""


class Model(Protocol):
    """A fitted prediction of what each message does to each voter, in points."""

    @property
    def level(self) -> Floats:
        """(messages,) effect over all respondents."""

    @property
    def tau_pp(self) -> float:
        """How much true effects differ between voters, as estimated."""

    def predict(self, features: Floats) -> Floats:
        """(n, messages) predicted effects in points."""


def scaling(
    view: CampaignView, traits: tuple[TraitShown, ...], features: tuple[str, ...]
) -> Preparation:
    """Scaling of the named features, or of every trait, and party where any label is known.

    >>> reading, nobody = np.array([[1.0], [3.0]]), np.zeros(2, dtype=int)
    >>> view = CampaignView(traits=reading, party=nobody, known=nobody == 0,
    ...                     lottery=np.zeros((2, 2)), district=nobody)
    >>> scaling(view, (TraitShown("age", "continuous", 0, True),), ()).apply(view).tolist()
    [[-1.0], [1.0]]
    """
    party = (PARTY,) if bool(np.any(view.party)) else ()
    return Preparation.fit(view, traits, features or (*(t.name for t in traits), *party))


def whiten(table: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Centre (columns,) and turn (columns, components) that whiten a table of features.

    `(table - centre) @ turn` has mean 0 and covariance 1 under the weights, (n,).

    >>> centre, turn = whiten(np.array([[0.0, 0.0], [4.0, 8.0]]), np.ones(2))
    >>> np.abs((np.array([[4.0, 8.0]]) - centre) @ turn).round(9).tolist()
    [[1.0]]
    """
    total = float(weight.sum())
    share = weight / total if total > 0.0 else weight
    centre = share @ table
    gap = table - centre
    variance, axes = np.linalg.eigh(gap.T @ (share[:, None] * gap))
    kept = variance > NEGLIGIBLE * max(float(variance.max(initial=0.0)), NEGLIGIBLE)
    return centre, axes[:, kept] / np.sqrt(variance[kept])


@dataclass(frozen=True)
class Whitened:
    """Features whitened on a sample. centre: (columns,). turn: (columns, components)."""

    preparation: Preparation
    centre: Floats
    turn: Floats

    @classmethod
    def fit(cls, preparation: Preparation, view: CampaignView, weight: Floats) -> Whitened:
        """Learn the turn from a sample and its weights, (n,)."""
        return cls(preparation, *whiten(preparation.apply(view), weight))

    def __call__(self, view: CampaignView) -> Floats:
        """(n, components) whitened features."""
        return (self.preparation.apply(view) - self.centre) @ self.turn


@dataclass(frozen=True, eq=False)
class Individually:
    """Each voter's predicted best message as a rule from view to cell: cells are messages.

    prepare: from a view of n voters to their features, (n, features). lines: the same predictions
    from the view at once, where they are straight lines in it.
    """

    prepare: Callable[[CampaignView], Floats]
    model: Model
    cells: int
    lines: Scores | None = None

    def assign(self, view: CampaignView) -> Ints:
        """(n,) row in a plan: 0 without a usable record, predicted best message + 1 else."""
        invented(view)
        if self.lines is not None:
            return self.lines.highest(view)
        return highest(self.model.predict(self.prepare(view)).T, view.known)


def choice_of(
    rule: Individually, respondents: CampaignView, weight: Floats, single: Choice,
    some: bool = False,
) -> Choice:
    """The messages of an individual rule and what they promise to those who are to get them.

    Promise [j, k]: mean predicted effect in points of message k on the respondents (weights (n,))
    whose predicted best is j; the common one where there are none. `single` is the choice for
    everybody together: it says how far message means are shrunk. With `some`, weights leave out
    part of the respondents, and `single` is about the rest: the model says how voters differ in
    what messages they like, and not which of them gain by any message.
    """
    messages, features = rule.cells, rule.prepare(respondents)
    counted = np.where(respondents.known, weight, 0.0)
    total, sums = np.zeros(messages), np.zeros((messages, messages))
    step = max(AT_ONCE // messages, 1)
    for rows in (slice(at, at + step) for at in range(0, features.shape[0], step)):
        predicted = rule.model.predict(features[rows])
        group = np.argmax(predicted, axis=1)
        total += group_sums(counted[rows], group, messages)
        sums += group_sums(counted[rows, None] * predicted, group, messages)
    level = rule.model.level
    if some and counted.any():
        level = single.promised_raw_pp[0]
        sums += total[:, None] * (level - sums.sum(axis=0) / total.sum())
    filled = (total > 0.0)[:, None]
    raw = np.where(filled, sums / np.where(filled, total[:, None], 1.0), level)
    shrunk = raw + (single.promised_pp[0] - single.promised_raw_pp[0])
    return Choice(np.arange(messages), shrunk, raw, rule.model.tau_pp)
