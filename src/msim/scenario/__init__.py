"""The config: what a scenario may say, where it comes from, and what is wrong with it.

>>> load("baseline", ["segments.count=8"]).segments.count
8
"""

from msim.scenario.assumed import assumptions, value
from msim.scenario.campaign import Budget, Data, MessageTest, Segments
from msim.scenario.evidence import EVIDENCE, Evidence
from msim.scenario.keydocs import KeyDoc, explain, keys
from msim.scenario.loading import check, load, override
from msim.scenario.media import Channel, Messages
from msim.scenario.model import Scenario
from msim.scenario.names import Names
from msim.scenario.outcome import Election, Response, Run
from msim.scenario.people import Districts, Politics, Population, Trait
from msim.scenario.schema import json_schema
from msim.scenario.source import shipped
from msim.scenario.writing import dump

__all__ = [
    "EVIDENCE", "Budget", "Channel", "Data", "Districts", "Election", "Evidence", "KeyDoc",
    "MessageTest", "Messages", "Names", "Politics", "Population", "Response", "Run", "Scenario",
    "Segments", "Trait", "assumptions", "check", "dump", "explain", "json_schema", "keys", "load",
    "override", "shipped", "value",
]
