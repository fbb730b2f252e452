"""Which levers does the page have? The few keys that decide most, each with its evidence.

A lever has a fixed list of positions, so that equal worlds are computed once for everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from msim.campaign.segments import METHODS
from msim.core.errors import InputError, Located
from msim.lab.texts import texts
from msim.report.segments.data import titled
from msim.scenario import explain
from msim.scenario.evidence import EVIDENCE
from msim.scenario.keydocs import KeyDoc
from msim.scenario.keytexts import key_text

Value = float | int | str


@dataclass(frozen=True)
class Lever:
    """One lever: a key of the scenario and the positions that it can be put to.

    kind: "slider", "choice" (names) or "draw" (a number that stands for no quantity). instead: the
    keys that a position of this lever takes the place of, none for most. where: the positions of
    `PLAYING` at which it moves anything, none for a lever that always does.
    """

    key: str
    positions: tuple[Value, ...]
    kind: str = "slider"
    instead: tuple[str, ...] = ()
    where: tuple[str, ...] = ()

    @property
    def doc(self) -> KeyDoc:
        """What is known about the key."""
        return explain(self.key)

    @property
    def label(self) -> str:
        """What the page calls it."""
        if self.own:
            return str(self.own["label"])
        text = key_text(tuple(self.key.split(".")))
        assert text is not None, self.key
        return text.label.capitalize()


    @property
    def own(self) -> Mapping[str, Any]:
        """What the laboratory says of it where its positions are no values of the key."""
        return texts("levers").get(self.key, {})


def _steps(low: float, high: float, step: float, *more: float) -> tuple[float, ...]:
    """Positions from `low` to `high`, and some more, in order.

    >>> _steps(0.0, 0.2, 0.1, 0.15)
    (0.0, 0.1, 0.15, 0.2)
    """
    count = round((high - low) / step)
    return tuple(sorted({round(low + step * at, 6) for at in range(count + 1)} | set(more)))


_MILLION: Final = 1_000_000
PLAYING: Final = "run.arms"
"""The lever that lets campaigns play which adapt in flight, beside the preset's own arms."""
ADAPTING: Final[Mapping[Value, tuple[str, ...]]] = {
    "none": (),
    "adaptive": ("adaptive",),
    "adaptive_segmented": ("adaptive_segmented",),
    "both": ("adaptive", "adaptive_segmented"),
}
"""Its positions, each with the arms that then play."""
LEVERS: Final = (
    Lever("segments.count", (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20)),
    Lever("segments.method", tuple(METHODS), "choice"),
    Lever("data.validity", _steps(0.0, 1.0, 0.05, 0.29, 0.56)),
    Lever(
        "messages.party_correlation", _steps(-0.7, 1.0, 0.1, 0.86, 0.95, 0.98),
        instead=("messages.heterogeneity_sd_pp",),
    ),
    Lever(
        "messages.heterogeneity_sd_pp",
        (0.0, 0.1, 0.2, 0.31, 0.4, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0),
        instead=("messages.party_correlation",),
    ),
    Lever(
        "budget.total",
        tuple(round(_MILLION * m) for m in (0, 0.25, 0.5, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64)),
    ),
    Lever("channels.social.premium", _steps(1.0, 3.0, 0.1)),
    Lever("channels.social.match_rate", _steps(0.1, 1.0, 0.05, 0.59, 0.82)),
    Lever(
        "test.respondents",
        (1_000, 2_500, 5_000, 11_030, 16_000, 24_030, 36_000, 50_000, 75_000, 107_030),
    ),
    Lever("population.structure", _steps(0.0, 1.0, 0.1)),
    Lever(PLAYING, tuple(ADAPTING), "choice"),
    Lever(
        "in_flight.proxy_correlation", _steps(0.0, 1.0, 0.1),
        where=tuple(str(name) for name, arms in ADAPTING.items() if arms),
    ),
    Lever("run.seed", tuple(range(1, 101)), "draw"),
)  # fmt: skip
BY_KEY: Final = {lever.key: lever for lever in LEVERS}


def checked(key: str, value: object) -> Value:
    """A lever's position as the scenario takes it; InputError where there is no such position.

    >>> checked("data.validity", 0.35), checked("segments.count", 8.0)
    (0.35, 8)
    """
    lever = BY_KEY.get(key)
    if lever is None:
        raise InputError([Located(f"no such lever; there are {', '.join(BY_KEY)}", str(key)[:60])])
    for position in lever.positions:
        if not isinstance(value, bool) and position == value:
            return position
    told = str(value)[:60]
    raise InputError([Located(f"= {told}: the lever has no such position", key)])


@lru_cache(maxsize=1)
def described() -> tuple[Mapping[str, Any], ...]:
    """The levers as plain data for the page: label, unit, positions, range, evidence."""
    return tuple(_described(lever) for lever in LEVERS)


def _described(lever: Lever) -> dict[str, Any]:
    doc, own = lever.doc, lever.own
    titles = {name: titled(str(name)) for name in lever.positions}
    return {
        "key": lever.key,
        "label": lever.label,
        "kind": lever.kind,
        "positions": list(lever.positions),
        "names": own.get("names", titles) if lever.kind == "choice" else {},
        "instead": list(lever.instead),
        "where": list(lever.where),
        "unit": "" if lever.kind != "slider" else doc.unit,
        "meaning": own.get("meaning", doc.meaning),
        "allowed": own.get("allowed", doc.allowed),
        "central": doc.evidence_central,
        "low": doc.evidence_low,
        "high": doc.evidence_high,
        "evidence": _evidence(doc),
    }


def _evidence(doc: KeyDoc) -> str:
    """What published evidence says, in a sentence or two."""
    row = EVIDENCE.get(doc.source)
    if row is None:
        what = "A choice of the campaign" if doc.setting else "An assumption"
        return f"{what}: no published figure decides it."
    figures = [
        f"{name} {value:,.4g}"
        for name, value in (
            ("lowest", doc.evidence_low),
            ("central", doc.evidence_central),
            ("highest", doc.evidence_high),
        )
        if value is not None
    ]
    told = f"Published, in this key's unit: {', '.join(figures)}. " if figures else ""
    return f"{told}{row.what[:1].upper()}{row.what[1:]}: {row.citation}."
