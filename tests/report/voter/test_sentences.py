"""What is said of one voter: who moved it most, and nobody where all did alike."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

import pytest

import msim
from msim.core.text import digits
from msim.report.common.document import Table, cell
from msim.report.voter import sections
from msim.report.voter.data import VoterData
from msim.report.voter.sections import said
from tests.experiment.small import SMALL


@cache
def followed() -> VoterData:
    data: VoterData = msim.voter(SMALL, 3).data
    return data


@pytest.mark.parametrize(
    ("votes", "others", "told"),
    [
        (1.19, (0.99, 0.98), "Perfect knowledge moved this voter most. Counted for the 1,000 people"
         " whom the voter stands for, that is +1.19 votes, +0.99 with the single-message campaign"
         " and +0.98 with the segmented campaign."),
        (0.871, (0.869, 0.870), "All campaigns moved this voter alike. Counted for the 1,000"
         " people whom the voter stands for, that is +0.87 votes with each."),
        (-0.1, (-0.1, -0.1), "All campaigns moved this voter alike."),
        (-0.1, (-0.2, -0.3), "Every campaign lost by this voter; perfect knowledge lost least."),
        (0.0, (), "No campaign moved this voter."),
    ],
)  # fmt: skip
def test_the_answer(votes: float, others: tuple[float, ...], told: str) -> None:
    rest = list(zip(("broadcast", "segmented"), others, strict=False))
    text = said.answer("oracle", votes, rest, 1_000.0)
    assert " ".join(text.split()).startswith(told)


def changed(**summary: Any) -> VoterData:
    return VoterData({**deepcopy(dict(followed().summary)), **summary}, {}, "", {})


def texts(table: Table) -> list[list[str]]:
    return [[cell(each).text for each in row] for row in table.rows]


def test_two_campaigns_that_did_the_same_are_said_to() -> None:
    same = changed()
    first, second = same.campaigns[:2]
    second["channels"][:] = deepcopy(first["channels"])
    told = sections.alike(same)
    assert "did the same" in told and "--like misread" in told
    second["channels"][0]["exposures"] += 1
    assert sections.alike(same) == ""


def meeting(exposures: int, field_share: float) -> VoterData:
    data = changed()
    for each in data.campaigns:
        for channel in each["channels"]:
            channel["exposures"] = exposures
    data.summary["channels"][0]["field_share"] = field_share
    return data


def test_little_is_explained_only_where_exposures_do_little() -> None:
    data = meeting(4, 0.01)
    count = 4 * len(data.campaigns[0]["channels"])
    told = sections.little(data)
    for part in (f"do {count} exposures move", "counts 1 % of", '"effect of an exposure"',
                 '("half-life of an effect": 7 days)'):  # fmt: skip
        assert part in told, part
    assert sections.little(meeting(4, 1.0)) == "", "a contact does what a forced exposure does"
    assert sections.little(meeting(0, 0.01)) == "", "nothing was met"


def test_the_country_without_the_campaign_comes_first() -> None:
    voter = followed().summary["voter"]
    row, *rest = texts(sections.came(followed()))
    shares = [f"{digits(voter[name], 'rate', 2)} %" for name in ("turnout", "support")]
    assert row[1:3] == shares and len(rest) == 3


def test_weeks_are_counted_from_the_first_and_lines_are_marked() -> None:
    data = changed()
    titles = [each.title for each in sections.weeks(data).columns]
    length = max(len(c["by_week"]) for each in data.campaigns for c in each["channels"])
    assert titles[2:-1] == [f"week {week}" for week in range(1, length + 1)]
    assert titles[-1] == sections.came(data).columns[-1].title == "data"
    data.campaigns[0]["channels"][0]["by_week"] = [1.0] * 20
    assert sections.weeks(data).columns[2].title == "week 9"


def test_every_pair_that_is_shown_is_counted() -> None:
    data = changed()
    traits = {each["trait"].replace("_", " ") for each in data.summary["traits"]}
    pairs = [row for row in texts(sections.two_columns(data)) if row[0] in {"leans to", *traits}]
    right = sum(row[1] == row[2] for row in pairs)
    told = " ".join(str(block) for block in sections.document(data).sections[0].blocks)
    assert len(pairs) == 1 + len(traits) and "missing" not in {row[2] for row in pairs}
    assert f"{right} of {len(pairs)} readings are right." in told
