"""Reads a study's parameters: keys of the scenario, each with a range or choices of its own."""

from __future__ import annotations

import tomllib
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from msim.core.errors import InputError
from msim.scenario.checks import problems
from msim.scenario.draft import drafted, starts
from msim.scenario.fields import Limits, Path, limits, resolve
from msim.scenario.key import ConfigTable, Number, Text, Whole
from msim.scenario.keydocs import KeyDoc, explain, key_names
from msim.scenario.layers import layered
from msim.scenario.model import Scenario
from msim.scenario.names import AskNames, unknown_names
from msim.scenario.overrides import read_overrides
from msim.scenario.phrases import hint, no_such, plain
from msim.scenario.reader import Reader
from msim.scenario.words import shown, split
from msim.scenario.writing import dump
from msim.study.records import Distribution, Parameter, Role

EVIDENCE: Final = "evidence"
NOT_A_PARAMETER = {
    "run.replicates": "is the study's own: give replicates at the top",
    "run.precision": "is the study's own: give precision at the top",
    "run.max_replicates": "is the study's own: give max_replicates at the top",
    "run.workers": "moves no number",
    "run.scheduler": "moves no number",
    "run.arms": "must be the same at every point: set it under [set]",
    "population.name": "moves no number",
    "budget.currency": "moves no number",
}


class ParameterTable(ConfigTable):
    """What a study's file says of one parameter: a range with its distribution, or choices."""

    range: Literal["evidence"] | None = None
    low: Number | None = None
    high: Number | None = None
    distribution: Literal["uniform", "log_uniform", "normal"] = "uniform"
    mean: Number | None = None
    sd: Annotated[Number, Field(gt=0)] | None = None
    steps: Annotated[Whole, Field(ge=2)] | None = None
    choices: tuple[Any, ...] | None = Field(None, min_length=2)
    role: Role = "uncertainty"
    group: Text | None = None


def parameters(reader: Reader, scenario: Scenario, names: AskNames) -> tuple[Parameter, ...]:
    """The parameters under `[parameters]`; what is wrong with them is noted on the reader."""
    base: Path = ("parameters",)
    data = tomllib.loads(dump(scenario))
    found: list[Parameter] = []
    entries = list(reader.keys(base))
    for entry in entries:
        key, path, _ = entry
        parameter = _parameter(reader, entry, scenario)
        if parameter is None:
            continue
        if any(parameter.key == other.key for other in found):
            reader.wrong(path, "is given twice", at_key=True)
        others = [split(other) for other, *_ in entries if other != key]
        for number, each in enumerate(parameter.choices):
            if message := _objection(key, each, (data, others, names)):
                reader.wrong((*path, "choices", number), message)
        found.append(parameter)
    if reader.at(base) in (None, {}):
        reader.wrong(base, 'is missing: give keys that vary, such as "data.validity" = '
                   "{ low = 0.1, high = 0.9 }", at_key=True)
    return tuple(found)


def _parameter(
    reader: Reader, entry: tuple[str, Path, Any], scenario: Scenario
) -> Parameter | None:
    """One parameter; None where it cannot be told what it is meant to be."""
    key, path, given = entry
    doc = _doc(reader, key, path, scenario)
    if doc is None:
        return None
    before = len(reader.found)
    if given != EVIDENCE and not isinstance(given, dict):
        reader.wrong(path, f"= {shown(given)}: must be a table such as {{ low = 0, high = 1 }}, or "
                     f'"{EVIDENCE}"')
        return None
    table = (ParameterTable(range=EVIDENCE) if given == EVIDENCE
             else reader.read(ParameterTable, path))  # fmt: skip
    read = _range if table.choices is None else _choices
    found = None if len(reader.found) > before else read(reader, path, doc, table)
    return found if len(reader.found) == before or (found and found.choices) else None


def _doc(reader: Reader, key: str, path: Path, scenario: Scenario) -> KeyDoc | None:
    """What is known of a key that the scenario has and a study may vary."""
    keys = set(key_names(tuple(scenario.channels), traits=False))
    if key in NOT_A_PARAMETER or key.startswith("attribution."):
        reader.wrong(path, NOT_A_PARAMETER.get(key, "is no part of a study"), at_key=True)
    elif key not in keys:
        steps = key.split(".")
        if steps[0] == "channels" and len(steps) > 1 and steps[1] not in scenario.channels:
            known = set(scenario.channels)
            reader.wrong(path, f"the scenario has no channel '{steps[1]}'; {hint(steps[1], known)}",
                       at_key=True)
        else:
            reader.wrong(path, lambda: no_such("key", key, keys), at_key=True)
    else:
        return explain(key)
    return None


def _choices(reader: Reader, path: Path, doc: KeyDoc, table: ParameterTable) -> Parameter:
    """A parameter with a list of values."""
    values = table.choices or ()
    for name in table.model_fields_set - {"choices", "role", "group"}:
        reader.wrong((*path, name), "goes with a range, and choices are given", at_key=True)
    for number, each in enumerate(values):
        if any(each == other and type(each) is type(other) for other in values[:number]):
            reader.wrong((*path, "choices", number), f"= {shown(each)}: is listed twice")
    choices = tuple(map(_frozen, values))
    return Parameter(doc.key, table.role, "choices", choices=choices, unit=doc.unit,
                     group=table.group or "")  # fmt: skip


def _range(
    reader: Reader, path: Path, doc: KeyDoc, table: ParameterTable
) -> Parameter | None:
    """A parameter with a range of numbers."""
    if "number" not in doc.allowed or "list" in doc.allowed:
        reader.wrong(path, f"takes no range: it is {doc.allowed}; give choices = [...]")
        return None
    ends = _ends(reader, path, doc, table)
    if ends is None:
        return None
    _within(reader, path, ends, limits(resolve(split(doc.key))[1]))
    mean = table.mean
    if mean is None and table.range == EVIDENCE:
        mean = doc.evidence_central
    _shape(reader, path, ends, (table.distribution, mean, table.sd))
    whole, (low, high) = "a whole number" in doc.allowed, ends
    if whole and (low != int(low) or high != int(high)):
        reader.wrong(path, f"{doc.key} takes whole numbers: low and high must be whole")
    return Parameter(
        doc.key, table.role, table.distribution, low, high,
        mean if table.distribution == "normal" else None, table.sd,
        steps=table.steps, whole=whole, unit=doc.unit, group=table.group or "",
    )  # fmt: skip


def _ends(
    reader: Reader, path: Path, doc: KeyDoc, table: ParameterTable
) -> tuple[float, float] | None:
    """The ends of a range, as given or from the key's evidence."""
    low, high = table.low, table.high
    if table.range == EVIDENCE:
        low = doc.evidence_low if low is None else low
        high = doc.evidence_high if high is None else high
        if low is None or high is None:
            what = "low" if low is None else "high"
            why = "it is an assumption" if doc.source == "assumption" else f"of '{doc.source}'"
            reader.wrong(path, f"the key has no {what} in the evidence ({why}); give {what}")
            return None
    if low is None or high is None:
        missing = " and ".join(end for end in ("low", "high") if getattr(table, end) is None)
        reader.wrong(path, f"{missing} missing; give low and high, choices, or "
                     f'range = "{EVIDENCE}"', at_key=True)
        return None
    if low >= high:
        reader.wrong(path, f"low, {plain(low)}, must be below high, {plain(high)}")
        return None
    return low, high


def _within(reader: Reader, path: Path, ends: tuple[float, float], valid: Limits) -> None:
    """Note an end that the key does not accept."""
    for name, end in zip(("low", "high"), ends, strict=True):
        below = valid.low is not None and (
            end < valid.low or (end == valid.low and not valid.low_in)
        )
        beyond = valid.high is not None and (
            end > valid.high or (end == valid.high and not valid.high_in)
        )
        if below or beyond:
            reader.wrong((*path, name), f"= {plain(end)}: out of the key's valid range, which is "
                       f"{valid.words}")


def _shape(
    reader: Reader, path: Path, ends: tuple[float, float],
    said: tuple[Distribution, float | None, float | None],
) -> None:
    """Note what does not go with the distribution."""
    distribution, mean, sd = said
    if distribution == "log_uniform" and ends[0] <= 0.0:
        reader.wrong((*path, "low"), f"= {plain(ends[0])}: must be above 0 where the distribution "
                   "is log_uniform")
    if distribution == "normal":
        if mean is None or sd is None:
            reader.wrong(path, "a normal distribution needs mean and sd")
        elif not ends[0] <= mean <= ends[1]:
            reader.wrong((*path, "mean"), f"= {plain(mean)}: must lie between low and high")
        return
    for name in ("mean", "sd"):
        if reader.at((*path, name)) is not None:
            reader.wrong((*path, name), f"goes with a normal distribution, not with {distribution}",
                       at_key=True)


def _objection(
    key: str, value: Any, beside: tuple[dict[str, Any], list[Path], AskNames]
) -> str:
    """Why a key does not accept a value; "" where it does, or where that hangs on what varies.

    beside: the scenario's data, the paths of the other parameters, and the names there are.
    """
    data, others, names = beside
    try:
        changed, _ = layered(data, read_overrides({key: value}))
    except InputError as error:
        return error.problems[0].message
    at = split(key)
    draft, wrong = drafted(changed)
    for finding in wrong:
        if starts(finding.path, at):
            return finding.message
    if draft is None:
        return f"= {shown(value)}: leaves no scenario"
    for problem in (*unknown_names(draft, names), *problems(draft)):
        varies = any(starts(split(read), other) for read in problem.reads for other in others)
        if starts(split(problem.key), at) and not varies:
            return problem.message
    return ""


def _frozen(value: Any) -> Any:
    """A value that does not change: tuples for lists."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
