"""Screen one: everybody gets one message. Who moves, and how little?"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.special import expit

from msim.core.arrays import Floats
from msim.experiment.engine.names import played_as
from msim.experiment.engine.replicate import run_replicate
from msim.lab.story.telling import (
    DOTS,
    Country,
    Screen,
    between,
    letters,
    scenario_of,
    screen,
    thousandths,
)  # fmt: skip
from msim.lab.story.titles import said
from msim.lab.worlds import LabStage, LabWorld

PRESET: Final = "baseline"
EDGES: Final = (10, 100)
"""Of how many, of those shown, vote otherwise: what one can predict."""
CLOSER: Final = 50
"""How many times larger than they are movements can be shown."""


def told(stage: LabStage) -> Screen:
    """Each voter's support before and after each message, and what each message wins."""
    country = Country(scenario_of(LabWorld(PRESET), stage))
    before, turnout = _support(country, 0.0), country.truth.turnout_prob[:DOTS]
    singles = run_replicate(country.scenario, 0).singles["naive"]
    people = country.scenario.population.electorate
    messages = []
    for number in range(country.scenario.messages.count):
        effect = country.scene.moved(country.day.plans[played_as("naive", 0, number)])
        after = _support(country, effect.support)
        votes = float(singles["net_votes"][0, number])
        changed = float(np.sum(turnout * np.abs(after - before)))
        facts = (number + 1, float(singles["reach_rate"][0, number]), votes, people, changed, DOTS)
        messages.append({
            "label": said.message_name(number + 1),
            "after": thousandths(10.0 * after),
            "right": between(EDGES, changed),
            "said": said.paragraphs("message_sent", *facts),
        })  # fmt: skip
    seen = country.times_seen(played_as("naive")) > 0
    return screen(
        "message", (DOTS, *EDGES), before=thousandths(10.0 * before), seen=letters(seen),
        messages=messages, closer=CLOSER, alt=said.message_alt(DOTS), preset=PRESET,
    )  # fmt: skip


def _support(country: Country, moved: Floats | float) -> Floats:
    """(dots,) probability of choosing the own side on election day; moved: (n,) logits."""
    swing = country.day.stage.swing[country.truth.district]
    return np.asarray(expit(country.truth.support + swing + moved))[:DOTS]
