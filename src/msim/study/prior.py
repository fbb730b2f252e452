"""Reads another prior for a finished study: other ranges, distributions or choices of its keys."""

from __future__ import annotations

import os
from typing import Any

from pydantic import Field

from msim.core.wording import say
from msim.scenario import source
from msim.scenario.key import ConfigTable, Text
from msim.scenario.names import AskNames
from msim.scenario.phrases import no_such
from msim.scenario.reader import Reader
from msim.study.parameters import parameters
from msim.study.records import Design, Parameter


class PriorFile(ConfigTable):
    """A prior's file: the table `[parameters]` of a study's, for some of its keys."""

    name: Text | None = None
    parameters: dict[str, Any] = Field(default_factory=dict)


def read_prior(
    path: str | os.PathLike[str], design: Design, names: AskNames = None
) -> tuple[Parameter, ...]:
    """The parameters of a study as another prior has them.

    Raises InputError with file, line and column of everything that is wrong: a key that the study
    does not vary, a range where it has choices, or the other way round.
    """
    reader = Reader(source.read(path))
    reader.read(PriorFile)
    found = parameters(reader, design.scenario, names)
    own = {each.key: each for each in design.parameters}
    for key, place, _ in reader.keys(("parameters",)):
        if key not in own:
            reader.wrong(place, no_such("parameter of this study", key, list(own)), at_key=True)
    for each in found:
        if each.key in own and each.numeric != own[each.key].numeric:
            at = next(place for key, place, _ in reader.keys(("parameters",)) if key == each.key)
            reader.wrong(at, say("prior_kind"))
    reader.refuse()
    return found
