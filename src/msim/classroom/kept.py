"""What comes of a lesson's steps, kept for the next class in the user's cache folder.

A file's name says the lesson's texts, msim's own source and the libraries: whatever changes a
number changes the name. Nothing here loads the engine, so that a class opens at once.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import multiprocessing
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from msim.core.errors import MsimError
from msim.core.paths import cache_folder, whole
from msim.core.wording import say
from msim.execution.here import end_with_parent
from msim.execution.versions import here
from msim.lessons.lesson import Lesson

LessonResults = dict[str, Any]
"""`steps`: for each the index of the choice that came, a text (HTML) and pictures; `notes`."""


def kept(lesson: Lesson) -> LessonResults | None:
    """What was computed before, None where nothing was."""
    try:
        found: LessonResults = json.loads(_file(lesson).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


def computed(lesson: Lesson) -> LessonResults:
    """Run the lesson's notebook, some seconds to a minute, and keep what came of it.

    Raises MsimError where a cell fails. Where nothing can be kept, the next class computes again.
    """
    from msim.classroom.results import compute  # noqa: PLC0415 - the engine, where it is needed

    found = compute(lesson)
    with suppress(OSError):  # a folder that cannot be written
        _keep(lesson, json.dumps(found, ensure_ascii=False))
    return found


async def ready(lesson: Lesson) -> LessonResults:
    """What was kept, or what a process of its own computes meanwhile. Raises as `computed` does."""
    found = kept(lesson)
    if found is not None:
        return found
    context = multiprocessing.get_context("spawn")
    pipe, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_told, args=(lesson, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        found, error = await asyncio.to_thread(pipe.recv)
    except EOFError:
        found, error = None, say("process_ended")
    finally:
        process.kill()
    if found is None:
        raise MsimError(error)
    return found


def _told(lesson: Lesson, pipe: Connection) -> None:
    """What the process does: tell what came, or what went wrong."""
    end_with_parent()
    try:
        pipe.send((computed(lesson), ""))
    except Exception as error:
        pipe.send((None, str(error)))


def _file(lesson: Lesson) -> Path:
    texts = [lesson.text(name) for name in ("lesson", "instructor", "notebook")]
    told = json.dumps([texts, here()], sort_keys=True)
    digest = hashlib.sha256(told.encode()).hexdigest()[:16]
    return cache_folder() / "class" / f"{lesson.name}-{digest}.json"


def _keep(lesson: Lesson, text: str) -> None:
    file = _file(lesson)
    file.parent.mkdir(parents=True, exist_ok=True)
    with whole(file) as part:
        part.write_text(text, encoding="utf-8")
    for other in file.parent.glob(f"{lesson.name}-*.json"):
        if other != file:
            other.unlink(missing_ok=True)
