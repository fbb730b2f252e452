"""Reads a claim: its file held against what there is, and everything wrong in it said at once.

>>> read_claim("boring-meetings").factors
('meetings', 'targeting')
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path as FilePath
from typing import Annotated, Any

from pydantic import Field, Strict

from msim.claims.claim import (
    OF_WINNING,
    PER_1000,
    PILOT,
    SIDES,
    TURNING,
    DebateClaim,
    End,
    Quantity,
    Range,
    Term,
)
from msim.claims.worlds import applied
from msim.core.errors import InputError
from msim.core.text import printable
from msim.core.verdict import Truth
from msim.core.wording import say
from msim.experiment.engine.measures import MEASURES, PROBABILITIES
from msim.experiment.engine.measures import SHARES as YES_OR_NO
from msim.scenario import EVIDENCE, source
from msim.scenario.fields import Path
from msim.scenario.key import ConfigTable, FileName, Flag, Number, Prose, Text
from msim.scenario.keydocs import explain, key_names
from msim.scenario.keytexts import ASSUMPTION
from msim.scenario.loading import build, override
from msim.scenario.model import Scenario
from msim.scenario.names import AskNames
from msim.scenario.phrases import hint, no_such
from msim.scenario.reader import Reader
from msim.scenario.source import Source
from msim.scenario.words import shown

AT: Path = ("claim",)
TEXTS = ("id", "title", "who", "assertion", "source", "would_change")
"""What every claim says of itself."""
USUAL = "vote_share_pp"
SHARES = (*PROBABILITIES, *YES_OR_NO, PILOT)
"""What is yes or no in each election, or how likely it is: a share of them."""
SCEPTIC = ("magician", "boring-meetings", "three-million")
String = Annotated[str, Strict()]
Keys = Annotated[dict[str, Any], Field(default_factory=dict)]


class ClaimTable(ConfigTable):
    """The table `[claim]` of a claim's file, whose other tables are its scenario."""

    id: FileName | None = None
    title: Prose = ""
    who: Prose = ""
    assertion: Prose = ""
    source: Prose = ""
    would_change: Prose = ""
    note: Prose = ""
    quantity: Quantity = "gap"
    measure: String = USUAL
    worth: Number = 0.05
    unit: Prose = "points of vote share"
    true_if: Truth = "above"
    contrast: String = "segmented-broadcast"
    against: String = ""
    factors: tuple[String, ...] = ()
    depends_on: tuple[Prose, ...] = ()
    effort: Annotated[Number, Field(gt=0)] = 1.0
    also: tuple[String, ...] = ()
    picture: String = ""
    by: Number = 0.0
    corner: Annotated[dict[str, End], Field(default_factory=dict)]
    sceptic: Flag = False
    ranges: Keys
    now: Keys
    instead: Keys
    cases: Annotated[dict[Text, dict[str, Any]], Field(default_factory=dict)]


class RangeTable(ConfigTable):
    """A range of a claim's file; what it leaves out is that of its source, or of the key's."""

    low: Number | None = None
    central: Number | None = None
    high: Number | None = None
    source: String | None = None


def read_claim(name_or_path: str | os.PathLike[str], names: AskNames = None) -> DebateClaim:
    """Read a claim of the debate by name, or one's own file by path.

    Raises InputError with every problem found; an unknown name is told the nearest.
    """
    found = _source(name_or_path)
    scenario, problems = build(found, (), names)
    if scenario is None:
        raise InputError(problems)
    reader = Reader(replace(found, data={"claim": found.claim or {}}))
    if found.claim is None:
        reader.wrong(AT, "is missing: a claim's file says what is claimed under [claim]")
    reader.refuse()
    table = reader.read(ClaimTable, AT)
    ranges = tuple(_ranges(reader, scenario))
    known = [each.key for each in ranges]
    for key in table.corner.keys() - known:
        reader.wrong((*AT, "corner", key), no_such("range", key, known), at_key=True)
    _check(reader, table, scenario)
    reader.refuse()
    claim = _claim(reader, table, scenario, ranges)
    if os.fspath(name_or_path) not in source.claims():  # a shipped one's number is that of a run
        own = found.data.get("run", {}).get("replicates", 0)
        claim = replace(claim, replicates=own, file=FilePath(name_or_path).name)
    _try_worlds(reader, claim)
    reader.refuse()
    return claim


def every_claim() -> list[str]:
    """The names of the shipped claims, those of the sceptic first."""
    names = list(source.claims())
    return [*(name for name in SCEPTIC if name in names),
            *(name for name in names if name not in SCEPTIC)]


def read_every(
    claims: Iterable[str | os.PathLike[str]] | None = None, names: AskNames = None
) -> list[DebateClaim]:
    """Read these claims, each once; all that are shipped where none is named.

    Raises InputError where one is wrong, or two have the same name.
    """
    found = [read_claim(each, names) for each in dict.fromkeys(claims or every_claim())]
    for number, claim in enumerate(found):
        if any(_filed(claim) == _filed(other) for other in found[:number]):
            raise InputError(f"two claims are called '{claim.id}'; give one of them another id")
    return found


def _filed(claim: DebateClaim) -> str:
    """What a claim's files are told apart by, on every system."""
    return claim.id.replace("-", "_").casefold()


def _source(name_or_path: str | os.PathLike[str]) -> Source:
    text = os.fspath(name_or_path)
    known = source.claims()
    if text in known or text.endswith(".toml") or os.sep in text or "/" in text:
        return source.read(name_or_path)
    near = f"{text}.toml" if os.path.isfile(f"{text}.toml") else text  # noqa: PTH113 - no error
    note = say("for_the_file", file=near) if os.path.isfile(near) else ""  # noqa: PTH113
    raise InputError(f"no claim '{printable(text)}'; {hint(text, set(known))}{note}")


def _claim(
    reader: Reader, table: ClaimTable, scenario: Scenario, ranges: tuple[Range, ...]
) -> DebateClaim:
    """The claim of a table in which nothing is wrong."""
    texts = {name: getattr(table, name) for name in (*TEXTS, "unit", "note")}
    now, instead = (_keys(reader, (*AT, side)) for side in ("now", "instead"))
    return DebateClaim(
        **texts, quantity=table.quantity, measure=table.measure, worth=table.worth,
        true_if=table.true_if, scenario=scenario, ranges=ranges,
        contrast=Term.of(table.contrast), against=Term.of(table.against or table.contrast),
        now=now, instead=instead,
        cases={name: _keys(reader, (*AT, "cases", name)) for name in table.cases},
        factors=table.factors, depends_on=table.depends_on, effort=table.effort, also=table.also,
        picture=table.picture, by=table.by, corner=table.corner, central_to_sceptic=table.sceptic,
        table=reader.source.data["claim"],
    )  # fmt: skip


def _keys(reader: Reader, place: Path) -> dict[str, Any]:
    return {key: value for key, _, value in reader.keys(place)}


def _check(reader: Reader, table: ClaimTable, scenario: Scenario) -> None:
    """Note what does not go with the scenario, or with the quantity that is asked."""
    for name in TEXTS:
        given = reader.at((*AT, name))
        if given is None or (isinstance(given, str) and not given.strip()):
            reader.wrong((*AT, name), "is missing")
    quantity, measure = table.quantity, table.measure
    known = (*MEASURES, PILOT, PER_1000)
    if measure not in known:
        reader.wrong((*AT, "measure"), f"= {shown(measure)}: {no_such('measure', measure, known)}")
    elif quantity in OF_WINNING and measure != USUAL:
        reader.wrong((*AT, "measure"), f'= "{measure}": the quantity "{quantity}" asks who wins, '
                     f"which goes by {USUAL}; leave the measure out")
    elif quantity == "share" and measure not in SHARES:
        reader.wrong((*AT, "measure"), f'= "{measure}": a share of elections needs what is yes or '
                     f"no in each of them: {', '.join(SHARES)}")
    for name in ("contrast", "against"):
        if given := reader.at((*AT, name)):
            _check_arms(reader, (*AT, name), str(given), scenario.run.arms)
    sides = Term.of(table.contrast), Term.of(table.against or table.contrast)
    if quantity in TURNING and (sides[0].second or sides[1].second) and (
        table.now or table.instead or sides[0] != sides[1]
    ):
        reader.wrong((*AT, "contrast"), f'= "{sides[0]}": the quantity "{quantity}" asks of single '
                     "elections; name one arm for each side")
    if (quantity == "moved") != (table.by > 0.0):
        reader.wrong((*AT, "by"), 'goes with the quantity "moved": more than 0')
    if quantity == "attribution":
        _check_factors(reader, table.factors, scenario)


def _check_arms(reader: Reader, place: Path, term: str, arms: tuple[str, ...]) -> None:
    """Note arms that the scenario does not run."""
    for arm in Term.of(term).arms:
        if arm not in arms:
            reader.wrong(place, f'= "{term}": the scenario does not run the arm \'{arm}\'; '
                         f"{hint(arm, arms)} (run.arms)")


def _ranges(reader: Reader, scenario: Scenario) -> Iterable[Range]:
    """The ranges over which it is asked, from the claim and from the keys' evidence."""
    known = set(key_names(tuple(scenario.channels), traits=False))
    entries = list(reader.keys((*AT, "ranges")))
    if not entries:
        reader.wrong((*AT, "ranges"), 'is missing: give keys over which it is asked, such as '
                     '"data.validity" = "evidence"')
    for key, path, given in entries:
        bare = key.removeprefix("now.").removeprefix("instead.")
        if bare not in known:
            reader.wrong(path, partial(no_such, "key", bare, known), at_key=True)
        elif bare != key and not (reader.at((*AT, "now")) or reader.at((*AT, "instead"))):
            reader.wrong(path, "is of one side, and there is one world", at_key=True)
        elif given != "evidence" and not isinstance(given, dict):
            reader.wrong(path, f'= {shown(given)}: must be "evidence" or a table with low, central '
                         "and high")
        else:
            table = reader.read(RangeTable, path) if isinstance(given, dict) else RangeTable()
            yield from _range(reader, key, path, table)


def _range(reader: Reader, key: str, path: Path, table: RangeTable) -> Iterable[Range]:
    doc = explain(key.removeprefix("now.").removeprefix("instead."))
    row = doc.source if table.source is None else table.source
    other = EVIDENCE.get(table.source or "")
    usual = ((other.low, other.central, other.high) if other else
             (doc.evidence_low, doc.evidence_central, doc.evidence_high))
    ends = [(name, of_row if (own := getattr(table, name)) is None else own)
            for name, of_row in zip(("low", "central", "high"), usual, strict=True)]
    values = [float(end) for _, end in ends if end is not None]
    if len(values) < len(ends):
        missing = " and ".join(name for name, end in ends if end is None)
        reader.wrong(path, f"{missing}: no number given, and the evidence has none ({row})")
    elif sorted(values) != values or values[0] == values[-1]:
        reader.wrong(path, "low, central and high must rise")
    elif row not in (*EVIDENCE, ASSUMPTION):
        reader.wrong((*path, "source"), no_such("row of the evidence", row, EVIDENCE))
    else:
        low, central, high = values
        yield Range(key, low, central, high, doc.unit, row, "whole number" in doc.allowed,
                    bool(table.model_fields_set & {"low", "central", "high"}))  # fmt: skip


def _check_factors(reader: Reader, factors: tuple[str, ...], scenario: Scenario) -> None:
    known, measure = scenario.attribution.factors, scenario.attribution.measure
    if measure != USUAL:
        reader.wrong((*AT, "quantity"), f'= "attribution": is of {USUAL} here, and the scenario '
                     f"shares out {measure} (attribution.measure)")
    if len(factors) != 2:
        reader.wrong((*AT, "factors"), "name the two factors that are compared")
    for number, name in enumerate(factors):
        if name not in known:
            message = f"= {shown(name)}: {no_such('factor', name, known)} (attribution.factors)"
            reader.wrong((*AT, "factors", number), message)


def _try_worlds(reader: Reader, claim: DebateClaim) -> None:
    """Make each case's worlds at the central point, and where all keys are low or all high."""
    points = [{each.key: getattr(each, end) for each in claim.ranges}
              for end in ("central", "low", "high")]
    for name in claim.names:
        for side in SIDES if claim.paired else ("now",):
            place = (*AT, side) if claim.paired else AT
            for point in points:
                try:
                    override(claim.scenario, applied(claim, point, name, side))
                except InputError as error:
                    where = (*AT, "cases", name) if name else place
                    for problem in error.problems:
                        reader.wrong(where, f"makes no scenario: {problem.text}", at_key=True)
                    return
