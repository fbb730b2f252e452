"""`msim trial`: a field experiment on the campaign; could you have seen it?"""

from __future__ import annotations

import msim
from msim.cli.frame import CommandLine, Make, of_scenario


@of_scenario("trial", "worlds")
def command(asked: CommandLine) -> Make:
    """Could you have seen it? A field experiment, and how large it would have to be.

    The section [trial] says who is drawn by lot and how many are asked afterwards. With --out, a
    page, its figure and tables are written to DIR.
    """
    scenario = asked.scenario
    return lambda report: msim.trial(scenario, report)
