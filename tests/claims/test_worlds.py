"""How worlds are drawn: the two priors, cases, draws of their own."""

from __future__ import annotations

import numpy as np
import pytest

from msim.claims.claim import Range
from msim.claims.worlds import along, applied, central, points, scaled
from tests.claims import made

CASES = {"one": {}, "two": {"data.party_label": False}}


def test_half_of_the_mass_lies_on_each_side_of_the_central_value() -> None:
    found = points(made.claim(), "split", 64)
    for each in (made.VALIDITY, made.MONEY):
        values = np.array([point.value(each.key) for point in found])
        assert (values < each.central).sum() == 32
        quarters = [(each.low + each.central) / 2, (each.central + each.high) / 2]
        assert [int((values < at).sum()) for at in quarters] == [16, 48]
        assert values.min() >= each.low and values.max() <= each.high


def test_the_uniform_prior_knows_no_centre() -> None:
    values = [point.value("budget.total") for point in points(made.claim(), "uniform", 64)]
    low, high = made.MONEY.low, made.MONEY.high
    assert [int(np.sum(np.array(values) < low + q * (high - low))) for q in (0.25, 0.5, 0.75)] == [
        16, 32, 48]  # fmt: skip


@pytest.mark.parametrize(("central", "above"), [(0.0, [0.5, 1.0]), (1.0, [1.0, 1.0])])
def test_half_of_the_worlds_have_a_central_value_that_is_an_end(
    central: float, above: list[float]
) -> None:
    """Spread evenly from it, the mean would be half of the highest, and not a quarter."""
    at_end, u = Range("a.b", 0.0, central, 1.0, "", ""), np.linspace(0.0, 1.0, 5)
    found = scaled(at_end, u, "split").tolist()
    assert found[3:] == above and found[2] == central
    assert found[:2] == ([0.0, 0.0] if central == 0.0 else [0.0, 0.5])
    assert scaled(at_end, u, "uniform").tolist() == u.tolist()


def test_whole_numbers_stay_whole() -> None:
    of = Range("districts.pilots", 2, 6, 24, "districts", "setting", whole=True)
    claim = made.claim(ranges=(of,))
    for point in points(claim, "split", 16):
        assert isinstance(applied(claim, dict(point.values))["districts.pilots"], int)


def test_a_range_of_one_side_moves_that_side_alone_and_comes_after_what_is_fixed() -> None:
    age = Range("instead.data.validity", 0.8, 0.9, 1.0, "correlation", "assumption")
    claim = made.claim(ranges=(made.VALIDITY, age), now={"data.consent": 1.0}, cases=CASES,
                       instead={"data.validity": 0.5})  # fmt: skip
    (one, _) = central(claim)
    assert applied(claim, dict(one.values), "one", "now") == {
        "data.validity": 0.35, "data.consent": 1.0}
    assert applied(claim, dict(one.values), "two", "instead") == {
        "data.validity": 0.9, "data.party_label": False}


def test_cases_share_out_the_worlds_and_the_centre_has_one_of_each() -> None:
    claim = made.claim(cases=CASES)
    found = [point.case for point in points(claim, "split", 64)]
    assert (found.count("one"), found.count("two")) == (32, 32)
    assert [point.case for point in central(claim)] == ["one", "two"]


def test_worlds_have_draws_of_their_own_and_cases_of_one_world_the_same() -> None:
    claim = made.claim(cases=CASES)
    found = [*points(claim, "split", 64), *points(claim, "uniform", 64)]
    assert len({point.first for point in found}) == len({point.key for point in found}) == 128
    one, two = central(claim)
    assert one.first == two.first and one.key != two.key


@pytest.mark.parametrize("prior", ["split", "uniform"])
def test_twice_as_many_worlds_begin_with_those_there_are(prior: str) -> None:
    few, more = (points(made.claim(), prior, count) for count in (32, 64))  # type: ignore[arg-type]
    assert more[:32] == few


def test_worlds_along_a_key_share_the_draws_of_the_central_one() -> None:
    claim = made.claim(picture="data.validity")
    (middle,) = central(claim)
    moved = along(claim)
    assert [round(p.value("data.validity"), 3) for p in moved] == [0.29, 0.32, 0.455, 0.56]
    assert {p.first for p in moved} == {middle.first} and len({p.key for p in moved}) == 4
    assert all(p.value("budget.total") == made.MONEY.central for p in moved)
    assert along(made.claim()) == []
