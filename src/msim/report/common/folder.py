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
import secrets
import shutil
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from msim.core.errors import InputError, Located
from msim.core.paths import absolute
from msim.core.wording import say

MANIFEST = "manifest.json"
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?<!\.)")
_DEVICE = re.compile(r"(.*/)?(con|prn|aux|nul|com\d|lpt\d)(\.|/|$)", re.IGNORECASE)
Files = Mapping[str, bytes | str]


def write(folder: Path | str, files: Files) -> Path:
    """Writes `files` (relative name -> content) as the whole content of `folder`.

    An older results folder (it has msim's `manifest.json`) is replaced once the new one is
    whole, and files in it that msim did not write are kept. Any other folder that is not empty
    is refused (`InputError`). Where the disk is full or the place is not writable an `OSError`
    says so, nothing half-written is left and an older folder stays as it was.

    Returns:
        The folder, absolute.
    """
    target = absolute(folder)
    part = _beside(target, "part")
    try:
        kept = _strangers(target)
        part.mkdir(parents=True)
        for name, content in with_checksums(files).items():
            _put(part / name, content)
        for path in kept:
            if not (part / path).exists():
                (part / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(target / path, part / path)
        _swap(part, target)
    except OSError as error:
        why = error.strerror or str(error)
        raise OSError(error.errno, f"cannot write the results to {target}: {why}") from error
    finally:
        # Reached on Ctrl-C as well; after a successful swap there is nothing to remove.
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
    above = next(path for path in (*target.parents, target) if path.exists())
    if not above.is_dir():
        raise InputError([Located("is a file; results need a folder", file=str(above))])
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
    problems = []
    for name, digest in own_files(folder).items():
        path = folder / name
        if name not in names:
            continue
        if not path.is_file():
            problems.append(Located("missing from the results folder", file=str(path)))
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            text = say("damaged")
            problems.append(Located(text, file=str(path)))
    if problems:
        raise InputError(problems)


def own_files(folder: Path) -> dict[str, str]:
    """The files that msim wrote into `folder` and their SHA-256, by the manifest."""
    manifest = _manifest(folder)
    files = manifest.get("files") if manifest else None
    return {str(name): str(digest) for name, digest in files.items()} if files else {}


def read(folder: Path, names: list[str]) -> dict[str, bytes]:
    """The bytes of those of `names` that exist in `folder`."""
    return {name: (folder / name).read_bytes() for name in names if (folder / name).is_file()}


def _manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a folder that msim wrote; None for any other folder."""
    try:
        value = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) and "msim" in value else None


def _strangers(target: Path) -> list[Path]:
    """Files in an older results folder that msim did not write; refuses any other folder."""
    if not target.exists():
        return []
    if not target.is_dir():
        raise InputError([Located("is a file; results need a folder", file=str(target))])
    if not any(target.iterdir()):
        return []
    if _manifest(target) is None:
        text = say("strangers")
        raise InputError([Located(text, file=str(target))])
    own = {PurePosixPath(name) for name in own_files(target)} | {PurePosixPath(MANIFEST)}
    found = (path.relative_to(target) for path in target.rglob("*") if not path.is_dir())
    return sorted(path for path in found if PurePosixPath(path.as_posix()) not in own)


def _beside(target: Path, what: str) -> Path:
    """A path beside `target` that nobody else uses: on the same disk, so that it can be renamed."""
    return target.parent / f".{target.name}.{secrets.token_hex(4)}.{what}"


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
        content[MANIFEST] = (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode()
    return content


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _swap(part: Path, target: Path) -> None:
    """Puts the whole new folder in the old one's place; the old one comes back if that fails."""
    if not target.exists():
        part.rename(target)
        return
    old = _beside(target, "old")
    try:
        target.rename(old)
        part.rename(target)
    except BaseException:
        if old.exists() and not target.exists():
            old.rename(target)
        raise
    finally:
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)
