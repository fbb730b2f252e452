"""One sentence of each kind of study: each branch, with numbers that the points have."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from msim.report.study import sentences as words
from msim.study.analyze.phase import phase
from msim.study.analyze.specification import specifications
from msim.study.records import Claim, Kind, Parameter
from tests.study.analyze import synthetic
from tests.study.analyze.synthetic import MATCH, METHOD, SPREAD, VALIDITY, VOTES

FLAT = lambda value: lambda rows: np.full(len(rows), value)  # noqa: E731
WIDE = Parameter("data.validity", low=0.0, high=1.0)


def test_a_sobol_study_in_a_few_sentences() -> None:
    asked, whole = synthetic.sobol_study(256)
    told = words.sentence(asked, whole)
    shares = pd.Series(["win" if low > synthetic.WORTH else "" for low in whole[f"{VOTES}.low"]])
    won = 100 * (shares == "win").mean()
    assert re.fullmatch(
        r"The segmented campaign beats the single-message campaign by enough to matter, in net "
        rf"votes, in {won:.0f} % \[\d+, \d+\] of 1,280 worlds\. It falls short in \d+ %, and "
        r"\d+ % are too close to call\. In \d+ % it loses by enough to matter\. In \d+ % there is "
        r"no difference that matters\. What decides most is the match rate \(social\), with a "
        r"total index of 0\.4\d \[0\.\d\d, 0\.\d\d\]\. Within the published ranges of 2 keys it "
        r"wins in \d+ % of \d+ worlds\. The range of the message heterogeneity is this study's "
        r"own\.", told
    ), told  # fmt: skip


def test_too_few_samples_are_said_with_the_number_that_would_do() -> None:
    asked, whole = synthetic.sobol_study(16)
    assert re.search(r"cannot be told \(about \d+ base samples would do, which are points = \d+\)",
                     words.sentence(asked, whole))  # fmt: skip


def test_wins_within_the_evidence_nowhere_everywhere_and_out_of_it() -> None:
    asked = synthetic.design(parameters=(WIDE, METHOD))
    whole = synthetic.table(asked, 100, FLAT(-9e4))
    count = whole["data.validity"].between(0.29, 0.56).sum()
    assert f"Within the published range ({count} worlds) it never wins." in words.sentence(
        asked, whole)  # fmt: skip
    whole = synthetic.table(asked, 100, FLAT(9e4))
    assert f"Within the published range ({count} worlds) it always wins." in words.sentence(
        asked, whole)  # fmt: skip
    narrow = synthetic.design(parameters=(Parameter("data.validity", low=0.3, high=0.5),))
    assert words.within_evidence(narrow, synthetic.table(narrow, 9, FLAT(0.0))) == \
        "All of these worlds lie within the published range."  # fmt: skip
    far = synthetic.design(parameters=(Parameter("data.validity", low=0.7, high=0.9),))
    assert words.within_evidence(far, synthetic.table(far, 9, FLAT(0.0))) == \
        "No world lies within the published range."  # fmt: skip
    none = synthetic.design(parameters=(METHOD,))
    assert words.within_evidence(none, synthetic.table(none, 9, FLAT(0.0))) == ""


def test_an_open_end_of_the_evidence_ends_at_the_highest_published_value() -> None:
    mismatch = Parameter("messages.mismatch_pp", low=0.0, high=2.0)
    asked = synthetic.design(parameters=(WIDE, mismatch, SPREAD))
    whole = synthetic.table(asked, 100, FLAT(9e4))
    told = words.within_evidence(asked, whole)
    assert told.startswith("No world lies within the published ranges of 2 keys."), told
    assert "There is no evidence above 0.00 for the" in told
    assert told.endswith("The range of the message heterogeneity is this study's own.")
    within = synthetic.design(parameters=(Parameter("data.validity", low=0.3, high=0.5),))
    assert words.beyond_evidence(within) == ([], [])


def test_other_targets_are_called_by_what_they_are() -> None:
    asked, whole = synthetic.design(), synthetic.table(synthetic.design(), 60)
    for end in ("mean", "low", "high"):
        whole[f"segmented-broadcast.reach_rate.{end}"] = -0.1
        whole[f"segmented/broadcast.net_votes.{end}"] = 1.2
        whole[f"segmented.reach_rate.{end}"] = np.linspace(0.2, 0.6, 60)
    behind = words.how_often(replace(asked, measure="segmented-broadcast.reach_rate"), whole)
    assert behind.startswith(
        "The segmented campaign is ahead of the single-message campaign in reach 1+ in 0 % [")
    assert "It is not ahead in 100 %, and 0 % are too close to call." in behind
    ratio = words.how_often(replace(asked, measure="segmented/broadcast.net_votes"), whole)
    assert ratio.startswith(
        "The segmented campaign has more net votes than the single-message campaign in 100 % [")
    arm = replace(asked, measure="segmented.reach_rate")
    assert words.how_often(arm, whole).startswith(
        f"The claim {VOTES}.low > 0 is true in {100 * whole['claim'].mean():.0f} % [")
    alone = replace(arm, claim=None)
    assert words.how_often(alone, whole) == (
        "The reach 1+ of the segmented campaign is 0.400 in the middle one of 60 worlds. Nine "
        "worlds in ten lie between 0.220 and 0.580."
    )


def test_a_grid_is_no_sample_and_a_screening_no_fair_one() -> None:
    grid = synthetic.design("grid")
    told = words.how_often(grid, synthetic.grid(grid, 6))
    assert "of the grid's 36 worlds" in told and "[" not in told
    choices = synthetic.design("grid", (METHOD,))
    told = words.how_often(choices, synthetic.grid(choices, 1, FLAT(0.0)))
    assert "of all 3 combinations of choices" in told
    screen = synthetic.design("morris", (VALIDITY, SPREAD, MATCH))
    assert "no fair sample" in words.how_often(screen, synthetic.table(screen, 6))


def test_what_goes_with_the_answer_without_indices() -> None:
    asked = synthetic.design()
    told = words.decides(asked, synthetic.table(asked, 200))
    assert re.fullmatch(r"The (data validity|message heterogeneity) matters most: alone it "
                        r"accounts for \d+ % \[\d+, \d+\] of the differences between "
                        r"worlds\.", told)  # fmt: skip
    noise = np.random.default_rng(1).normal(size=200)
    assert words.decides(asked, synthetic.table(asked, 200, lambda _: noise)) == \
        "No parameter has a detectable effect of its own."  # fmt: skip
    assert words.decides(asked, synthetic.table(asked, 50, FLAT(3.0))) == ""
    same = synthetic.design("sobol", (VALIDITY, SPREAD, MATCH))
    assert "the same at every point" in words.decides(same, synthetic.table(same, 16, FLAT(1.0)))


def test_failed_points_are_said_and_nothing_is_made_of_nothing() -> None:
    asked, whole = synthetic.sobol_study(32)
    assert words.failures(asked, whole) == ""
    hurt = synthetic.broken(whole, [3, 4, 50])
    assert words.failures(asked, hurt) == (
        "3 of 160 points failed and are left out. Where indices are asked, all of the 2 blocks "
        "that they stand in are left out. The first says: it was impossible"
    )
    assert "of 157 worlds" in words.sentence(asked, hurt)
    lost = synthetic.broken(whole, range(160))
    assert words.sentence(asked, lost) == \
        "None of the 160 points has an answer. Every one of them failed."  # fmt: skip


def test_the_null_world_is_said_beside() -> None:
    asked = synthetic.design(null={"messages.heterogeneity_sd_pp": 0.0})
    whole = synthetic.table(asked, 60)
    told = words.sentence(asked, whole, synthetic.table(asked, 60, FLAT(0.0)))
    assert told.endswith("In the null world (message heterogeneity = 0) it wins in 0 %.")
    assert "null" not in words.sentence(asked, whole)


def test_a_phase_diagram_and_a_curve_in_words() -> None:
    asked = synthetic.design()
    turned = words.turning(phase(asked, synthetic.table(asked, 120)))
    assert re.fullmatch(r"Over the .* and the .*, \d+ % of the space lies above what matters and "
                        r"\d+ % below\. \d+(\.\d)? % is too close to call\.", turned)  # fmt: skip
    never = words.turning(phase(asked, synthetic.table(asked, 60, FLAT(-9e4))))
    assert never.endswith("it turns nowhere: it stays below what matters.")
    always = words.turning(phase(asked, synthetic.table(asked, 60, FLAT(9e4))))
    assert always.endswith("it stays above what matters.")
    curve = synthetic.design("grid", (METHOD,))
    own, null = synthetic.grid(curve, 1, FLAT(2e4)), synthetic.grid(curve, 1, FLAT(0.0))
    assert words.choices(specifications(curve, own)).endswith(
        "No null world was run to compare them with.")
    assert words.choices(specifications(curve, own, null)) == (
        "Over 3 combinations of choices the estimate runs from 20,000 to 20,000 (median 20,000). "
        "100 % of them win. In the null world the median is 0, 0 % win, and 0 % have an interval "
        "above zero. 100 % of the combinations are above their twin in the null world, and 0 % "
        "below."
    )


@pytest.mark.parametrize("claim", [None, Claim(VOTES, "low", ">", 0.0)])
def test_no_sentence_holds_what_is_no_number(claim: Claim | None) -> None:
    for kind in ("latin_hypercube", "one_at_a_time"):
        asked = synthetic.design(kind, claim=claim)
        told = words.sentence(asked, synthetic.broken(synthetic.table(asked, 30), [1]))
        assert "nan" not in told and told[0].isupper() and told.endswith(".")


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol", "grid"])
def test_the_answer_is_short_and_has_one_interval(kind: Kind) -> None:
    asked = synthetic.design(kind, (VALIDITY, SPREAD, MATCH))
    table = synthetic.grid(asked, 4) if kind == "grid" else synthetic.sobol_study(64)[1]
    answer = words.told(asked, table)[0]
    assert len(answer.split()) <= 45 and answer.count("[") <= 1 and "(" not in answer
    assert all(sentence.endswith(".") for sentence in words.told(asked, table))
