"""The other side's campaign: any strategy, and any key of data, segments, test and budget."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import Field, create_model

from msim.scenario.campaign import Budget, Data, MessageTest, Segments
from msim.scenario.key import ConfigTable, Flag

Given = TypeVar("Given", bound=ConfigTable)
Chosen = Annotated[str, Field(strict=True, max_length=80)]
ANOTHER_WAY = ({"validity", "data_points", "preparation_days"},)
"""Keys that say the same thing: whoever gives one takes back the others."""
SHARED = ("surveys",)
"""Keys that both sides have in common: their surveys meet one by one."""


def _differing(section: type[ConfigTable]) -> Any:
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
        f"Opponent{section.__name__}", __base__=ConfigTable, __doc__=section.__doc__,
        __module__=__name__, **fields,
    )


OpponentData = _differing(Data)
OpponentSegments = _differing(Segments)
OpponentMessageTest = _differing(MessageTest)
OpponentBudget = _differing(Budget)


class Opponent(ConfigTable):
    """A campaign for the other party, seen by its own data and paid from its own budget.

    >>> Opponent().strategy is None
    True
    """

    strategy: Chosen | None = None
    game: Flag = False
    choices: tuple[Chosen, ...] = Field(("broadcast", "segmented"), min_length=2, max_length=2)
    data: OpponentData = OpponentData()  # type: ignore[valid-type]
    segments: OpponentSegments = OpponentSegments()  # type: ignore[valid-type]
    test: OpponentMessageTest = OpponentMessageTest()  # type: ignore[valid-type]
    budget: OpponentBudget = OpponentBudget()  # type: ignore[valid-type]

    @property
    def answers(self) -> bool:
        """Whether there is another side at all."""
        return self.strategy is not None or self.game

    @property
    def played(self) -> tuple[str, ...]:
        """What each side may choose in the game; nothing where it is not played."""
        return self.choices if self.game else ()

    @property
    def strategies(self) -> tuple[str, ...]:
        """All that the other side does, each once.

        >>> Opponent(strategy="naive", game=True).strategies
        ('naive', 'broadcast', 'segmented')
        """
        always = () if self.strategy is None else (self.strategy,)
        return tuple(dict.fromkeys((*always, *self.played)))


def of_opponent(usual: Given, differing: ConfigTable) -> Given:
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
