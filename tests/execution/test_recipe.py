"""What is sent are calls, and what comes back are sums: never a number for each voter."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest

from msim.execution import recipe
from msim.execution.recipe import Made
from msim.experiment.engine.collected import Replicate
from msim.experiment.engine.replicate import run_blocks, run_replicate
from tests.experiment.small import small

VOTERS, RESPONDENTS = 20_000, 9_000
"""Of a block here, and of the survey."""
KEYS = {
    "test__surveys": 1, "test__respondents": RESPONDENTS, "segments__fit_sample": RESPONDENTS,
    "run__arms": (
        "silent", "segmented", "placebo", "individual", "oracle"),
    "opponent__strategy": "broadcast", "districts__count": 4, "election__rule": "districts",
}  # fmt: skip


@dataclass
class Posted:
    """An executor whose every task goes through pickle, there and back; sizes in bytes."""

    apart: bool = True
    threads: int = 1
    sent: list[int] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)

    def by_replicate(self, replicates: int, blocks: int) -> bool:
        return False

    def step(self, blocks: int) -> int:
        return 2

    def in_order(self, function: Any, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            letter = pickle.dumps((function, item))
            one, thing = pickle.loads(letter)
            answer = pickle.dumps(one(thing))
            self.sent.append(len(letter))
            self.returned.append(len(answer))
            yield pickle.loads(answer)


def posted(blocks: int) -> tuple[Posted, Replicate, Replicate]:
    scenario = small(population__simulated=VOTERS * blocks, **KEYS)
    post = Posted()
    return post, run_blocks(scenario, 0, post), run_replicate(scenario, 0)


def test_blocks_by_post_give_the_same_bits_and_no_voter_is_in_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("msim.world.world.BLOCK_SIZE", VOTERS)
    sizes = []
    for blocks in (3, 5):
        post, there, here = posted(blocks)
        assert repr(there) == repr(here)
        assert len(post.sent) == len(post.returned) == 2 * -(-blocks // 2)  # two passes
        # Not even a byte for each voter of a block, nor for each respondent.
        assert max(post.sent) < RESPONDENTS < VOTERS
        assert max(post.returned) < VOTERS
        sizes.append(max(post.sent))
    assert sizes[1] < sizes[0] + 100  # more voters, the same letters


def test_what_arrives_is_made_once_and_kept_for_a_while() -> None:
    count: list[int] = []

    def arrived(number: int) -> Any:
        return pickle.loads(pickle.dumps(Made(_counted, number)))

    _COUNTED.clear()
    one = Made(_counted, -1)
    assert (one.here, one.here, _COUNTED) == (-1, -1, [-1])
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: arrived(1).here, range(20))) == [1] * 20
    assert _COUNTED == [-1, 1]
    twice = pickle.loads(pickle.dumps(arrived(1)))
    assert twice.here == 1 and _COUNTED == [-1, 1]
    for number in range(2, 2 + recipe.KEPT):
        count.append(arrived(number).here)
    assert len(recipe._kept) == recipe.KEPT
    assert arrived(1).here == 1 and _COUNTED.count(1) == 2  # it had been let go


def test_what_cannot_be_made_is_tried_anew() -> None:
    broken = pickle.loads(pickle.dumps(Made(_failing)))
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            _ = broken.here


_COUNTED: list[int] = []


def _counted(number: int) -> int:
    _COUNTED.append(number)
    return number


def _failing() -> int:
    raise ZeroDivisionError
