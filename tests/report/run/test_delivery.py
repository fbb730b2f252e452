"""Which channels a campaign bought targeted, in words and in numbers."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from msim import api
from msim.report.common.document import unmarked
from msim.report.run import sections
from msim.report.run.delivery import bought
from msim.report.whatif import sections as changes
from msim.report.whatif.result import WhatIf
from tests.experiment.small import small
from tests.report.fixtures import made_up

ALWAYS, NEVER = ({"mean": mean, "low": mean, "high": mean} for mean in (1.0, 0.0))
SOME = {"mean": 0.25, "low": 0.125, "high": 0.375}


def test_each_answer_has_its_sentence() -> None:
    found = bought({"bought_targeted": {
        "segmented": {"social": ALWAYS, "post": NEVER}, "placebo": {"social": SOME},
    }})
    assert found == [
        "Given the choice, the segmented campaign always bought targeted delivery on social. "
        "Given the choice, the segmented campaign never bought targeted delivery on post: the "
        "campaign's own forecast saw more votes in one message for everybody there.",
        "Given the choice, segments drawn at random bought targeted delivery on social after "
        "25 % [12, 38] of the surveys. After the others one message went to everybody there.",
    ]
    assert bought({}) == []


def test_the_page_of_a_run_says_it() -> None:
    shares = {"segmented": {"social": NEVER}}
    data = made_up()
    data = replace(data, summary={**data.summary, "bought_targeted": shares})
    text = str(sections.document(data))
    assert "never bought targeted delivery on social" in text
    assert "bought targeted delivery" not in str(sections.document(made_up()))


@cache
def whatif() -> WhatIf:
    return api.whatif(small(run__replicates=2), {"budget.delivery": "best"})


def test_a_change_shows_both_and_says_what_was_bought() -> None:
    found = whatif()
    told = [unmarked(each) for each in changes.answers(found.data)]
    assert any(each.startswith("Given the choice, the segmented campaign") for each in told)
    assert not any("at random" in each for each in told)
    before, after = found.data.before, found.data.after
    assert "bought_targeted" not in before.summary
    share = after.summary["bought_targeted"]["segmented"]["social"]
    assert 0.0 <= share["mean"] <= 1.0
    assert "targeted" in after.plans
    assert "targeted" not in before.plans
