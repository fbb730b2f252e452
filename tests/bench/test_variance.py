"""Shares of variance: known answers, and worlds that differ in one source alone."""

from __future__ import annotations

import json

import numpy as np
import pytest

from msim.bench import variance
from msim.bench.variance import ANSWERS, SOURCES, Mixed, answers, measure, mixtures, shares, source
from msim.core.arrays import Floats
from msim.core.streams import Streams
from msim.experiment.engine.replicate import run_replicate
from tests.cli.command import said
from tests.experiment.small import SMALL, small

TINY = small(run__arms=variance.ARMS)
MESSAGES, SURVEYS, COUNTRY, PICKS, VOTERS = range(len(SOURCES))


def of(function: object, draws: int = 4000) -> Floats:
    """(pairs, mixtures, answers) of a function of the sources' numbers."""
    assert callable(function)
    rng = Streams(3, 0).generator("test/variance")
    drawn = rng.standard_normal((draws, 2, len(SOURCES)))
    values = [[function(np.array(x)) for x in mixtures(tuple(a), tuple(b))] for a, b in drawn]
    return np.repeat(np.array(values)[:, :, None], len(ANSWERS), axis=2)


def test_sources_that_add_up_have_their_share_alone() -> None:
    """1 + 4 of variance: 20 and 80 %, and nothing together."""
    found = shares(TINY, of(lambda x: x[MESSAGES] + 2.0 * x[SURVEYS]))
    for part in (found.alone["naive"], found.together["naive"]):
        assert part["messages"]["low"] <= 0.2 <= part["messages"]["high"]
        assert part["surveys"]["low"] <= 0.8 <= part["surveys"]["high"]
        assert part["country"]["mean"] == pytest.approx(0.0, abs=0.05)
    assert found.sd["naive"] == pytest.approx(np.sqrt(5.0), rel=0.05)


def test_sources_that_multiply_have_nothing_alone() -> None:
    found = shares(TINY, of(lambda x: x[MESSAGES] * x[COUNTRY]))
    for name in ("messages", "country"):
        assert found.alone["naive"][name]["mean"] == pytest.approx(0.0, abs=0.1)
        assert found.together["naive"][name]["mean"] == pytest.approx(1.0, abs=0.1)
    assert found.together["naive"]["picks"]["mean"] == 0.0


def test_where_only_surveys_vary_they_are_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both worlds of a pair share all but their surveys."""
    alike = [0] * len(SOURCES)

    def pair(number: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        a, b = list(alike), list(alike)
        a[SURVEYS], b[SURVEYS] = 2 * number, 2 * number + 1
        return tuple(a), tuple(b)

    monkeypatch.setattr(variance, "_pair", pair)
    found = measure(TINY, draws=12)
    for part in (found.alone, found.together):
        each = {name: share["mean"] for name, share in part["broadcast"].items()}
        assert each == {name: float(name == "surveys") for name in SOURCES}
    assert found.sd["naive"] == 0.0 and found.sd["broadcast"] > 0.0  # it holds no survey


def test_sources_together_are_all_there_is_to_draw() -> None:
    """A world mixed of one replicate alone is that replicate, to the bit."""
    scenario = small(run__arms=variance.ARMS, opponent__strategy="broadcast")
    for number in (0, 1):
        mixed = answers(scenario, (number,) * len(SOURCES))
        whole = run_replicate(scenario, number).measures
        assert mixed[0] == whole["naive"]["net_votes"]
        assert mixed[1] == whole["broadcast"]["net_votes"]


def test_a_source_moves_its_own_streams_alone() -> None:
    streams, other = Streams(1, 0), Streams(1, 7)
    mixed = Mixed(1, 0, "survey/2/", numbers=(0, 7, 0, 0, 0))
    for name in ("test/answers", "world/message/0", "voter/support", "campaign/naive"):
        plain = other if source(name) == SURVEYS else streams
        own = Streams(1, plain.replicate, "survey/2/")
        assert mixed.generator(name).random() == own.generator(name).random()
        assert np.array_equal(mixed.uniforms(name, 1, 3), own.uniforms(name, 1, 3))


def test_the_command_prints_a_table_or_one_object(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    known = shares(SMALL, of(lambda x: x[MESSAGES] + 2.0 * x[SURVEYS], 200))
    monkeypatch.setattr(variance, "measure", lambda scenario, draws, progress: known)
    status, out, _ = said(capsys, "bench", "--variance", "--scenario", "small")
    words = " ".join(out.split())
    assert status == 0 and "broadcast - naive" in out and "200 pairs of worlds" in words
    status, out, err = said(capsys, "bench", "--variance", "--json", "--quiet")
    found = json.loads(out, parse_constant=pytest.fail)
    assert (status, err, found["draws"]) == (0, "", 200)
    assert set(found["together"]["naive"]) == set(SOURCES)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--variance", "--quick"), "one of them"),
        (("--draws", "5"), "--variance only"),
        (("--variance", "--draws", "1"), "--draws"),
    ],
)
def test_options_that_do_not_go_together(
    arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = said(capsys, "bench", *arguments)
    assert (status, out) == (2, "") and words in err
