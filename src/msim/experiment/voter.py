"""One invented voter, followed through the machine: what is true, what is seen, what came of it.

The first world of a scenario, and its first survey. One voter at a time, found by number or by a
word of a fixed list; what the campaign reads is told in bands, so that answers cannot be put
together to the rule that was fitted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from msim.core.arrays import Bools, Floats
from msim.core.columns import logistics
from msim.core.errors import InputError
from msim.core.streams import BLOCK_SIZE
from msim.core.wording import say
from msim.execution.here import one_thread
from msim.experiment.engine import oracle
from msim.experiment.engine.elections import Elections
from msim.experiment.engine.electorate import Block
from msim.experiment.engine.follow import Befallen, Followed
from msim.experiment.engine.replicate import played_out
from msim.experiment.engine.votes_gained import votes_gained_pp
from msim.scenario.model import Scenario
from msim.scenario.people import Trait
from msim.world.traits import level_shares, show_truly

ARMS: Final = ("broadcast", "segmented", oracle.NAME)
"""The campaigns under which a voter is followed."""
SILENT: Final = "silent"
BANDS: Final = ("low", "middle", "high")
MISSING = "missing"
THIRD = 0.4307273
"""A third of a standard normal lies above it, and a third below its negative."""
SYNTHETIC: Final = {"synthetic": True}


@dataclass(frozen=True)
class Seen:
    """What those who look for a voter may ask of a block; (n,) each."""

    block: Block
    scenario: Scenario

    @property
    def support(self) -> Floats:
        """Chance of choosing the own side, given a vote."""
        return logistics(self.block.voters.support)

    @property
    def party(self) -> Floats:
        """Which side the label says, 0 where there is none."""
        return np.where(self.block.view.known, self.block.view.party, 0)


def _between(seen: Seen) -> Bools:
    keys = seen.scenario.response
    return (seen.support >= keys.persuadable_low) & (seen.support <= keys.persuadable_high)


LIKE: Final[Mapping[str, Callable[[Seen], Bools]]] = {
    "persuadable": _between,
    "supporter": lambda seen: seen.support > seen.scenario.response.persuadable_high,
    "opponent": lambda seen: seen.support < seen.scenario.response.persuadable_low,
    "unlikely": lambda seen: seen.block.voters.turnout_prob < 0.5,
    "unknown": lambda seen: ~seen.block.view.known,
    "misread": lambda seen: seen.party * seen.block.voters.support < 0.0,
}
"""Whom one may ask for: the first voter of the world of whom it is so."""


def checked_index(index: object, size: int) -> int:
    """The number of one voter out of so many. Raises InputError for anything else.

    >>> checked_index(7, 500)
    7
    """
    if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < size:
        raise InputError(say("one_voter", given=repr(index)[:40], last=f"{size - 1:,}"))
    return index


def checked_kind(like: str) -> str:
    """A word of the list. Raises InputError for another.

    >>> checked_kind("misread")
    'misread'
    """
    if like not in LIKE:
        raise InputError(say("voter_like", given=repr(like)[:40], names=", ".join(LIKE)))
    return like


class FirstWorld:
    """The first world of a scenario, played by the three campaigns after each of its surveys.

    >>> from msim.scenario import load
    >>> world = FirstWorld(load("small", {"population.simulated": 500, "test.surveys": 1}))
    >>> voter = world.voter(world.find("persuadable"))
    >>> [each["arm"] for each in voter["campaigns"]]
    ['broadcast', 'segmented', 'oracle']
    """

    def __init__(self, scenario: Scenario) -> None:
        run = scenario.run.model_copy(update={"arms": (SILENT, *ARMS), "scheduler": None})
        districts = scenario.districts.model_copy(update={"pilots": 0})
        self.scenario = scenario.model_copy(update={"run": run, "districts": districts})
        with one_thread():
            self.side, self.played = played_out(self.scenario, 0)
            self.elections = Elections(self.scenario, self.side, self.played)

    @property
    def size(self) -> int:
        """Simulated voters."""
        return self.scenario.population.simulated

    def name(self, arm: str) -> str:
        """The plan of an arm after the first survey, by the name under which it played."""
        return self.side.names(self.elections.name(arm), 0)[0]

    def find(self, like: str) -> int:
        """The first voter of a kind. Raises InputError for another word, or where there is none."""
        first = self._first(checked_kind(like))
        if first is None:
            others = [kind for kind in LIKE if self._first(kind) is not None]
            raise InputError(say("no_such_voter", like=like, others=", ".join(others)))
        return first

    def _first(self, like: str) -> int | None:
        with one_thread():
            for number in range(self.side.voters.world.blocks):
                found = np.flatnonzero(LIKE[like](Seen(self._block(number), self.scenario)))
                if found.size:
                    return number * BLOCK_SIZE + int(found[0])
        return None

    def befallen(self, number: int) -> dict[str, Befallen]:
        """What befell the voters of a block under each campaign, and in silence."""
        followed = Followed(self._block(number), self.played.day)
        return {arm: followed.under(self.name(arm)) for arm in (SILENT, *ARMS)}

    def _block(self, number: int) -> Block:
        return self.side.voters.block(number)

    def voter(self, index: int) -> dict[str, Any]:
        """All that there is to say of a voter, as plain numbers and words; see `checked_index`."""
        number, at = divmod(checked_index(index, self.size), BLOCK_SIZE)
        with one_thread():
            block, befallen = self._block(number), self.befallen(number)
            before = {name: getattr(befallen[SILENT], name)[at] for name in _CHANCES}
            return {
                "voter": {
                    **SYNTHETIC, "index": index, "people": self._people,
                    **{name: float(value) for name, value in before.items()},
                    "persuadable": bool(LIKE["persuadable"](Seen(block, self.scenario))[at]),
                },
                "fading": {**SYNTHETIC, "half_life_days": self.scenario.response.half_life_days},
                "sides": self._sides(block, at),
                "traits": self._traits(block, at),
                "channels": self._channels(block, at),
                "messages": self._messages(block, at),
                "campaigns": [self._campaign(arm, befallen, at) for arm in ARMS],
            }  # fmt: skip

    @property
    def _people(self) -> float:
        return self.side.voters.world.people_per_voter

    @cached_property
    def _choice(self) -> Any:
        return self.side.campaign.choice(self.side.campaign.segmentation)

    def _segment(self, block: Block, at: int) -> int:
        return int(block.rows(self.side.campaign.segmentation)[at])

    def _sides(self, block: Block, at: int) -> dict[str, Any]:
        """The side that the voter leans to and the one that the file says; the record, segment."""
        known, label = bool(block.view.known[at]), int(block.view.party[at])
        sides, segment = {1: "own", -1: "other", 0: MISSING}, self._segment(block, at)
        return {
            **SYNTHETIC, "true": "own" if block.voters.support[at] >= 0.0 else "other",
            "seen": sides[label if known else 0], "record": known,
            "segment": segment or None,
            "chosen": int(self._choice.message[segment - 1]) + 1 if segment else None,
            "segments": self.side.campaign.segmentation.cells,
        }  # fmt: skip

    def _traits(self, block: Block, at: int) -> list[dict[str, Any]]:
        known, found, traits = bool(block.view.known[at]), [], self.scenario.population.traits
        truth = show_truly(self.side.voters.world.traits, traits, block.voters.traits[at : at + 1])
        for index, trait in enumerate(traits):
            reading = float(block.view.traits[at, index]) if known else float("nan")
            found.append({
                **SYNTHETIC, "trait": trait.name, "kind": trait.kind, "meaning": trait.meaning,
                "true": band(trait, float(truth[0, index])),
                "seen": band(trait, reading),
            })  # fmt: skip
        return found

    def _channels(self, block: Block, at: int) -> list[dict[str, Any]]:
        known = bool(block.view.known[at])
        return [
            {
                **SYNTHETIC, "channel": name, "habit": float(block.media.habit[at, c]),
                "targetable": channel.targetable, "field_share": channel.field_share,
                "found": bool(channel.targetable and known and block.media.matched[at, c]),
            }
            for c, (name, channel) in enumerate(self.scenario.channels.items())
            if channel.share > 0.0
        ]  # fmt: skip

    def _messages(self, block: Block, at: int) -> list[dict[str, Any]]:
        """What each message would do to the voter, and what the test says of the segment."""
        some, voters = slice(at, at + 1), block.voters
        moved = block.turnout_effects[some] if self.scenario.mobilises else None
        true = votes_gained_pp(
            voters.support[some], voters.turnout_prob[some], block.effects[some], moved
        )[0]
        segment = self._segment(block, at)
        tested = self.scenario.test.conducted and segment > 0
        told = self._choice.promised_raw_pp[segment - 1] if tested else [None] * len(true)
        return [
            {**SYNTHETIC, "message": k + 1, "true_pp": float(each),
             "segment_pp": None if said is None else float(said)}
            for k, (each, said) in enumerate(zip(true, told, strict=True))
        ]  # fmt: skip

    def _campaign(self, arm: str, befallen: Mapping[str, Befallen], at: int) -> dict[str, Any]:
        """What a campaign sent, how often it was met in which week, and what it changed."""
        plan, here, silent = self.played.day.plans[self.name(arm)], befallen[arm], befallen[SILENT]
        channels = []
        for c, (name, channel) in enumerate(self.scenario.channels.items()):
            if channel.share > 0.0:
                count, flight = int(here.exposures[c, at]), np.array(channel.flight, dtype=float)
                channels.append({
                    **SYNTHETIC, "channel": name, "message": int(plan.message[here.row[at], c]) + 1,
                    "exposures": count, "by_week": (count * flight / flight.sum()).tolist(),
                    "dose": float(here.dose[c, at]),
                })  # fmt: skip
        own, other = (
            float(getattr(here, side)[at] - getattr(silent, side)[at]) for side in ("own", "other")
        )
        return {
            **SYNTHETIC, "arm": arm, "channels": channels, "passed_on": int(here.passed_on[at]),
            **{name: float(getattr(here, name)[at]) for name in _CHANCES},
            "net_votes": (own - other) / 2.0,
            "net_votes_of_all": self.elections.first(self.name(arm), "net_votes"),
        }  # fmt: skip


_CHANCES = ("support", "turnout")


def band(trait: Trait, value: float) -> str:
    """Where a reading lies, in words that tell no number: low, middle, high or missing.

    A category is told by its name; one of more than three, as one of a third of them.

    >>> trait = Trait(name="a", kind="ordinal", levels=5, meaning="a")
    >>> [band(trait, level) for level in (0.0, 1.0, 2.0, 4.0, float("nan"))]
    ['low', 'low', 'middle', 'high', 'missing']
    >>> home = Trait(name="home_owner", kind="binary", meaning="owns the home lived in")
    >>> band(home, 0.0), band(home, 1.0)
    ('no', 'yes')
    """
    if np.isnan(value):
        return MISSING
    if trait.kind == "continuous":
        return BANDS[int(value > -THIRD) + int(value > THIRD)]
    count = level_shares(trait).size
    thirds = [min(int(3.0 * (level + 0.5) / count), 2) for level in range(count)]
    third = thirds[int(value)]
    here = [word for word, each in zip(trait.level_words, thirds, strict=False) if each == third]
    return " to ".join(dict.fromkeys((here[0], here[-1]))) if here else BANDS[third]
