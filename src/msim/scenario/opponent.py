"""The other side's campaign: any strategy, and any key of data, segments, test and budget."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import Field, create_model

from msim.scenario.campaign import Budget, Data, MessageTest, Segments
from msim.scenario.key import Flag, ScenarioSection

Given = TypeVar("Given", bound=ScenarioSection)
ANOTHER_WAY = ({"validity", "data_points", "preparation_days"},)
"""Keys that say the same thing: whoever gives one takes back the others."""
SHARED = ("surveys",)
"""Keys that both sides have in common: their surveys meet one by one."""


def _differing(section: type[ScenarioSection]) -> Any:
    """The section with every key optional: what is not given is as for the own side."""
    fields: dict[str, Any] = {}
    for name, usual in section.model_fields.items():
        if name in SHARED:
            continue
        annotation: Any = usual.annotation
        for mark in usual.metadata:
            annotation = Annotated[annotation, mark]
        fields[name] = (
            annotation | None,
            None,
        )
    return create_model(  # under the name that the module has for it: pickle looks it up there
        f"Opponent{section.__name__}", __base__=ScenarioSection, __doc__=section.__doc__,
        __module__=__name__, **fields,
    )


OpponentData = _differing(Data)
OpponentSegments = _differing(Segments)
OpponentMessageTest = _differing(MessageTest)
OpponentBudget = _differing(Budget)


class Opponent(ScenarioSection):
    """A campaign for the other party, seen by its own data and paid from its own budget.

    >>> Opponent().strategy is None
    True
    """

    strategy: Annotated[str, Field(strict=True, max_length=80)] | None = None
    game: Flag = False
    data: OpponentData = OpponentData()  # type: ignore[valid-type]
    segments: OpponentSegments = OpponentSegments()  # type: ignore[valid-type]
    test: OpponentMessageTest = OpponentMessageTest()  # type: ignore[valid-type]
    budget: OpponentBudget = OpponentBudget()  # type: ignore[valid-type]


def of_opponent(usual: Given, differing: ScenarioSection) -> Given:
    """A section of the own side with what the opponent has otherwise.

    >>> of_opponent(Data(validity=0.2), OpponentData(data_points=9)).points
    9.0
    """
    given = {name: value for name, value in differing if value is not None}
    for same in ANOTHER_WAY:
        if same & set(given):
            usual = usual.model_copy(
                update={
                    name: type(usual).model_fields[name].default
                    for name in same & set(type(usual).model_fields)
                }
            )
    return usual.model_copy(update=given)
