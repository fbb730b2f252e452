"""What does each message do to each voter? Straight lines in the voter's features, drawn to none.

Message-by-feature interactions estimated by least squares in each message's own group and shrunk
towards 0 (ridge regression: Hoerl and Kennard 1970, Technometrics 12(1); effects of treatments that
vary with covariates: Imai and Ratkovic 2013, Annals of Applied Statistics 7(1)). How far they are
shrunk follows from the moment estimate of their true variance, as for segments (Efron and Morris
1975, JASA 70(350)); noise is read from residuals (HC2, MacKinnon and White 1985, Journal of
Econometrics 29(3)).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from msim.core.arrays import Bools, Floats, Ints
from msim.core.seen import Answers


@dataclass(frozen=True)
class Ridge:
    """Effects that are lines in whitened features.

    level: (messages,) points. slopes: (features, messages) points for one standard deviation, with
    mean 0 over messages. tau_pp: estimated standard deviation of true slopes, in points.
    """

    level: Floats
    slopes: Floats
    tau_pp: float

    def predict(self, features: Floats) -> Floats:
        """(n, messages) predicted effects in points of voters with these features."""
        return self.level + features @ self.slopes


def fit_ridge(
    features: Floats,
    answers: Answers,
    level: Floats,
    shrinkage: str,
    variance: float | None = None,
) -> Ridge:
    """Fit on respondents' whitened features, (n, features), and answers under a `shrinkage`.

    level: (messages,) points. `none` takes slopes as estimated. Else they are shrunk, by the
    true or believed `variance` of slopes (points squared) where one is given. Groups with fewer
    respondents than features + 2 have no slopes of their own.

    >>> x = np.tile([[-1.0], [1.0]], (10, 1))
    >>> message = np.repeat([0, 1], 10)
    >>> vote = 0.5 + np.where(message == 0, 0.03, -0.03) * x[:, 0]
    >>> answers = Answers(message, vote, np.ones(20), None, np.ones(20))
    >>> fit_ridge(x, answers, np.zeros(2), "none").predict(np.ones((1, 1))).round(9).tolist()
    [[3.0, -3.0]]
    """
    slopes, noise, seen = _each_message(features, answers, level.size)
    count = int(seen.sum())
    if count < 2 or slopes.shape[0] == 0:
        return Ridge(level, np.zeros_like(slopes), 0.0)
    gap = np.where(seen, slopes - slopes[:, seen].mean(axis=1, keepdims=True), 0.0)
    by_chance = float(noise[seen].mean())
    spread = float(np.sum(gap**2)) / ((count - 1) * slopes.shape[0])
    tau2 = max(0.0, spread - by_chance) if variance is None else variance
    factor = 1.0
    if shrinkage != "none":
        factor = tau2 / (tau2 + by_chance) if tau2 > 0.0 else 0.0
    return Ridge(level, factor * gap, float(np.sqrt(tau2)))


def _each_message(
    features: Floats, answers: Answers, messages: int
) -> tuple[Floats, Floats, Bools]:
    """Slopes (features, messages) in points, noise variance of one (messages,), who has any."""
    slopes = np.zeros((features.shape[1], messages))
    noise = np.zeros(messages)
    seen = np.zeros(messages, dtype=np.bool_)
    for k in range(messages):
        asked = np.flatnonzero((answers.message == k) & (answers.weight * answers.people > 0.0))
        seen[k] = asked.size >= features.shape[1] + 2
        if seen[k]:
            slopes[:, k], noise[k] = _line(features[asked], answers, asked)
    return 100.0 * slopes, 1e4 * noise, seen


def _line(features: Floats, answers: Answers, asked: Ints) -> tuple[Floats, float]:
    """Weighted least squares in one group: slopes (features,), mean sampling variance of one.

    Directions in which the group does not differ get no slope.
    """
    people, vote = answers.people[asked], answers.vote[asked]
    weight = answers.weight[asked] * people
    weight = weight / weight.sum()
    design = np.column_stack([np.ones(asked.size), features])
    inverse = np.linalg.pinv(design.T @ (weight[:, None] * design), rcond=1e-9, hermitian=True)
    leverage = design @ inverse
    line = inverse @ (design.T @ (weight * vote))
    if answers.noise_variance is not None:
        variance = answers.noise_variance / people
    else:
        hat = weight * np.einsum("ij,ij->i", leverage, design)
        variance = (vote - design @ line) ** 2 / np.maximum(1.0 - hat, 1e-9)
    each = np.sum((weight**2 * variance)[:, None] * leverage[:, 1:] ** 2, axis=0)
    return line[1:], float(each.mean()) if each.size else 0.0
