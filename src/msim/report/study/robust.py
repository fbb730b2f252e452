"""Does the answer stand when somebody asks otherwise? The facts of those sentences."""

from __future__ import annotations

import pandas as pd

from msim.core.text import percent
from msim.report.common.sentences import listed
from msim.report.study.sentences import said
from msim.study.records import Design


def worth_pp(design: Design) -> str:
    """What the scenario holds to matter, in points of vote share."""
    return f"{design.scenario.run.worth_pp:g}"


def another_worth(found: pd.DataFrame) -> str:
    """How the shares move as another difference is held to matter; empty where none is set."""
    if found.empty or not found["points"].any():
        return ""
    wins = found[found["answer"] == "win"]
    least, most = (wins.to_dict("records")[place] for place in (0, -1))
    whole = found[found["answer"].isin(("win", "fall", "open"))]
    top = [(worth, str(each.sort_values("share")["answer"].iloc[-1]))
           for worth, each in whole.groupby("worth_pp")]  # fmt: skip
    turns = [f"{worth:g}" for (worth, now), (_, before) in zip(top[1:], top[:-1], strict=True)
             if now != before]  # fmt: skip
    return said.by_worth(f"{least['worth_pp']:g}", f"{most['worth_pp']:g}",
                         percent(least["share"]), percent(most["share"]),
                         listed(turns) if turns else "")
