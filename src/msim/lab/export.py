"""The laboratory as one file: no server, no network, the numbers of a grid and the same look.

Scripts and styles stand in the file itself; its content security policy names each by its hash, so
that nothing else can run in it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import multiprocessing
import os
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Final

import numpy as np

from msim import __version__, api
from msim.core.errors import InputError
from msim.core.paths import whole
from msim.core.verdict import OUTCOMES
from msim.lab import files
from msim.lab.answers import COLUMNS, FIGURES, numbers, picture
from msim.lab.grid import AXES, HELD_BACK, PRESET, Axis, Compute, Grid, built
from msim.lab.story.chapters import told
from msim.lab.story.titles import SCREENS
from msim.lab.texts import texts
from msim.lab.worlds import LabWorld, stages
from msim.report.common.document import unmarked
from msim.report.common.html import look
from msim.report.common.names import label, measure
from msim.report.common.sentences import SHORT, capital
from msim.report.run import sections
from msim.report.run.data import ReportData
from msim.report.run.sentences import budget
from msim.report.run.worlds import FEWEST, said

MODULES: Final = (
    "levers.js", "drawing.js", "address.js", "dialogs.js", "world.js", "steps.js",
    "kept.js", "page.js", "numbers.js", "dots.js", "readings.js", "screens.js", "story.js",
    "front.js", "between.js",
)  # fmt: skip
"""The scripts of the exported page, each after those that it imports."""
LARGEST: Final = 5_000_000
Progress = Callable[[int, int], None]


def export(
    path: Path, workers: int, progress: Progress | None = None, replicates: int | None = None
) -> Path:
    """Compute the grid and write the page, whole or not at all; gives its path.

    replicates: exactly so many worlds at each setting; None: as the scenario says.
    Raises InputError where the file cannot be written there.
    """
    if path.is_dir() or not path.parent.is_dir():
        raise InputError(f"--export {path}: give the name of a file in a folder that exists")
    stage = stages(replicates)[-1]
    text = page(built(AXES, stage, HELD_BACK, side_by_side(workers, progress)))
    with whole(path) as part:
        part.write_text(text, encoding="utf-8")
    return path


def side_by_side(workers: int, progress: Progress | None) -> Compute:
    """Compute worlds in so many processes; `progress` is told how many are done of how many."""

    def compute(function: Callable[[LabWorld], Any], worlds: Sequence[LabWorld]) -> Iterator[Any]:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, context, initializer=_end_with_parent) as pool:
            for done, result in enumerate(pool.map(function, worlds), 1):
                if progress is not None:
                    progress(done, len(worlds))
                yield result

    return compute


def _end_with_parent() -> None:
    """Let this process end when the one that started it is gone, however that came about."""

    def watch() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def page(grid: Grid) -> str:
    """The exported page as HTML."""
    static = files.static()
    script = bundled({name: static[name] for name in MODULES})
    vega = files.bundle().replace("</script", "<\\/script")
    style = look() + static["lab.css"] + static["story.css"]
    rules = [
        "default-src 'none'",
        f"script-src {_hash(vega)} {_hash(script)}",
        f"style-src {_hash(style)}",
        "img-src data:", "base-uri 'none'", "form-action 'none'",
    ]  # fmt: skip
    policy = f'<meta http-equiv="Content-Security-Policy" content="{"; ".join(rules)}">'
    content = json.dumps(meta(grid), ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")
    outside = r'<(?:link rel="(?:stylesheet|icon)"|script)[^>]*>(?:</script>)?\n'
    head = re.sub(outside, "", static["index.html"])
    head = head.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n{policy}')
    head = head.replace("</head>", f"<style>{style}</style>\n</head>")
    tail = (
        f'<script type="application/json" id="meta">{content}</script>\n'
        f'<script type="module">{vega}</script>\n<script type="module">{script}</script>\n</body>'
    )
    return head.replace("</body>", tail)


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def bundled(modules: dict[str, str]) -> str:
    """Scripts that import from each other as one script; each keeps its names to itself.

    >>> "const { one } = made['a.js'];" in bundled({"b.js": 'import { one } from "./a.js";'})
    True
    """
    told = ["const made = {};"]
    for name, text in modules.items():
        text = re.sub(r'^import (\{[^}]*\}) from "\./([\w.]+)";$', r"const \1 = made['\2'];", text,
                      flags=re.M)  # fmt: skip
        given = re.findall(r"^export (?:async )?(?:function|class|const) (\w+)", text, re.M)
        text = re.sub(r"^export ", "", text, flags=re.M)
        told.append(f"made['{name}'] = (() => {{\n{text}\nreturn {{ {', '.join(given)} }};\n}})();")
    return "\n".join(told)


def meta(grid: Grid) -> dict[str, Any]:
    """What the page knows: levers of the grid, words, the grid, and the start's answer in full."""
    shared = files.meta(stages=1)
    scenario = LabWorld(PRESET).scenario(grid.stage)
    data = api.compare(scenario).data
    levers = [_lever(each, grid) for each in shared["levers"] if each["key"] in _keys(grid)]
    begin = {lever["key"]: shared["presets"][PRESET][lever["key"]] for lever in levers}
    return {
        **shared,
        "version": __version__,
        "levers": levers,
        "presets": {PRESET: begin},
        "grid": {
            "axes": [{"key": axis.key, "nodes": list(axis.nodes)} for axis in grid.axes],
            "names": list(grid.names),
            "values": _rounded(grid),
            "error": dict(grid.error),
        },
        "begin": numbers(data, LabWorld(PRESET).command(grid.stage)),
        "screens": {name: told(name, grid.stage) for name in SCREENS},
        "figures": [picture(name, sections.FIGURES[name](data)) for name in FIGURES],
        "table": _table(data),
        "outcomes": SHORT,
        "sentences": _sentences(data),
        "command": LabWorld(PRESET).command(grid.stage),
        "foot": f"msim {__version__} · synthetic · a grid of simulated settings, estimated between",
        "simulated": scenario.population.simulated,
        "surveys": scenario.surveys,
        "fewest": FEWEST,
    }


def _sentences(data: ReportData) -> dict[str, Any]:
    """The run's sentences of its answer, with `{names}` where the page puts a world's numbers."""
    found, blank = ("{votes}", "{more}", "{difference}"), ("{segmented}", "{broadcast}", "{gap}")
    return {
        "head": {each: said.head(each, "") for each in OUTCOMES},
        "estimate": unmarked(texts("definitions")["estimate"].strip()),
        "answer": unmarked(said.answer("{head}", budget(data), *blank)),
        "tailoring": {each: said.tailoring(each, *found[1:], "{worth}") for each in OUTCOMES},
        "delivering": {each: capital(said.delivering(each, *found)) for each in OUTCOMES},
        "alike": [said.alike(said.same(), "{equal}", "{surveys}", n) for n in (0, 1, "{left}")],
    }


def _keys(grid: Grid) -> dict[str, Axis]:
    return {axis.key: axis for axis in grid.axes}


def _lever(described: dict[str, Any], grid: Grid) -> dict[str, Any]:
    """A lever within the grid's range; none takes another's place here."""
    axis = _keys(grid)[described["key"]]
    return {**described, "positions": list(axis.positions), "instead": []}


def _table(data: ReportData) -> dict[str, Any]:
    arms = [{"arm": arm, "label": label(arm)} for arm in data.speaking]
    units = {name: measure(name).unit for name in (*COLUMNS, *BY_MEASURE)}
    return {"columns": list(COLUMNS), "arms": arms, "units": units, "currency": data.currency}


BY_MEASURE: Final = ("promised_shrunk_net_votes", "on_target_reach")


def _rounded(grid: Grid) -> list[list[float | None]]:
    """A row a node, the last lever moving fastest; six digits, None where there is no number."""
    rows = grid.values.reshape(-1, len(grid.names))
    return [[None if np.isnan(v) else float(f"{v:.6g}") for v in row] for row in rows]
