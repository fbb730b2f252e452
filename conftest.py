"""What every test run shares: Hypothesis profiles, and code blocks in Markdown run as tests."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from functools import partial

import pytest
from hypothesis import HealthCheck, settings
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

USUAL = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}


def pytest_runtest_setup() -> None:
    """Whatever a test starts hears signals.

    What a script starts in the background ignores Ctrl-C, and a command that has heard a signal is
    deaf to further ones.
    """
    if threading.current_thread() is threading.main_thread():
        for each, how in USUAL.items():
            if signal.getsignal(each) is signal.SIG_IGN:
                signal.signal(each, how)


# The same examples every time, on every machine: a red test stays red until it is mended.
# `HYPOTHESIS_PROFILE=explore` looks for new ones.
settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("explore", deadline=None, max_examples=1000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

# Fenced blocks marked `python` run from top to bottom, one namespace for each document.
_documents = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()],
    patterns=["README.md", "docs/**/*.md", "examples/**/*.md"],
    fixtures=["in_a_folder_of_its_own"],
)
pytest_collect_file = _documents.pytest()


@pytest.fixture(scope="module")
def few_numbers() -> Iterator[None]:
    """A study of segments tries two numbers of segments, on five pairs of resamples."""
    with pytest.MonkeyPatch.context() as patch:
        _try_few(patch)
        yield


def _try_few(patch: pytest.MonkeyPatch) -> None:
    from msim.experiment.segments import cuts

    patch.setattr(cuts, "COUNTS", range(2, 4))
    for name in ("stability", "segment_stability"):
        patch.setattr(cuts, name, partial(getattr(cuts, name), resamples=5))


@pytest.fixture
def in_a_folder_of_its_own(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Documents write results where they stand; here that is a temporary folder.

    Whatever they say of segments is not looked at.
    """
    _try_few(monkeypatch)
    monkeypatch.chdir(tmp_path_factory.getbasetemp())


def pytest_itemcollected(item: pytest.Item) -> None:
    """Blocks of a document share names, and one may say that the next is skipped."""
    if item.path.suffix == ".md":
        item.add_marker(pytest.mark.xdist_group(str(item.path)))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of an `xdist_group` stay in one process.

    pytest-xdist writes the group into a name that pytest 9.2 no longer reads.
    """
    for item in items:
        grouped, identity = getattr(item, "_nodeid", None), getattr(item, "_id", None)
        if grouped is not None and identity is not None and str(grouped) != str(item.nodeid):
            item._id = type(identity).parse(grouped)
