"""Replace a file at once or not at all."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from tracker.errors import TrackerError

_BLOCK = 1 << 16
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def replace_file(path: Path, chunks: Iterable[bytes]) -> bool:
    """Give `path` the content `chunks`, mode 0600, and say whether it changed.

    A reader sees the old file or the new one, never a part: subscribed calendars take an
    empty file for an empty calendar. A file that already holds these bytes is not touched.
    A link is followed; a device or pipe is written to. What `chunks` raises passes through;
    whatever fails, the old file stays and nothing else is left behind.

    Raises TrackerError (`error.output.…`) when the file cannot be written.
    """
    try:
        return _replace(path, chunks)
    except OSError as error:
        raise _explain(path, error) from error


def _replace(path: Path, chunks: Iterable[bytes]) -> bool:
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
        if kind is not None and _same(temporary, target):
            return False
        temporary.replace(target)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()
    _sync(target.parent)
    return True


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
