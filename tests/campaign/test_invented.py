"""Nothing is fitted on a table of records, and no rule says where a record belongs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from msim.campaign.cells import Demographic
from msim.campaign.individuals.rule import Individually
from msim.campaign.segments import METHODS
from msim.campaign.segments.segmentation import segment
from msim.core.errors import InputError
from msim.core.seen import CampaignView, TraitShown
from msim.scenario.campaign import Segments
from tests.campaign.views import view

AGE = (TraitShown("age", "ordinal", 3, True),)
DRAWN = view(np.arange(30).reshape(30, 1) % 3)
RECORDS = replace(DRAWN, drawn=False)


@pytest.mark.parametrize("name", METHODS)
def test_no_method_is_fitted_on_records(name: str) -> None:
    with pytest.raises(InputError, match="no records"):
        segment(Segments(method=name, count=2), RECORDS, AGE, seed=1)


def test_what_was_fitted_on_drawn_voters_says_nothing_of_records() -> None:
    rules = [
        segment(Segments(method=name, count=2), DRAWN, AGE, seed=1)
        for name in ("kmeans", "demographic", "random", "mixed")
    ]
    individually = Individually(lambda seen: seen.traits, None, 1)  # type: ignore[arg-type]
    for rule in (*rules, Demographic(AGE), individually):
        with pytest.raises(InputError, match="no records"):
            rule.assign(RECORDS)


def test_voters_stay_what_they_are_however_they_are_picked() -> None:
    for seen in (DRAWN, RECORDS):
        assert seen.rows(slice(3)).drawn is seen.rows(np.array([1, 2])).drawn is seen.drawn
    parts = (getattr(DRAWN, name) for name in CampaignView.__match_args__)
    assert not CampaignView(*parts).drawn
