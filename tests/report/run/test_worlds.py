"""Worlds, surveys and single elections in words; what has no interval or no price says why."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from msim.report.common.html import page
from msim.report.run import limits, sections, sentences, worlds
from msim.report.run.data import ReportData
from tests.report.fixtures import made_up
from tests.report.run.test_terminal import story

FEW = {"mean": 40.0, "low": None, "high": None, "reason": "4 of 40 worlds differ at all: an "
       "interval takes five"}  # fmt: skip
MAIN = "segmented-broadcast"


def changed(data: ReportData, contrast: str = worlds.FREE, **said: Any) -> ReportData:
    """Made-up results with another entry of a contrast, and of its rung."""
    summary = deepcopy(dict(data.summary))
    summary["contrasts"][contrast] |= said
    for entry in summary["ladder"]:
        if f"{entry['step']}-{entry['from']}" == contrast and "net_votes" in said:
            entry["gain"] = said["net_votes"]
    return replace(data, summary=summary)


def lost(data: ReportData, *arms: str) -> ReportData:
    """Made-up results in which some arms' net votes have no price."""
    summary = deepcopy(dict(data.summary))
    for arm in arms:
        nothing = {"mean": None, "low": None, "high": None, "reason": "votes are lost"}
        summary["arms"][arm]["cost_per_net_vote"] = nothing
    return replace(data, summary=summary)


def of_eight(data: ReportData) -> ReportData:
    return replace(data, summary={**data.summary, "surveys": 8})


def test_where_too_few_differ_it_is_said_in_how_many_surveys_and_no_interval_is_printed() -> None:
    data = changed(made_up(), net_votes=FEW, share_tied=0.9, outcome="unknown")
    said = (
        "In 36 of 40 surveys both campaigns sent the same messages; the other 4 are too few for an "
        "interval."
    )
    assert worlds.alike(data, worlds.FREE) == said
    why = sentences.why(data)
    assert why.endswith(said) and "Tailoring" not in why
    assert any(told.endswith(said) for told in sentences.ladder(data))
    assert said in " ".join(story(data).split())
    assert said in page(sections.document(data), {})


def test_of_several_surveys_in_each_world_all_are_counted() -> None:
    data = of_eight(changed(made_up(), net_votes=FEW, share_tied=319 / 320))
    assert worlds.alike(data, worlds.FREE) == (
        "In 319 of 320 surveys both campaigns sent the same messages; the other one is too few for "
        "an interval."
    )


def test_arms_that_are_mostly_equal_are_said_to_be_beside_their_interval() -> None:
    data = changed(made_up("equivalent"), share_tied=0.5)
    told = "In 20 of 40 surveys both campaigns sent the same messages."
    assert worlds.alike(data, worlds.FREE) == told
    assert sentences.why(data).startswith("Tailoring the messages made no difference")
    assert sentences.why(data).endswith("both campaigns sent the same messages.")


@pytest.mark.parametrize(("share", "worlds_run"), [(0.0, 40), (0.4, 40), (1.0, 40), (0.0, 3)])
def test_nothing_is_said_where_the_interval_says_it(share: float, worlds_run: int) -> None:
    data = changed(made_up(replicates=worlds_run), share_tied=share)
    assert worlds.alike(data, worlds.FREE) == ""


def test_other_arms_are_equal_and_not_said_to_send_the_same() -> None:
    data = changed(made_up(), MAIN, net_votes=FEW, share_tied=0.9, outcome="unknown")
    said = (
        "In 36 of 40 surveys the segmented campaign and the single-message campaign were exactly "
        "equal; the other 4 are too few for an interval."
    )
    assert sentences.verdict(data, MAIN) == said and said in sentences.answer(data)


def test_few_worlds_are_not_the_doing_of_ties() -> None:
    data = changed(made_up(replicates=3), MAIN, share_tied=0.4)
    assert data.contrast(MAIN).reason
    assert sentences.verdict(data, MAIN) == "Too few worlds to say which is ahead."


def test_single_elections_are_counted_where_there_is_more_than_one() -> None:
    assert worlds.elections(made_up("win"), MAIN) == (
        "In 100 % of the simulated elections the segmented campaign got more votes than the "
        "single-message campaign."
    )
    assert worlds.elections(made_up("tie"), MAIN).endswith(", and in 100 % exactly as many.")
    assert worlds.elections(made_up(arms=("silent",)), MAIN) == ""
    one = made_up(replicates=1)
    assert worlds.elections(one, MAIN) == "" and worlds.elections(of_eight(one), MAIN)


def test_a_world_and_a_survey_are_explained_where_numbers_are() -> None:
    data = of_eight(made_up())
    told = " ".join(worlds.told(data))
    assert "A world is one draw of everything" in told and "This run has 40 worlds." in told
    assert "the message test is drawn 8 times" in told and "single election" in told
    html, printed = unescape(page(sections.document(data), {})), " ".join(story(data).split())
    for part in worlds.told(data):
        assert part in html
    assert "40 worlds of 8 surveys" in html and "40 worlds of 8 surveys" in printed
    assert "its message test is drawn 8 times (surveys)" in printed
    assert any("mean over worlds" in limit for limit in limits.limits(data))
    one = " ".join(worlds.told(made_up(replicates=1)))
    assert "This run has 1 world." in one and "survey" not in one and "interval" not in one


def test_a_net_vote_without_a_price_says_why() -> None:
    data = lost(made_up(), "placebo", "segmented")
    assert worlds.unpriced(data) == "No cost per net vote: segmented, placebo (votes are lost)."
    assert worlds.unpriced(data) in " ".join(story(data).split())
    assert page(sections.document(data), {}).count("<small>votes are lost</small>") == 2
    assert "votes are lost" not in page(sections.document(made_up()), {})
    assert worlds.unpriced(made_up()) == ""


def test_rows_stay_level_where_a_net_vote_has_no_price() -> None:
    figure = sections.FIGURES["votes"](lost(made_up(), "segmented"))
    assert figure is not None and "segmented (votes are lost)" in figure.caption
    left, right = figure.spec["vconcat"][0]["vconcat"][0]["hconcat"]
    levels = [panel["encoding"]["y"]["scale"]["domain"] for panel in (left, right)]
    assert levels[0] == levels[1] and "segmented" in levels[1]
    assert "segmented" not in {row["arm"] for row in right["data"]["values"]}


def test_a_folder_of_an_earlier_version_has_one_survey_in_each_world() -> None:
    data = made_up()
    older = {name: each for name, each in data.summary.items() if name != "surveys"}
    assert replace(data, summary=older).surveys == 1
    assert worlds.with_surveys(data) == "40 worlds"
