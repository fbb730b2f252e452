"""Views and surveys made by hand, for tests of what the campaign does with them."""

from __future__ import annotations

from typing import Any

import numpy as np

from msim.core.arrays import Bools, Floats
from msim.core.seen import CampaignView, TraitShown
from msim.core.streams import Streams


def draws(name: str) -> np.random.Generator:
    return Streams(7, 0).generator(f"test/{name}")


def shown(*kinds: str, levels: int = 3) -> tuple[TraitShown, ...]:
    """Traits t0, t1, ... of the kinds."""
    return tuple(
        TraitShown(f"t{n}", kind, 0 if kind == "continuous" else levels, False)
        for n, kind in enumerate(kinds)
    )


def view(
    traits: Any, party: Any = 0, known: Bools | bool = True, district: Any = 0
) -> CampaignView:
    """A view of voters with the given readings, (n, traits)."""
    table: Floats = np.asarray(traits, dtype=np.float32)
    n = len(table)
    return CampaignView(
        table,
        np.broadcast_to(np.asarray(party, dtype=np.int8), n).copy(),
        np.broadcast_to(np.asarray(known), n).copy(),
        draws("lottery").random((n, 2), dtype=np.float32),
        np.broadcast_to(np.asarray(district, dtype=np.intp), n).copy(),
        drawn=True,
    )
