"""Where does the verdict turn as one lever moves? The sentence of `msim turns` for that key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msim.core.errors import InputError
from msim.experiment.comparison.turns import turns
from msim.lab.jobs import TurnJob
from msim.lab.levers import BY_KEY
from msim.lab.paired import Superseded, compared
from msim.report.turns.result import TurningPoints
from msim.report.turns.sections import answers


def turned(job: TurnJob, stop: Callable[[], bool] = lambda: False) -> dict[str, Any]:
    """What a job asks: the sentences, and the value at which the verdict turns, None for nowhere.

    Searched is the range of `msim turns`; where nothing is published, that of the lever. Raises
    Superseded soon after `stop` says so, and InputError where the world does not use the key.
    """

    def progress(done: int, wanted: int) -> None:
        if stop():
            raise Superseded

    lever = BY_KEY[job.lever]
    ends = [each for each in lever.positions if not isinstance(each, str)]
    ranges = {} if lever.doc.published else {lever.key: (float(ends[0]), float(ends[-1]))}
    ran = compared(job.scenario, progress).summary
    try:
        found = turns(job.scenario, [lever.key], progress, ran, ranges)
    except InputError as error:
        raise InputError("; ".join(each.message for each in error.problems)) from None
    table = TurningPoints.table_of(found)
    return {
        "part": "turn", "lever": lever.key, "said": " ".join(answers(table)),
        "at": found.keys[0].turn.at,
    }  # fmt: skip
