"""The keys that factors of an attribution change: what is wrong with each alone, and where."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msim.core.errors import InputError
from msim.scenario import Names, Scenario, check, keys, load, override
from msim.scenario.outcome import Attribution
from tests.scenario.test_loading import ANYTHING, JARGON
from tests.scenario.test_rules import NAMES

HEAD = "[attribution.factors]\n"

REFUSED = [
    ('a={"test.cnducted"=true}',
     '2:4  attribution.factors.a."test.cnducted": no such key; did you mean \'conducted\'?'),
    ('a={"tst.conducted"=true}',
     '2:4  attribution.factors.a."tst.conducted": no such section; did you mean \'test\'?'),
    ("a={conducted=true}",
     "2:4  attribution.factors.a.conducted: no such key; did you mean 'test.conducted'?"),
    ("a={am='silent'}", "2:4  attribution.factors.a.am: no such key; did you mean 'arm'?"),
    ("a={zzzzzzzz=1}", "2:4  attribution.factors.a.zzzzzzzz: no such key; known: "),
    ('a={"test..conducted"=true}',
     "2:4  attribution.factors.a.\"test..conducted\": 'test..conducted' is not a key such as "),
    ('a={"test.conducted"=1}',
     '2:21  attribution.factors.a."test.conducted" = 1: must be true or false'),
    ('a={"data.validity"=1.4,"data.missing"=0.1}',
     '2:20  attribution.factors.a."data.validity" = 1.4: must be between 0 and 1'),
    ('a={"data.validity"=0.3}\nb={"segments.count"=0}',
     '3:21  attribution.factors.b."segments.count" = 0: must be between 1 and 10,000'),
    ("[attribution.factors.a]\ndata.validity=1.4",  # without quotes: tables in the factor
     "3:15  attribution.factors.a.data.validity = 1.4: must be between 0 and 1"),
    ("[attribution.factors.a.opponent.data]\nvaldity=1.4",
     "3:1  attribution.factors.a.opponent.data.valdity: no such key; did you mean 'validity'?"),
    ('a={"channels.radio"={share=0.1,cmp=3.0}}',
     '2:32  attribution.factors.a."channels.radio".cmp: no such key; did you mean \'cpm\'?'),
    ('a={"channels.social.flight"=[1.0,-1.0]}',
     '2:34  attribution.factors.a."channels.social.flight"[1] = -1.0: must be between 0 and '),
    ('a={"segments.count.x"=3}',
     '2:23  attribution.factors.a."segments.count.x" = {x = 3}: must be a whole number between '),
    ('a={"data"=3}', "2:11  attribution.factors.a.data = 3: must be a table of keys"),
    ('a={"data.validity"=0.2,"data.data_points"=3}',
     '2:43  attribution.factors.a."data.data_points": give validity or data_points, not both'),
    ('a={"test.conducted"=true,test={conducted=false}}',
     "2:32  attribution.factors.a.test.conducted: is set twice in this factor"),
    ('a={"attribution.arm"="silent"}',
     '2:4  attribution.factors.a."attribution.arm": a factor cannot change the attribution itself'),
    ('a={"segments.method"="kmens"}',
     '2:22  attribution.factors.a."segments.method" = "kmens": no such method; did you mean '),
    ('a={"opponent.strategy"="brodcast"}',
     '2:24  attribution.factors.a."opponent.strategy" = "brodcast": no such strategy; did you '),
    ("a={arm='brodcast'}",
     "2:8  attribution.factors.a.arm = \"brodcast\": no such arm; did you mean 'broadcast'?"),
    ("a={arm=3}", "2:8  attribution.factors.a.arm = 3: must be the name of an arm in quotes"),
    ("a={arm=[]}", "2:8  attribution.factors.a.arm = []: must be the name of an arm in quotes"),
    ("a={}", "2:3  attribution.factors.a: changes no key"),
    ("[attribution.factors.a]", "2:1  attribution.factors.a: changes no key"),
    ("a=3", "2:3  attribution.factors.a = 3: must be a table of keys"),
    ("'a b'={arm='silent'}", '2:1  attribution.factors."a b": must be a name: a letter first'),
    ("a={arm='silent'}\n[attribution]\nmeasure='wni'",
     "4:9  attribution.measure = \"wni\": no such measure; did you mean 'win'?"),
    ("a={'data.validity'=0.1}\n[attribution]\narm='x'",
     '4:5  attribution.arm = "x": no such arm; known: '),
]


@pytest.mark.parametrize(("text", "line"), REFUSED, ids=[each[0][:50] for each in REFUSED])
def test_refused(text: str, line: str) -> None:
    said = text if text.startswith("[attribution.factors.") else HEAD + text
    said = "\n" + said if said is text else said
    found = [str(problem) for problem in check(said, NAMES, "m")]
    assert len(found) == 1, found
    assert found[0].startswith(f"m:{line}") and len(found[0]) < 300


@pytest.mark.parametrize(
    "text",
    [
        'a={"test.conducted"=true}\nb={arm="segmented"}\nc={arm="segmented","data.validity"=0.5}',
        # Each of these is wrong as long as another factor is not there: that is no error yet.
        'a={"election.rule"="districts"}\nb={"districts.count"=3}',
        'a={"channels.text.share"=0.2}\nb={"channels.social.share"=0.3}',
        'a={arm="ground"}\nb={"channels.text.share"=0.2,"channels.social.share"=0.3}',
        'a={"budget.total"=10.0}',
        'a={"run.arms"=["silent","ground"]}',
        'a={"data.data_points"=3}\nb={"data.validity"=0.5}',
        'a={"channels.\'radio-2\'.cpm"=3.0}',
        'a={data={validity=0.2},"data.missing"=0.1}',
        'a={"population.traits"=[{name="other"}]}',
    ],
)
def test_taken(text: str) -> None:
    assert check(HEAD + text, NAMES) == []


def test_every_problem_of_every_factor_is_said_at_once_in_the_order_of_the_file() -> None:
    found = check("""
[data]
missing = 2.0
[attribution.factors.knows]
"data.validity" = 2.0
"data.valdity" = 0.3
[attribution.factors.aims]
arm = "segmnted"
"budget.audience" = "selcted"
""", NAMES, "m")
    assert [f"{each.line}:{each.column} {each.key}" for each in found] == [
        "3:11 data.missing", '5:19 attribution.factors.knows."data.validity"',
        '6:1 attribution.factors.knows."data.valdity"', "8:7 attribution.factors.aims.arm",
        '9:21 attribution.factors.aims."budget.audience"']


def test_a_factor_is_held_against_the_scenario_that_it_changes() -> None:
    """Points replace the validity that a file gives, as in an override: no clash."""
    text = f'data.validity=0.2\n{HEAD}a={{"data.data_points"=3}}'
    assert check(text, NAMES) == []
    assert check(f'segments.method="x"\n{HEAD}a={{"data.missing"=0.1}}', NAMES)[0].line == 1
    assert len(check(f'segments.method="x"\n{HEAD}a={{"data.missing"=0.1}}', NAMES)) == 1


@pytest.mark.parametrize(
    ("overrides", "line"),
    [
        (["attribution.factors.a={'data.validity'=2.0}"],
         "--set attribution.factors.a={'data.validity'=2.0}  attribution.factors.a."
         '"data.validity" = 2.0: must be between 0 and 1'),
        (["attribution.factors.a.'data.valdity'=0.2"],
         "--set attribution.factors.a.'data.valdity'=0.2  attribution.factors.a."
         "\"data.valdity\": no such key; did you mean 'validity'?"),
        ({"attribution.factors": {"a": {"data.validity": 2.0}}},
         "override attribution.factors  attribution.factors.a.\"data.validity\" = 2.0: must be "
         "between 0 and 1"),
    ],
)
def test_factors_of_overrides(overrides: Any, line: str) -> None:
    with pytest.raises(InputError) as error:
        load("baseline", overrides, NAMES)
    assert str(error.value) == line


def test_registries_are_not_asked_about_factors_that_name_nothing_unusual() -> None:
    def never() -> Names:
        raise AssertionError("asked")

    usual = {"attribution.factors": {"a": {"arm": "segmented"}, "b": {"segments.count": 3}}}
    assert load("baseline", usual, never).attribution.factors["a"] == {"arm": "segmented"}
    with pytest.raises(AssertionError, match="asked"):
        load("baseline", {"attribution.factors": {"a": {"segments.method": "x"}}}, never)


KEYS = [doc.key.replace("NAME", "social") for doc in keys()] + ["arm", "x.y", "", "a b", "data"]


@settings(max_examples=150)
@given(st.dictionaries(st.sampled_from(KEYS), ANYTHING, min_size=1, max_size=3))
def test_any_value_for_any_key_is_taken_or_refused_in_words(factor: dict[str, Any]) -> None:
    """And what is taken can be applied: an override then finds at most what does not fit."""
    try:
        scenario = load("baseline", {"attribution.factors": {"a": factor}}, NAMES)
    except InputError as error:
        assert error.problems
        for problem in error.problems:
            assert problem.key.startswith("attribution.factors.a") and problem.message
            assert "\n" not in str(problem) and len(str(problem)) < 600
            if not any(isinstance(each, str | dict | list) for each in factor.values()):
                assert not any(word in problem.message for word in JARGON), str(problem)
        return
    changes = {key: value for key, value in factor.items() if key != "arm"}
    try:
        override(scenario, changes)
    except InputError as error:
        assert not any(" = " in each.message and "no such key" in each.message
                       for each in error.problems)


def test_a_scenario_by_hand_is_checked_when_it_is_changed() -> None:
    shared = Attribution(factors={"a": {"data.validity": 2.0}})
    with pytest.raises(InputError, match=r'a\."data\.validity" = 2\.0: must be between 0 and 1'):
        override(Scenario(attribution=shared), {})
