"""What comes of a lesson: computed once, kept for the next class, and forgotten when it is old."""

from __future__ import annotations

from pathlib import Path

import pytest

from msim.classroom import kept
from msim.core.errors import MsimError
from msim.core.paths import cache_folder
from msim.lessons import find
from msim.lessons.lesson import Lesson
from msim.lessons.steps import steps
from tests.lab.apart import apart

STEP = """### Step {n}. One

:::ask
world = "A country."
question = "How many?"
choices = ["none", "one", "two"]
:::

:::predict
How many?
:::

:::reveal
<!--came {{{{ found }}}} -->

{{{{ picture(chart, "A title", "A caption", "A line.") }}}}

It is {{{{ found }}}}.
:::
"""
NOTEBOOK = """# A

```python
import altair as alt
import pandas as pd
found = 2
lines = alt.Chart(pd.DataFrame({"a": [1, 2]})).mark_line().encode(x="a", y="a")
chart = lines.properties(width=300, height=100)
```
"""


@pytest.fixture
def lesson(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lesson:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))
    for name, text in (
        ("lesson", "## How to use it\n\n" + STEP.format(n=1)), ("notebook", NOTEBOOK),
        ("instructor", "## Timing\n\n| minutes | part |\n| --- | --- |\n| 0-20 | Step 1: so. |\n"),
    ):  # fmt: skip
        (tmp_path / f"{name}.md").write_text(text)
    return Lesson("tiny", "Tiny", 20, "Why?", tmp_path)


def test_what_was_computed_is_kept_until_a_text_changes(lesson: Lesson) -> None:
    assert kept.kept(lesson) is None
    made = kept.computed(lesson)
    assert kept.kept(lesson) == made
    step = made["steps"][0]
    assert step["came"] == 2 and "It is 2." in step["text"] and "Step 1" in made["notes"]
    assert [each["title"] for each in step["pictures"]] == ["A title"]
    assert "style=" not in step["text"] + made["notes"]  # no page of a class allows it
    (lesson.folder / "notebook.md").write_text(NOTEBOOK.replace("= 2", "= 1"))
    assert kept.kept(lesson) is None
    assert kept.computed(lesson)["steps"][0]["came"] == 1
    assert len(list((cache_folder() / "class").iterdir())) == 1


def test_what_is_kept_is_there_at_once_and_a_damaged_file_is_computed_anew(
    lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = kept.computed(lesson)
    monkeypatch.setattr(kept, "computed", None)  # nothing is
    assert apart(lambda: kept.ready(lesson)) == made
    next((cache_folder() / "class").iterdir()).write_text("{")
    assert kept.kept(lesson) is None


def test_a_process_of_its_own_computes_and_says_what_goes_wrong(lesson: Lesson) -> None:
    assert apart(lambda: kept.ready(lesson))["steps"][0]["came"] == 2
    (lesson.folder / "notebook.md").write_text("```python\n1 / 0\n```\n")
    with pytest.raises(MsimError, match="code cell 1: ZeroDivisionError"):
        apart(lambda: kept.ready(lesson))


def test_a_folder_that_cannot_be_written_ends_no_class(
    lesson: Lesson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "file"))
    assert kept.computed(lesson)["steps"][0]["came"] == 2
    assert kept.kept(lesson) is None


def test_steps_of_the_shipped_lessons_have_minutes_that_follow_each_other() -> None:
    found = [step.minutes for step in steps(find("what-or-whom"))]
    assert [end for _, end in found[:-1]] == [begin for begin, _ in found[1:]]
