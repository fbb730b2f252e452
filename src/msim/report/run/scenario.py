"""The scenario of a run in words; the words stand in `scenario.md.jinja`."""

from __future__ import annotations

from collections.abc import Sequence

from msim.report.common.names import measure
from msim.report.common.sentences import sentences as written
from msim.report.run.data import ReportData
from msim.scenario import Scenario


def sentences(data: ReportData) -> list[str]:
    """The scenario in words, a paragraph a topic, each only where it is on."""
    scenario = data.scenario
    return written("run", "scenario").paragraphs(
        "told",
        scenario,
        respondents=scenario.respondents,
        unlike=_unlike(scenario),
        measure=measure(scenario.attribution.measure).label,
    )


def _unlike(scenario: Scenario) -> list[str]:
    """What the other side has otherwise than the own side."""
    if not scenario.opponent.answers:
        return []
    stated = scenario.opponent.model_dump(exclude_none=True, exclude_defaults=True)
    return [
        f"{section}.{key} = {_value(value)}"
        for section, keys in stated.items()
        if isinstance(keys, dict)
        for key, value in keys.items()
    ]


def lookup(data: ReportData, keys: list[str]) -> list[tuple[str, str]]:
    """Keys and their values as text, for the list of assumptions."""
    return [(key, _value(data.setting(key))) for key in keys]


def _value(value: object) -> str:
    if value is None:
        return "default"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple) and (len(value) > 8 or not _plain(value)):
        return f"{len(value)} entries"
    return str(value)


def _plain(values: Sequence[object]) -> bool:
    """Whether these are numbers and words, and not tables of the config."""
    return all(isinstance(value, str | int | float) for value in values)
