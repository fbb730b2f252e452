"""What could be had at most, and whether a claim holds in the corner that favours it most."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from msim.claims import rounds
from msim.claims.claim import DebateClaim, Range, Term
from msim.claims.kept import Kept
from msim.claims.play import Rows, Task, play
from msim.claims.reach import Corner, ceiling, corners, favour, most_favourable
from msim.claims.run import Size, ask
from msim.claims.verdict import Estimate, Status
from msim.claims.worlds import WorldPoint, central, points
from msim.core.verdict import Truth
from msim.experiment.engine.replicate import run_replicate
from msim.scenario import override
from msim.scenario.outcome import Run
from tests.claims import made, tiny


def test_the_ceiling_is_what_perfect_knowledge_gains_in_the_first_world(tmp_path: Path) -> None:
    claim = tiny.claim(tmp_path)
    paired = replace(claim, now={"data.consent": 0.5}, instead={"data.consent": 0.1},
                     contrast=Term.of("segmented"), against=Term.of("segmented"))  # fmt: skip
    top = ceiling(paired)
    assert top is not None and not top.paired
    point = central(top)[0]
    found = play(Task(top, point, 1, 1)).values[0]
    scenario = override(claim.scenario, {**dict(point.values), "data.consent": 0.5,
                                         "run.arms": ["silent", "oracle"]})  # fmt: skip
    measured = run_replicate(scenario, point.first).measures
    assert found == tuple(measured[arm]["vote_share_pp"] for arm in ("oracle", "silent"))
    assert found[0] > found[1]


@pytest.mark.parametrize(
    ("changes", "quantity", "sides"),
    [
        ({"quantity": "changed"}, "changed", "oracle-silent"),
        ({"quantity": "attribution"}, "gap", "oracle-silent"),
        ({"quantity": "share", "measure": "win_prob"}, "share", "oracle"),
        ({"quantity": "share", "measure": "split"}, "", ""),
        ({"quantity": "share", "measure": "pilot_sign_right"}, "", ""),
    ],
)
def test_it_is_in_the_claims_own_measure(
    changes: dict[str, str], quantity: str, sides: str
) -> None:
    top = ceiling(made.claim(**changes))
    assert (top.quantity, str(top.contrast)) == (quantity, sides) if top else not quantity


@pytest.mark.parametrize("truth", ["above", "below", "within"])
def test_the_corner_is_where_answers_favour_the_claim_most(truth: Truth) -> None:
    """Money helps and validity hurts, so the corner follows from the signs alone."""
    claim = made.claim(true_if=truth)
    asked = points(claim, "uniform", 32)
    sign = {"above": 1.0, "below": -1.0, "within": -1.0}[truth]
    means = np.array([sign * (2.0 + p.value("budget.total") / 4e7 - p.value("data.validity"))
                      for p in asked])  # fmt: skip
    if truth == "within":
        means = -means  # the smaller the better
        means = 4.0 - means
    again, corner = corners(claim, asked, means)
    assert dict(corner.values) == {"budget.total": 4e7, "data.validity": 0.29}
    best = asked[int(np.argmax(favour(claim, means)))]
    assert again.values == best.values and again.first != best.first and again.key != best.key


def test_a_claim_may_name_the_ends_that_favour_it() -> None:
    """Where all lose, less of a technique loses less, and a correlation points to nothing done."""
    claim = made.claim(corner={"budget.total": "high"})
    asked = points(claim, "uniform", 32)
    means = np.array([-p.value("budget.total") - 1e9 * p.value("data.validity") for p in asked])
    assert corners(claim, asked, means)[1].value("budget.total") == 4e7
    assert corners(replace(claim, corner={}), asked, means)[1].value("budget.total") == 1e6


def test_the_corner_is_sought_in_the_case_of_the_best_world() -> None:
    claim = made.claim(cases={"by day": {}, "by night": {}})
    asked = points(claim, "split", 32)
    means = np.array([1.0 - p.value("data.validity") if p.case == "by night"
                      else 100.0 * p.value("data.validity") - 200.0 for p in asked])  # fmt: skip
    found = corners(claim, asked, means)
    assert {point.case for point in found} == {"by night"}
    assert found[1].value("data.validity") == 0.29


def test_what_two_corners_say_together() -> None:
    def at(mean: float, status: Status) -> Corner:
        return Corner(WorldPoint((), "", "corner"), Estimate(mean, mean, mean, 5), status)

    claim = made.claim()
    assert most_favourable(claim, []) is None
    for each, status, mean in (
        ([at(0.1, "win"), at(0.2, "open")], "win", 0.1), ([at(0.0, "loss"), at(0.01, "loss")],
        "loss", 0.01), ([at(0.0, "loss"), at(0.06, "open")], "open", 0.06),
    ):
        found = most_favourable(claim, each)
        assert found is not None and (found.status, found.answer.mean) == (status, mean)


PRICE = Range("channels.social.premium", 1.0, 1.6, 2.0, "times", "premium")
SIZE = Size(worlds=16, first=6, most=8, central=6)


def asked(monkeypatch: pytest.MonkeyPatch, claim: DebateClaim, effect: made.Effect):  # type: ignore[no-untyped-def]
    monkeypatch.setattr(rounds, "play", lambda task: Rows(
        task.point.key, tuple(made.rows(effect(task.point), 0.01, task.most))))  # fmt: skip
    with Kept(None) as kept:
        return next(ask([claim], SIZE, kept, Run(workers=1)))


def test_a_claim_that_fails_everywhere_it_was_asked_may_hold_in_its_corner(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    claim = made.claim(ranges=(made.VALIDITY, made.MONEY, PRICE))

    def effect(point: WorldPoint) -> float:  # needs all three at once
        far = (point.value("budget.total") / 4e7, (point.value("data.validity") - 0.29) / 0.27,
               2.0 - point.value("channels.social.premium"))  # fmt: skip
        return min(far) - 0.9

    found = asked(monkeypatch, claim, effect)
    assert found.verdict.kind == "fails" and not any(w.status == "win" for w in found.worlds)
    assert found.corner is not None and found.corner.status == "win"
    assert found.corner.answer.mean == pytest.approx(0.1)
    never = asked(monkeypatch, claim, lambda _: -0.2)
    assert never.corner is not None and never.corner.status == "loss"
    assert asked(monkeypatch, claim, lambda _: 0.2).corner is None  # it holds: none is run


def test_a_corner_that_cannot_be_made_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def played(task: Task) -> Rows:
        if task.point.prior == "corner":
            return Rows(task.point.key, error="out of reach")
        return Rows(task.point.key, tuple(made.rows(-0.2, 0.01, task.most)))

    monkeypatch.setattr(rounds, "play", played)
    with Kept(None) as kept:
        found = next(ask([made.claim()], SIZE, kept, Run(workers=1)))
    assert found.verdict.kind == "fails" and found.corner is None
