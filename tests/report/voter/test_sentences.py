"""What is said of one voter: who moved it most, and nobody where all did alike."""

from __future__ import annotations

import pytest

from msim.report.voter.sections import said


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
