"""What tests of lessons share."""

from __future__ import annotations

import pytest

from msim.lessons.lesson import lessons

NAMES = [lesson.name for lesson in lessons()]
SHEETS = ("lesson", "worksheet", "instructor", "solutions")
EACH = pytest.mark.parametrize("name", NAMES)
