"""The content of a results folder as one record; the only thing that this room reads."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msim.core.errors import InputError, Located
from msim.core.text import Interval
from msim.core.wording import say
from msim.report.common.names import origin
from msim.scenario import Scenario
from msim.scenario.draft import drafted

if TYPE_CHECKING:
    import pandas as pd

# The tables of a results folder and the columns without which nothing can be shown.
TABLES: dict[str, tuple[str, ...]] = {
    "outcomes": ("arm", "replicate", "measure", "value"),
    "segments": ("segment", "label", "size_share"),
    "plans": ("replicate", "arm", "cell", "channel", "message", "impressions", "cost"),
    "diagnostics": ("replicate", "measure", "value"),
    "frequency": ("arm", "frequency", "share"),
}
# Tables that a results folder has where the scenario uses what they are about.
OPTIONAL: dict[str, tuple[str, ...]] = {
    "districts": (
        "district", "size_share", "electoral_votes", "silent_share_pp", "decisive",
        "power_per_vote",
    ),
    "left_out": ("kind", "group", "voters_share", "arm", "measure", "mean", "low", "high"),
    "heard": ("kind", "group", "arm", "message", "share"),
    "test": ("segment", "message", "estimate_pp", "standard_error_pp", "true_pp"),
    "turns": ("key", "verdict", "into", "today", "low", "high", "turn_at", "win_at"),
}  # fmt: skip
SUMMARY_KEYS = ("msim", "scenario", "seed", "replicates", "electorate", "arms", "contrasts")


def _no_rows() -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - a run that is only counted needs none

    return pd.DataFrame()


@dataclass(frozen=True)
class ReportData:
    """Everything a report may say, as it lies in a results folder.

    `summary` and `manifest` are the JSON objects of the same names (`replicates` counts worlds);
    `scenario_toml` the complete scenario; the tables are tidy (`outcomes`: a row a single election
    and measure: arm, replicate, which is the world's number, survey, measure, value; `frequency`:
    arm, frequency 0 to 10 where 10 is ten or more, share of voters; `segments`: a row a segment of
    the first world; `plans`: a row a cell and channel after each world's first survey, money in the
    scenario's currency; `districts`: a row a district of the first world, empty where districts
    decide nothing; `left_out`: a row a group, measure, and arm or difference of two; `heard`: a row
    a group, arm and message of the first world; `test`: a row a message and segment of its first
    survey; `turns`: a row a key, where they were asked for).
    """

    summary: Mapping[str, Any]
    outcomes: pd.DataFrame
    segments: pd.DataFrame
    plans: pd.DataFrame
    diagnostics: pd.DataFrame
    frequency: pd.DataFrame
    scenario_toml: str
    manifest: Mapping[str, Any]
    districts: pd.DataFrame = field(default_factory=_no_rows)
    left_out: pd.DataFrame = field(default_factory=_no_rows)
    heard: pd.DataFrame = field(default_factory=_no_rows)
    test: pd.DataFrame = field(default_factory=_no_rows)
    turns: pd.DataFrame = field(default_factory=_no_rows)

    @classmethod
    def read(cls, folder: Path | str) -> ReportData:
        """Reads a results folder back; an `InputError` names whatever is missing or damaged."""
        folder = Path(folder)
        if not folder.is_dir():
            raise InputError([Located(say("no_folder"), file=str(folder))])
        if not any((folder / name).exists() for name in ("summary.json", "scenario.toml")):
            raise InputError([Located(say("no_results"), file=str(folder))])
        problems: list[Located] = []
        summary = _json(folder / "summary.json", SUMMARY_KEYS, problems)
        manifest = _json(folder / "manifest.json", ("msim",), problems)
        scenario = _text(folder / "scenario.toml", problems)
        tables = {
            name: _table(folder / f"{name}.csv", columns, problems)
            for name, columns in TABLES.items()
        }
        tables |= {
            name: _table(folder / f"{name}.csv", columns, problems)
            for name, columns in OPTIONAL.items()
            if (folder / f"{name}.csv").exists()
        }
        if problems:
            raise InputError(problems)
        return cls(summary=summary, scenario_toml=scenario, manifest=manifest, **tables)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables of the folder by name; of those that only some runs have, this run's."""
        every = {name: getattr(self, name) for name in (*TABLES, *OPTIONAL)}
        return {name: table for name, table in every.items() if name in TABLES or len(table)}

    @property
    def arms(self) -> tuple[str, ...]:
        """The arms that ran, in the scenario's order."""
        return tuple(self.summary["arms"])

    @property
    def speaking(self) -> tuple[str, ...]:
        """The arms that ran and send something: all but `silent`."""
        return tuple(arm for arm in self.arms if arm != "silent")

    @property
    def surveys(self) -> int:
        """Surveys in each world; folders of earlier versions had one."""
        return int(self.summary.get("surveys", 1))

    @property
    def selected(self) -> bool:
        """Whether targeted delivery goes to an audience that was picked."""
        return self.scenario.budget.audience == "selected"

    def arm(self, arm: str, measure: str) -> Interval:
        """A measure of one arm; all unknown where the arm did not run."""
        return Interval.of(self.summary["arms"].get(arm, {}).get(measure))

    def contrast(self, name: str, measure: str = "net_votes") -> Interval:
        """A measure of a contrast such as `segmented-broadcast`; unknown where it was not run."""
        return Interval.of(self.summary["contrasts"].get(name, {}).get(measure))

    def part(self, name: str) -> Mapping[str, Any]:
        """A part that only some runs have, such as `game`; empty where this run has none."""
        found = self.summary.get(name)
        return found if isinstance(found, Mapping) else {}

    def has(self, measure: str) -> bool:
        """Whether any arm has a number for this measure."""
        return any(self.arm(arm, measure).known for arm in self.arms)

    @property
    def rule(self) -> str:
        """How the winner is found: `popular`, `districts` or `mandate`."""
        return self.scenario.election.rule

    def share(self, contrast: str, which: str) -> float | None:
        """`share_ahead` or `share_tied` of a contrast, between 0 and 1."""
        return Interval.of({"mean": self.summary["contrasts"].get(contrast, {}).get(which)}).mean

    @property
    def footer(self) -> str:
        """What every figure says of itself."""
        return origin(self.summary)

    @property
    def scenario(self) -> Scenario:
        """The scenario that was run; keys of another version that this one lacks are left out."""
        return _parsed(self.scenario_toml)

    def setting(self, key: str) -> Any:
        """One key of the scenario, by its dotted name; None where there is no such key."""
        value: Any = self.scenario
        for part in key.split("."):
            value = value.get(part) if isinstance(value, dict) else getattr(value, part, None)
        return value

    @property
    def currency(self) -> str:
        """The scenario's currency, as a code of three letters."""
        return self.scenario.budget.currency


@lru_cache(maxsize=8)
def _parsed(text: str) -> Scenario:
    """A scenario, read once: a page looks up a hundred keys."""
    try:
        return drafted(tomllib.loads(text))[0] or Scenario()
    except tomllib.TOMLDecodeError as error:
        raise InputError([Located(f"not TOML: {error}", file="scenario.toml")]) from error


def _text(path: Path, problems: list[Located]) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        problems.append(Located(say("not_there"), file=str(path)))
    except UnicodeDecodeError:
        problems.append(Located(say("not_text"), file=str(path)))
    return ""


def _json(path: Path, needed: tuple[str, ...], problems: list[Located]) -> dict[str, Any]:
    text = _text(path, problems)
    if any(problem.file == str(path) for problem in problems):
        return {}
    try:
        value = json.loads(text)
    except ValueError:
        problems.append(Located("damaged: not JSON", file=str(path)))
        return {}
    if not isinstance(value, dict):
        problems.append(Located(say("not_object"), file=str(path)))
        return {}
    lacking = [key for key in needed if key not in value]
    if lacking:
        problems.append(Located(f"damaged: no {', '.join(lacking)}", file=str(path)))
    return value


def _table(path: Path, columns: tuple[str, ...], problems: list[Located]) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - a run that is only counted needs none

    try:
        # Only an empty field is a missing number: an arm may be called "null" or "NA".
        table = pd.read_csv(path, keep_default_na=False, na_values=[""])
    except FileNotFoundError:
        problems.append(Located(say("not_there"), file=str(path)))
        return pd.DataFrame()
    except (ValueError, pd.errors.ParserError) as error:
        problems.append(Located(f"damaged: {str(error).strip()}", file=str(path)))
        return pd.DataFrame()
    lacking = [column for column in columns if column not in table.columns]
    if lacking:
        problems.append(Located(f"damaged: no column {', '.join(lacking)}", file=str(path)))
    return table
