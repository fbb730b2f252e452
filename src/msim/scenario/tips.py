"""What was probably meant: the slips that are made most often when a config is typed or pasted."""

from __future__ import annotations

import re

from msim.core.wording import say

QUOTES = "\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b\u00ab\u00bb"
_COMMA = re.compile(r"[+-]?\d+,\d+")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(,\d{3})+(?![\d,])")
_PERCENT = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*%")


def not_toml(text: str, line: int, column: int) -> str:
    """What to type where text is not TOML, with a semicolon before it; empty where nothing helps.

    line, column: where it stops being TOML, from 1.

    >>> not_toml("data.validity = 0,5", 1, 18)
    '; a decimal point, not a comma: 0.5'
    """
    whole = text.split("\n")[line - 1]
    before, rest = whole[: column - 1], whole[column - 1 :]
    value = before.rpartition("=")[2].strip() + rest
    tip = ""
    if text.lstrip().startswith("{") and line == 1:
        tip = say("json")
    elif "\u00a0" in whole:
        tip = say("no_break", column=whole.index("\u00a0") + 1)
    elif any(mark in whole for mark in QUOTES):
        tip = say("quotes")
    elif re.match(r"\s*:", rest) or re.search(r":\s*$", before):
        tip = say("colon")
    elif re.match(r"[+-]?\.\d", rest):
        tip = say("digit")
    elif re.match(r"(True|False)\b", rest):
        tip = say("boolean")
    elif "=" in before:
        tip = number(value) or (say("in_quotes") if re.match(r"[A-Za-z_]", rest) else "")
    return f"; {tip}" if tip else ""


def number(value: str) -> str:
    """How a number is written that was written as in prose; empty where it is none.

    >>> number("10,000 # voters"), number("50%"), number("6")
    ('digits are set apart by _: 10_000', 'a share is a number between 0 and 1: 0.5', '')
    """
    if found := _THOUSANDS.match(value):
        return say("thousands", number=found[0].replace(",", "_"))
    if found := _COMMA.match(value):
        return say("comma", number=found[0].replace(",", "."))
    if found := _PERCENT.match(value):
        return say("percent", number=f"{float(found[1]) / 100:g}")
    return ""


def for_number(value: object, whole: bool) -> str:
    """What to type for a value that should be a number, with a semicolon before it.

    >>> for_number("0.5", whole=False), for_number(1e6, whole=True)
    ('; without quotes: 0.5', '; as a whole number: 1_000_000')
    """
    tip = ""
    if isinstance(value, float) and whole and value.is_integer() and abs(value) < 1e15:
        tip = say("whole", number=f"{int(value):_}")
    elif isinstance(value, str):
        bare = value.strip()
        tip = number(bare)
        if not tip and re.fullmatch(r"[+-]?\d[\d_]*(\.\d+)?([eE][+-]?\d+)?", bare):
            tip = say("unquoted", number=bare)
    return f"; {tip}" if tip else ""
