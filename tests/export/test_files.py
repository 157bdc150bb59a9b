"""A file is replaced at once or not at all."""

from __future__ import annotations

import os
import resource
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.errors import TrackerError
from tracker.export.files import replace_file, replace_files

OLD = b"old" * 100
NEW = b"new" * 100


def alone(path: Path) -> bool:
    return [each.name for each in path.parent.iterdir()] == [path.name]


def test_new_file_is_private(tmp_path: Path) -> None:
    path = tmp_path / "plan.ics"
    assert replace_file(path, [b"a", b"b"])
    assert path.read_bytes() == b"ab"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert alone(path)


def test_replaced_file_becomes_private(tmp_path: Path) -> None:
    path = tmp_path / "plan.ics"
    path.write_bytes(OLD)
    path.chmod(0o644)
    assert replace_file(path, iter([NEW]))
    assert path.read_bytes() == NEW
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert alone(path)


@pytest.mark.parametrize("size", [0, 10, 1 << 17])
def test_equal_bytes_leave_the_file_alone(tmp_path: Path, size: int) -> None:
    path = tmp_path / "plan.ics"
    path.write_bytes(b"x" * size)
    os.utime(path, ns=(1, 1))
    before = path.stat()
    assert not replace_file(path, [b"x" * size])
    after = path.stat()
    assert (after.st_mtime_ns, after.st_ino) == (1, before.st_ino)
    assert alone(path)


def test_same_size_other_bytes(tmp_path: Path) -> None:
    path = tmp_path / "plan.ics"
    path.write_bytes(OLD)
    assert replace_file(path, [NEW])
    assert path.read_bytes() == NEW


def test_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert replace_file(Path("plan.ics"), [NEW])
    assert (tmp_path / "plan.ics").read_bytes() == NEW


def test_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "cloud").mkdir()
    target = tmp_path / "cloud" / "real.ics"
    target.write_bytes(OLD)
    link = tmp_path / "plan.ics"
    link.symlink_to("cloud/real.ics")
    assert replace_file(link, [NEW])
    assert link.is_symlink()
    assert target.read_bytes() == NEW
    assert alone(target)


def test_dangling_link_gets_its_target(tmp_path: Path) -> None:
    link = tmp_path / "plan.ics"
    link.symlink_to(tmp_path / "real.ics")
    assert replace_file(link, [NEW])
    assert (tmp_path / "real.ics").read_bytes() == NEW
    assert link.is_symlink()


def test_a_reader_never_sees_a_part(tmp_path: Path) -> None:
    path = tmp_path / "plan.ics"
    path.write_bytes(OLD)

    def chunks() -> Iterator[bytes]:
        for _ in range(3):
            yield NEW
            assert path.read_bytes() == OLD

    assert replace_file(path, chunks())
    assert path.read_bytes() == NEW * 3


@pytest.mark.parametrize("fault", [RuntimeError, KeyboardInterrupt])
def test_interruption_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, fault: type[BaseException]
) -> None:
    path = tmp_path / "plan.ics"
    path.write_bytes(OLD)

    def chunks() -> Iterator[bytes]:
        yield NEW
        raise fault

    with pytest.raises(fault):
        replace_file(path, chunks())
    assert path.read_bytes() == OLD
    assert alone(path)


def refused(path: Path) -> TrackerError:
    with pytest.raises(TrackerError) as caught:
        replace_file(path, [NEW])
    return caught.value


def test_folder_is_refused(tmp_path: Path) -> None:
    error = refused(tmp_path)
    assert (error.key, error.values) == ("error.output.directory", {"path": str(tmp_path)})
    assert list(tmp_path.iterdir()) == []


def test_missing_folder_is_named(tmp_path: Path) -> None:
    error = refused(tmp_path / "no" / "plan.ics")
    assert error.key == "error.output.no-folder"
    assert error.values["folder"] == str(tmp_path / "no")


def test_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert refused(tmp_path / "file" / "plan.ics").key == "error.output.no-folder"


def test_circular_link(tmp_path: Path) -> None:
    link = tmp_path / "plan.ics"
    link.symlink_to(link)
    assert refused(link).key == "error.output.failed"


def test_impossible_names(tmp_path: Path) -> None:
    assert refused(tmp_path / "a\0b").key == "error.output.name"
    assert refused(tmp_path / ("x" * 300)).key == "error.output.failed"


def test_device_is_written_to_and_stays_a_device() -> None:
    assert replace_file(Path("/dev/null"), [NEW])
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_full_device() -> None:
    assert refused(Path("/dev/full")).key == "error.output.full"


_CHILD = """
import os, sys
from pathlib import Path
from tracker.errors import TrackerError
from tracker.export import files
from tracker.export.files import replace_file, replace_files
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    print(replace_file(Path(sys.argv[1]), [b"new" * 50000]))
except TrackerError as error:
    print(error.key)
"""


def limit_file_size() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))


def child(path: Path, *, limited: bool = False) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path)],
        check=True,
        capture_output=True,
        text=True,
        preexec_fn=limit_file_size if limited else None,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    return done.stdout.strip()


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A folder that an unprivileged process reaches."""
    folder = tmp_path / "shared"
    folder.mkdir()
    each = folder
    while each != each.parent and each.stat().st_uid == os.geteuid():
        each.chmod(each.stat().st_mode | 0o011)
        each = each.parent
    return folder


def test_full_disk_keeps_the_old_file(shared: Path) -> None:
    path = shared / "plan.ics"
    path.write_bytes(OLD)
    shared.chmod(0o777)
    assert child(path, limited=True) == "error.output.full"
    assert path.read_bytes() == OLD
    assert alone(path)


def test_read_only_folder(shared: Path) -> None:
    path = shared / "plan.ics"
    path.write_bytes(OLD)
    shared.chmod(0o555)
    assert child(path) == "error.output.not-writable"
    assert path.read_bytes() == OLD
    shared.chmod(0o755)


def test_unreadable_file_can_be_replaced(shared: Path) -> None:
    path = shared / "plan.ics"
    path.write_bytes(b"old" * 50000)
    path.chmod(0)
    shared.chmod(0o777)
    assert child(path) == "True"
    assert path.stat().st_size == 150000


# --- several files


def refuse(*_: object) -> None:
    raise PermissionError


def held(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}


def test_several_files_are_written_together(tmp_path: Path) -> None:
    one, two = tmp_path / "one.ics", tmp_path / "two.ics"
    two.write_bytes(OLD)
    assert replace_files([(one, [NEW]), (two, [NEW])])
    assert held(tmp_path) == {"one.ics": NEW, "two.ics": NEW}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (one, two)} == {0o600}
    assert not replace_files([(one, [NEW]), (two, [NEW])])


def test_none_is_written_when_one_cannot_be(tmp_path: Path) -> None:
    one = tmp_path / "one.ics"
    one.write_bytes(OLD)
    with pytest.raises(TrackerError) as caught:
        replace_files([(one, [NEW]), (tmp_path / "new.ics", [NEW]), (tmp_path / "missing" / "x", [NEW])])
    assert caught.value.key == "error.output.no-folder"
    assert held(tmp_path) == {"one.ics": OLD}


@pytest.mark.parametrize("links", [True, False])
def test_what_was_replaced_comes_back_when_a_later_one_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    """The target becomes a folder between writing beside it and taking its place."""
    one, new, last = tmp_path / "one.ics", tmp_path / "new.ics", tmp_path / "last.ics"
    one.write_bytes(OLD)
    if not links:
        monkeypatch.setattr(os, "link", refuse)

    def late() -> Iterator[bytes]:
        yield NEW
        last.mkdir()
        (last / "inside").touch()

    with pytest.raises(TrackerError) as caught:
        replace_files([(one, [NEW]), (new, [NEW]), (last, late())])
    assert caught.value.values["path"] == str(last)
    assert held(tmp_path) == {"one.ics": OLD}
    assert sorted(each.name for each in tmp_path.iterdir()) == ["last.ics", "one.ics"]
