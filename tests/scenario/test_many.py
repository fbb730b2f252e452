"""However much is wrong, and however odd, the answer is short, placed, and soon there."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

import msim
from msim.claims.reading import read_claim
from msim.core.errors import InputError, Located
from msim.scenario import check
from msim.scenario.source import parse
from msim.study.design import design_of

BIG = "1" + "0" * 400
DEEP = ".".join(["a"] * 1_000)


def study(text: str, _: Path) -> list[Located]:
    return refused(lambda: design_of(parse(text, "a.toml")))


def claim(text: str, folder: Path) -> list[Located]:
    (folder / "a.toml").write_text(text, encoding="utf-8")
    return refused(lambda: read_claim(folder / "a.toml"))


def scenario(text: str, _: Path) -> list[Located]:
    return check(text, file="a.toml")


def refused(read: Callable[[], object]) -> list[Located]:
    with pytest.raises(InputError) as error:
        read()
    return error.value.problems


MANY = {
    "sections": (scenario, "".join(f"a{n} = 1\n" for n in range(4_000))),
    "keys": (scenario, "[data]\n" + "".join(f"a{n} = 1\n" for n in range(4_000))),
    "elements": (scenario, f"channels.social.flight = [{'-1,' * 4_000}]"),
    "tables": (scenario, "[[population.traits]]\nname = 1\n" * 4_000),
    "parameters": (study, "[parameters]\n" + "".join(f"a{n} = 1\n" for n in range(4_000))),
    "null": (study, "[null]\n" + "".join(f'"data.a{n}" = 1\n' for n in range(4_000))),
    "claim": (claim, "[claim]\n" + "".join(f"a{n} = 1\n" for n in range(4_000))),
    "ranges": (claim, "[claim.ranges]\n" + "".join(f'"a{n}" = 1\n' for n in range(4_000))),
}


@pytest.mark.parametrize("name", MANY)
def test_thousands_of_mistakes_are_a_hundred_and_how_many_more(name: str, tmp_path: Path) -> None:
    read, text = MANY[name]
    begun = time.process_time()
    found = read(text, tmp_path)
    assert time.process_time() - begun < 5.0  # it was quadratic: 6 s for sections, now 0.3 s
    assert len(found) == 101 and found[-1].message.startswith("and 3,9")
    lines = [each.line for each in found[:-1]]
    assert lines == sorted(lines) and lines[0] > 0
    assert all(0 < len(each.message) <= 400 for each in found)


ODD = {
    "a deep key": (scenario, f"{DEEP} = 1"),
    "a deep key of a study": (study, f"{DEEP} = 1"),
    "a deep parameter": (study, f"parameters.{DEEP} = 1"),
    "a deep claim": (claim, f"claim.ranges.{DEEP} = 1"),
    "a deep list": (scenario, f"data.validity = {'[' * 300}{']' * 300}"),
    "a large number": (scenario, f"data.validity = {BIG}\nbudget.total = {BIG}\nrun.seed = {BIG}"),
    "a large range": (study, f'[parameters]\n"data.validity" = {{ low = 1, high = {BIG} }}'),
    "a large choice": (
        study, f'points = {BIG}\n[parameters]\n"population.electorate".choices = [1, {BIG}]'),
    "a large worth": (claim, f"[claim]\nworth = {BIG}\neffort = {BIG}"),
    "a large end": (
        claim, f'[claim.ranges]\n"data.validity" = {{ low = 1, central = 2, high = {BIG} }}'),
    "a long key": (scenario, f"{'x' * 5_000} = 1"),
    "a long value": (scenario, f'segments.method = "{"x" * 5_000}"'),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_is_refused_in_few_words(name: str, tmp_path: Path) -> None:
    read, text = ODD[name]
    found = read(text, tmp_path)
    assert found and all(len(str(each)) <= 600 for each in found)
    assert all(0 < len(each.text) <= 400 for each in found)


@pytest.mark.parametrize(
    "given", [None, 5, [1], {1: 2}, [None], {"data": {1: 2}}, {"data.validity": object()},
              {DEEP: 1}, {"": 1}],
)  # fmt: skip
def test_overrides_that_are_none_are_input_errors(given: object) -> None:
    with pytest.raises(InputError) as error:
        msim.load("small", given)  # type: ignore[arg-type]
    assert "object at 0x" not in str(error.value)


def test_what_is_missing_is_said_at_the_end_of_the_file(tmp_path: Path) -> None:
    found = study('scenario = "small"\npoints = 4\n', tmp_path)
    assert [(each.line, each.key) for each in found] == [(2, "parameters")]
    found = claim("[run]\nseed = 3\n", tmp_path)
    assert [(each.line, each.key) for each in found] == [(2, "claim")]
    found = study('[parameters]\n"data.validity" = "evidence"\n[null]\n"data.x" = 1\n', tmp_path)
    assert [(each.line, each.key) for each in found] == [(4, 'null."data.x"')]
