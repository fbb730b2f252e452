"""The trip of a scenario through the code, from its file to the finished comparison.

A reader who follows one run has to open every file that it enters, and has to turn back wherever a
lower room calls a higher one. This counts both on two small worlds:

- files: distinct files of msim in which the trip enters a function (not merely imports it);
- climbs: distinct pairs of files, caller and called, where the called file lies in a higher room
  by the layers in pyproject.toml. The caller is the nearest function of msim on the stack;
- returns: distinct pairs of files A, B where A calls B and B, before it returns, calls A.

Climbs and returns are counted in the first world alone: the second takes the same way.

    python benchmarks/trip.py       # the three counts
    python benchmarks/trip.py -v    # and every file and pair
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from types import FrameType

import msim
from msim.experiment.engine import replicate

ROOT = Path(msim.__file__).parent
SMALL = {"population.simulated": 2_000, "test.surveys": 2, "run.replicates": 2, "run.workers": 1}


def layers(name: str = "layers") -> list[list[str]]:
    """Rooms from the highest to the lowest, neighbours together, as a contract has them."""
    tree = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())
    for contract in tree["tool"]["importlinter"]["contracts"]:
        if contract["id"] == name:
            return [[room.strip(" ()") for room in each.replace(":", "|").split("|")]
                    for each in contract["layers"]]  # fmt: skip
    return []


def rank(parts: tuple[str, ...]) -> tuple[int, int]:
    """How high a file lies: its room, and within experiment its inner room."""
    def height(order: list[list[str]], name: str) -> int:
        return next((len(order) - at for at, each in enumerate(order) if name in each), 0)

    room = parts[0].removesuffix(".py")
    inner = parts[1].removesuffix(".py") if room == "experiment" else ""
    return height(ROOMS, room), height(INNER, inner)


ROOMS, INNER = layers(), layers("layers-of-the-experiment")


class Trip:
    """Which files are entered, by whom; callers are looked at while `first` holds."""

    def __init__(self) -> None:
        self.files: set[str] = set()
        self.calls: set[tuple[str, str]] = set()
        self.returns: set[tuple[str, str]] = set()
        self.first = True
        self._known: dict[str, str | None] = {}

    def _file(self, frame: FrameType) -> str | None:
        name = frame.f_code.co_filename
        if name not in self._known:
            path = Path(name)
            inside = path.is_relative_to(ROOT) and path.suffix == ".py"
            self._known[name] = str(path.relative_to(ROOT)) if inside else None
        return None if frame.f_code.co_name == "<module>" else self._known[name]

    def __call__(self, frame: FrameType, event: str, arg: object) -> None:
        """What sys.setprofile calls."""
        here = self._file(frame) if event == "call" else None
        if here is None:
            return
        self.files.add(here)
        if not self.first:
            return
        way, back = [here], frame.f_back
        while back is not None and len(way) < 3:
            there = self._file(back)
            if there is not None and there != way[-1]:
                way.append(there)
            back = back.f_back
        if len(way) > 1:
            self.calls.add((way[1], way[0]))
        if len(way) > 2 and way[2] == way[0]:
            self.returns.add((way[0], way[1]))

    @property
    def climbs(self) -> set[tuple[str, str]]:
        """Calls of a file in a higher room."""
        return {
            (low, high) for low, high in self.calls
            if rank(Path(high).parts) > rank(Path(low).parts)
        }  # fmt: skip


def travelled() -> Trip:
    """The trip, taken once before so that nothing is entered only to be imported or compiled."""
    msim.compare(msim.load("small", SMALL))
    trip, collect = Trip(), replicate.collected

    def ended(*given):
        found = collect(*given)
        trip.first = False
        return found

    replicate.collected = ended
    sys.setprofile(trip)
    try:
        msim.compare(msim.load("small", SMALL))
    finally:
        sys.setprofile(None)
        replicate.collected = collect
    return trip


if __name__ == "__main__":
    trip = travelled()
    print(f"files {len(trip.files)}, climbs {len(trip.climbs)}, returns {len(trip.returns)}")
    if "-v" in sys.argv:
        print(*sorted(trip.files), sep="\n")
        for name in ("climbs", "returns"):
            print(f"\n{name}")
            print(*(f"{a} -> {b}" for a, b in sorted(getattr(trip, name))), sep="\n")
