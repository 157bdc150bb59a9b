"""Replace a file at once or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from tracker.errors import TrackerError

_BLOCK = 1 << 16
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def replace_file(path: Path, chunks: Iterable[bytes]) -> bool:
    """Give `path` the content `chunks`, mode 0600, and say whether it changed; as `replace_files`."""
    return replace_files([(path, chunks)])


def replace_files(files: Iterable[tuple[Path, Iterable[bytes]]]) -> bool:
    """Give each path its content, mode 0600, all of them or none, and say whether any changed.

    A reader sees the old file or the new one, never a part: subscribed calendars take an
    empty file for an empty calendar. A file that already holds these bytes is not touched.
    A link is followed; a device or pipe is written to. What `chunks` raises passes through;
    whatever fails, the old files stay and nothing else is left behind.

    Raises TrackerError (`error.output.…`) when a file cannot be written.
    """
    changes: list[_Change] = []
    streamed = False
    try:
        for path, chunks in files:
            try:
                written = _written(path, chunks)
            except OSError as error:
                raise _explain(path, error) from error
            if isinstance(written, _Change):
                changes.append(written)
            else:
                streamed = streamed or written
        _take_over(changes)
    finally:
        for change in changes:
            for left in (change.temporary, change.kept):
                with suppress(FileNotFoundError):
                    left.unlink()
    for folder in {change.target.parent for change in changes}:
        _sync(folder)
    return streamed or bool(changes)


class _Change(NamedTuple):
    """Hold a file that is written beside its target, and the place for what the target held."""

    path: Path
    target: Path
    temporary: Path
    kept: Path
    existed: bool


def _written(path: Path, chunks: Iterable[bytes]) -> _Change | bool:
    """Write the bytes beside their target; without one to replace, tell whether they went anywhere."""
    if "\0" in str(path):
        raise TrackerError("error.output.name", path=str(path).replace("\0", "?"))
    target = Path(os.path.realpath(path))
    kind = _kind(target)
    if kind is not None and stat.S_ISDIR(kind):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if kind is not None and not stat.S_ISREG(kind):
        with target.open("wb") as stream:
            stream.writelines(chunks)
        return True
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".tracker-", suffix=".tmp")
    temporary = Path(name)
    try:
        with open(handle, "wb") as stream:  # noqa: PTH123 - a descriptor has no path
            stream.writelines(chunks)
            stream.flush()
            os.fsync(stream.fileno())
        if kind is None or not _same(temporary, target):
            return _Change(path, target, temporary, temporary.with_suffix(".old"), kind is not None)
    except BaseException:
        temporary.unlink()
        raise
    temporary.unlink()
    return False


def _take_over(changes: list[_Change]) -> None:
    """Put every file in its place; when one cannot be, give back what the others held."""
    done: list[_Change] = []
    try:
        for change in changes:
            try:
                if change.existed and len(changes) > 1:
                    _keep(change)
                change.temporary.replace(change.target)
            except OSError as error:
                raise _explain(change.path, error) from error
            done.append(change)
    except BaseException:
        for change in done:
            if change.existed:
                change.kept.replace(change.target)
            else:
                change.target.unlink()
        raise


def _keep(change: _Change) -> None:
    """Keep what a target holds until all are in place."""
    try:
        os.link(change.target, change.kept)
    except OSError:
        # Some file systems know no second name for a file.
        shutil.copy2(change.target, change.kept)


def _kind(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _same(one: Path, other: Path) -> bool:
    if one.stat().st_size != other.stat().st_size:
        return False
    try:
        with one.open("rb") as left, other.open("rb") as right:
            while block := left.read(_BLOCK):
                if block != right.read(_BLOCK):
                    return False
    except PermissionError:
        # A file that cannot be read can still be replaced.
        return False
    return True


def _sync(folder: Path) -> None:
    # Where a folder cannot be opened or synced (some network file systems), the rename still holds.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _explain(path: Path, error: OSError) -> TrackerError:
    folder = str(path.parent)
    if error.errno in _FULL:
        return TrackerError("error.output.full", path=str(path))
    if error.errno in _REFUSED:
        return TrackerError("error.output.not-writable", path=str(path), folder=folder)
    if error.errno == errno.EISDIR:
        return TrackerError("error.output.directory", path=str(path))
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return TrackerError("error.output.no-folder", path=str(path), folder=folder)
    return TrackerError("error.output.failed", path=str(path), reason=error.strerror or type(error).__name__)
