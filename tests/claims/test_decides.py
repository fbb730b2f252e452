"""On what a claim turns: the key is found, and where."""

from __future__ import annotations

import numpy as np

from msim.claims.decides import CASE, turn
from msim.claims.worlds import WorldPoint, points
from tests.claims import made


def test_the_key_that_decides_is_found_with_its_place() -> None:
    claim = made.claim()
    asked = points(claim, "uniform", 128)
    won = np.array([point.value("budget.total") > 2e7 for point in asked])
    found = turn(claim, asked, won)
    assert found is not None and found.key == "budget.total"
    assert found.low is not None and found.high is not None and found.at is not None
    assert found.low <= found.at <= found.high and abs(found.at - 2e7) < 4e5
    assert (found.win_below, found.win_above, round(found.explained, 9)) == (0.0, 1.0, 1.0)


def test_noise_lowers_what_a_split_explains() -> None:
    claim = made.claim()
    asked = points(claim, "uniform", 128)
    rng = np.random.Generator(np.random.SFC64(3))
    won = np.array([p.value("data.validity") > 0.45 for p in asked]) ^ (rng.random(128) < 0.2)
    found = turn(claim, asked, won)
    assert found is not None and found.key == "data.validity" and 0.1 < found.explained < 0.6


def test_the_case_may_decide() -> None:
    claim = made.claim(cases={"to persuade": {}, "to mobilise": {}})
    asked = points(claim, "split", 64)
    found = turn(claim, asked, np.array([point.case == "to mobilise" for point in asked]))
    assert found is not None and (found.key, found.at) == (CASE, None)
    assert found.wins_in == ("to mobilise",) and (found.win_below, found.win_above) == (0.0, 1.0)


def test_nothing_decides_where_all_say_the_same_or_nothing_varies() -> None:
    claim = made.claim()
    asked = points(claim, "split", 16)
    assert turn(claim, asked, np.ones(16, dtype=bool)) is None
    assert turn(claim, asked, np.zeros(16, dtype=bool)) is None
    same = [WorldPoint(asked[0].values, "", "split")] * 16
    assert turn(claim, same, np.arange(16) < 8) is None
