"""What a user types as a text goes into terminals, pages and figures: only what fits is taken."""

from __future__ import annotations

import xml.parsers.expat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from msim.claims.reading import read_claim
from msim.core.errors import InputError
from msim.scenario import check
from msim.scenario.key import FileName, Prose, Text
from msim.scenario.source import parse
from msim.study.design import design_of

UNFIT = [*map(chr, (*range(0x20), *range(0x7F, 0xA0))), "\u2028", "\u2029", "\u202a", "\u202e",
         "\u2066", "\u2069", "\ufffe", "\uffff", "\ud800", "\udfff"]  # fmt: skip


def taken(kind: object, text: str) -> bool:
    try:
        TypeAdapter(kind).validate_python(text)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("unfit", UNFIT, ids=ascii)
def test_a_text_has_no_character_that_a_terminal_or_a_page_cannot_bear(unfit: str) -> None:
    assert not taken(Text, f"a{unfit}b")
    assert not taken(Text, f"a{unfit}")
    assert taken(Prose, f"a{unfit}b") == (unfit in "\t\n\r")


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_what_is_taken_is_xml_and_what_is_printable_is_taken(text: str) -> None:
    if taken(Text, text):
        xml.parsers.expat.ParserCreate().Parse(f"<a>{_escaped(text)}</a>", True)
    if text.isprintable():
        assert taken(Text, text)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


@pytest.mark.parametrize("name", ["../x", "a/b", "a\\b", ".", "", "con", "LPT1", "Nul", "1a", "a.b",
                                  "a" * 41])  # fmt: skip
def test_a_claim_is_called_as_a_file_can_be_called_everywhere(name: str) -> None:
    assert not taken(FileName, name)
    assert taken(FileName, "console") and taken(FileName, "a" * 40) and taken(FileName, "com-1")


def test_the_character_and_its_place_are_said(tmp_path: Path) -> None:
    assert [str(each) for each in check('[population]\nname = "a\\u202eb"', file="a.toml")] == [
        'a.toml:2:8  population.name = "a\\u202eb": must be a single line of text without the '
        "character U+202E"
    ]
    with pytest.raises(InputError) as refused:
        design_of(parse('name = "a\\u0001"\nparameters."data.validity" = "evidence"', "s.toml"))
    assert str(refused.value).startswith('s.toml:1:8  name = "a\\x01": must be a single line of')
    path = tmp_path / "mine.toml"
    path.write_text('[claim]\nid = "../../up"\nwho = "me\\u009b2J"\n', encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_claim(path)
    said = str(refused.value)
    assert f'{path}:2:6  claim.id = "../../up": must be a name' in said
    assert f'{path}:3:7  claim.who = "me\\x9b2J": must be a single line of text without' in said
    assert "claim.id: is missing" not in said
