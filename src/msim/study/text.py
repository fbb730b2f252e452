"""A study as text that reads back as the same study, and what makes two studies the same one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Any

from msim.core.errors import InputError
from msim.scenario.loading import build
from msim.scenario.source import parse
from msim.scenario.writing import toml
from msim.study.design import StudyOptions, design_of
from msim.study.records import Claim, Design, Parameter

SCENARIO = "scenario.toml"
VERSION = version("msim")
"""Of whoever writes a study's points: part of each point's key."""


def written(design: Design) -> str:
    """The study as TOML, complete; its scenario lies beside it, in `scenario.toml`."""
    lines = [
        "# A study of msim, complete. Its scenario is in the file named here.",
        f"name = {toml(design.name)}",
        f'scenario = "./{SCENARIO}"',
        f'design = "{design.kind}"',
        f"points = {design.points}",
        f"seed = {design.seed}",
        f"replicates = {design.scenario.run.replicates}",
    ]
    if design.second_order:
        lines.append("second_order = true")
    if design.precision > 0.0:
        lines += [f"precision = {design.precision!r}", f"max_replicates = {design.max_replicates}"]
    lines += ["", "[parameters]"]
    lines += [f"{toml(each.key)} = {toml(_given(each))}" for each in design.parameters]
    lines += ["", "[target]", f"measure = {toml(design.measure)}"]
    if design.claim is not None:
        lines.append(f"claim = {toml(_claim(design.claim))}")
    lines.append(f"measures = {toml(design.measures)}")
    if design.null:
        lines += ["", "[null]"]
        lines += [f"{toml(key)} = {toml(value)}" for key, value in design.null.items()]
    return "\n".join(lines) + "\n"


def read_back(study: str, scenario: str) -> Design:
    """The design of what `written` wrote, and of its scenario's text.

    Raises InputError where either is not as it was written.
    """
    base, wrong = build(parse(scenario, SCENARIO))
    if base is None:
        raise InputError(wrong)
    return design_of(parse(study, "study.toml"), StudyOptions(), base)


def _claim(claim: Claim) -> str:
    return f"{claim.measure}.{claim.part} {claim.sign} {claim.bound!r}"


def _given(parameter: Parameter) -> dict[str, Any]:
    """A parameter as a study's file gives it."""
    if not parameter.numeric:
        grouped = {"group": parameter.group} if parameter.group else {}
        return {"choices": parameter.choices, "role": parameter.role, **grouped}
    ends = parameter.low, parameter.high
    low, high = map(int, ends) if parameter.whole else ends
    found = {"low": low, "high": high, "distribution": parameter.distribution,
             "mean": parameter.mean, "sd": parameter.sd, "steps": parameter.steps,
             "role": parameter.role, "group": parameter.group or None}  # fmt: skip
    return {name: value for name, value in found.items() if value is not None}


def identity(design: Design) -> dict[str, Any]:
    """What a study is, key by key, but how far it has grown and where it is computed."""
    scenario = design.scenario.anywhere.model_dump(mode="json")
    del scenario["run"]["replicates"], scenario["population"]["name"]
    found: dict[str, Any] = {
        "design": design.kind,
        "seed": design.seed,
        "target.measure": design.measure,
        "target.claim": None if design.claim is None else _claim(design.claim),
        "target.measures": list(design.measures),
    }
    if design.second_order:
        found["second_order"] = True
    for each in design.parameters:
        own = {name: _plain(value) for name, value in _given(each).items()}
        found |= {f"parameters.{each.key}.{name}": value for name, value in own.items()}
    found |= {f"null.{key}": _plain(value) for key, value in design.null.items()}
    return found | dict(_leaves(scenario))


def _plain(value: Any) -> Any:
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _leaves(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in tree.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What differs between two studies, in words.

    >>> changed({"seed": 1, "design": "grid"}, {"seed": 2, "design": "grid"})
    ['seed is 2 and was 1']
    """
    keys = dict.fromkeys([*before, *now])
    return [
        f"{key} is {_said(now, key)} and was {_said(before, key)}"
        for key in keys
        if before.get(key) != now.get(key)
    ]


def _said(identity: Mapping[str, Any], key: str) -> str:
    return "not given" if identity.get(key) is None else toml(identity[key])
