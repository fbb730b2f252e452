"""`msim whatif`: a scenario and its changed twin on the same draws; what moves, and what not."""

from __future__ import annotations

import msim
from msim.cli.frame import CommandLine, Make, of_scenario
from msim.core.errors import InputError


@of_scenario("whatif")
def command(asked: CommandLine) -> Make:
    """Compare a scenario with its twin, changed by --set: which numbers move, and which do not.

    With --out, a page, its figure and tables are written to DIR, and both runs to DIR/before and
    DIR/after.
    """
    if not asked.changes:
        raise InputError("nothing changes: give at least one --set section.key=value")
    changes = list(asked.changes)
    scenario = asked.unchanged
    return lambda report: msim.whatif(scenario, changes, report)
