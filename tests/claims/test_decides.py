"""On what a claim turns: the key is found, and where."""

from __future__ import annotations

import numpy as np

from msim.claims.decides import CASE, turn
from msim.claims.verdict import Status
from msim.claims.worlds import WorldPoint, points
from msim.core.arrays import Bools
from tests.claims import made


def said(won: Bools) -> list[Status]:
    return ["win" if each else "loss" for each in won]


def test_the_key_that_decides_is_found_with_its_place() -> None:
    claim = made.claim()
    asked = points(claim, "uniform", 128)
    won = np.array([point.value("budget.total") > 2e7 for point in asked])
    found = turn(claim, asked, said(won))
    assert found is not None and found.key == "budget.total"
    assert found.low is not None and found.high is not None and found.at is not None
    assert found.low <= found.at <= found.high and abs(found.at - 2e7) < 4e5
    assert (found.win_below, found.win_above, round(found.explained, 9)) == (0.0, 1.0, 1.0)


def test_noise_lowers_what_a_split_explains() -> None:
    claim = made.claim()
    asked = points(claim, "uniform", 128)
    rng = np.random.Generator(np.random.SFC64(3))
    won = np.array([p.value("data.validity") > 0.45 for p in asked]) ^ (rng.random(128) < 0.2)
    found = turn(claim, asked, said(won))
    assert found is not None and found.key == "data.validity" and 0.1 < found.explained < 0.6


def test_the_case_may_decide() -> None:
    claim = made.claim(cases={"to persuade": {}, "to mobilise": {}})
    asked = points(claim, "split", 64)
    found = turn(claim, asked, said(np.array([each.case == "to mobilise" for each in asked])))
    assert found is not None and (found.key, found.at) == (CASE, None)
    assert found.wins_in == ("to mobilise",) and (found.win_below, found.win_above) == (0.0, 1.0)


def test_nothing_decides_where_all_say_the_same_or_nothing_varies() -> None:
    claim = made.claim()
    asked = points(claim, "split", 16)
    assert turn(claim, asked, ["win"] * 16) is None
    assert turn(claim, asked, ["loss"] * 16) is None
    same = [WorldPoint(asked[0].values, "", "split")] * 16
    assert turn(claim, same, said(np.arange(16) < 8)) is None


def test_worlds_that_are_open_have_no_say_but_widen_what_is_held() -> None:
    claim = made.claim()
    asked = points(claim, "uniform", 64)
    won = np.array([point.value("budget.total") > 2e7 for point in asked])
    clear = turn(claim, asked, said(won))
    gap = ["open" if 1.9e7 < point.value("budget.total") < 2.6e7 else each
           for point, each in zip(asked, said(won), strict=True)]
    found = turn(claim, asked, gap)
    assert clear is not None and found is not None and found.at is not None
    assert (found.win_below, found.win_above) == (clear.win_below, clear.win_above) == (0.0, 1.0)
    assert clear.held_below[0] == 0.0 and clear.held_above[1] == 1.0
    assert found.held_below[1] - found.held_below[0] > clear.held_below[1] or (
        found.held_above[0] < clear.held_above[0])  # fmt: skip
