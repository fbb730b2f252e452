"""Laws 1, 3 and 9: what must hold in expectation, judged by four standard errors.

Each law is a plain function of a scenario that raises AssertionError where it is broken. Scenarios
are put into the law's own conditions first; what the law does not speak of stays as drawn.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from msim.scenario import Scenario
from tests.laws import engine
from tests.laws.drawn import PLAIN, changed

TARGETED = ("segmented", "placebo", "demographic", "individual")


def alike(scenario: Scenario, premium: float = 1.0, match_rate: float = 1.0) -> Scenario:
    """Law 1's conditions: voters respond alike; half of the money can target, on one channel.

    Whom a list finds is no more likely to vote than others: else targeting pays by that alone.
    """
    first, *rest = scenario.channels
    share = 0.4 / max(len(rest), 1)
    keys = {f"channels.{name}.share": share for name in rest}
    keys |= {f"channels.{name}.targetable": False for name in rest}
    # The least effect is well above 0: a message that loses votes does less harm at a premium.
    return changed(
        scenario,
        keys
        | PLAIN
        | {
            f"channels.{first}.share": 0.6 if rest else 1.0,
            f"channels.{first}.targetable": True,
            "channels.*.premium": premium,
            "channels.*.cross_party_price": 1.0,
            "channels.*.match_rate": match_rate,
            "channels.*.match_habit": {},
            "data.coverage_lean": {},
            "data.consent_lean": {},
            "channels.*.capacity": None,
            "segments.individual_model": "ridge",
            "election.draw": False,
            "messages.heterogeneity_sd_pp": 0.0,
            "messages.group_correlation": None,
            "messages.mean_effect_pp": 3.0,
            "messages.between_sd_pp": min(scenario.messages.between, 0.7),
            "run.arms": ("silent", "broadcast", *TARGETED, "segmented_free"),
        },
    )


def law_1_at_par(scenario: Scenario, replicates: int = 24) -> None:
    """Without heterogeneity none beats broadcast in expectation, beyond the worth."""
    scenario = alike(scenario)
    worth = scenario.run.worth_pp / 100 * scenario.politics.turnout * scenario.population.electorate
    runs = engine.replicates(scenario, replicates)
    for arm in (*TARGETED, "segmented_free"):
        gap = engine.gaps(runs, arm, "broadcast", "net_votes")
        assert gap.mean() - 4 * engine.standard_error(gap) <= worth, (arm, gap.mean())


def law_1_premium(scenario: Scenario, replicates: int = 24, premium: float = 2.0) -> None:
    """With a premium above 1 the targeted arms do worse."""
    dear = alike(scenario, premium=premium)
    runs = engine.replicates(dear, replicates)
    for arm in TARGETED:
        gap = engine.gaps(runs, arm, "broadcast", "net_votes")
        if gap.mean() + 4 * engine.standard_error(gap) < 0.0:
            continue
        # Where money buys next to nothing more, votes differ by too little to see; exposures do.
        more = engine.gaps(engine.replicates(dear, 8 * replicates), arm, "broadcast", "net_votes")
        assert more.mean() - 4 * engine.standard_error(more) <= 0.0, (arm, more.mean())
        bought = engine.gaps(runs, arm, "broadcast", "average_frequency")
        assert bought.max() < 0.0, (arm, bought.max())


def law_1_match(scenario: Scenario, replicates: int = 24, match_rate: float = 0.5) -> None:
    """With a match rate below 1 they do no better.

    Exposures saturate: else the same dose on half of the voters can win more where few support the
    side, since the logistic curve is convex there.
    """
    scenario = changed(scenario, {"response.saturation": max(scenario.response.saturation, 0.3)})
    runs = engine.replicates(alike(scenario, match_rate=match_rate), replicates)
    for arm in TARGETED:
        gap = engine.gaps(runs, arm, "broadcast", "net_votes")
        assert gap.mean() - 4 * engine.standard_error(gap) <= 0.0, (arm, gap.mean())


def law_3(scenario: Scenario, replicates: int = 40) -> None:
    """Data that say nothing make segments that say nothing: segmented is placebo in distribution.

    Means of votes and of promises, and the second moment of votes about broadcast's.
    """
    traits = [t.name for t in scenario.population.traits]
    features = tuple(name for name in scenario.segments.features if name in traits)
    # Lots stand in for segments that are cut by readings, and in which all are alike before they
    # are asked.
    by_readings = ("gaussian_mixture", "kmeans", "minibatch_kmeans", "mixed", "random", "ward")
    cut = scenario.segments.method
    scenario = changed(
        scenario,
        {
            "data.validity": 0.0 if scenario.data.data_points is None else 0.35,
            "data.data_points": None if scenario.data.data_points is None else 0,
            "data.preparation_days": None,
            "data.party_label": False,
            "channels.*.cross_party_price": 1.0,
            # An audience is chosen by the same readings as segments are: segments among those
            # addressed would be of other sizes than lots are.
            "budget.audience": "all",
            "segments.features": features,
            "segments.method": cut if cut in by_readings else "kmeans",
            "messages.heterogeneity_sd_pp": 4.0,
            "messages.group_correlation": None,
            "messages.common_share": 0.0,
            "messages.trait_share": 1.0,
            "test.respondents": min(max(scenario.test.respondents, 200), 300),
            "test.conducted": True,
            "test.outcome": "scale",
            "test.outcome_sd": 0.05,
            "budget.total": scenario.budget.total + 300 * scenario.test.cost_per_respondent,
            "run.arms": ("silent", "broadcast", "segmented", "placebo"),
        },
    )
    runs = engine.replicates(scenario, replicates)
    for measure in ("net_votes", "vote_share_pp", "reach_rate", "promised_net_votes"):
        ours, lots, base = (
            np.array([r.measures[arm][measure] for r in runs])
            for arm in ("segmented", "placebo", "broadcast")
        )
        for gap in (ours - lots, (ours - base) ** 2 - (lots - base) ** 2):
            bound = 4 * engine.standard_error(gap) + 1e-9 * np.abs(ours).max()
            assert abs(gap.mean()) <= bound, (measure, gap.mean(), bound)


def law_9(scenario: Scenario) -> None:
    """The silent election has the configured turnout and share, within four standard errors."""
    scenario = changed(
        scenario,
        {
            "population.simulated": 30_000,
            "population.electorate": 30_000,
            "election.swing_sd": 0.0,
            "election.district_swing_sd": 0.0,
        },
    )
    world = engine.replicate.electorate(scenario, 0).world
    voters = [world.voters(number) for number in range(world.blocks)]
    turnout = np.concatenate([v.turnout_prob for v in voters], dtype=float)
    support = expit(np.concatenate([v.support for v in voters], dtype=float))
    share = float(turnout @ support / turnout.sum())
    politics = scenario.politics
    # A ratio's standard error by linearisation; where all are alike only rounding is left.
    error = turnout * (support - politics.support) / politics.turnout
    for found, expected, spread in (
        (turnout.mean(), politics.turnout, turnout),
        (share, politics.support, error),
    ):
        bound = 4 * engine.standard_error(spread) + 1e-6
        assert abs(found - expected) <= bound, (found, expected, bound)
