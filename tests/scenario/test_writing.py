"""A scenario survives being written and read, and its hash says what it is."""

from __future__ import annotations

import copy
import pickle
import re
import subprocess
import sys
import tomllib
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from msim.core.errors import InputError
from msim.scenario import Scenario, dump, keys, load, override, shipped, value
from msim.scenario.loading import build
from msim.scenario.source import parse

TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20)
NUMBERS = {doc.key: doc for doc in keys() if doc.low is not None and not isinstance(
    doc.default, tuple) and "traits" not in doc.key and "workers" not in doc.key}


def value_for(key: str) -> st.SearchStrategy[Any]:
    doc = NUMBERS[key]
    assert doc.low is not None and doc.high is not None
    if "whole" in doc.allowed:
        return st.integers(int(doc.low), int(doc.high))
    return st.floats(doc.low, doc.high)


SHARES = st.floats(0, 1)
MORE: dict[str, st.SearchStrategy[Any]] = {
    "opponent.strategy": TEXTS, "opponent.game": st.booleans(),
    "opponent.data.missing": SHARES, "opponent.data.party_label": st.booleans(),
    "opponent.segments.features": st.sampled_from([(), ("party",)]),
    "opponent.test.outcome": st.sampled_from(["binary", "scale"]),
    "opponent.budget.currency": TEXTS, "channels.text.contact_rate": st.floats(0.01, 1),
    "channels.doorsteps.capacity": st.floats(1, 1e15), "channels.meetings.cpm": st.floats(1, 9),
    "election.mandate_share": SHARES, "election.draw": st.booleans(),
    "attribution.factors": st.dictionaries(
        st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,39}", fullmatch=True),
        st.fixed_dictionaries({"data.missing": SHARES}, optional={
            "arm": TEXTS, "test": st.fixed_dictionaries({"conducted": st.booleans()}),
            "channels.'radio 2'.flight": st.lists(SHARES, min_size=1, max_size=3).map(
                lambda weeks: [*weeks, 1.0]),
            "population.name": TEXTS}), max_size=8),
}


@st.composite
def scenarios(draw: Any) -> Scenario:
    """Scenarios that range over every key."""
    chosen = draw(st.lists(st.sampled_from(sorted(NUMBERS)), max_size=8, unique=True))
    changes = {key.replace("NAME", "social"): draw(value_for(key)) for key in chosen
               if not key.endswith("social.share")}
    changes.pop("channels.social.share", None)
    if draw(st.booleans()):
        changes |= {"population.name": draw(TEXTS), "segments.method": draw(TEXTS),
                    "channels.radio-2.habit": {"t_1": draw(st.floats(-5, 5))},
                    "population.traits": [
                        {"name": "t_1", "kind": "ordinal", "meaning": draw(TEXTS),
                         "shares": (0.25, 0.75), "demographic": draw(st.booleans())},
                        {"name": "t-2", "kind": draw(st.sampled_from(["binary", "continuous"]))}],
                    "population.correlation": [[1.0, 0.25], [0.25, 1.0]],
                    "segments.features": draw(st.sampled_from([(), ("t-2",), ("party", "t_1")])),
                    "data.party_label": True, "run.workers": draw(st.sampled_from(["auto", 3]))}
        changes.pop("messages.heterogeneity_sd_pp", None)
    if draw(st.booleans()):
        changes |= draw(st.fixed_dictionaries({}, optional=MORE))
    try:
        return override(Scenario(), changes)
    except InputError:
        assume(False)
        raise


def read_back(text: str) -> Scenario:
    scenario, found = build(parse(text))
    assert scenario is not None, (found, text)
    return scenario


@given(scenarios())
def test_written_and_read_it_is_the_same(scenario: Scenario) -> None:
    again = read_back(dump(scenario))
    assert again == scenario
    assert again.hash == scenario.hash
    assert list(again.channels) == list(scenario.channels)
    assert dump(again) == dump(scenario)


@pytest.mark.parametrize("name", [*shipped(), None])
def test_what_is_written_is_complete(name: str | None) -> None:
    scenario = load(name) if name else Scenario()
    text = dump(scenario)
    written = tomllib.loads(text)
    for doc in keys():
        names = list(scenario.channels) if "NAME" in doc.key else [""]
        for channel in names:
            if doc.key.startswith("population.traits."):
                continue
            at: Any = written
            *path, last = doc.key.replace("NAME", channel).split(".")
            if f"# [{'.'.join(path)}] is not set: as in [{'.'.join(path[1:])}]\n" in text:
                assert value(scenario, doc.key) is None and len(path) == 2
                continue
            for step in path:
                at = at[step]
            unset = re.search(rf"^# {last} is not (set|used: \w+ is given)", text, re.MULTILINE)
            assert last in at or unset, doc.key
            if last in at and last != "traits":
                assert re.search(rf"^{last} = .*  # {re.escape(doc.unit)}$", text, re.MULTILINE)
    assert read_back(text) == scenario


def test_the_way_not_taken_is_a_remark() -> None:
    text = dump(load("baseline", ["data.data_points=40", "messages.group_correlation=0.5"]))
    assert "\n# validity is not used: data_points is given instead\n" in text
    assert "\n# party_correlation is not used: group_correlation is given instead\n" in text
    assert read_back(text).data.data_points == 40


def test_hash() -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", Scenario().hash)
    same = override(Scenario(), ["run.workers=3"])
    assert same.hash == Scenario().hash and same != Scenario()
    others = [["run.seed=2"], ["channels.social.cpm=21.0"], ["segments.count=7"],
              ["data.data_points=3"], ["population.name=other"], ["run.seed=2", "segments.count=7"]]
    assert len({Scenario().hash, *(override(Scenario(), each).hash for each in others)}) == 7
    # The default is hashed as nothing: a key that is added with a neutral default moves no hash.
    nothing = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"  # of "{}"
    assert Scenario().hash == nothing


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("baseline", "444d8a2facd4f67001f21539fbd48b229eb9907169e9d0d5fdc578b5209b52c8"),
        ("small", "be47ab72631bc2332d19c80e179f428055022d3bd8a5d4f271c53753ec1fc8fd"),
        ("null", "37d5d75e2c9cf195e90aa85bdc21117a697648a887cbce2e8b1f2c42d168e13f"),
        ("divisive", "6d694274855b63fea5832c5c817f196d025aff59a8c568cc0924226c258fe6bb"),
    ],
)
def test_keys_that_were_added_since_move_no_hash(name: str, wanted: str) -> None:
    """Neither by themselves, nor where they are spelled out with their neutral values."""
    assert load(name).hash == wanted
    neutral = {doc.key: doc.default for doc in keys() if doc.default is not None
               and doc.key.startswith(("earned.", "attribution.", "opponent.", "messages.m", "bud"))
               and value(load(name), doc.key) == doc.default}
    assert "earned.contacts" in neutral and "opponent.game" in neutral
    assert override(load(name), neutral).hash == wanted


def test_what_is_given_to_the_opponent_moves_the_hash() -> None:
    changes = ["opponent.strategy=broadcast", "opponent.data.missing=0.0", "opponent.game=true",
               "attribution.factors.a.arm=silent", "channels.text.share=0.0", "election.draw=true"]
    found = {load("baseline", [each]).hash for each in changes}
    assert len(found | {load("baseline").hash}) == len(changes) + 1


def test_a_section_in_a_section_is_written_where_it_says_something() -> None:
    text = dump(load("baseline", ["opponent.data.validity=0.2", "opponent.segments.count=4"]))
    assert "\n[opponent.data]\nvalidity = 0.2  # correlation\n# data_points is not set  #" in text
    assert "\n[opponent.segments]\n" in text and "\n[opponent.test]\n" not in text
    assert "\n# [opponent.test] is not set: as in [test]\n" in text
    assert read_back(text).opponent.segments.count == 4  # type: ignore[attr-defined]


def test_hash_is_the_same_in_another_process() -> None:
    code = "from msim.scenario import load; print(load('divisive').hash)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == load("divisive").hash


def test_copies() -> None:
    for scenario in (load("divisive", ["opponent.data.validity=0.3", "opponent.test.respondents=90",
                                       "opponent.budget.total=1e6", "opponent.segments.count=3"]),
                     load("divisive")):
        again = pickle.loads(pickle.dumps(scenario))
        assert again == scenario and again.hash == scenario.hash
    assert pickle.loads(pickle.dumps(scenario)) == scenario
    assert copy.deepcopy(scenario) == scenario
    assert len({scenario, load("divisive"), load("null")}) == 2
    assert Scenario.model_validate(scenario.model_dump()) == scenario
