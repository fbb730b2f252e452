"""What is said of a study, as one record that can be shown, plotted and saved.

Every answer is made when it is first asked for; one that the study's design cannot give is None,
and `missing` says why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import numpy as np
import pandas as pd

from msim.core.errors import InputError
from msim.core.text import Unit
from msim.report.common.names import measure as measure_of
from msim.report.common.names import origin
from msim.report.common.sentences import capital
from msim.report.study.sentences import said, told
from msim.study.analyze import (
    boxes,
    morris,
    noise,
    outcomes,
    points,
    priors,
    published,
    seeds,
    sobol,
    tree,
)
from msim.study.analyze.boxes import Boxes
from msim.study.analyze.convergence import convergence
from msim.study.analyze.explained import explained, slices
from msim.study.analyze.phase import Phase, phase
from msim.study.analyze.priors import Reweighed
from msim.study.analyze.shares import Share
from msim.study.analyze.specification import Specifications, specifications
from msim.study.analyze.tree import Leaf
from msim.study.filtering import Condition
from msim.study.records import Design, Parameter
from msim.study.text import VERSION

T = TypeVar("T")


@dataclass(frozen=True)
class StudyData:
    """A finished study: its design, the table of its points, and that of their null worlds.

    table, null: a row a point, as `msim.study.analyze` describes them. x, y: keys of the phase
    diagram, or measures, chosen where they are empty. where: conditions; then tables hold the
    points at which all are so, and `every` all points. prior: parameters with other distributions,
    under which it is told as well. box: the step of peeling to take. others: the same study under
    other seeds, design and table of each.
    """

    design: Design
    table: pd.DataFrame
    null: pd.DataFrame | None = None
    x: str = ""
    y: str = ""
    prior: tuple[Parameter, ...] = ()
    others: tuple[tuple[Design, pd.DataFrame], ...] = ()
    box: int | None = None
    where: tuple[Condition, ...] = ()
    every: pd.DataFrame | None = None
    missing: dict[str, str] = field(default_factory=dict, compare=False)

    def _tried(self, name: str, make: Callable[[], T]) -> T | None:
        try:
            return make()
        except InputError as error:
            self.missing[name] = f"{capital(str(error))}."
            return None

    @cached_property
    def told(self) -> list[str]:
        """How robust the answer is, in a few sentences with numbers."""
        found = told(self.design, self.table, self.null)
        return [self.only, *found] if self.where else found

    @property
    def only(self) -> str:
        """Which points are told of; empty where all are."""
        where = [str(each) for each in self.where]
        return said.only(where, len(self.table), len(self.whole)) if where else ""

    @property
    def whole(self) -> pd.DataFrame:
        """All points, whatever the conditions."""
        return self.table if self.every is None else self.every

    @cached_property
    def results(self) -> pd.DataFrame:
        """What is published as a result, held against the worlds; empty where none is measured."""
        return published.held(self.design, self.table)

    @property
    def sentence(self) -> str:
        """The same as one text."""
        return " ".join(self.told)

    def why(self, name: str) -> str:
        """Why an answer is missing; empty where it is not, or was not asked for."""
        getattr(self, name)
        return self.missing.get(name, "")

    @cached_property
    def indices(self) -> pd.DataFrame | None:
        """First-order and total indices of a Sobol study."""
        if self.design.kind != "sobol":
            return None
        return self._tried("indices", lambda: sobol.indices(self.design, self.table))

    @cached_property
    def pairs(self) -> pd.DataFrame | None:
        """Second-order indices; None where the study has none."""
        if not self.design.second_order or self.indices is None:
            return None
        return sobol.pairs(self.design, self.table)

    @cached_property
    def effects(self) -> pd.DataFrame | None:
        """Elementary effects of a Morris study."""
        if self.design.kind != "morris":
            return None
        return self._tried("effects", lambda: morris.effects(self.design, self.table))

    @cached_property
    def explained(self) -> pd.DataFrame:
        """What goes with the target, in any design."""
        return explained(self.design, self.table)

    @cached_property
    def noise(self) -> float | None:
        """The share of noise in the variance of the points; None where it is not known."""
        found = noise.share(self.design, self.table)
        return None if np.isnan(found) else found

    @cached_property
    def outcomes(self) -> dict[str, Share]:
        """The share of each answer of the points, and of all that fall short."""
        return outcomes.shares(self.design, self.table)

    @cached_property
    def by_worth(self) -> pd.DataFrame:
        """The same shares with another difference that is held to matter."""
        return outcomes.by_worth(self.design, self.table)

    @cached_property
    def reweighed(self) -> Reweighed | None:
        """The study under another prior; None where none was given.

        Raises InputError where that cannot be told.
        """
        return priors.reweighed(self.design, self.table, self.prior) if self.prior else None

    @cached_property
    def parts(self) -> pd.DataFrame:
        """What most worlds say where one key keeps to a part of its range."""
        return priors.parts(self.design, self.table if self.sampled else self.table.head(0))

    @cached_property
    def seeds(self) -> pd.DataFrame:
        """The spread of everything over seeds; empty where there is one."""
        each = ((self.design, self.table), *self.others) if self.others else ()
        return seeds.spread(seeds.by_seed(each))

    @cached_property
    def slices(self) -> pd.DataFrame:
        """Quantiles of the target along each parameter."""
        return slices(self.design, self.table)

    @cached_property
    def outcome(self) -> points.Outcome:
        """What boxes are looked for: wins, or, of an arm alone, where the claim is true."""
        alone = not {"-", "/"} & set(self.design.measure.rpartition(".")[0])
        return "claim" if alone and self.design.claim is not None else "win"

    @cached_property
    def boxes(self) -> Boxes | None:
        """The boxes where it wins; none where no space was sampled."""
        if not self.sampled:
            return None
        return self._tried("boxes", lambda: boxes.where(
            self.design, self.table, self.outcome, self.box))  # fmt: skip

    @cached_property
    def leaves(self) -> list[Leaf]:
        """The leaves of the tree."""
        if not self.sampled:
            return []
        return tree.leaves(self.design, self.table, self.outcome)

    @cached_property
    def phase(self) -> Phase | None:
        """The phase diagram of two parameters; none for designs that leave the plane empty."""
        ranges = [p for p in self.design.parameters if p.numeric]
        if len(ranges) < 2 or self.design.kind in ("one_at_a_time", "morris"):
            return None
        return self._tried("phase", lambda: phase(self.design, self.table, self.x, self.y))

    @cached_property
    def specifications(self) -> Specifications | None:
        """The specification curve, where the study varies choices."""
        if not self.design.of("choice"):
            return None
        return self._tried(
            "specifications", lambda: specifications(self.design, self.table, self.null)
        )

    @cached_property
    def convergence(self) -> pd.DataFrame:
        """The answer against the number of points."""
        return convergence(self.design, self.table if self.sampled else self.table.head(0))

    @property
    def converges(self) -> bool:
        """Whether there are answers from fewer and from more points."""
        return not self.convergence.empty and self.convergence["points"].nunique() > 1

    @property
    def sampled(self) -> bool:
        """Whether points lie all over a space: not one at a time, nor all of some choices."""
        chosen = len(self.design.of("choice")) == len(self.design.parameters)
        return self.design.kind != "one_at_a_time" and not (
            chosen and self.design.kind in ("grid", "crossed"))

    @property
    def unit(self) -> Unit:
        """The unit of the target."""
        return measure_of(self.design.measure.rpartition(".")[2]).unit

    @cached_property
    def worth(self) -> float:
        """What is worth having, in the target's unit; the middle one where worlds differ."""
        needed = points.worth(self.design, self.table, self.design.measure)
        return float(np.median(needed)) if needed.size else 0.0

    @property
    def footer(self) -> str:
        """What every figure says of itself."""
        scenario = self.design.scenario
        named = {"name": scenario.population.name, "hash": scenario.hash}
        where = origin({"scenario": named, "seed": scenario.run.seed, "msim": VERSION})
        return where.replace("synthetic", f"synthetic \u00b7 study {self.design.name}", 1)
