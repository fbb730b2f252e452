"""Keys set from a command line or from Python: what they mean and how they can be wrong."""

from __future__ import annotations

from typing import Any

import pytest

from msim.core.errors import InputError
from msim.scenario import Names, Scenario, load, override, value

NAMES = Names(arms=Scenario().run.arms, methods=("kmeans", "gaussian_mixture"))


def refused(overrides: Any) -> list[str]:
    with pytest.raises(InputError) as error:
        load("baseline", overrides, NAMES)
    return str(error.value).split("\n")


@pytest.mark.parametrize(
    ("overrides", "lines"),
    [
        (["segments.cuont=3"],
         ["--set segments.cuont=3  segments.cuont: no such key; did you mean 'count'?"]),
        (["data.validity=2"],
         ["--set data.validity=2  data.validity = 2: must be between 0 and 1"]),
        (["data.validity=0.2", "data.data_points=3"],
         ["--set data.data_points=3  data.data_points: give validity or data_points, not both"]),
        (["segments=3"], ["--set segments=3  segments = 3: must be a table of keys"]),
        (["segments.count.x=3"],
         ["--set segments.count.x=3  segments.count = {x = 3}: must be a whole number between 1 "
          "and 10,000 or 'auto'"]),
        (["channels.radio=3"], ["--set channels.radio=3  channels.radio = 3: must be a table of "
                                "keys"]),
        (["=3"], ["--set =3  '' is not a key such as segments.count"]),
        (["segments..count=3"],
         ["--set segments..count=3  'segments..count' is not a key such as segments.count"]),
        (["count"], ["--set count  must be key=value, such as segments.count=8"]),
        (["run.arms=[1"], ["--set run.arms=[1  the value is neither TOML nor a plain word"]),
        (["run.seed=1\nrun.workers=2"],
         ["--set run.seed=1\\nrun.workers=2  the value is neither TOML nor a plain word"]),
        ({"x": {"\n": 0}}, ["override x.\\n  x: no such section; known: yours, trial, test, "
                            "segments, run and 13 more"]),
        ({"channels": {"radio": {"shar": 0.1}}},
         ["override channels.radio.shar  channels.radio.shar: no such key; did you mean 'share'?"]),
        (["segments.method=kmaens"],
         ["--set segments.method=kmaens  segments.method = \"kmaens\": no such method; did you "
          "mean 'kmeans'?"]),
        (["population.archetypes=1"],  # the clash is with the file; the user is told what they did
         ["--set population.archetypes=1  population.structure = 0.5: must be 0 where there is "
          "one archetype"]),
        (["channels.television.share=0.7"],
         ["--set channels.television.share=0.7  channels: shares add up to 1.2, must add up to 1 "
          "(television 0.7, social 0.5)"]),
    ],
)
def test_wrong_overrides(overrides: Any, lines: list[str]) -> None:
    assert refused(overrides) == lines


@pytest.mark.parametrize(
    ("overrides", "key", "wanted"),
    [
        (["segments.method=gaussian_mixture"], "segments.method", "gaussian_mixture"),
        (["data.validity=.2"], "data.validity", 0.2),
        (["data.validity = 0.2"], "data.validity", 0.2),
        (["data={validity=0.2}"], "data.validity", 0.2),
        (["population.name=My land"], "population.name", "My land"),
        (["population.name='a=b'"], "population.name", "a=b"),
        (["budget.total=5e6", "budget.total=6_000_000"], "budget.total", 6_000_000.0),
        (["channels.radio.share=0.0"], "channels.radio.cpm", 30.0),
        (["channels.radio={share=0.0,cpm=3}"], "channels.radio.cpm", 3.0),
        (["channels.social.habit={schooling=0.2}"], "channels.social.habit", {"schooling": 0.2}),
        (["channels.social.habit.schooling=0.2"], "channels.social.habit",
         {"age_band": -0.3, "schooling": 0.2}),
        ({"segments.features": ("age_band", "party")}, "segments.features", ("age_band", "party")),
        ({"data": {"validity": 0.2}}, "data.validity", 0.2),
    ],
)
def test_overrides(overrides: Any, key: str, wanted: object) -> None:
    assert value(load("baseline", overrides, NAMES), key) == wanted


def test_a_section_given_as_a_table_changes_only_its_keys() -> None:
    assert load("divisive", ["data={missing=0.1}"]).data.validity == 0.55
    assert load("divisive", ["channels.social={cpm=9.0}"]).channels["social"].match_rate == 0.82


def test_a_later_layer_replaces_the_other_way_to_say_it() -> None:
    points = load("divisive", ["data.data_points=40"])  # the file gives a validity of 0.55
    assert (points.data.data_points, points.data.validity) == (40, 0.35)
    back = override(points, ["data.validity=0.2"])
    assert (back.data.data_points, back.data.validity) == (None, 0.2)
    solved = load("divisive", ["messages.group_correlation=0.5"])
    assert (solved.messages.group_correlation, solved.messages.heterogeneity_sd_pp) == (0.5, None)


def test_override_keeps_everything_else() -> None:
    before = load("divisive")
    after = override(before, {"segments.count": 3})
    assert override(after, {"segments.count": 2}) == before
    assert after.segments.count == 3 and before.segments.count == 2
    with pytest.raises(InputError, match=r"override segments.cuont  segments.cuont: no such"):
        override(before, {"segments.cuont": 3})
