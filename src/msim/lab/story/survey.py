"""Screen two: a test picks the message. Does the same one win again, and is its promise kept?"""

from __future__ import annotations

from typing import Final

import numpy as np

from msim.campaign.campaign import Campaign
from msim.campaign.message_test import assign_messages, read_net
from msim.core.arrays import Floats, Ints
from msim.experiment.comparison.intervals import mean_interval
from msim.experiment.engine.replicate import run_replicate
from msim.experiment.engine.sides import polled, survey_streams
from msim.experiment.engine.survey import Panel
from msim.lab.story.telling import DOTS, Country, Screen, letters, scenario_of, screen
from msim.lab.story.titles import said
from msim.lab.worlds import LabStage, LabWorld
from msim.scenario import Scenario

SURVEYS: Final = 24
"""How often the survey can be run again; the first of them are those of a run of the world."""


def told(stage: LabStage) -> Screen:
    """What each survey says of each message, what its winner promised, and what that one won."""
    scenario = scenario_of(LabWorld("baseline"), stage, {"test.surveys": SURVEYS})
    country = Country(scenario)
    campaigns, panel = polled(scenario, country.voters, SURVEYS)
    singles = run_replicate(scenario, 0).singles["broadcast"]
    promised, won = (singles[name][:, 0] for name in ("promised_net_votes", "net_votes"))
    runs = [
        {
            "answers": letters(_answers(country, panel, number)),
            "winner": int(campaign.best_single().message[0]),
            "readings": _readings(campaign),
            "promised": round(float(promised[number])),
            "won": round(float(won[number])),
        }
        for number, campaign in enumerate(campaigns)
    ]
    true = np.average(panel.effects_pp, axis=0, weights=panel.turnout_prob)
    return screen(
        "survey", (scenario.respondents,), runs=runs, true=_hundredths(true),
        right=_right(promised, won),
        labels=[said.control_name(), *(said.message_name(k + 1) for k in range(true.size))],
        alt=said.survey_alt(DOTS, scenario.respondents),
        said=said.paragraphs("survey_said", DOTS, scenario.respondents),
    )  # fmt: skip


def _answers(country: Country, panel: Panel, number: int) -> Ints:
    """(dots,) what the first respondents were shown and said: twice the group, and 1 for a yes."""
    scenario: Scenario = country.scenario
    streams = survey_streams(country.voters.world.streams, number)
    draw = streams.generator("test/assignment")
    message = assign_messages(scenario.respondents, scenario.messages.count, draw)
    stated = panel.ask(scenario.test, streams, False, panel.asked(scenario.respondents), message)
    return np.asarray(2 * (message + 1) + (stated.vote > 0.5))[:DOTS]


def _readings(campaign: Campaign) -> list[int]:
    """(messages,) what the survey says of each, in hundredths of a point."""
    own, other = campaign.parts
    everybody = np.zeros(own.vote.size, dtype=np.intp)
    found = read_net(own, other, everybody, 1, campaign.scenario.messages.count)
    return _hundredths(found.effect_pp[0])


def _hundredths(points: Floats) -> list[int]:
    return [round(100.0 * float(each)) for each in points]


def _right(promised: Floats, won: Floats) -> int:
    """0 where more is won than promised, 1 where they cannot be told apart, 2 where less."""
    gap = mean_interval(won - promised)
    low, high = gap["low"], gap["high"]
    return 1 if low is None or high is None else 0 if low > 0.0 else 2 if high < 0.0 else 1
