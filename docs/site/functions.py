"""What can be called? Every public name of `msim`, with its signature and its own description."""

from __future__ import annotations

import inspect
import re
import textwrap
from importlib import import_module
from types import ModuleType
from typing import Any

import msim
from docs.site.markdown import block, page

GIVEN = {
    "WhatIf": "msim.report.whatif.result",
    "Contest": "msim.experiment.contest",
    "Board": "msim.experiment.contest",
    "Briefing": "msim.campaign.briefing",
    "People": "msim.experiment.people",
    "TurningPoints": "msim.report.turns.result",
    "FieldExperiment": "msim.report.trial.result",
    "VoterFollowed": "msim.report.voter.result",
    "SegmentStudy": "msim.report.segments.result",
    "ReachCurves": "msim.report.reach.result",
    "Study": "msim.report.study.result",
    "DebateResult": "msim.report.debate.result",
}
"""What functions give back and nobody calls by name, with the module that holds it."""
INTRODUCTION = """\
`import msim` is quick: each name is loaded when it is first used. In a notebook or a prompt,
`help(msim.compare)` prints what stands here. No function takes records of people."""


def names() -> list[str]:
    """Every public name, with what is inside the public modules: `msim.reach.poisson` and so on."""
    public = [name for name in msim.__all__ if not name.startswith("__")]
    inside = [f"{name}.{inner}" for name in public
              if isinstance(module := getattr(msim, name), ModuleType) for inner in module.__all__]
    return [f"msim.{name}" for name in [*public, *inside]]


def pages() -> dict[str, str]:
    """The one page, by place."""
    direct = [name for name in msim.__all__ if not name.startswith("__")]
    plain_ones = [n for n in direct if not isinstance(getattr(msim, n), ModuleType)]
    modules = [n for n in direct if isinstance(getattr(msim, n), ModuleType)]
    parts = [INTRODUCTION, *(_entry(f"msim.{n}", getattr(msim, n)) for n in plain_ones)]
    parts += ["## What they give back"]
    parts += [_entry(name, getattr(import_module(home), name), 3) for name, home in GIVEN.items()]
    for name in modules:
        module = getattr(msim, name)
        parts += [f"## `msim.{name}`", told(module)]
        parts += [_entry(f"msim.{name}.{n}", getattr(module, n), 3) for n in module.__all__]
    return {"reference/functions.md": page("Functions", *parts)}


def _entry(name: str, thing: Any, level: int = 2) -> str:
    parts = [f"{'#' * level} `{name}`", block("python", _signature(name, thing)), told(thing)]
    if inspect.isclass(thing) and not issubclass(thing, Exception):
        parts += _members(thing)
    return "\n\n".join(part for part in parts if part)


def _members(kind: type) -> list[str]:
    found = []
    for name, member in vars(kind).items():
        inner = getattr(member, "func", None) or getattr(member, "fget", None) or member
        inner = getattr(inner, "__func__", inner)
        if name.startswith("_") or not inspect.isfunction(inner) or not inspect.getdoc(inner):
            continue
        called = "" if inner is not member and not isinstance(member, classmethod) else _call(inner)
        body = textwrap.indent(told(inner), "  ").strip()
        found.append(f"- `.{name}{called}`: {body}")
    return ["\n".join(found)] if found else []


def _call(function: Any) -> str:
    found = inspect.signature(function)
    return f"({', '.join(_parameters(found)[1:])})"


def _signature(name: str, thing: Any) -> str:
    """How it is called: on one line where that is short enough, else a line a parameter."""
    try:
        found = inspect.signature(thing)
    except (TypeError, ValueError):
        return name
    shown, back = _parameters(found), _returned(found, thing)
    line = f"{name}({', '.join(shown)}){back}"
    inner = "".join(f"    {each},\n" for each in shown)
    return line if len(line) <= 84 else f"{name}(\n{inner}){back}"


def _returned(found: inspect.Signature, thing: Any) -> str:
    if inspect.isclass(thing) or found.return_annotation is found.empty:
        return ""
    return f" -> {_type(found.return_annotation)}"


def _parameters(found: inspect.Signature) -> list[str]:
    shown: list[str] = []
    for each in found.parameters.values():
        if each.kind is each.KEYWORD_ONLY and "*" not in shown:
            shown.append("*")
        stars = {each.VAR_POSITIONAL: "*", each.VAR_KEYWORD: "**"}.get(each.kind, "")
        kind = "" if each.annotation is each.empty else f": {_type(each.annotation)}"
        usual = "" if each.default is each.empty else f" = {each.default!r}"
        shown.append(f"{stars}{each.name}{kind}{usual}")
    return shown


def _type(annotation: Any) -> str:
    return annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)


def told(thing: Any) -> str:
    """A docstring as Markdown: examples as blocks, what is indented as a list."""
    text = inspect.getdoc(thing) or ""
    parts = []
    for part in re.split(r"\n\n+", text):
        if part.lstrip().startswith(">>>"):
            parts.append(block("pycon", textwrap.dedent(part)))
        else:
            parts.append(_paragraph(part))
    return "\n\n".join(parts)


def _paragraph(part: str) -> str:
    """Prose; from the first line that ends in a colon before indented ones, a list."""
    lines = part.splitlines()
    if not any(line.startswith("    ") for line in lines):
        return _safe(part)
    found: list[str] = []
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        inner = line.removeprefix("    ")
        if not line.startswith("    "):
            found += [_safe(line)] + ([""] if after.startswith("    ") else [])
        elif inner.startswith("    "):
            found.append("  " + _safe(inner.strip()))
        else:
            found.append(f"- {_safe(inner)}")
    return "\n".join(found)


def _safe(text: str) -> str:
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(p if n % 2 else re.sub(r"([*_<\[\]|])", r"\\\1", p) for n, p in enumerate(parts))
