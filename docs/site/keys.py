"""What does each key of a scenario mean? A page a section, written from the models themselves."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from docs.site.markdown import page, plain, table
from msim.scenario import KeyDoc, Scenario, explain, keys
from msim.scenario.media import KNOWN_CHANNELS, Channel
from msim.scenario.words import shown

HOME = "reference/keys.md"
SECTIONS = {
    "population": "Who the voters are.",
    "districts": "Where they live, and what a district is worth.",
    "politics": "How they lean and whether they vote, before anybody says anything.",
    "messages": "What the messages do to those who meet them.",
    "channels": "What carries them: a table for each channel, `[channels.NAME]`. `NAME` stands for "
    "any name; the defaults below are those of a channel that is new. Channels that are known have "
    "defaults of their own, and some a row of the evidence: `msim config explain channels.social`.",
    "data": "What the campaign knows of the voters.",
    "segments": "How it cuts them into segments.",
    "test": "The survey in which it tests its messages.",
    "in_flight": "What a campaign can read while it runs, for arms that adapt.",
    "budget": "Its money, and whom and where it goes to.",
    "yours": "A plan of your own, which the arm `yours` carries out.",
    "trial": "A field experiment on the campaign, which `msim trial` does; no run depends on it.",
    "response": "From meeting a message to a changed vote.",
    "earned": "Voters who pass on what they meet.",
    "opponent": "The other side. Keys of `[opponent.data]` and so on that are not set are as for "
    "the own side.",
    "election": "How votes are counted, and who wins.",
    "attribution": "Sharing out a result over named factors.",
    "run": "Which campaigns are compared, how often, and where random numbers start.",
}
"""The sections of a scenario, each with what it is about."""
INTRODUCTION = """\
A scenario is a TOML file; what it does not say has its default. This reference is written from the
same models that read the file: the command `msim config explain` prints it for one key or one
section, and `msim config schema` gives it as a JSON Schema for editors.

Each key has its type, its unit, the values that it accepts, its default, and what is published for
it: the row of [the evidence](../evidence.md) that it rests on, with the lowest, the central and the
highest figure. A key without a row is an *assumption* about the world, or a *setting*, a choice of
whoever runs it, about which one cannot be wrong."""


def pages() -> dict[str, str]:
    """The overview and a page for each section, by place."""
    docs = list(keys())
    assert {doc.key.split(".")[0] for doc in docs} == set(SECTIONS) == set(Scenario.model_fields)
    found = {
        section: list(of) for section, of in groupby(docs, lambda doc: doc.key.split(".")[0])
    }
    made = {HOME: page("Scenario keys", INTRODUCTION, _overview(found))}
    for number, (section, of) in enumerate(found.items()):
        title = f"[{section}]" if section != "channels" else "[channels.NAME]"
        made[_place(section, number)] = page(
            f"`{title}`", SECTIONS[section], _known() if section == "channels" else "",
            *(_entry(doc) for doc in of),
        )
    return made


def _place(section: str, number: int) -> str:
    return f"reference/keys/{number:02}-{section}.md"  # numbers keep the order of the file


def anchor(key: str) -> str:
    """The mark of a key on its page.

    >>> anchor("channels.NAME.cost_per_attempt")
    'key-channels-name-cost-per-attempt'
    """
    return "key-" + key.lower().replace(".", "-").replace("_", "-")


def _overview(found: dict[str, list[KeyDoc]]) -> str:
    rows = [
        (f"[`{doc.key}`](#{anchor(doc.key)})", _default(doc), plain(doc.unit), _rests(doc))
        for of in found.values() for doc in of
    ]
    return table(("key", "default", "unit", "rests on"), rows)


def _entry(doc: KeyDoc) -> str:
    facts = [
        ("Type", _type(doc)),
        ("Unit", plain(doc.unit)),
        ("Valid", plain(doc.allowed)),
        ("Default", _default(doc)),
        ("Evidence", _figures(doc)),
        ("Source", _source(doc)),
    ]
    listed = "\n".join(f":{name}: {fact}" for name, fact in facts if fact)
    meaning = plain(doc.meaning[:1].upper() + doc.meaning[1:])
    return f"({anchor(doc.key)})=\n## `{doc.key}`\n\n{meaning}.\n\n{listed}"


def _known() -> str:
    """What the known channels have in the place of a new one's defaults; "-" is the same."""
    rows = []
    for field in Channel.model_fields:
        new = explain(f"channels.NAME.{field}").default
        own = [explain(f"channels.{name}.{field}").default for name in KNOWN_CHANNELS]
        if any(value != new for value in own):
            cells = ["-" if value == new else f"`{shown(value)}`" for value in own]
            rows.append((f"`{field}`", *cells))
    return table(("key", *KNOWN_CHANNELS), rows)


TYPES = {
    "a whole number": "whole number", "a number": "number", "true or false": "flag",
    "text": "text", "a list": "list", "a table": "table", "'": "word",
}  # fmt: skip


def _type(doc: KeyDoc) -> str:
    kinds = [name for start, name in TYPES.items() if doc.allowed.startswith(start)]
    return kinds[0] + (" or word" if kinds[0] != "word" and "'auto'" in doc.allowed else "")


def _default(doc: KeyDoc) -> str:
    if doc.default is None:
        return "not set"
    if doc.key == "population.traits":
        return f"{len(doc.default)} traits, those of [baseline](/reference/scenarios/baseline.md)"
    return f"`{shown(doc.default)}`"


def _rests(doc: KeyDoc) -> str:
    return "a setting" if doc.setting else f"`{doc.source}`" if doc.citation else "assumption"


def _figures(doc: KeyDoc) -> str:
    named = {"low": doc.evidence_low, "central": doc.evidence_central, "high": doc.evidence_high}
    return ", ".join(f"{name} {_number(value)}" for name, value in named.items()
                     if value is not None)


def _number(value: Any) -> str:
    return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"


def _source(doc: KeyDoc) -> str:
    if doc.citation:
        return f"`{doc.source}`. {plain(doc.citation)}"
    if doc.setting:
        return "a setting: nothing to be right about"
    return "an assumption: no published figure decides it"
