"""What every test run shares: Hypothesis profiles, and code blocks in Markdown run as tests."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

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


@pytest.fixture
def in_a_folder_of_its_own(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Documents write results where they stand; here that is a temporary folder."""
    monkeypatch.chdir(tmp_path_factory.getbasetemp())
