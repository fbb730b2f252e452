"""Engines broken on purpose: how many of the rows that count notice?

A row notices where it is inside with the engine as it is and outside with a broken one. Left out
are rows that none of it can move: they ask and choose nothing, divide one effect by another of the
same engine, or multiply nothing by ten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from msim.campaign import campaign, orders
from msim.core.seen import Choice, TestResult
from msim.published import designs
from msim.published.row import Effort
from msim.published.run import ROWS
from msim.published.studies import field, price, testing

Break = Callable[[pytest.MonkeyPatch], None]
WITH_CACHES: tuple[ModuleType, ...] = (field, price, testing)
EXACT = ("testing-",)
"""Rows whose bounds are too narrow for a tenth of the draws."""
UNMOVED = ("group-noise", "small-", "ads-cells", "tailoring-", "decay-", "mobilisation-",
           "credibility-")
COUNTED = [row for row in ROWS if row.kind == "counted" and not row.id.startswith(UNMOVED)]


def _choices(patch: pytest.MonkeyPatch, wrong: Callable[..., Choice]) -> None:
    """Messages are chosen in another way, in the main job and in the designs."""
    real = campaign.choose
    for module in (campaign, designs):
        patch.setattr(module, "choose", lambda *args: wrong(real, *args))


def the_worst_message(patch: pytest.MonkeyPatch) -> None:
    """Whatever did worst in the test is sent."""

    def worst(real: Any, result: TestResult, *rest: Any) -> Choice:
        turned = replace(result, effect_pp=-result.effect_pp, pooled_pp=-result.pooled_pp)
        return real(turned, *rest)

    _choices(patch, worst)


def the_first_message(patch: pytest.MonkeyPatch) -> None:
    """The test is paid for and not read."""

    def first(real: Any, *args: Any) -> Choice:
        chosen = real(*args)
        return replace(chosen, message=np.zeros_like(chosen.message))

    _choices(patch, first)


def field_effects_times_ten(patch: pytest.MonkeyPatch) -> None:
    """An exposure does ten times what was measured."""
    real = orders.dose_per_exposure
    patch.setattr(orders, "dose_per_exposure", lambda *args: 10.0 * real(*args))


def no_matching(patch: pytest.MonkeyPatch) -> None:
    """Every segment is sent the message that is best for all."""

    def one(real: Any, result: TestResult, *rest: Any) -> Choice:
        chosen = real(result, *rest)
        return replace(chosen, message=np.full_like(chosen.message, result.pooled_pp.argmax()))

    _choices(patch, one)


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """What an engine came to is kept, and must not be taken for another's."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    for module in WITH_CACHES:
        for value in vars(module).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()


def _inside() -> set[str]:
    """The rows that are inside; with a tenth of the draws, but for those that need them all."""
    return {
        row.id for row in COUNTED
        if row.inside(row.run(Effort(quick=not row.id.startswith(EXACT))))
    }


@cache
def as_it_is() -> set[str]:
    return _inside()


def changed(wrong: Break, patch: pytest.MonkeyPatch) -> tuple[set[str], set[str]]:
    """The rows that a broken engine fails and ours does not, and the other way round."""
    usual = as_it_is()
    _forget()
    wrong(patch)
    broken = _inside()
    return usual - broken, broken - usual


TESTED = {"testing-500000-with", "testing-1000000-with", "testing-5000000-with"}


@pytest.mark.parametrize(
    ("wrong", "by"),
    [
        (the_worst_message, {*TESTED, "testing-whole-chain", "vote-price"}),
        (the_first_message, {*TESTED, "testing-whole-chain"}),
        (field_effects_times_ten, {"testing-whole-chain", "vote-price", "digital-pool"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_at_least_three_rows_that_count_notice(
    wrong: Break, by: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    noticed, _ = changed(wrong, monkeypatch)
    assert by <= noticed and len(by) >= 3


def test_the_record_can_hardly_tell_whether_matching_works(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Published results on matching are nulls and regions.

    An engine without matching passes every row that ours passes, as the page says. One verdict
    changes: that further attributes add nothing is what such an engine obtains exactly.
    """
    noticed, passed = changed(no_matching, monkeypatch)
    assert noticed == set() and passed == {"attributes-more"}
