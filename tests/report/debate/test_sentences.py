"""The wording of a verdict follows its numbers, for every kind of verdict."""

from __future__ import annotations

from dataclasses import replace

import pytest

from msim.claims.claim import DebateClaim, Range
from msim.claims.worlds import WorldPoint
from msim.report.debate import sentences as words
from msim.report.debate.summary import summary
from tests.claims import made


def money(threshold: float, step: float = 0.2) -> made.Effect:
    return lambda point: step if point.value("budget.total") > threshold else -step


def test_holds() -> None:
    said = words.statement(made.found(made.claim(), lambda _: 0.2))
    assert said.startswith("It holds in 32 of 32 worlds and fails in none.")
    assert "At the central values the difference is 0.200 [0.191, 0.209]" in said
    assert "The claim is true where that lies above 0.050 points of vote share." in said
    assert said.endswith("With plain uniform ranges the verdict is the same.")


def test_fails() -> None:
    found = made.found(made.claim(), lambda _: -0.2)
    assert words.statement(found).startswith("It fails in 32 of 32 worlds and holds in none.")
    assert found.turn is None and summary(found)["turns_at"] is None
    assert "\u22120.200 [\u22120.209, \u22120.191] points of vote share" in words.statement(found)


def test_depends_with_the_key_and_the_place() -> None:
    found = made.found(made.claim(), money(8e6))
    assert found.verdict.kind == "depends"
    said = words.statement(found)
    assert "It depends. It holds in " in said
    assert "What decides is the budget. Above " in said
    assert "the claim holds in 100 % of the worlds that were told, and below in 0 %." in said
    assert summary(found)["depends_on"] == "budget.total"
    assert 6e6 < summary(found)["turns_at"] < 1e7


def test_cannot_be_told_and_how_many_would() -> None:
    found = made.found(made.claim(), lambda _: 0.1, noise=0.09)
    assert found.verdict.kind == "cannot be told"
    assert found.verdict.lack == "replicates" and found.verdict.needed == (21, 21)
    said = words.statement(found)
    assert "It is for want of replicates: 21 replicates a world would tell." in said
    never = made.found(made.claim(), lambda _: 0.05, noise=0.01)  # on the worth itself
    assert "The answers lie at the worth: four times the replicates would" in words.statement(never)
    assert words.said.replicates(40, 90) == "40 to 90"
    assert words.said.replicates(40, None) == "at least 40"


def test_a_verdict_that_changes_with_the_prior_says_so() -> None:
    found = made.found(made.claim(), money(1e7))  # a third of the mass above, or three quarters
    split, uniform = found.verdicts["split"], found.verdicts["uniform"]
    assert split.wins < uniform.wins
    found = made.found(made.claim(), money(4.2e6))
    split, uniform = found.verdicts["split"], found.verdicts["uniform"]
    assert (split.kind, uniform.kind) == ("depends", "holds")
    said = words.statement(found)
    assert "The verdict depends on how worlds are drawn. This one has half of them on each" in said
    told = f'it is "holds": it holds in {uniform.wins} worlds and fails in {uniform.losses}.'
    assert told in said
    assert summary(found)["priors"]["uniform"]["verdict"] == "holds"


def test_a_case_that_decides_is_named() -> None:
    claim = made.claim(cases={"to persuade": {}, "to mobilise": {}})
    found = made.found(claim, lambda point: 0.2 if point.case == "to mobilise" else 0.0)
    said = words.statement(found)
    assert "What decides is the case. \u201cto mobilise\u201d holds in 100 %" in said
    assert "At the central values, to persuade, the difference" in said
    assert set(summary(found)["cases"]) == {"to persuade", "to mobilise"}


def test_a_key_that_decides_little_is_not_said_to_decide() -> None:
    from msim.claims.decides import Turn

    weak = Turn("data.validity", 0.4, 0.3, 0.5, 0.4, 0.6, 0.1)
    assert words.turning(weak, made.claim()).startswith(
        "No single key decides. The best is the data validity. Above 0.4 [0.3, 0.5] the claim")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"true_if": "below"}, "below 0.050 points of vote share"),
        ({"true_if": "within"}, "within 0.050 points of vote share of zero"),
        ({"unit": "share of elections", "worth": 0.05}, "above 5.0 % of elections"),
        ({"unit": "probability of winning"}, "above 5.0 percentage points"),
    ],
)
def test_what_counts_as_true(changes: dict[str, str], said: str) -> None:
    claim: DebateClaim = made.claim(**changes)
    assert words.bound(claim) == said


def test_failed_worlds_are_counted() -> None:
    assert words.failed(("bad key", "bad key")) == "2 worlds could not be made: bad key."
    assert words.failed(()) == ""


def test_the_break_even_is_said_for_each_case_or_that_there_is_none() -> None:
    claim = made.claim(picture="data.validity", cases={"by day": {}, "by night": {}})

    def effect(point: WorldPoint) -> float:
        return point.value("data.validity") - 0.35 if point.case == "by day" else 0.0

    found = made.found(claim, effect, noise=0.0)
    assert ("Change only the data validity (by day), and the answer crosses this line at 0.4 "
            "[0.4, 0.4].") in words.statement(found)  # fmt: skip
    assert ("Change only the data validity (by night), from 0.29 to 0.56, and the answer never "
            "crosses this line.") in words.statement(found)  # fmt: skip
    said = summary(found)["break_even"]
    assert said["by day"]["at"] == pytest.approx(0.4) and said["by night"]["at"] is None


def test_winners_may_change_for_the_better_or_the_worse() -> None:
    from msim.claims import worlds
    from msim.claims.run import conclude

    claim = made.claim(quantity="changed", true_if="below", unit="share of elections")
    points = [*worlds.central(claim), *(p for prior in worlds.PRIORS
              for p in worlds.points(claim, prior, 32))]  # fmt: skip
    rows = []
    for point in points:
        gain = 0.2 if point.value("budget.total") > 4e6 else -0.2
        rows.append((point, [(0.5 + gain, 0.5, abs(gain))] * 5))
    said = words.statement(conclude(claim, rows, (), made.SIZE))
    assert said.startswith("It fails in 32 of 32 worlds")
    assert ("Winners change more often than that in 32 worlds. The segmented campaign wins more "
            "often than the single-message campaign in 16 of them, and less often in 16.") in said


def test_the_verdict_comes_first_and_is_short() -> None:
    for effect, noise in ((0.2, 0.01), (-0.2, 0.01), (0.1, 0.2)):
        found = made.found(made.claim(), lambda _, each=effect: each, noise=noise)
        first = words.said.opening(found.verdict)
        assert words.statement(found).startswith(first)
        assert len(first.split()) <= 45 and "[" not in first and "(" not in first


def test_a_range_of_ones_own_is_called_ones_own() -> None:
    validity = Range("data.validity", 0.3, 0.35, 0.5, "correlation", "validity")
    assert words.origin(validity) == "validity", "within what is published"
    wide = replace(validity, high=0.9)
    assert words.origin(wide) == "the claim's own, after validity"
    assert words.origin(replace(wide, stated=False)) == "validity"
    assert words.origin(replace(wide, source="assumption")) == "assumption"
    borrowed = replace(validity, source="text_effect")
    assert words.origin(borrowed) == "the claim's own, after text_effect"
