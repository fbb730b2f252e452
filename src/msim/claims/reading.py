"""Reads a claim: its file held against what there is, and everything wrong in it said at once.

>>> read_claim("boring-meetings").factors
('meetings', 'targeting')
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from msim.claims.claim import (
    OF_WINNING,
    PER_1000,
    PILOT,
    QUANTITIES,
    TURNING,
    DebateClaim,
    Quantity,
    Range,
    Term,
)
from msim.core.errors import InputError
from msim.core.verdict import Truth
from msim.experiment.engine.measures import MEASURES
from msim.scenario import EVIDENCE, source
from msim.scenario.fields import Path
from msim.scenario.key import ASSUMPTION
from msim.scenario.loading import build, override
from msim.scenario.model import Scenario
from msim.scenario.names import AskNames
from msim.scenario.phrases import hint, no_such, printable
from msim.scenario.source import Source
from msim.scenario.words import shown
from msim.study.page import Page

AT: Path = ("claim",)
TEXTS = ("id", "title", "who", "assertion", "source", "would_change")
KNOWN = (
    *TEXTS, "note", "quantity", "measure", "worth", "unit", "true_if", "contrast", "against",
    "factors", "depends_on", "effort", "also", "picture", "sceptic", "ranges", "now", "instead",
    "cases",
)  # fmt: skip
USUAL = "vote_share_pp"
SHARES = ("win_prob", "split", PILOT)
"""What is yes or no in each election, or how likely it is: a share of them."""


def read_claim(name_or_path: str | os.PathLike[str], names: AskNames = None) -> DebateClaim:
    """Read a claim of the debate by name, or one's own file by path.

    Raises InputError with every problem found; an unknown name is told the nearest.
    """
    found = _source(name_or_path)
    scenario, problems = build(found, (), names)
    if scenario is None:
        raise InputError(problems)
    page = Page(Source(found.file, {"claim": found.claim or {}}, found.places))
    if found.claim is None:
        page.wrong(AT, "is missing: a claim's file says what is claimed under [claim]")
    page.refuse()
    claim = _claim(page, scenario)
    page.refuse()
    assert claim is not None
    _try_worlds(page, claim)
    page.refuse()
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
        if any(claim.id == other.id for other in found[:number]):
            raise InputError(f"two claims are called '{claim.id}'; give one of them another id")
    return found


SCEPTIC = ("magician", "boring-meetings", "three-million")


def _source(name_or_path: str | os.PathLike[str]) -> Source:
    text = os.fspath(name_or_path)
    known = source.claims()
    if text in known or text.endswith(".toml") or os.sep in text or "/" in text:
        return source.read(name_or_path)
    raise InputError(f"no claim '{printable(text)}'; {hint(text, set(known))}")


def _claim(page: Page, scenario: Scenario) -> DebateClaim | None:
    """The claim as the page has it; what is wrong is noted there."""
    page.table(AT, KNOWN)
    texts = {name: _text(page, name) for name in TEXTS}
    quantity: Quantity = page.word((*AT, "quantity"), QUANTITIES, "gap")  # type: ignore[assignment]
    known = (*MEASURES, PILOT, PER_1000)
    measure = page.word((*AT, "measure"), known, USUAL)
    if quantity in OF_WINNING and measure != USUAL:
        page.wrong((*AT, "measure"), f'= "{measure}": the quantity "{quantity}" asks who wins, '
                   f"which goes by {USUAL}; leave the measure out")
    if quantity == "share" and measure not in SHARES:
        page.wrong((*AT, "measure"), f'= "{measure}": a share of elections needs what is yes or '
                   f"no in each of them: {', '.join(SHARES)}")
    worth = page.number((*AT, "worth"))
    truth: Truth = page.word((*AT, "true_if"), get_args(Truth), "above")  # type: ignore[assignment]
    contrast = _term(page, "contrast", scenario, "segmented-broadcast")
    against = _term(page, "against", scenario, str(contrast))
    now, instead = (_keys(page, (*AT, side)) for side in ("now", "instead"))
    if quantity in TURNING and (contrast.second or against.second) and (
        now or instead or contrast != against
    ):
        page.wrong((*AT, "contrast"), f'= "{contrast}": the quantity "{quantity}" asks of single '
                   "elections; name one arm for each side")
    cases = _cases(page)
    ranges = tuple(_ranges(page, scenario))
    factors = _words(page, "factors")
    if quantity == "attribution":
        _check_factors(page, factors, scenario)
    if page.found:
        return None
    return DebateClaim(
        **texts, quantity=quantity, measure=measure, worth=0.05 if worth is None else worth,
        unit=_text(page, "unit", "points of vote share"), true_if=truth, scenario=scenario,
        ranges=ranges, contrast=contrast, against=against, now=now, instead=instead, cases=cases,
        factors=factors, depends_on=_words(page, "depends_on"), note=_text(page, "note", ""),
        effort=page.number((*AT, "effort"), 0.0, above=True) or 1.0, also=_words(page, "also"),
        picture=_text(page, "picture", ""), central_to_sceptic=page.at((*AT, "sceptic")) is True,
    )  # fmt: skip


def _text(page: Page, name: str, usual: str | None = None) -> str:
    """A text of the claim; one that has no usual value must be there."""
    found = page.at((*AT, name))
    if found is None and usual is not None:
        return usual
    if not isinstance(found, str) or not (found or usual == ""):
        what = "is missing" if found is None else f"= {shown(found)}: must be text in quotes"
        page.wrong((*AT, name), what)
        return ""
    return " ".join(found.split())


def _words(page: Page, name: str) -> tuple[str, ...]:
    found = page.at((*AT, name))
    if found is None:
        return ()
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        page.wrong((*AT, name), f"= {shown(found)}: must be a list of texts in quotes")
        return ()
    return tuple(found)


def _term(page: Page, name: str, scenario: Scenario, usual: str) -> Term:
    """An arm or a difference of two, both of which the scenario runs."""
    place = (*AT, name)
    found = page.at(place)
    term = Term.of(found if isinstance(found, str) else usual)
    if found is not None and not isinstance(found, str):
        page.wrong(place, f"= {shown(found)}: must be an arm or a difference such as {usual}")
    for arm in term.arms:
        if found is not None and arm not in scenario.run.arms:
            page.wrong(place, f'= "{term}": the scenario does not run the arm \'{arm}\'; '
                       f"{hint(arm, scenario.run.arms)} (run.arms)")
    return term


def _keys(page: Page, place: Path) -> dict[str, Any]:
    return {key: value for key, _, value in page.keys(place)}


def _cases(page: Page) -> dict[str, Mapping[str, Any]]:
    """The named cases, each the keys that it changes."""
    place = (*AT, "cases")
    found = page.at(place)
    if found is None:
        return {}
    if not isinstance(found, dict):
        page.wrong(place, f"= {shown(found)}: must be a table for each case")
        return {}
    return {name: _keys(page, (*place, name)) for name in found}


def _ranges(page: Page, scenario: Scenario) -> Iterable[Range]:
    from msim.scenario.keydocs import explain, key_names

    known = set(key_names(tuple(scenario.channels), traits=False))
    entries = list(page.keys((*AT, "ranges")))
    if not entries:
        page.wrong((*AT, "ranges"), 'is missing: give keys over which it is asked, such as '
                   '"data.validity" = "evidence"')
    for key, path, given in entries:
        if key not in known:
            page.wrong(path, no_such("key", key, known), at_key=True)
            continue
        doc = explain(key)
        ends_known = ("low", "central", "high", "source")
        table = page.table(path, ends_known) if isinstance(given, dict) else {}
        if given != "evidence" and not isinstance(given, dict):
            page.wrong(path, f'= {shown(given)}: must be "evidence" or a table with low, central '
                       "and high")
            continue
        ends: list[Any] = [table.get(name, value) for name, value in
                           (("low", doc.evidence_low), ("central", doc.evidence_central),
                            ("high", doc.evidence_high))]
        missing = [name for name, end in zip(("low", "central", "high"), ends, strict=True)
                   if not isinstance(end, int | float) or isinstance(end, bool)]
        if missing:
            page.wrong(path, f"{' and '.join(missing)}: no number given, and the evidence has "
                       f"none ({doc.source})")
            continue
        low, central, high = map(float, ends)
        if not low <= central <= high or low == high:
            page.wrong(path, "low, central and high must rise")
            continue
        row = table.get("source", doc.source)
        if row not in (*EVIDENCE, ASSUMPTION):
            page.wrong((*path, "source"), no_such("row of the evidence", str(row), EVIDENCE))
            continue
        yield Range(key, low, central, high, doc.unit, row, "whole number" in doc.allowed)


def _check_factors(page: Page, factors: tuple[str, ...], scenario: Scenario) -> None:
    known, measure = scenario.attribution.factors, scenario.attribution.measure
    if measure != USUAL:
        page.wrong((*AT, "quantity"), f'= "attribution": is of {USUAL} here, and the scenario '
                   f"shares out {measure} (attribution.measure)")
    if len(factors) != 2:
        page.wrong((*AT, "factors"), "name the two factors that are compared")
    for number, name in enumerate(factors):
        if name not in known:
            page.wrong((*AT, "factors", number),
                       f"= {shown(name)}: {no_such('factor', name, known)} (attribution.factors)")


def _try_worlds(page: Page, claim: DebateClaim) -> None:
    """Make each case's worlds at the central point, and where all keys are low or all high."""
    corners = [{each.key: getattr(each, end) for each in claim.ranges}
               for end in ("central", "low", "high")]
    for name, case in [("", {}), *claim.cases.items()]:
        places = [(*AT, "now"), (*AT, "instead")] if claim.paired else [AT]
        for place, side in zip(places, (claim.now, claim.instead), strict=False):
            for point in corners:
                try:
                    override(claim.scenario, {**_typed(claim, point), **case, **side})
                except InputError as error:
                    where = (*AT, "cases", name) if name else place
                    for problem in error.problems:
                        page.wrong(where, f"makes no scenario: {problem.text}", at_key=True)
                    return


def _typed(claim: DebateClaim, point: Mapping[str, float]) -> dict[str, float]:
    whole = {each.key for each in claim.ranges if each.whole}
    return {key: int(value) if key in whole else float(value) for key, value in point.items()}
