"""What the models say about a key: its field, its range, and that range in plain words."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from msim.scenario.model import Scenario

Path = tuple[str | int, ...]


class Limits(NamedTuple):
    """The range of a number: each end, and whether it belongs to the range."""

    low: float | None = None
    high: float | None = None
    low_in: bool = True
    high_in: bool = True

    @property
    def words(self) -> str:
        """The range as a sentence's end, such as "between 0 and 1"."""
        low = "" if self.low is None else _shown(self.low)
        high = "" if self.high is None else _shown(self.high)
        if low and high and self.low_in and self.high_in:
            return f"between {low} and {high}"
        lower = f"{'at least' if self.low_in else 'above'} {low}" if low else ""
        upper = f"{'at most' if self.high_in else 'below'} {high}" if high else ""
        return " and ".join(part for part in (lower, upper) if part)


def resolve(
    path: Path, root: type[BaseModel] = Scenario
) -> tuple[FieldInfo | None, Any, Path]:
    """Follow `path` down the models from `root` as far as it goes.

    Returns the last field passed, the annotation at the end, and the part of the path that is
    meant (tags that pydantic adds for unions are left out).
    """
    field: FieldInfo | None = None
    at: Any = root
    real: list[str | int] = []
    for step in path:
        inner = _inside(at, step)
        if inner is None:
            continue
        real.append(step)
        if isinstance(inner, FieldInfo):
            field, at = inner, _with_limits(inner)
        else:
            at = inner
    return field, at, tuple(real)


def model_at(path: Path, root: type[BaseModel] = Scenario) -> type[BaseModel] | None:
    """The model whose keys stand directly under `path`, if there is one."""
    _, at, real = resolve(path, root)
    options = [option for option in _options(at) if _is_model(option)]
    return options[0] if options and len(real) == len(path) else None


def limits(annotation: Any) -> Limits:
    """The range that an annotation declares, its elements' range for a list.

    >>> limits(resolve(("data", "validity"))[1]).words
    'between 0 and 1'
    """
    found: dict[str, float] = {}
    for mark in _marks(annotation):
        found |= {end: getattr(mark, end) for end in ("ge", "gt", "le", "lt") if hasattr(mark, end)}
    return Limits(
        found.get("ge", found.get("gt")), found.get("le", found.get("lt")),
        "gt" not in found, "lt" not in found,
    )


def kind(annotation: Any) -> str:
    """What sort of value is meant, in plain words.

    >>> kind(resolve(("run", "workers"))[1])
    "a whole number between 1 and 1024 or 'auto'"
    """
    return " or ".join(dict.fromkeys(_kind(option) for option in _options(annotation)))


def choices(annotation: Any) -> list[str]:
    """The words that may stand here, if only some may."""
    return [str(word) for option in _options(annotation)
            if get_origin(option) is Literal for word in get_args(option)]


def _kind(annotation: Any) -> str:
    bare, range_words = _bare(annotation), limits(annotation).words
    if get_origin(bare) is Literal:
        *most, last = (f"'{word}'" for word in get_args(bare))
        return f"{', '.join(most)} or {last}" if most else last
    if bare is bool:
        return "true or false"
    if bare in (int, float):
        return f"a {'whole ' if bare is int else ''}number {range_words}".rstrip()
    if get_origin(bare) is tuple:
        return f"a list in brackets, each entry {kind(get_args(bare)[0])}"
    if bare is str:
        return "text in quotes"
    return "a table of keys"


def _inside(at: Any, step: str | int) -> Any:
    for option in _options(at):
        bare = _bare(option)
        if _is_model(bare) and step in bare.model_fields:
            return bare.model_fields[step]
        if get_origin(bare) is tuple and isinstance(step, int):
            return get_args(bare)[0]
        if get_origin(bare) is dict and isinstance(step, str) and step != "[key]":
            return get_args(bare)[1]
    return None


def _with_limits(field: FieldInfo) -> Any:
    annotation: Any = field.annotation
    for mark in field.metadata:
        annotation = Annotated[annotation, mark]
    return annotation


def _options(annotation: Any) -> list[Any]:
    """The parts of a union (and of unions in it) without None, each with what was annotated."""
    bare, marks = _bare(annotation), list(getattr(annotation, "__metadata__", ()))
    if get_origin(bare) in (Union, types.UnionType):
        inner = [option for option in get_args(bare) if option is not type(None)]
        for mark in marks:
            inner = [Annotated[option, mark] for option in inner]
        return [option for each in inner for option in _options(each)]
    return [annotation]


def _bare(annotation: Any) -> Any:
    return annotation.__origin__ if hasattr(annotation, "__metadata__") else annotation


def _marks(annotation: Any) -> Iterator[Any]:
    for mark in getattr(annotation, "__metadata__", ()):
        yield from mark.metadata if isinstance(mark, FieldInfo) else (mark,)
    bare = _bare(annotation)
    if get_origin(bare) in (tuple, Union, types.UnionType):
        for inner in get_args(bare):
            yield from _marks(inner)


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _shown(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 10_000 else f"{number:g}"
