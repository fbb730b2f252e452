"""`msim config`: checks a scenario file, explains its keys, prints its schema, starts a new one."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from msim.cli.errors import WRONG, lines
from msim.cli.options import Config, Json, known_names
from msim.cli.screen import say, say_json
from msim.core.errors import InputError
from msim.core.paths import whole

if TYPE_CHECKING:
    from msim.core.errors import Located
    from msim.scenario import KeyDoc

_STUDY = {"parameters"}
"""Tables that a study has and a scenario has not."""
app = typer.Typer(rich_markup_mode=None, no_args_is_help=True)


@app.command()
def check(config: Config = "baseline", as_json: Json = False) -> None:
    """Check a scenario, a study or a claim: every problem with its line and column."""
    found, what, remarks = _problems(config)
    if as_json:
        errors = [{"file": each.file, "line": each.line or None, "column": each.column or None,
                   "key": each.key, "message": each.message} for each in found]
        told = {"remarks": remarks} if remarks else {}
        say_json({"valid": not found, "errors": errors, **told}, indent=2)
    elif found:
        say("\n".join(lines(found)), err=True)
    else:
        say("\n".join([f"{config}: valid{what}", *remarks]))
    if found:
        raise typer.Exit(WRONG)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a scenario file."""
    from msim.scenario import json_schema

    say_json(json_schema(), indent=2)


@app.command()
def explain(
    key: Annotated[str, typer.Argument(metavar="[KEY]", help="A key or a section.")] = "",
    as_json: Json = False,
) -> None:
    """Explain a key: unit, range, default and source; without KEY or for a section, a table."""
    from msim.scenario import Scenario, keys
    from msim.scenario import explain as explain_key

    channel = key.startswith("channels.") and key.count(".") == 1
    listed = not key or channel or key in Scenario.model_fields
    docs = keys(key) if listed else [explain_key(key)]
    if as_json:
        plain: Any = [_plain(doc) for doc in docs]
        say_json({"keys": plain} if listed else plain[0], indent=2)
    else:
        say(_table(docs) if listed else _card(docs[0]))


@app.command()
def new(
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="The shipped scenario to start from.")
    ] = "baseline",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="The file; default NAME.toml.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over an older file.")] = False,
) -> None:
    """Write a scenario file to start from, with comments."""
    from msim.scenario import shipped
    from msim.scenario.phrases import hint

    known = shipped()
    if name not in known:
        raise InputError(f"no shipped scenario '{name}'; {hint(name, known)}")
    path = out or Path(f"{name}.toml")
    head = f"# Started from the shipped scenario '{name}'. Check it: msim config check {path}\n\n"
    if not force and os.path.lexists(path):
        raise InputError(f"{path} exists; --force writes over it")
    try:
        with whole(path) as part:
            part.write_text(head + known[name].read_text(encoding="utf-8"), encoding="utf-8")
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such folder") from None
    say(f"{path}: written")


def _problems(config: str) -> tuple[list[Located], str, list[str]]:
    """What is wrong with a file, what it is if no scenario, and what only a run can tell."""
    from msim.scenario.checks.rules import remarks
    from msim.scenario.loading import build
    from msim.scenario.source import read

    what = ""
    try:
        source = read(config)
        if source.claim is not None and config != "-":
            from msim.claims.reading import read_claim

            what = " (a claim)"
            return [], what, remarks(read_claim(config, known_names).scenario)
        if source.data.keys() >= _STUDY:
            from msim.study.design import StudyOptions, design_of

            what = " (a study)"
            design_of(source, StudyOptions(names=known_names))
            return [], what, []
        scenario, found = build(source, names=known_names)
    except InputError as error:
        return error.problems, what, []
    return found, what, [] if scenario is None else remarks(scenario)


def _card(doc: KeyDoc) -> str:
    rows = [("default", _default(doc)), ("unit", doc.unit), ("allowed", doc.allowed)]
    if doc.citation:
        # A row in another unit is converted.
        figures = [f"{name} {value:g} ({doc.marks.get(name, 'derived')})" for name, value in (
            ("low", doc.evidence_low), ("central", doc.evidence_central),
            ("high", doc.evidence_high)) if value is not None]
        rows += [("source", doc.source), ("evidence", ", ".join(figures) or "see the source"),
                 ("", doc.citation)]
    else:
        kind = "a setting, so nothing to be right about" if doc.setting else (
            "no published figure decides it")
        rows.append(("source", f"{doc.source} ({kind})"))
    return "\n".join([doc.key, _wrapped("", doc.meaning, 2), *(_wrapped(*row, 12) for row in rows)])


def _wrapped(label: str, text: str, indent: int) -> str:
    first = f"  {label}".ljust(indent)
    return textwrap.fill(text, 92, initial_indent=first, subsequent_indent=" " * indent)


def _table(docs: list[KeyDoc]) -> str:
    rows = [("key", "default", "unit", "source")]
    rows += [(doc.key, _default(doc), doc.unit, "setting" if doc.setting else doc.source)
             for doc in docs]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
                     .rstrip() for row in rows)


def _default(doc: KeyDoc) -> str:
    from msim.scenario.words import shown

    if doc.default is None:
        return "not set"
    if doc.key == "population.traits":
        return f"{len(doc.default)} traits"
    text = shown(doc.default)
    return text if len(text) <= 40 else f"{len(doc.default)} entries"


def _plain(doc: KeyDoc) -> dict[str, Any]:
    from pydantic_core import to_jsonable_python

    plain: dict[str, Any] = to_jsonable_python(doc)
    return plain
