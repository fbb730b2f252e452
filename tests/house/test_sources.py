"""Files are short, say nothing of the machine they were written on, and draw only named numbers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import tree

MOST_LINES = 300
PLACES = [re.compile(p) for p in (r"(?<![\w.])/(work|root|home|Users|opt)/\w", r"[A-Z]:\\Users")]
HOSTS = [re.compile("py" + "pi|python" + "hosted|npm" + r"js|\.\./" + "shared")]
NUMPY_MAY = {"Generator", "SeedSequence", "BitGenerator", "SFC64", "PCG64", "PCG64DXSM", "Philox"}
MODULES_MAY_NOT = {"random", "secrets", "uuid"}
MAY_ALL_THE_SAME = {
    ("src/msim/lab/classroom.py", "secrets"),  # the join code and key of a class: no number either
    ("src/msim/lab/sessions.py", "secrets"),  # names of open pages, and what marks them
    ("src/msim/core/paths.py", "secrets"),  # names of temporary files and folders, not numbers
    # The generator with which scikit-learn draws, from a seed that it must be given.
    ("src/msim/campaign/segments/kmeans.py", "np.random.RandomState"),
}


@pytest.mark.parametrize("path", [*tree.SOURCES, *tree.TESTS], ids=tree.name)
def test_no_file_is_too_long(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES, f"{tree.name(path)} has {lines} lines"


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = [
        f"{tree.name(path)}:{number}: {line.strip()}"
        for path in tree.text_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if any(pattern.search(line) for pattern in [*PLACES, *HOSTS])
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", tree.SOURCES, ids=tree.name)
def test_randomness_is_named(path: Path) -> None:
    """Streams come from core/streams.py, by name: nothing else may make a random number."""
    found = [
        f"{tree.name(path)}:{line}: {what}"
        for line, what in offences(tree.parsed(path))
        if (tree.name(path), what) not in MAY_ALL_THE_SAME
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "bad",
    [
        "np.random.seed(1)",
        "numpy.random.normal(0, 1)",
        "np.random.default_rng()",
        "rng = default_rng(seed)",
        "import random",
        "from random import choice",
        "from numpy.random import default_rng",
        "hash('voter')",
        "x = seed or 1",
        "f(scenario.seed + replicate)",
        "os.urandom(8)",
        "KMeans(n_clusters=3, random_state=None)",
        "from sklearn.cluster import KMeans\nKMeans(n_clusters=3)",
    ],
)
def test_the_check_sees_what_it_must(bad: str) -> None:
    assert list(offences(ast.parse(bad))), bad


def test_the_check_lets_named_streams_pass() -> None:
    good = "np.random.Generator(np.random.SFC64(np.random.SeedSequence([seed, replicate])))"
    assert not list(offences(ast.parse(good)))


def offences(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and reason of each use of randomness that has no name."""
    estimators = _drawing_estimators(module)
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            bad = [a.name for a in node.names if a.name in MODULES_MAY_NOT]
        elif isinstance(node, ast.ImportFrom):
            bad = [a.name for a in node.names if node.module in MODULES_MAY_NOT]
            if node.module == "numpy.random":
                bad = [a.name for a in node.names if a.name not in NUMPY_MAY]
        elif isinstance(node, ast.Attribute):
            bad = [ast.unparse(node)] if _unnamed(node) else []
        elif isinstance(node, ast.Call):
            bad = _bad_call(node, estimators)
        elif isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            bad = ["seed or ...: 0 is a seed"] if _is_seed(node.values[0]) else []
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub | ast.Mult):
            bad = ["arithmetic on a seed"] if _is_seed(node.left) or _is_seed(node.right) else []
        else:
            continue
        yield from ((node.lineno, what) for what in bad)


def _unnamed(node: ast.Attribute) -> bool:
    text = ast.unparse(node)
    drawn = re.fullmatch(r"(?:np|numpy)\.random\.(\w+)", text)
    return (drawn is not None and drawn[1] not in NUMPY_MAY) or text == "os.urandom"


def _bad_call(node: ast.Call, estimators: set[str]) -> list[str]:
    called = ast.unparse(node.func)
    if called in {"hash", "default_rng"}:
        return [f"{called}()"]
    states = [k.value for k in node.keywords if k.arg == "random_state"]
    if any(isinstance(s, ast.Constant) and s.value is None for s in states):
        return [f"{called}(random_state=None)"]
    spread = any(k.arg is None for k in node.keywords)
    return (
        [f"{called}() without random_state"]
        if called in estimators and not (states or spread)
        else []
    )


def _drawing_estimators(module: ast.Module) -> set[str]:
    """Names imported from scikit-learn that draw random numbers."""
    import importlib
    import inspect

    found = set()
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sklearn"):
            home = importlib.import_module(node.module or "")
            for alias in node.names:
                thing = getattr(home, alias.name, None)
                if callable(thing) and "random_state" in inspect.signature(thing).parameters:
                    found.add(alias.asname or alias.name)
    return found


def _is_seed(node: ast.expr) -> bool:
    return (isinstance(node, ast.Name) and node.id == "seed") or (
        isinstance(node, ast.Attribute) and node.attr == "seed"
    )
