"""What students paste is refused at its place, and what to type instead is said."""

from __future__ import annotations

import pytest

from msim.core.errors import InputError
from msim.scenario import check, load

PASTED = {
    "population.name = “mine”": '1:19 texts stand in straight quotes: "mine"',
    "population.name = ‘mine’": '1:19 texts stand in straight quotes: "mine"',
    "data.validity = 0,5": "1:18 a decimal point, not a comma: 0.5",
    "population.electorate = 10,000": "1:27 digits are set apart by _: 10_000",
    "population.electorate = 1,250,000": "1:26 digits are set apart by _: 1_250_000",
    "data.validity = 50%": "1:19 a share is a number between 0 and 1: 0.5",
    "data.validity = 12.5 %": "1:22 a share is a number between 0 and 1: 0.125",
    "[data]\nvalidity: 0.5": "2:9 a key and its value are joined by =, not by a colon",
    "data.validity := 0.5": "1:15 a key and its value are joined by =, not by a colon",
    "[data]\nvalidity\u00a0= 0.5": "2:9 column 9 is a no-break space; type a plain one",
    '{"data": {"validity": 0.5}}': "1:1 this looks like JSON; TOML has [data] on a line",
    '{\n "data": 1\n}': "1:1 this looks like JSON",
    "segments.method = kmeans": "1:19 text stands in quotes",
    "data.validity = .5": "1:17 a number starts with a digit, such as 0.5",
    "data.party_label = True": "1:20 write true or false",
    'data.validity = "0.5"': "1:17 must be a number between 0 and 1; without quotes: 0.5",
    'run.seed = "3"': "1:12 without quotes: 3",
    'run.workers = "4"': "1:15 without quotes: 4",
    "population.simulated = 1e4": "1:24 as a whole number: 10_000",
    "segments.count = 6.0": "1:18 as a whole number: 6",
}


@pytest.mark.parametrize("text", PASTED)
def test_what_is_pasted_is_told_what_to_type(text: str) -> None:
    (found,) = check(text, file="a.toml")
    place, _, tip = PASTED[text].partition(" ")
    assert f"{found.line}:{found.column}" == place
    assert tip in found.message


@pytest.mark.parametrize(
    ("typed", "tip"),
    [("data.validity=0,5", "not a comma: 0.5"), ("data.validity=50%", "between 0 and 1: 0.5"),
     ("run.seed=1e6", "as a whole number: 1_000_000")],
)  # fmt: skip
def test_what_is_typed_is_told_too(typed: str, tip: str) -> None:
    with pytest.raises(InputError, match=tip):
        load("small", [typed])


@pytest.mark.parametrize("text", ["data.validity = 0.5 0.6", "data.validity = [0.5", "x y = 1"])
def test_where_nothing_helps_nothing_is_added(text: str) -> None:
    (found,) = check(text)
    assert ";" not in found.message
