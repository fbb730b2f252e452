"""What each key means: its default, unit, range and the evidence behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from msim.core.errors import InputError
from msim.scenario.evidence import EVIDENCE
from msim.scenario.fields import Path, kind, limits, model_at, resolve
from msim.scenario.keytexts import ASSUMPTION, SETTING, KeyText, key_text
from msim.scenario.media import KNOWN_CHANNELS, Channel
from msim.scenario.model import Scenario
from msim.scenario.people import Trait
from msim.scenario.phrases import hint
from msim.scenario.words import split


@dataclass(frozen=True)
class KeyDoc:
    """What is known about one key.

    `low` and `high` bound what the key accepts (None is unbounded, or no number); `source` is a
    row of the evidence or "assumption"; `evidence_*` are that row's figures in the key's unit.
    """

    key: str
    default: Any
    unit: str
    low: float | None
    high: float | None
    source: str
    evidence_low: float | None
    evidence_central: float | None
    evidence_high: float | None
    meaning: str
    allowed: str = ""  # the values that the key accepts, in words
    citation: str = ""
    setting: bool = False  # a choice of whoever runs it: no assumption about the world
    marks: Mapping[str, str] = field(default_factory=dict, hash=False)  # how a figure is known

    @property
    def published(self) -> tuple[float, float] | None:
        """The lowest and the highest published value; None where no range is published.

        An end that the evidence leaves open ends at the farthest value that was published.

        >>> explain("data.validity").published, explain("messages.heterogeneity_sd_pp").published
        ((0.29, 0.56), None)
        """
        if self.evidence_low is None and self.evidence_high is None:
            return None
        ends = (self.evidence_low, self.evidence_central, self.evidence_high)
        known = [end for end in ends if end is not None]
        return min(known), max(known)


def label(key: str) -> str:
    """A short name of a key for a reader, which says whose it is where that matters.

    >>> label("opponent.data.validity"), label("channels.social.match_rate")
    ("data validity (opponent's)", 'match rate (social)')
    >>> label("a.key_pp")
    'key'
    """
    path = _path(key)
    text = key_text(path)
    name = text.label if text else str(path[-1]).removesuffix("_pp").replace("_", " ")
    if path[0] == "opponent" and len(path) > 2:
        return f"{name} (opponent's)"
    return f"{name} ({path[1]})" if path[0] == "channels" and len(path) > 2 else name


@lru_cache(maxsize=2048)
def explain(key: str) -> KeyDoc:
    """Explain one key; `InputError` names the nearest where there is no such key.

    `channels.NAME.cpm` is the key of any channel, `population.traits.kind` that of any trait.

    >>> explain("data.validity").source, explain("data.validity").evidence_high
    ('validity', 0.56)
    >>> explain("channels.social.premium").default
    1.6
    """
    path = _path(key)
    field, annotation, real = resolve(path)
    text = key_text(path)
    if field is None or real != path or text is None:
        raise InputError(f"no such key '{key}'; {hint(key, _known(path))}")
    return _doc(key, path, field, annotation, text)


def keys(section: str = "") -> list[KeyDoc]:
    """Every key in the order of the file, or those of one section; `channels.NAME` is any channel.

    >>> [doc.key for doc in keys("politics")][:2]
    ['politics.support', 'politics.turnout']
    >>> keys("channels.social")[2].key
    'channels.social.cpm'
    """
    channel = section.removeprefix("channels.") if section.count(".") == 1 else "NAME"
    return [explain(key) for key in key_names((channel,))
            if not section or key.startswith(section + ".")]


def key_names(channels: tuple[str, ...] = ("NAME",), traits: bool = True) -> Iterator[str]:
    """The dotted names of all keys, those of each of `channels`, and of one trait if asked."""
    for section in Scenario.model_fields:
        if section == "channels":
            yield from (f"channels.{name}.{key}" for name in channels for key in
                        Channel.model_fields)
        for key in _keys_of((section,)):
            yield key
            if key == "population.traits" and traits:
                yield from (f"{key}.{inner}" for inner in Trait.model_fields)


def _keys_of(path: tuple[str, ...]) -> Iterator[str]:
    """Dotted names of the keys under a section, those of the sections in it as well."""
    model = model_at(path)
    for name, told in model.model_fields.items() if model else ():
        inner = (*path, name)
        if isinstance(told.default, BaseModel):
            yield from _keys_of(inner)
        else:
            yield ".".join(inner)


def _path(key: str) -> Path:
    path = split(key)
    if path[:2] == ("population", "traits") and len(path) == 3 and isinstance(path[2], str):
        return (*path[:2], 0, path[2])
    return path


def _known(path: Path) -> list[str]:
    channels = ("NAME", *KNOWN_CHANNELS)
    if path[:1] == ("channels",) and len(path) == 3:
        channels = (str(path[1]),)
    return list(key_names(channels))


def _doc(key: str, path: Path, field: FieldInfo, annotation: Any, text: KeyText) -> KeyDoc:
    default = None if field.is_required() else field.default
    if path[0] == "channels" and path[1] in KNOWN_CHANNELS:
        default = getattr(KNOWN_CHANNELS[str(path[1])], str(path[2]))
    ends, setting = limits(annotation), text.source == SETTING
    row = EVIDENCE.get(text.source)
    return KeyDoc(
        key, default, text.unit, ends.low, ends.high, ASSUMPTION if setting else text.source,
        text.low, text.central, text.high, text.meaning, kind(annotation),
        row.citation if row else "", setting, row.marks if row else {},
    )
