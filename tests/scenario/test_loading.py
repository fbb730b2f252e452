"""What is wrong with a config is said all at once, in words, with line and column."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msim.core.errors import InputError
from msim.scenario import Names, Scenario, check, keys, load
from tests.scenario.documents import STRINGS, documents

NAMES = Names(arms=Scenario().run.arms, methods=("kmeans", "gaussian_mixture"))
JARGON = ("Input should", "pydantic", "validation", "type=", "Traceback", "ValueError", "tuple",
          "dict", "NoneType", "extra_forbidden")


def said(text: str) -> list[str]:
    return [str(problem) for problem in check(text, NAMES, "m.toml")]


def test_the_two_lines_of_the_interface() -> None:
    text = "\n" * 13 + "segments.cuont = 3\n" + "\n" * 7 + "data.validity=       1.4"
    first, second = check(text, NAMES, "configs/mine.toml")
    assert (first.file, first.line, first.column) == ("configs/mine.toml", 14, 10)
    assert first.text == "segments.cuont: no such key; did you mean 'count'?"
    assert (second.line, second.column) == (22, 22)
    assert second.text == "data.validity = 1.4: must be between 0 and 1"


def test_every_problem_at_once_in_the_order_of_the_file() -> None:
    assert said("""
[segments]
cuont = 4
[data]
validity   = 1.4
missing = "a"
consent = true
[messages]
count = 1_0000000
mean_effect_pp = nan
cost_each = 1e9
[channels.television]
share=0.3
habit={age_bnd=0.3}
[run]
arms=["silent","brodcast"]
workers="aut"
replicates=1.0
[[population.traits]]
name="a"
kind="ordnal"
""") == [
        "m.toml:3:1  segments.cuont: no such key; did you mean 'count'?",
        "m.toml:5:14  data.validity = 1.4: must be between 0 and 1",
        'm.toml:6:11  data.missing = "a": must be a number between 0 and 1',
        "m.toml:7:11  data.consent = true: must be a number between 0 and 1",
        "m.toml:9:9  messages.count = 10000000: must be between 1 and 1000",
        "m.toml:10:18  messages.mean_effect_pp = nan: must be a finite number",
        "m.toml:13:7  channels: shares add up to 0.3, must add up to 1 (television 0.3)",
        "m.toml:16:16  run.arms[1] = \"brodcast\": no such arm; did you mean 'broadcast'?",
        "m.toml:17:9  run.workers = \"aut\": must be a whole number between 1 and 1024 or 'auto'; "
        "did you mean 'auto'?",
        "m.toml:18:12  run.replicates = 1.0: must be a whole number between 1 and 1,000,000; "
        "as a whole number: 1",
        "m.toml:21:6  population.traits[0].kind = \"ordnal\": must be 'continuous', 'ordinal', "
        "'binary' or 'categorical'; did you mean 'ordinal'?",
    ]


ONE_PROBLEM = [
    ("sgments.count=3", "1:1  sgments: no such section; did you mean 'segments'?"),
    ("data.validty.x=1", "1:6  data.validty: no such key; did you mean 'validity'?"),
    ("[channels.social]\nfeild_share=0.1",
     "2:1  channels.social.feild_share: no such key; did you mean 'field_share'?"),
    ("data=3", "1:6  data = 3: must be a table of keys"),
    ("[[data]]\nvalidity=1", "1:1  data = [{validity = 1}]: must be a table of keys"),
    ("channels.tv=3", "1:13  channels.tv = 3: must be a table of keys"),
    ("[channels]", "1:1  channels: has 0 entries, must have at least 1"),
    ("[data.validity]\nx=1",
     "1:1  data.validity = {x = 1}: must be a number between 0 and 1"),
    ("population.traits=[]", "1:19  population.traits: has 0 entries, must have at least 1"),
    ("population.traits=[1]", "1:20  population.traits[0] = 1: must be a table of keys"),
    ("[[population.traits]]\nkind='binary'", "1:1  population.traits[0].name: is missing"),
    ("[[population.traits]]\nname='a b'",
     '2:6  population.traits[0].name = "a b": must be a name: a letter first, then letters, '
     "digits, _ or -"),
    ("[channels.'a b']\nshare=1.0",
     '1:1  channels."a b": must be a name: a letter first, then letters, digits, _ or -'),
    ("population.name=3", "1:17  population.name = 3: must be text in quotes"),
    ("population.name='''\na\nb'''",
     '1:17  population.name = "a\\nb": must be a single line of text'),
    ("population.electorate=0",
     "1:23  population.electorate = 0: must be between 1 and 100,000,000,000"),
    ("population.electorate=true",
     "1:23  population.electorate = true: must be a whole number between 1 and 100,000,000,000"),
    ("population.electorate=1" + "0" * 400,
     "1:23  population.electorate = a number of more than 30 digits: must be "),
    ("budget.total=1" + "0" * 400,
     "1:14  budget.total = a number of more than 30 digits: must be "),
    ("budget.total=inf", "1:14  budget.total = inf: must be a finite number"),
    ("channels.social.habit={age_band=inf}",
     "1:33  channels.social.habit.age_band = inf: must be a finite number"),
    ("channels.social.flight=[1.0,-2.0]",
     "1:29  channels.social.flight[1] = -2.0: must be between 0 and 1,000,000"),
    ("politics.support=1", "1:18  politics.support = 1: must be between 0.06 and 0.94"),
    ("data.party_accuracy=0.4", "1:21  data.party_accuracy = 0.4: must be between 0.5 and 1"),
    ("response.half_life_days=0",
     "1:25  response.half_life_days = 0: must be above 0 and at most 10,000"),
    ("run.arms='silent'",
     '1:10  run.arms = "silent": must be a list in brackets, each entry text in quotes'),
    ("run.seed=-1", "1:10  run.seed = -1: must be between 0 and 2,000,000,000,000,000,000"),
    ("run.seed=1979-05-27", "1:10  run.seed = 1979-05-27: must be a whole number between "),
    ("run.workers=0", "1:13  run.workers = 0: must be between 1 and 1024"),
    ("test.outcome='binry'",
     "1:14  test.outcome = \"binry\": must be 'binary' or 'scale'; did you mean 'binary'?"),
    ("segments.method='kmean'",
     "1:17  segments.method = \"kmean\": no such method; did you mean 'kmeans'?"),
    ("[data]\nvalidity=0.3\ndata_points=9",
     "3:13  data.data_points: give validity or data_points, not both"),
    ("messages.heterogeneity_sd_pp=0.31\nmessages.group_correlation=0.5",
     "2:28  messages.group_correlation: give heterogeneity_sd_pp or group_correlation, not both"),
    ("population.traits=[{name='a',kind='binary',meaning='" + "x" * 201 + "'}]",
     "1:52  population.traits[0].meaning = \"" + "x" * 56 + "...: must have at most 200 "),
]


@pytest.mark.parametrize(("text", "line"), ONE_PROBLEM, ids=[each[0][:40] for each in ONE_PROBLEM])
def test_one_problem(text: str, line: str) -> None:
    found = said(text)
    assert len(found) == 1, found
    assert found[0].startswith(f"m.toml:{line}")


def test_sane_upper_bounds_on_counts() -> None:
    most = {"population.archetypes": 1000, "messages.count": 1000, "segments.count": 10_000,
            "districts.count": 10_000, "run.replicates": 1_000_000,
            "population.electorate": 10**11}
    for key, bound in most.items():
        assert any(f"{key} = {bound + 1}: must be between" in each
                   for each in said(f"{key} = {bound + 1}")), key
    many = ",".join(f"{{name='t{n}'}}" for n in range(201))
    assert said(f"population.traits=[{many}]") == [
        "m.toml:1:19  population.traits: has 201 entries, must have at most 200"]
    radios = "\n".join(f"[channels.c{n}]\nshare={float(n == 0)}" for n in range(51))
    assert said(radios) == ["m.toml:1:1  channels: has 51 entries, must have at most 50"]


def test_entries_that_cannot_be_counted_are_refused_as_well() -> None:
    with pytest.raises(InputError, match=r"population\.traits: must have at least 1 entries"):
        load("small", {"population.traits": (trait for trait in ())})


def channels_of(text: str) -> dict[str, float]:
    from msim.scenario.loading import build
    from msim.scenario.source import parse

    scenario, found = build(parse(text))
    assert scenario is not None, found
    return {name: channel.share for name, channel in scenario.channels.items()}


def test_which_channels_there_are() -> None:
    """Shipped ones stay until the file shares out the budget itself."""
    assert channels_of("") == {"television": 0.5, "social": 0.5}
    assert channels_of("channels.social.premium=1.0") == {"social": 0.5, "television": 0.5}
    assert channels_of("channels.radio.cpm=9.0") == {"radio": 0, "television": 0.5, "social": 0.5}
    assert channels_of("channels.radio.share=1.0") == {"radio": 1.0}
    assert channels_of("channels.social.share=1.0") == {"social": 1.0}
    assert said("channels.radio.share=0.4") == [
        "m.toml:1:22  channels: shares add up to 0.4, must add up to 1 (radio 0.4)"]


def test_a_shipped_channel_keeps_what_a_file_leaves_out() -> None:
    social = load("divisive").channels["social"]
    assert (social.users, social.habit_sd, social.cpm, social.targetable) == (0.72, 1.1, 15, True)


def test_registries_are_asked_only_where_a_name_is_unusual() -> None:
    """They are slow to import, and a typing error should be said at once."""

    def never() -> Names:
        raise AssertionError("asked")

    assert load("baseline", ["run.arms=['silent','broadcast']"], never).run.arms[1] == "broadcast"
    with pytest.raises(InputError, match="did you mean 'count'"):
        load("baseline", ["segments.cuont=3"], never)
    for unusual in ("run.arms=['silent','x']", "segments.method=x"):
        with pytest.raises(AssertionError, match="asked"):
            load("baseline", [unusual], never)
        with pytest.raises(InputError, match="no such"):
            load("baseline", [unusual], lambda: NAMES)


def test_a_frozen_scenario_refuses_what_does_not_fit_together() -> None:
    from msim.scenario import Budget, Population

    with pytest.raises(ValueError, match=r"budget.total = 1: nothing is left to deliver"):
        Scenario(budget=Budget(total=1))
    with pytest.raises(ValueError, match=r"population.simulated = 10000: must be at most"):
        Scenario(population=Population(electorate=1000))
    with pytest.raises(Exception, match="frozen"):
        Scenario().segments.count = 3  # type: ignore[misc]


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), STRINGS,
    st.lists(st.floats(), max_size=3), st.dictionaries(STRINGS, st.integers(), max_size=2),
    st.lists(STRINGS, max_size=3),
    st.integers(-(10**400), 10**400), st.dates(),
)
KEYS = [doc.key.replace("NAME", "social") for doc in keys()] + ["segments.cuont", "x", "channels.r"]


@given(st.dictionaries(st.sampled_from(KEYS), ANYTHING, min_size=1, max_size=4))
def test_any_value_for_any_key_is_taken_or_refused_in_words(overrides: dict[str, Any]) -> None:
    try:
        load("baseline", overrides, NAMES)
    except InputError as error:
        assert error.problems
        for problem in error.problems:
            assert problem.message and len(str(problem)) < 600
            assert "\n" not in str(problem)
            if not any(isinstance(each, str | dict | list) for each in overrides.values()):
                assert not any(word in problem.message for word in JARGON), str(problem)


@given(documents())
def test_any_document_is_refused_with_places(document: Any) -> None:
    for problem in check(document.text, NAMES, "m.toml"):
        assert problem.line >= 1 and problem.column >= 1
        assert json.dumps(str(problem))
