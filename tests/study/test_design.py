"""Study files: what reads as which design, and what is said of each thing that is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from msim.api import NAMES
from msim.core.errors import InputError
from msim.scenario.source import parse
from msim.scenario.writing import dump
from msim.study.design import StudyOptions, design_of, read_design
from msim.study.measures import claim_of
from msim.study.text import changed, identity, read_back, written

HEAD = 'scenario = "small"\ndesign = "latin_hypercube"\npoints = 8\n'
ONE = '[parameters]\n"data.validity" = { low = 0.1, high = 0.9 }\n'


def of(text: str, **asked: Any) -> Any:
    return design_of(parse(text, "s.toml"), StudyOptions(names=NAMES, **asked))


def wrong(text: str) -> list[str]:
    with pytest.raises(InputError) as refused:
        of(text)
    return [str(problem) for problem in refused.value.problems]


def test_a_study_is_read_with_what_it_leaves_out() -> None:
    found = of('name = "mine"\n' + HEAD + "replicates = 4\nseed = 9\n" + ONE)
    assert (found.name, found.kind, found.points, found.seed) == ("mine", "latin_hypercube", 8, 9)
    assert found.scenario.run.replicates == 4 and found.scenario.population.simulated == 5_000
    (parameter,) = found.parameters
    assert (parameter.key, parameter.low, parameter.high) == ("data.validity", 0.1, 0.9)
    assert (parameter.role, parameter.unit) == ("uncertainty", "correlation")
    assert found.measure == found.measures[0] == "segmented-broadcast.net_votes"
    assert found.claim is None and found.null == {} and found.precision == 0.0
    for name in ("segmented.cost_per_net_vote", "broadcast.reach_rate",
                 "segmented_free-broadcast.win_prob"):  # fmt: skip
        assert name in found.measures
    assert not any("seats" in name or "-broadcast.cost" in name for name in found.measures)


def test_what_is_typed_wins_and_the_scenario_is_changed_by_both() -> None:
    text = HEAD + '[set]\ndata.missing = 0.1\n"run.worth_pp" = 0.2\n' + ONE
    found = of(text, points=16, replicates=2, seed=5, changes=["data.coverage=0.5"])
    assert (found.points, found.seed, found.scenario.run.replicates) == (16, 5, 2)
    own = found.scenario
    assert (own.data.missing, own.run.worth_pp, own.data.coverage) == (0.1, 0.2, 0.5)


def test_what_varies_cannot_be_set_beside_the_file() -> None:
    with pytest.raises(InputError, match=r"--set data.validity=0.2  varies in this study"):
        of(HEAD + ONE, changes=["data.validity=0.2"])


def test_choices_are_crossed_with_worlds_unless_the_file_says_otherwise() -> None:
    choice = '"segments.method" = { choices = ["kmeans", "ward"], role = "choice" }\n'
    head = 'scenario = "small"\npoints = 8\n'
    assert of(head + ONE + choice).kind == "crossed" and of(head + ONE).kind == "latin_hypercube"
    assert of(HEAD + ONE + choice).kind == "latin_hypercube"


def test_a_typed_seed_moves_the_draws_and_one_in_the_file_the_points_alone() -> None:
    usual = of(HEAD + ONE).scenario.run.seed
    assert of(HEAD + ONE, seed=5).scenario.run.seed == 5 != usual
    in_file = of("seed = 5\n" + HEAD + ONE)
    assert (in_file.seed, in_file.scenario.run.seed) == (5, usual)


def test_ranges_of_evidence_are_the_key_s_own() -> None:
    found = of(HEAD + '[parameters]\n"data.validity" = "evidence"\n"channels.social.cpm" = '
               '{ range = "evidence", distribution = "normal", sd = 5, high = 40 }')  # fmt: skip
    validity, price = found.parameters
    assert (validity.low, validity.high) == (0.29, 0.56)
    assert (price.low, price.high, price.mean, price.sd) == (4.0, 40.0, 15.0, 5.0)


def test_keys_may_be_written_as_tables() -> None:
    nested = of(HEAD + "[parameters]\ndata.validity = { low = 0.1, high = 0.9 }\n"
                "channels.social.premium = { low = 1.0, high = 2.0 }\n"
                "[parameters.segments]\ncount = { low = 2, high = 8 }")  # fmt: skip
    assert [each.key for each in nested.parameters] == [
        "data.validity", "channels.social.premium", "segments.count"]  # fmt: skip
    assert nested.parameters[2].whole


def test_measures_that_only_some_points_have_may_be_looked_at() -> None:
    rule = '[parameters]\n"election.rule" = { choices = ["popular", "districts"] }\n'
    found = of(HEAD + "[set]\ndistricts.count = 9\n" + rule
               + '[target]\nmeasure = "segmented.seats"')  # fmt: skip
    assert found.measure == "segmented.seats" and "segmented-broadcast.seats" in found.measures


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("desing = 3\n" + ONE, "s.toml:1:1  desing: no such key; did you mean 'design'?"),
        ('design = "sobl"\n' + ONE, "'sobol' or 'morris'; did you mean 'sobol'?"),
        (HEAD, "[missing]"),
        (HEAD + '[parameters]\n"data.valdity" = "evidence"', "did you mean 'data.validity'?"),
        (HEAD + '[parameters]\n"data.validity" = {low = 0, high = 1.5}',
         's.toml:5:36  parameters."data.validity".high = 1.5: out of the key\'s valid range, '
         "which is between 0 and 1"),
        (HEAD + '[parameters]\n"response.half_life_days" = {low = 0, high = 5}',
         "valid range, which is above 0"),
        (HEAD + '[parameters]\n"data.missing" = "evidence"', "the key has no low in the evidence"),
        (HEAD + '[parameters]\n"test.respondents" = {low = 9.5, high = 40}', "whole numbers"),
        (HEAD + '[parameters]\n"segments.method" = {choices = ["kmeans", "kmean"]}',
         "choices[1] = \"kmean\": no such method; did you mean 'kmeans'?"),
        (HEAD + '[parameters]\n"segments.features" = {choices = [[], ["age_bnd"]]}',
         "did you mean 'age_band'?"),
        (HEAD + '[parameters]\n"data.party_label" = {choices = [true, 1]}', "true or false"),
        (HEAD + '[parameters]\n"test.shrinkage" = {low = 0, high = 1}', "takes no range"),
        (HEAD + '[parameters]\n"channels.radio.cpm" = {low = 1, high = 2}',
         "the scenario has no channel 'radio'"),
        (HEAD + '[parameters]\n"run.replicates" = {low = 1, high = 2}', "is the study's own"),
        (HEAD + '[parameters]\n"budget.total" = {low = 0, high = 2, '
         'distribution = "log_uniform"}', "must be above 0"),
        (HEAD + '[parameters]\n"budget.total" = {low = 0, high = 2, '
         'distribution = "normal"}', "needs mean and sd"),
        (HEAD + ONE + '[target]\nmeasure = "segmented-brodcast.net_votes"',
         "did you mean 'segmented-broadcast'?"),
        (HEAD + ONE + '[target]\nmeasure = "individual-broadcast.net_votes"',
         "the scenario does not run the arm 'individual'; it runs silent"),
        (HEAD + ONE + '[target]\nclaim = "segmented-broadcast.net_vote.low > 0"',
         "no such measure; did you mean 'net_votes'?"),
        (HEAD + ONE + '[target]\nclaim = "segmented-broadcast.net_votes.lo > 0"',
         "no such part of an interval; did you mean 'low'?"),
        (HEAD + ONE + '[target]\nmeasures = ["segmented.seats"]', "no such measure"),
        (HEAD + ONE + '[null]\n"messages.mean_effect" = 0', "did you mean 'mean_effect_pp'?"),
        (HEAD + '[set]\n"data.missing" = 3\n' + ONE, "s.toml:5:18  set.\"data.missing\" = 3: must"),
        ('scenario = "smal"\n' + ONE, "no shipped scenario 'smal'; did you mean 'small'?"),
        (HEAD + "max_replicates = 4\n" + ONE, "goes with precision"),
        ('design = "sobol"\npoints = 5\n' + ONE, "5 points are too few; it takes 6 at least"),
        ('design = "sobol"\n' + ONE, "a sobol design needs points"),
        ('second_order = true\n' + HEAD + ONE, "second_order: goes with design = \"sobol\", and"),
        (HEAD + ONE.replace("}", ', group = "data" }'), "group 'data' goes with design = "),
        (HEAD + '[set]\n"messages.heterogeneity_sd_pp" = 0.3\n[parameters]\n'
         '"messages.group_correlation" = { low = -0.9, high = 1.0 }', "of 8 points cannot be had; "
         "the first: = -0."),
        ('design = "grid"\n' + ONE, "a grid needs points, or steps of data.validity"),
        (HEAD + "precision = -1\n" + ONE, "s.toml:4:13  precision = -1: must be above 0"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, said: str) -> None:
    found = wrong(text)
    if said == "[missing]":
        said = "parameters: is missing"
    assert len(found) == 1 and said in found[0], found


def test_all_that_is_wrong_is_said_at_once_in_the_order_of_the_text() -> None:
    found = wrong('points = 0.5\n[set]\ndata.mising = 1\n[parameters]\n"data.validity" = 3\n'
                  '[target]\nclaim = "x"')  # fmt: skip
    assert [each.split(":")[1] for each in found] == ["1", "3", "5", "7"]


def test_a_file_that_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="no shipped study 'validty'; did you mean 'validity'"):
        read_design("validty")
    with pytest.raises(InputError, match="no such file"):
        read_design(tmp_path / "absent.toml")
    (tmp_path / "a.toml").write_text('scenario = "./own.toml"\n' + HEAD.split("\n", 1)[1] + ONE)
    (tmp_path / "own.toml").write_text("[data]\nmissing = 0.25")
    assert read_design(tmp_path / "a.toml").scenario.data.missing == 0.25
    (tmp_path / "own.toml").write_text("[data]\nmissing = 25")
    with pytest.raises(InputError, match=r"own.toml:2:11  data.missing = 25"):
        read_design(tmp_path / "a.toml")


def test_what_is_written_reads_back_as_the_same_study() -> None:
    text = (
        'name = "all of it"\n' + HEAD + "precision = 2.5\nmax_replicates = 99\n" + ONE
        + '"segments.count" = { low = 2, high = 9, role = "choice", steps = 3 }\n'
        '"segments.features" = { choices = [[], ["age_band", "party"]], role = "choice" }\n'
        '"budget.total" = { low = 1e5, high = 1e7, distribution = "log_uniform", role = "lever" }\n'
        '"channels.social.cpm" = { range = "evidence", distribution = "normal", sd = 4.5 }\n'
        '[target]\nmeasure = "segmented/broadcast.net_votes"\n'
        'claim = "segmented.reach_rate.high <= 0.123456789"\n'
        '[null]\n"messages.between_sd_pp" = 0.0\n'
    )  # fmt: skip
    found = of(text)
    back = read_back(written(found), dump(found.scenario))
    assert back == found
    assert changed(identity(back), identity(found)) == []


def test_growing_is_no_change_and_anything_else_is() -> None:
    base, more = of(HEAD + ONE), of(HEAD + "replicates = 77\n" + ONE, points=16)
    assert changed(identity(base), identity(more)) == []
    other = of(HEAD + ONE.replace("0.9", "0.8") + "[null]\n'data.missing' = 0.5")
    assert changed(identity(base), identity(other)) == [
        "parameters.data.validity.high is 0.8 and was 0.9",
        "null.data.missing is 0.5 and was not given",
    ]


def test_a_claim_is_read_whole() -> None:
    found = claim_of("  segmented-broadcast.net_votes.low >= -1.5e3 ")
    assert not isinstance(found, str)
    assert (found.measure, found.part, found.sign, found.bound) == (
        "segmented-broadcast.net_votes", "low", ">=", -1500.0)  # fmt: skip
    assert claim_of("segmented.net_votes.low > much") == "'much' is no number"
    assert "must be as in" in str(claim_of("wins"))
