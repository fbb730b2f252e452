"""The scenario and its limits in words: what is set is told, and what is off is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from msim.report.run import limits
from msim.report.run import scenario as setting
from tests.report.fixtures import made_up
from tests.report.toml import EVERYTHING, SCENARIO


def test_the_scenario_is_told_in_full() -> None:
    told = " ".join(setting.sentences(made_up()))
    for part in (
        "10,000,000 voters",
        "6 messages",
        "validity of 0.35",
        "6 segments by kmeans",
        "24,030 respondents",
        "4,000,000 USD, 0.4 for each voter",
        "in 40 worlds",
    ):
        assert part in told


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("validity = 0.35", "data_points = 100", "from 100 data points"),
        ("party_label = true", "party_label = false", "and no party label"),
        ("heterogeneity_sd_pp = 0.31", "group_correlation = 0.5", "correlate at 0.5"),
        ('shrinkage = "empirical_bayes"', 'shrinkage = "prior"\nbelieved_correlation = 0.5',
         "shrinkage: prior, believed correlation 0.5)"),
        ("validity = 0.35", "validity = 0.35\ncoverage = 0.8\n"
         "coverage_lean = { turnout = 0.5, age_band = -1.0 }",
         "for one standard deviation: a record goes +0.5 by turnout and -1 by age_band."),
        ("match_rate = 0.6", "match_rate = 0.6\nmatch_habit = { turnout = 0.5 }",
         "deviation: being found (social) goes +0.5 by turnout."),
        ("respondents = 24030", 'respondents = 24030\nweighting = "rake"\n'
         "panel_habit = { turnout = 0.3 }", "answering the survey goes +0.3 by turnout."),
        ("respondents = 24030", 'respondents = 24030\nweighting = "rake"',
         "Respondents are weighted to the country's true demographic shares."),
        ("total = 4000000.0", "total = 0.0", "nothing is sent"),
        ("replicates = 40", "replicates = 1", "in one world (seed 1)"),
        ("seed = 1", "seed = 0\nprecision = 0.01", "At least 40 worlds; more until"),
    ],
)
def test_the_scenario_in_words_follows_its_keys(old, new, said) -> None:
    assert old in SCENARIO
    data = replace(made_up(), scenario_toml=SCENARIO.replace(old, new))
    assert said in " ".join(setting.sentences(data))


def test_keys_of_another_version_are_left_out_and_the_others_told() -> None:
    toml = "[run]\nreplicates = 2\nworth_pp = 0.05\nbygone = 1\n[gone]\nby = 2\n"
    told = setting.sentences(replace(made_up(), scenario_toml=toml))
    assert any("in 2 worlds" in text and "from 0.05 points" in text for text in told)


def test_assumptions_are_shown_with_their_values() -> None:
    found = dict(setting.lookup(made_up(), ["election.swing_sd", "data.party_label", "no.such"]))
    assert found == {"election.swing_sd": "0.02", "data.party_label": "true", "no.such": "default"}


OFF = (
    "no opponent who answers", "no earned reach", "no text, doorstep or meeting",
    "no message that moves turnout", "no reactance", "no harm from a message in the wrong hands",
    "no lean in who is on file or answers",
)  # fmt: skip


def test_limits_name_what_is_off_and_nothing_else() -> None:
    text = " ".join(limits.limits(made_up()))
    assert all(part in text for part in OFF)
    assert "and no content of a message: a message is a set of effects." in text
    assert "keeps to one plan" not in text and "tosses a coin" not in text
    text = " ".join(limits.limits(replace(made_up(), scenario_toml=EVERYTHING)))
    assert not any(part in text for part in OFF)
    assert "There is no content of a message" in text
    assert "The opponent keeps to one plan" in text and "A contact in person" in text
    assert "of 100,000 simulated voters, not of an electorate of 10,000,000, and so larger" in text


@pytest.mark.parametrize(
    ("old", "new", "gone"),
    [
        ("[election]", '[opponent]\nstrategy = "broadcast"\n[election]', OFF[0]),
        ("[election]", "[earned]\nshare_rate = 0.1\n[election]", OFF[1]),
        ("[data]", '[channels.text]\nkind = "contacts"\nshare = 0.1\n[data]', OFF[2]),
        ("mean_effect_pp", "mobilise_pp = 0.5\nmean_effect_pp", OFF[3]),
        ("mean_effect_pp", "reactance_pp = 0.5\nmean_effect_pp", OFF[4]),
        ("mean_effect_pp", "mismatch_pp = 0.5\nmean_effect_pp", OFF[5]),
        ("validity = 0.35", "validity = 0.35\ncoverage_lean = { turnout = 0.5 }", OFF[6]),
    ],
)
def test_each_limit_goes_when_its_key_is_on(old, new, gone) -> None:
    data = replace(made_up(), scenario_toml=SCENARIO.replace(old, new, 1))
    text = " ".join(limits.limits(data))
    assert gone not in text
    assert all(part in text for part in OFF if part != gone)


def test_everything_that_is_on_is_told_of_the_scenario() -> None:
    told = " ".join(setting.sentences(replace(made_up(), scenario_toml=EVERYTHING)))
    for part in (
        "It has 51 districts (of different size; 48 electoral votes in all;",
        "also move turnout, by 0.6 points on average, with a standard deviation of 0.2 points",
        "loses 0.3 points with the 40 % of voters who notice. A message meant for another segment",
        "doorsteps gets 20 % of the media money at 2 per attempt, of which 30 % meet the voter,",
        "at most 500,000 attempts can be made; no more than 3 exposures of a voter count",
        "10 % of those who meet a message pass it on, a week later, to 3 others on average, 50 %",
        "A pilot in 10 districts comes first",
        "support the own side most: 30 % of them",
        "what the campaign predicts that the next unit of it does",
        "The other side runs segmented in every arm",
        "played against each other",
        "Unlike the own side it has data.validity = 0.6, budget.total = 2000000.0.",
        "won by a majority of electoral votes",
        "Each simulated voter, not each voter, tosses a coin on the day.",
        "What testing, targeting add to vote share",
    ):
        assert part in told, part


def test_nothing_that_is_off_is_told_of_the_scenario() -> None:
    neutral = SCENARIO.replace(
        "[run]",
        """\
[districts]
count = 1
pilots = 0

[earned]
share_rate = 0.0

[opponent]
game = false

[attribution]
measure = "vote_share_pp"

[run]""",
    ).replace("total =", 'audience = "all"\nallocation = "proportional"\ntotal =')
    neutral = neutral.replace("swing_sd", 'rule = "popular"\ndraw = false\nswing_sd')
    neutral = neutral.replace("mean_effect_pp", "mobilise_pp = 0.0\nreactance_pp = 0.0\n"
                              "mismatch_pp = 0.0\nmean_effect_pp").replace(
        "outcome = ", "conducted = true\noutcome = ")  # fmt: skip
    plain = setting.sentences(made_up())
    assert setting.sentences(replace(made_up(), scenario_toml=neutral)) == plain
    assert len(plain) == 9


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[test]", "[test]\nconducted = false", "It tests no message: which one it sends is drawn"),
        ("[test]", "[test]\nconducted = false", "a message costs 15,000 of it"),
        ("[data]", "[data]\npreparation_days = 100.0\npoints_per_day = 0.3\n"
         "respondents_per_day = 65.0", "from the 30 data points of 100 days of preparation"),
        ("[data]", "[data]\npreparation_days = 100.0\npoints_per_day = 0.3\n"
         "respondents_per_day = 65.0", "on 6,500 respondents, whom 100 days of preparation allow"),
        ("[data]", "[data]\npreparation_days = 100.0\npoints_per_day = 0.3\n"
         "respondents_per_day = 65.0", "the test costs 16,250"),
        ("total =", 'audience = "selected"\naudience_by = "district"\ntotal =',
         "live where a vote counts most: as many as promise to be worth their price."),
        ("total =", 'audience = "selected"\naudience_by = "response"\ntotal =',
         "gain most from the message that they would get: as many as promise"),
        ("total =", 'delivery = "best"\ntotal =', "A targeted campaign may choose."),
        ("swing_sd", 'rule = "mandate"\nswing_sd', "won by reaching a mandate"),
        ("replicates =", 'arms = ["individual"]\nreplicates =', "messages by ridge regression"),
    ],
)  # fmt: skip
def test_each_new_key_is_told_where_it_is_set(old, new, said) -> None:
    data = replace(made_up(), scenario_toml=SCENARIO.replace(old, new, 1))
    assert said in " ".join(setting.sentences(data))
