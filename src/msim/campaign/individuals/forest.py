"""What does each message do to each voter? Forests on how effects differ, each of other answers.

Random forests (Breiman 2001, Machine Learning 45(1)) on the transformed outcomes of
`msim.campaign.segments.uplift_tree`, as a policy forest has them (Athey and Wager 2021,
Econometrica 89(1)). Forests that were fitted on noise foresee differences that are not there: each
fold of the respondents is foretold by a forest of the others, and all differences are multiplied by
the part that holds good there (`msim.campaign.calibration`). What is foretold of other voters is
the mean over these forests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.ensemble import RandomForestRegressor

from msim.campaign.calibration import FOLDS, crossfitted, folds
from msim.campaign.individuals.trees import Trees
from msim.campaign.segments.uplift_tree import LEAST, targets
from msim.core.arrays import Bools, Floats
from msim.core.seen import Answers

TREES = 25
"""Trees of each fold's forest."""
SAMPLE = 4_000
"""Answers that a tree is grown on at most, drawn with replacement."""
LEAST_IN_LEAF = 20
"""Answers that a leaf holds at least, and the share of a tree's that the uplift tree's hold."""


@dataclass(frozen=True)
class Forest:
    """Effects that are means over trees.

    level: (messages,) points. trees: of all folds. mean: (messages,) mean prediction in points over
    respondents. keep: part of predicted differences that holds good, 0 to 1. tau_pp: spread of what
    is kept, in points.
    """

    level: Floats
    trees: Trees
    mean: Floats
    keep: float
    tau_pp: float

    def predict(self, features: Floats) -> Floats:
        """(n, messages) predicted effects in points of voters with these features."""
        if self.keep == 0.0:
            return np.broadcast_to(self.level, (features.shape[0], self.level.size))
        return self.level + self.keep * (self.trees.mean(features) - self.mean)


def fit_forest(
    features: Floats, answers: Answers, level: Floats, shrinkage: str, seed: int
) -> Forest:
    """Fit on respondents' features, (n, features), and answers.

    level: (messages,) points. Under `none` predicted differences are taken as they are; else they
    are multiplied by the part that holds good in other folds (`oracle` and `prior` too: neither
    knows the noise of trees). The seed fixes every forest.

    >>> x = np.tile([[-1.0], [1.0]], (200, 1))
    >>> message = np.repeat([0, 1], 200)
    >>> vote = 0.5 + np.where(message == 0, 0.03, -0.03) * x[:, 0]
    >>> answers = Answers(message, vote, np.ones(400), None, np.ones(400))
    >>> fit_forest(x, answers, np.zeros(2), "none", 1).predict(np.ones((1, 1))).round(1).tolist()
    [[3.0, -3.0]]
    """
    weight, fold = answers.weight * answers.people, folds(answers.message, seed)
    aims, seen = _aims(features, answers, level.size)
    grown = [
        _grow(features[teach], aims[teach], int(seen.sum()), (seed, FOLDS + number))
        for number in range(FOLDS)
        for teach in [fold != number]
    ]

    def foretold(number: int, _: Bools, here: Bools) -> tuple[Floats, Floats]:
        gap = Trees.of(grown[number], level.size).mean(features[here])
        return gap - _weighted_mean(gap, weight[here]), np.zeros(gap.shape[0])

    keep = 1.0 if shrinkage == "none" else crossfitted(answers, level.size, seed, foretold)
    trees = Trees.of([tree for forest in grown for tree in forest], level.size)
    predicted = trees.mean(features)
    mean = _weighted_mean(predicted, weight)
    spread = float(_weighted_mean((predicted - mean) ** 2, weight).sum()) / max(level.size - 1, 1)
    return Forest(level, trees, mean, keep, keep * float(np.sqrt(spread)))


def _aims(features: Floats, answers: Answers, messages: int) -> tuple[Floats, Bools]:
    """(n, messages) outcomes in points, 0 for messages that nobody was shown, and who are shown."""
    asked = (answers.message >= 0) & (answers.weight * answers.people > 0.0)
    seen = np.bincount(answers.message[asked], minlength=messages) > 0
    found, aims = targets(answers, features), np.zeros((answers.message.size, messages))
    aims[:, : found.shape[1]] = found
    if seen.any():
        aims -= aims.mean(axis=1, keepdims=True, where=seen)
    aims *= np.where(seen, 100.0, 0.0)
    return aims, seen


def _grow(features: Floats, aims: Floats, seen: int, key: tuple[int, int]) -> list[Any]:
    """Trees for so many messages, of features (n, features) and aims (n, messages)."""
    drawn = min(features.shape[0], SAMPLE)
    if drawn == 0 or seen < 2:  # nothing to compare
        return []
    least = max(LEAST_IN_LEAF, int(LEAST * drawn))
    forest = RandomForestRegressor(
        n_estimators=TREES if drawn >= 2 * least else 1,  # else no tree has a branch
        min_samples_leaf=least,
        max_features=1 / 3,
        max_samples=drawn,
        n_jobs=1,
        random_state=int(np.random.SeedSequence(key).generate_state(1)[0]),
    )
    return list(forest.fit(features, aims).estimators_)


def _weighted_mean(table: Floats, weight: Floats) -> Floats:
    """(columns,) weighted mean of (n, columns)."""
    total = float(weight.sum())
    return weight @ table / total if total > 0.0 else np.zeros(table.shape[1])
