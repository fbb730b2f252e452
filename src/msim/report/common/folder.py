"""A results folder: written whole or not at all, and never at the cost of an older one.

Files go to a temporary folder beside the target, which takes the target's place only when it
is complete. `manifest.json` lists a SHA-256 of every file, so that damage is noticed when the
folder is read, and so that files which somebody put there by hand are told from msim's own:
they are carried over.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from msim.core.errors import InputError, Located
from msim.core.paths import absolute, swept
from msim.core.text import as_json
from msim.core.wording import say
from msim.report.common import placing

MANIFEST = "manifest.json"
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?<!\.)")
_DEVICE = re.compile(r"(.*/)?(con|prn|aux|nul|com\d|lpt\d)(\.|/|$)", re.IGNORECASE)
Files = Mapping[str, bytes | str]


def write(folder: Path | str, files: Files) -> Path:
    """Writes `files` (relative name -> content) as the whole content of `folder`.

    An older results folder (it has msim's `manifest.json`) is replaced once the new one is
    whole, and files in it that msim did not write are kept. Any other folder that is not empty
    is refused (`InputError`). Where the disk is full or the place is not writable an `OSError`
    says so, nothing half-written is left and an older folder stays as it was; where only the last
    step fails, it says where the finished folder lies.

    Returns:
        The folder, absolute.
    """
    target = absolute(folder)
    swept(target)
    kept, stays = _strangers(target)
    part, finished = placing.beside(target, "part"), False
    try:
        part.mkdir(parents=True)
        for name, content in with_checksums(files).items():
            _put(part / name, content)
        if not stays:
            placing.carried(kept, target, part)
        finished = True
        placing.moved(part, target, MANIFEST, [*own_files(target)], stays)
        finished = False
    except OSError as error:
        why = error.strerror or str(error)
        if finished:
            part = placing.named(part, target)
            why += say("kept", place=part)
        raise OSError(error.errno, f"cannot write the results to {target}: {why}") from error
    except BaseException:
        finished = False
        raise
    finally:
        if not finished:
            shutil.rmtree(part, ignore_errors=True)
    return target


def ready(folder: Path | str, page: str = "report.html") -> Path:
    """The folder, absolute, if results can go there; said before any work is done for them.

    `page` is the page that the results have: results of another kind are not written over.

    Raises:
        InputError: the place is a file, or a folder of something else.
        OSError: the place is not writable.
    """
    target = absolute(folder)
    swept(target)
    above = next(path for path in (*target.parents, target) if path.exists())
    if not above.is_dir():
        raise InputError([Located("is a file; results need a folder", file=str(above))])
    if target.is_dir() and not os.access(above, os.W_OK | os.X_OK):
        above = target  # such as a mount: it is filled
    if not os.access(above, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, f"cannot write the results to {target}: not allowed")
    try:
        Path(tempfile.mkdtemp(prefix=".msim-", dir=above)).rmdir()
    except OSError as error:
        why = error.strerror or str(error)
        raise OSError(error.errno, f"cannot write the results to {target}: {why}") from error
    _strangers(target)
    own = own_files(target)
    if own and page not in own:
        text = say("other_results")
        raise InputError([Located(text, file=str(target))])
    return target


def usual(config: str, name: str) -> Path:
    """Where a run's results go unless told otherwise: `results/` and what was run.

    >>> usual("configs/mine.toml", "Freedonia").as_posix(), usual("-", "Free / donia").as_posix()
    ('results/mine', 'results/Free-donia')
    """
    stem = name if config == "-" else Path(config).stem
    return Path("results") / (re.sub(r"[^\w.]+", "-", stem).strip("-.") or "scenario")


def verify(folder: Path, names: Collection[str]) -> None:
    """Holds files of a results folder against the checksums in its manifest.

    Raises:
        InputError: naming each file that is missing or has changed.
    """
    own = {name: digest for name, digest in own_files(folder).items() if name in names}
    problems = [
        Located(
            say("damaged") if (folder / name).is_file() else "missing from the results folder",
            file=str(folder / name),
        )
        for name in damaged(folder, own)
    ]
    if problems:
        raise InputError(problems)


def damaged(folder: Path, digests: Mapping[str, str]) -> list[str]:
    """Which of the files, given with their SHA-256, are gone or have other bytes."""
    return [
        name for name, digest in digests.items()
        if not (folder / name).is_file()
        or hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest
    ]  # fmt: skip


def own_files(folder: Path) -> dict[str, str]:
    """The files that msim wrote into `folder` and their SHA-256, by the manifest.

    Raises:
        InputError: the manifest is damaged.
    """
    manifest = _manifest(folder)
    files = manifest.get("files") if manifest else None
    if not isinstance(files, dict | None):
        raise InputError([Located(say("files"), file=str(folder / MANIFEST))])
    return {str(name): str(digest) for name, digest in files.items()} if files else {}


def read(folder: Path, names: list[str]) -> dict[str, bytes]:
    """The bytes of those of `names` that exist in `folder`."""
    return {name: (folder / name).read_bytes() for name in names if (folder / name).is_file()}


def manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a results folder.

    Raises:
        InputError: the folder is none of msim's, or its manifest cannot be read.
    """
    found = _manifest(folder)
    if found is None:
        raise InputError([Located(say("not_results"), file=str(folder))])
    return found


def _manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a folder that msim wrote; None for any other folder."""
    try:
        value = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) and "msim" in value else None


def _strangers(target: Path) -> tuple[list[Path], bool]:
    """Files in an older results folder that msim did not write; refuses any other folder.

    Also whether one of them, such as a pipe, can only stay where it is.
    """
    if not target.exists():
        return [], False
    if not target.is_dir():
        raise InputError([Located("is a file; results need a folder", file=str(target))])
    if not any(target.iterdir()):
        return [], False
    if _manifest(target) is None:
        text = say("strangers")
        raise InputError([Located(text, file=str(target))])
    own = {PurePosixPath(name) for name in own_files(target)} | {PurePosixPath(MANIFEST)}
    found = [path.relative_to(target) for path in target.rglob("*")
             if path.is_symlink() or not path.is_dir()]
    kept = sorted(path for path in found if PurePosixPath(path.as_posix()) not in own
                  and not path.parts[0].endswith(".part"))
    modes = [(target / path).lstat().st_mode for path in kept]
    return kept, not all(stat.S_ISREG(mode) or stat.S_ISLNK(mode) for mode in modes)


def with_checksums(files: Files) -> dict[str, bytes]:
    """The same files as bytes, `manifest.json` with their checksums added.

    Raises:
        InputError: a name leads out of the folder, or is none that every system has.
    """
    for name in files:
        if not all(map(_PART.fullmatch, name.split("/"))) or _DEVICE.match(name):
            raise InputError(say("leaves", name=repr(name)))
    content = {
        name: value.encode("utf-8") if isinstance(value, str) else value
        for name, value in files.items()
    }
    if MANIFEST in content:
        manifest = json.loads(content[MANIFEST])
        manifest["files"] = {
            name: hashlib.sha256(value).hexdigest()
            for name, value in sorted(content.items())
            if name != MANIFEST
        }
        content[MANIFEST] = as_json(manifest).encode()
    return content


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
