"""Errors say where they are, and repeat what was typed so that no terminal obeys it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from msim.core.errors import MOST, InputError, Located

ANY = st.text(st.characters(exclude_categories=()), max_size=40)


@given(ANY, ANY, ANY)
def test_whatever_was_typed_is_said_harmlessly(message: str, key: str, file: str) -> None:
    for said in str(InputError([Located(message, key, file)])).split("\n"):
        assert said.isprintable()


def test_those_that_are_not_said_have_the_place_of_the_first_of_them() -> None:
    problems = [Located("wrong", "a", "m.toml", line, 1) for line in range(1, MOST + 51)]
    last = InputError(problems).problems[-1]
    assert str(last) == f"m.toml:{MOST + 1}:1  and 50 more"
    again = InputError([*problems[:MOST], last, Located("wrong", "a", "m.toml", 999, 1)])
    assert str(again.problems[-1]) == "m.toml:999:1  and 51 more"


def test_a_text_of_any_length_is_cheap_to_say() -> None:
    said = [Located("\x00" * 10_000_000, key="k" * 10_000_000) for _ in range(100)]
    assert max(len(str(each)) for each in said) < 400
