"""How a finished folder takes the place of an older one, also where that cannot be moved."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

from msim.core.paths import hidden, unique, whole


def beside(target: Path, what: str) -> Path:
    """A folder that nobody else uses, on the disk of `target`, so that it can be renamed.

    Within `target` where nothing can be made beside it.
    """
    inside = target.is_dir() and not os.access(target.parent, os.W_OK | os.X_OK)
    return (target if inside else target.parent) / hidden(target, what)


def named(part: Path, target: Path) -> Path:
    """A finished folder that could not take its place, under a name that is seen; its path."""
    left = part.with_name(f"{target.name}.{unique()}")
    try:
        return part.rename(left)
    except OSError:
        return part


def carried(paths: list[Path], old: Path, new: Path) -> None:
    """Copy files of strangers into a new folder: links as links; what is neither stays behind."""
    for path in paths:
        kind = (old / path).lstat().st_mode
        if not os.path.lexists(new / path) and (stat.S_ISLNK(kind) or stat.S_ISREG(kind)):
            (new / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(old / path, new / path, follow_symlinks=False)


def moved(part: Path, target: Path, last: str, old_files: list[str], stays: bool) -> None:
    """Put the whole new folder in the old one's place; the old one comes back if that fails.

    A folder that cannot be renamed, such as a mount, or that `stays`, is filled file by file: the
    file `last` last, after what is older and no more. old_files: those that are to be replaced.
    """
    if not target.exists():
        part.rename(target)
        return
    here = Path.cwd()
    if not stays and part.parent == target.parent and target not in (here, *here.parents):
        old = beside(target, "old")
        try:
            target.rename(old)
            part.rename(target)
            return
        except OSError:
            pass  # it is filled, below
        finally:
            if os.path.lexists(old) and not target.exists():
                old.rename(target)
            elif target.exists():
                shutil.rmtree(old, ignore_errors=True)
    new = [path.relative_to(part) for path in sorted(part.rglob("*")) if not path.is_dir()]
    for path in sorted(new, key=lambda each: each.as_posix() == last):
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        with whole(target / path) as copy:
            shutil.copy2(part / path, copy, follow_symlinks=False)
    for name in set(old_files) - {path.as_posix() for path in new}:
        (target / name).unlink(missing_ok=True)
