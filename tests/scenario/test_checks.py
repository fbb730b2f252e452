"""What keys must fulfil together."""

from __future__ import annotations

import pytest

from msim.scenario import Names, Scenario, check, load
from msim.scenario.matrix import correlation_problem
from msim.scenario.phrases import hint

NAMES = Names(arms=Scenario().run.arms, methods=("kmeans",))
TWO = "traits=[{name='a'},{name='b'}]"
THREE = "traits=[{name='a'},{name='b'},{name='c'}]"

REFUSED = [
    ("population.simulated=5\npopulation.electorate=4\nsegments.count=1",
     "1:22  population.simulated = 5: must be at most the electorate, 4"),
    ("population.archetypes=1",
     "1:23  population.structure = 0.5: must be 0 where there is one archetype"),
    ("population.archetype_shares=[0.5,0.5]",
     "1:29  population.archetype_shares: has 2 shares, but population.archetypes is 5"),
    ("population.archetypes=2\npopulation.archetype_shares=[0.5,0.4]",
     "2:29  population.archetype_shares: shares add up to 0.9, must add up to 1"),
    (f"[population]\n{TWO}\ncorrelation=[[1.0]]",
     "3:13  population.correlation: must be 2 by 2, a row and a column for each trait, "
     "but is 1 by 1"),
    (f"[population]\n{TWO}\ncorrelation=[[1.0,0.5],[0.4,1.0]]",
     "3:13  population.correlation: must be symmetric, but row 1, column 2 is 0.5 and row 2, "
     "column 1 is 0.4"),
    (f"[population]\n{TWO}\ncorrelation=[[0.9,0.5],[0.5,1.0]]",
     "3:13  population.correlation: must have 1 on the diagonal, but row 1 has 0.9"),
    (f"[population]\n{TWO}\ncorrelation=[[1.0,1.0],[1.0,1.0]]",
     "3:13  population.correlation: must be positive definite: no voters can have these "
     "correlations all at once"),
    (f"[population]\n{THREE}\ncorrelation=[[1.0,0.9,0.0],[0.9,1.0,0.9],[0.0,0.9,1.0]]",
     "3:13  population.correlation: must be positive definite: "),
    ("population.traits=[{name='a'},{name='a'}]",
     '1:37  population.traits[1].name = "a": two traits have this name'),
    ("population.traits=[{name='party'}]",
     '1:26  population.traits[0].name = "party": this name is kept for the party label'),
    ("population.traits=[{name='a',levels=3}]",
     "1:37  population.traits[0].levels = 3: a continuous trait has no levels"),
    ("population.traits=[{name='a',kind='binary',levels=2}]",
     "1:51  population.traits[0].levels = 2: a binary trait always has 2 levels"),
    ("population.traits=[{name='a',shares=[0.5,0.5]}]",
     "1:37  population.traits[0].shares: a continuous trait has no levels to share"),
    ("population.traits=[{name='a',kind='binary',shares=[0.5,0.3,0.2]}]",
     "1:51  population.traits[0].shares: has 3 shares for 2 levels"),
    ("population.traits=[{name='a',kind='ordinal',levels=4,shares=[0.5,0.5]}]",
     "1:61  population.traits[0].shares: has 2 shares for 4 levels"),
    ("population.traits=[{name='a',kind='ordinal',shares=[1.0]}]",
     "1:52  population.traits[0].shares: has 1 shares, must have 2 to 50"),
    ("population.traits=[{name='a',kind='categorical',shares=[0.5,0.6]}]",
     "1:56  population.traits[0].shares: shares add up to 1.1, must add up to 1"),
    ("districts.sizes=[0.5,0.5]",
     "1:17  districts.sizes: has 2 shares, but districts.count is 1"),
    ("districts.count=2\ndistricts.sizes=[0.5,0.6]",
     "2:17  districts.sizes: shares add up to 1.1, must add up to 1"),
    ("districts.count=11\npopulation.simulated=10",
     "1:17  districts.count = 11: more districts than simulated voters, 10"),
    ("messages.group_correlation=-0.3",
     "1:28  messages.group_correlation = -0.3: out of reach; with 5 archetypes it must be above "
     "-0.25 and at most 1"),
    ("messages.group_correlation=-0.25", "1:28  messages.group_correlation = -0.25: out of reach"),
    ("messages.group_correlation=0.5\npopulation.structure=0",
     "1:28  messages.group_correlation = 0.5: out of reach; with structure 0 only 1 is"),
    ("messages.group_correlation=0.5\nmessages.trait_share=0",
     "1:28  messages.group_correlation = 0.5: out of reach; with trait_share 0 only 1 is"),
    ("messages.group_correlation=0.5\nmessages.common_share=1\nmessages.between_sd_pp=0",
     "1:28  messages.group_correlation = 0.5: out of reach; with common_share 1 and "
     "between_sd_pp 0 only 1 is"),
    ("channels.social.share=0.3\nchannels.television.share=0.6",
     "1:23  channels: shares add up to 0.9, must add up to 1 (social 0.3, television 0.6)"),
    ("channels.social.habit={age_bnd=0.1}",
     "1:32  channels.social.habit.age_bnd: no such trait; did you mean 'age_band'?"),
    ("channels.social.habit={age_band=6}",
     "1:33  channels.social.habit.age_band = 6: must be between -5 and 5"),
    ("channels.social.flight=[0,0]",
     "1:24  channels.social.flight: at least one week must weigh more than 0"),
    ("segments.features=['age']", "1:20  segments.features[0] = \"age\": no such trait; did you "
     "mean 'age_band'?"),
    ("segments.features=['party','party']", '1:28  segments.features[1] = "party": named twice'),
    ("segments.features=['party']\ndata.party_label=false",
     '1:20  segments.features[0] = "party": there is no party label (data.party_label is false)'),
    ("data.data_points=3\ndata.ceiling=0.1",
     "2:14  data.single_item_validity = 0.15: must be at most the ceiling, 0.1"),
    ("response.persuadable_low=0.7",
     "1:26  response.persuadable_low = 0.7: must be below persuadable_high, 0.65"),
    ("response.saturation=50\nchannels.social.field_share=0.65",
     "2:29  channels.social.field_share = 0.65: out of reach; with this turnout and saturation "
     "it must be below 0.65"),
    ("segments.count=11\nsegments.fit_sample=10",
     "1:16  segments.count = 11: more segments than segments.fit_sample, 10"),
    ("segments.count=11\npopulation.simulated=10",
     "1:16  segments.count = 11: more segments than population.simulated, 10"),
    ("data.consent=0.0001",
     "1:14  segments.count = 6: data.coverage and data.consent leave about 1 voters to learn from"),
    ("test.respondents=13",
     "1:18  test.respondents = 13: must be at least 14, two for each of 6 messages and two for "
     "the control group"),
    ("test.shrinkage='prior'\ntest.believed_correlation=1",
     "2:27  test.believed_correlation = 1: must be above -1 and below 1"),
    ("opponent.strategy='segmented'\nopponent.test.believed_correlation=-1.0",
     "2:36  opponent.test.believed_correlation = -1.0: must be above -1 and below 1"),
    ("budget.total=150_075",
     "1:14  budget.total = 150075: nothing is left to deliver; making 6 messages costs "
     "90,000 USD and the test 60,075 USD"),
    ("budget.total=15_000\nrun.arms=['silent','naive']",
     "1:14  budget.total = 15000: nothing is left to deliver; making one message costs 15,000 USD"),
    ("budget.total=100_000\nrun.arms=['silent','oracle']",
     "1:14  budget.total = 100000: nothing is left to deliver; making 6 messages costs "),
    ("run.arms=['silent','silent']", '1:20  run.arms[1] = "silent": named twice'),
    ("run.precision=0.1\nrun.arms=['silent','naive']",
     "1:15  run.precision = 0.1: needs the arm segmented and the arm broadcast"),
    ("run.precision=0.1\nrun.replicates=2000",
     "2:16  run.max_replicates = 200: must be at least run.replicates, 2000"),
]


@pytest.mark.parametrize(("text", "line"), REFUSED, ids=[each[0][:50] for each in REFUSED])
def test_refused(text: str, line: str) -> None:
    found = [str(problem) for problem in check(text, NAMES, "m")]
    assert len(found) == 1, found
    assert found[0].startswith(f"m:{line}")


@pytest.mark.parametrize(
    "text",
    [
        "population.archetypes=1\npopulation.structure=0",
        "population.electorate=1\npopulation.simulated=1\nsegments.count=1",
        f"[population]\n{THREE}\ncorrelation=[[1.0,0.7,0.0],[0.7,1.0,0.7],[0.0,0.7,1.0]]",
        "population.archetypes=3\npopulation.archetype_shares=[0.3333333,0.3333333,0.3333334]",
        "messages.group_correlation=-0.24",
        "messages.group_correlation=1\nmessages.between_sd_pp=0",
        "data.data_points=0",
        "budget.total=0",
        "budget.total=150_076",
        "budget.total=15_001\nrun.arms=['silent','naive']",
        "test.respondents=3\nrun.arms=['silent','naive']",
        "test.respondents=14",
        "response.saturation=0\nchannels.social.field_share=1.0",
        "segments.count=10\nsegments.fit_sample=10",
        "run.precision=0.05",
    ],
)
def test_taken(text: str) -> None:
    assert check(text, NAMES) == []


def test_a_problem_that_may_come_from_another_is_not_reported() -> None:
    wrong = "messages.count = 0\nbudget.total = 10\n"  # what messages cost is not known
    assert [problem.key for problem in check(wrong, NAMES)] == ["messages.count"]
    typo = "messages.cuont = 3\nbudget.total = 100_000\n"  # nor here
    assert [problem.key for problem in check(typo, NAMES)] == ["messages.cuont"]
    apart = "data.validity = 2\nbudget.total = 10\n"  # here it is
    assert [problem.key for problem in check(apart, NAMES)] == ["data.validity", "budget.total"]


def test_the_bound_of_correlations_is_the_determinants() -> None:
    """With ones on the diagonal and r beside it, three traits need |r| below the root of a half."""

    def chain(r: float) -> str:
        return correlation_problem([[1, r, 0], [r, 1, r], [0, r, 1]], 3)

    assert chain(0.5**0.5 - 1e-6) == ""
    assert chain(0.5**0.5 + 1e-6).startswith("must be positive definite")
    assert correlation_problem([[1, -0.999], [-0.999, 1]], 2) == ""


def test_a_matrix_for_many_traits_is_checked_soon_enough() -> None:
    size = 200
    rows = [[1.0 if i == j else 0.5 for j in range(size)] for i in range(size)]
    assert correlation_problem(rows, size) == ""


def test_hint_names_the_nearest_or_all() -> None:
    assert hint("brodcast", ["broadcast", "silent"]) == "did you mean 'broadcast'?"
    assert hint("Segmented-Free", ["segmented_free", "segmented"]) == (
        "did you mean 'segmented_free'?")
    assert hint("xyz", ["broadcast", "silent"]) == "known: broadcast, silent"
    (section,) = check("[x]\n", NAMES)
    assert section.message.count(", ") == 4 and section.message.endswith(" more"), section


def test_the_whole_electorate_may_be_simulated() -> None:
    scenario = load("small", ["population.electorate=5_000"])
    assert scenario.population.simulated == scenario.population.electorate


@pytest.mark.parametrize("key", ["population.archetype_shares", "districts.sizes"])
@pytest.mark.parametrize("shares", [[0], [0.0, 0.0], [0.0] * 5])
def test_shares_that_add_up_to_nothing_are_refused_in_words(key: str, shares: list[float]) -> None:
    own = {"population.archetype_shares": "population.archetypes",
           "districts.sizes": "districts.count"}  # fmt: skip
    found = check(f"{key} = {shares}\n{own[key]} = {max(2, len(shares))}", NAMES)
    assert key in {problem.key for problem in found}
