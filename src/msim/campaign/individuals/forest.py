"""What does each message do to each voter? A forest for each message's group, compared.

A T-learner (Künzel, Sekhon, Bickel and Yu 2019, PNAS 116(10)) on random forests (Breiman 2001,
Machine Learning 45(1)), of answers less what readings foretell whatever the message (as in a doubly
robust score: Athey and Wager 2021, Econometrica 89(1)). Forests that were fitted on noise foresee
differences that are not there: the differences are multiplied by the part of them that holds good
in answers they were not fitted on, as in `msim.campaign.calibration`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from sklearn.ensemble import RandomForestRegressor

from msim.campaign.calibration import beyond_usual, crossfitted
from msim.campaign.individuals.trees import Trees
from msim.core.arrays import Bools, Floats
from msim.core.seen import Answers

TREES = 50
LEAST_IN_LEAF = 20


@dataclass(frozen=True)
class Forest:
    """Effects that are means over trees.

    level: (messages,) points. trees: those of each message, none where nobody was asked.
    mean: (messages,) mean prediction in points over respondents. keep: part of predicted
    differences that holds good, 0 to 1. tau_pp: spread of what is kept, in points.
    """

    level: Floats
    trees: tuple[Trees, ...]
    mean: Floats
    keep: float
    tau_pp: float

    def predict(self, features: Floats) -> Floats:
        """(n, messages) predicted effects in points of voters with these features."""
        if self.keep == 0.0:
            return np.broadcast_to(self.level, (features.shape[0], self.level.size))
        gap = _mean_of(self.trees, features) - self.mean
        return self.level + self.keep * _differences(gap, self.trees)[0]


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
    weight = answers.weight * answers.people
    answers = replace(answers, vote=beyond_usual(answers, features))
    everyone = np.ones(weight.size, dtype=np.bool_)
    trees = _grow(features, answers, everyone, level.size, (seed, 0))
    predicted = _mean_of(trees, features)
    mean = _weighted_mean(predicted, weight)
    keep = 1.0 if shrinkage == "none" else calibration(features, answers, level.size, seed)
    gap = _differences(predicted - mean, trees)[0]
    spread = float(_weighted_mean(gap**2, weight).sum()) / max(level.size - 1, 1)
    return Forest(level, trees, mean, keep, keep * float(np.sqrt(spread)))


def calibration(features: Floats, answers: Answers, messages: int, seed: int) -> float:
    """Part of predicted differences between messages that holds good, 0 to 1.

    Each fold of the respondents is predicted by forests of the others.

    >>> x, message = np.tile([[-1.0], [1.0]], (200, 1)), np.repeat([0, 1], 200)
    >>> vote = 0.5 + np.where(message == 0, 0.03, -0.03) * x[:, 0]
    >>> round(calibration(x, Answers(message, vote, np.ones(400), None, np.ones(400)), 2, 1), 1)
    1.0
    """

    def predicted(number: int, teach: Bools, here: Bools) -> tuple[Floats, Floats]:
        trees = _grow(features, answers, teach, messages, (seed, number + 1))
        gap = _mean_of(trees, features[here])
        return _differences(gap - _weighted_mean(gap, weight[here]), trees)

    weight = answers.weight * answers.people
    return crossfitted(answers, messages, seed, predicted)


def _grow(
    features: Floats, answers: Answers, chosen: Bools, messages: int, key: tuple[int, int]
) -> tuple[Trees, ...]:
    """Trees for each message's group among the chosen respondents, (n,); seeds named by the key."""
    weight = answers.weight * answers.people
    grown = []
    for k in range(messages):
        rows = np.flatnonzero((answers.message == k) & chosen & (weight > 0.0))
        if rows.size == 0:
            grown.append(Trees.of([]))
            continue
        state = int(np.random.SeedSequence([*key, k]).generate_state(1)[0])
        least = max(LEAST_IN_LEAF, rows.size // 50)
        forest = RandomForestRegressor(
            n_estimators=TREES if rows.size >= 2 * least else 1,  # else no tree has a branch
            min_samples_leaf=least,
            max_features=1 / 3,
            n_jobs=1,
            random_state=state,
        )
        forest.fit(features[rows], 100.0 * answers.vote[rows], sample_weight=weight[rows])
        grown.append(Trees.of(forest.estimators_))
    return tuple(grown)


def _mean_of(trees: tuple[Trees, ...], features: Floats) -> Floats:
    """(n, messages) mean prediction of each message's trees in points, 0 where it has none."""
    return np.column_stack([of_message.mean(features) for of_message in trees])


def _differences(gap: Floats, trees: tuple[Trees, ...]) -> tuple[Floats, Floats]:
    """(n, messages) less the mean over messages that have trees, and that mean, (n,)."""
    seen = np.array([of_message.root.size > 0 for of_message in trees])
    common = gap[:, seen].mean(axis=1) if seen.any() else np.zeros(gap.shape[0])
    return np.where(seen, gap - common[:, None], 0.0), common


def _weighted_mean(table: Floats, weight: Floats) -> Floats:
    """(columns,) weighted mean of (n, columns)."""
    total = float(weight.sum())
    return weight @ table / total if total > 0.0 else np.zeros(table.shape[1])
