"""`tracker push` against a real CalDAV server, with what people and networks do in between."""

from __future__ import annotations

import os
import pty
import re
import signal
import socket
import sqlite3
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import MappingProxyType

import pytest
from caldav_server import (
    HOST,
    PASSWORD,
    USER,
    Answer,
    Calendar,
    Network,
    Ran,
    Worker,
    command,
    free_port,
    served,
)
from clients import CALDAV, ROOT, client

pytestmark = pytest.mark.xdist_group("caldav")

TODAY = "2027-02-01"
DAY = re.compile(r"^DTSTART;VALUE=DATE:\d+", re.MULTILINE)
ONE_DAY = r"^(DTSTART;VALUE=DATE:)\d+"
PROGRAM = ("-m", "tracker")
NEVER = "hunter2"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    yield from served(tmp_path_factory.mktemp("radicale"))


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    started = Worker()
    yield started
    started.close()


@pytest.fixture(scope="module")
def network(server: int) -> Iterator[Network]:
    yield from Network(server).running()


@dataclass
class Person:
    """Be somebody with a line, a calendar on the server, and another app that shows it."""

    worker: Worker
    network: Network
    calendar: Calendar
    folder: Path
    password: str = PASSWORD
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://{USER}@{HOST}:{self.network.port}{self.calendar.path}"

    @property
    def env(self) -> Mapping[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "XDG_DATA_HOME": str(self.folder / "data"),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "TRACKER_TODAY": TODAY,
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            "TRACKER_CALDAV_PASSWORD": self.password,
            **self.extra,
        }

    def run(self, *args: str) -> Ran:
        ran = self.worker.run(list(args), self.env)
        assert PASSWORD not in ran.out + ran.err
        assert NEVER not in ran.out + ran.err
        return ran

    def ok(self, *args: str) -> Ran:
        ran = self.run(*args)
        assert ran.code == 0, ran
        return ran

    def push(self, *args: str) -> Ran:
        self.network.requests.clear()
        return self.run("push", self.url, *args)

    def pushed(self, *args: str) -> Ran:
        ran = self.push(*args)
        assert ran.code == 0, ran
        return ran

    def process(self, *args: str) -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command(*PROGRAM, "push", self.url, *args),
            env=self.env,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=pipe,
            stderr=pipe,
        )

    def remembered(self) -> int:
        """Return how many events the program knows to be on the server."""
        with closing(sqlite3.connect(self.folder / "data" / "sim-tracker" / "tracker.db")) as store:
            return int(store.execute("SELECT count(*) FROM pushed").fetchone()[0])

    def one(self, ending: str) -> str:
        """Return the name of the one object that ends so."""
        (found,) = [name for name in self.calendar.names() if name.endswith(f"{ending}@sim-tracker.ics")]
        return found


NUMBERS = count()


@pytest.fixture
def person(server: int, network: Network, worker: Worker, tmp_path: Path) -> Iterator[Person]:
    calendar = Calendar(server, f"/{USER}/sim{next(NUMBERS)}/")
    calendar.make()
    network.reset()
    somebody = Person(worker, network, calendar, tmp_path)
    somebody.ok(
        "add", "main", "--carrier", "au", "--sim", "esim", "--payment", "card", "--departure", "2027-02-19"
    )
    yield somebody
    network.reset()


def counts(ran: Ran) -> tuple[int, ...]:
    """Return new, changed, removed, same of the English summary."""
    return tuple(map(int, re.findall(r"(\d+) (?:new|changed|removed|as they)", ran.out.splitlines()[-1])))


def started(method: str, number: int, act: Callable[[], object]) -> Callable[[str, int], Answer | None]:
    """Return a fault that does something before one request is passed on."""

    def fault(asked: str, which: int) -> None:
        if (asked, which) == (method, number):
            act()

    return fault


# --- what arrives -----------------------------------------------------------------


def test_the_first_push_creates_every_event_as_the_export_writes_it(person: Person) -> None:
    person.ok("book", "2027-02-10 14:30", "--place", "au Style")
    ran = person.pushed()
    names = person.calendar.names()
    assert counts(ran) == (len(names), 0, 0, 0)
    person.ok("export", "-o", str(person.folder / "plan.ics"))
    plan = re.sub(r"\r\n ", "", (person.folder / "plan.ics").read_bytes().decode())
    events = {
        event.partition("UID:")[2].partition("\r\n")[0]: event
        for event in re.findall(r"BEGIN:VEVENT.*?END:VEVENT", plan, re.DOTALL)
    }
    assert {f"{uid}.ics" for uid in events} == names
    for uid, event in events.items():
        text = person.calendar.text(f"{uid}.ics").replace("\r\n", "\n")
        assert text.count("BEGIN:VEVENT") == 1
        assert "METHOD" not in text
        assert "X-WR-CALNAME" not in text
        assert ("BEGIN:VTIMEZONE" in text) == ("DTSTART;TZID=" in event)
        # The stamps differ by nothing: the day of both runs is the same.
        assert sorted(event.split("\r\n")) == sorted(
            re.findall(r"BEGIN:VEVENT.*END:VEVENT", text, re.DOTALL)[0].split("\n")
        )
    assert any("BEGIN:VTIMEZONE" in person.calendar.text(name) for name in names)
    assert f"@{HOST}" not in ran.out


def test_an_unchanged_plan_sends_nothing(person: Person) -> None:
    first = counts(person.pushed())
    again = person.pushed()
    assert counts(again) == (0, 0, 0, first[0])
    assert set(person.network.requests) == {"PROPFIND"}


def test_the_app_that_was_named_for_files_counts_until_the_calendar_has_its_own(person: Person) -> None:
    person.ok("export", "--for", "nextcloud", "-o", str(person.folder / "plan.ics"))
    assert counts(person.pushed("--dry-run"))[0] > 0
    person.pushed()
    name = person.one("cancel-due")
    absolute = "TRIGGER;VALUE=DATE-TIME:"
    assert absolute in person.calendar.text(name)
    person.ok("export", "--for", "google", "-o", str(person.folder / "plan.ics"))
    assert counts(person.pushed())[:3] == (0, 0, 0)
    before = person.calendar.names()
    assert counts(person.pushed("--dry-run", "--for", "google"))[0] > 0
    assert counts(person.pushed())[:3] == (0, 0, 0)
    person.pushed("--for", "google")
    reminders = person.calendar.names() - before
    assert reminders
    assert all("-r1@" in each or "-r2@" in each for each in reminders)
    assert absolute not in person.calendar.text(name)
    assert counts(person.pushed())[:3] == (0, 0, 0)
    person.pushed("--for", "khal")
    assert person.calendar.names() == before
    person.ok("done", "1")
    assert counts(person.pushed())[2] > 0  # a tombstone is a matter of files


def test_without_any_app_events_are_as_for_every_other(person: Person) -> None:
    person.pushed()
    assert "TRIGGER:-PT15H" in person.calendar.text(person.one("cancel-due"))


def test_a_moved_departure_moves_the_events(person: Person) -> None:
    person.pushed()
    name = person.one("departure-due")
    before = person.calendar.text(name)
    person.ok("edit", "--departure", "2027-03-28")
    created, updated, deleted, same = counts(person.pushed())
    assert updated
    assert "DTSTART;VALUE=DATE:20270328" in person.calendar.text(name)
    assert "SEQUENCE:0" in before
    assert "SEQUENCE:1" in person.calendar.text(name)
    assert len(person.calendar.names()) == created + updated + same
    assert deleted + updated + created == person.network.written


def test_what_is_done_or_left_out_goes(person: Person) -> None:
    person.ok("services", "add", "bank,line")
    person.pushed()
    before = person.calendar.names()
    person.ok("done", "1")
    person.ok("services", "remove", "bank,line")
    ran = person.pushed()
    gone = before - person.calendar.names()
    assert counts(ran)[2] == len(gone) > 0
    assert person.remembered() == len(person.calendar.names())


def test_an_archived_line_takes_its_events_along(person: Person) -> None:
    person.pushed()
    person.ok("archive", "main")
    assert counts(person.pushed())[2] > 0
    assert person.calendar.names() == set()
    assert person.remembered() == 0


def test_only_the_events_of_a_line_that_is_named(person: Person) -> None:
    person.ok("add", "second", "--carrier", "povo", "--departure", "2027-02-19")
    mine = counts(person.pushed("--name", "main"))[0]
    person.ok("edit", "main", "--departure", "2027-02-25", "--this-line")
    assert counts(person.pushed("--name", "second"))[1:3] == (0, 0)
    assert mine < len(person.calendar.names())
    assert counts(person.pushed())[1] > 0
    person.ok("archive", "second")
    # Titles need not name their line any more; the events of the other stay until it is meant.
    assert counts(person.pushed("--name", "main"))[::2] == (0, 0)
    assert counts(person.pushed("--name", "second"))[2] > 0
    assert person.run("push", person.url, "--name", "nobody").code == 3


def test_a_dry_run_touches_nothing(person: Person) -> None:
    ran = person.pushed("--dry-run")
    assert ran.out.count("\nnew: ") + ran.out.startswith("new: ") == counts(ran)[0] > 0
    assert "Nothing was sent" in ran.out
    assert person.network.written == 0
    assert person.calendar.names() == set()
    assert person.remembered() == 0
    person.pushed()
    person.ok("edit", "--departure", "2027-03-28")
    person.calendar.edit(person.one("departure-due"), ONE_DAY, r"\g<1>20270401")
    ran = person.push("--dry-run", "--ours")
    assert ran.code == 0
    assert "changed: " in ran.out
    assert person.network.written == 0
    assert person.push("--dry-run").code == 1
    assert "20270401" in person.calendar.text(person.one("departure-due"))


@pytest.mark.parametrize(
    ("lang", "new", "edited"),
    [
        ("en", "new", "left as the calendar"),
        ("zh", "新增", "--ours 换成"),
        ("ja", "追加", "カレンダー側のまま"),
    ],
)
def test_it_speaks_the_language_of_the_person(person: Person, lang: str, new: str, edited: str) -> None:
    person.extra["TRACKER_LANG"] = lang
    assert new in person.pushed().out
    person.calendar.edit(person.one("departure-due"), ONE_DAY, r"\g<1>20270401")
    ran = person.push()
    assert ran.code == 1
    assert edited in ran.err
    assert NEVER not in person.run("push", f"http://a:{NEVER}@{HOST}/x/").err


def test_another_language_changes_the_events_in_place(person: Person) -> None:
    first = counts(person.pushed())[0]
    person.extra["TRACKER_LANG"] = "zh"
    assert re.findall(r"\d+", person.pushed().out.splitlines()[-1])[:3] == ["0", str(first), "0"]


# --- what somebody else does ------------------------------------------------------


def test_events_of_others_stay(person: Person) -> None:
    foreign = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nUID:birthday\r\n"
        "DTSTAMP:20270101T000000Z\r\nDTSTART;VALUE=DATE:20270301\r\nSUMMARY:Birthday\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    person.calendar.put("mine.ics", foreign)
    before = person.calendar.text("mine.ics")
    person.pushed()
    person.ok("archive", "main")
    person.pushed("--ours")
    assert person.calendar.names() == {"mine.ics"}
    assert person.calendar.text("mine.ics") == before


@pytest.mark.parametrize("side", ["--ours", "--theirs"])
def test_an_event_edited_there_is_reported_until_somebody_says_whose_counts(
    person: Person, side: str
) -> None:
    person.pushed()
    name = person.one("departure-due")
    person.calendar.edit(name, ONE_DAY, r"\g<1>20270401")
    for _ in range(2):
        ran = person.push()
        assert ran.code == 1
        assert "changed in the calendar: Thu 1 Apr" not in ran.out
        assert ran.out.startswith("changed in the calendar: ")
        assert "--ours" in ran.err
        assert person.network.written == 0
    person.pushed(side)
    assert ("20270401" in person.calendar.text(name)) == (side == "--theirs")
    assert counts(person.pushed())[:3] == (0, 0, 0)
    person.ok("edit", "--departure", "2027-03-28")
    again = person.push()
    assert again.code == (1 if side == "--theirs" else 0)
    assert ("20270401" in person.calendar.text(name)) == (side == "--theirs")
    person.pushed("--ours")
    assert "20270328" in person.calendar.text(name)


def test_both_sides_changed_and_nothing_is_overwritten(person: Person) -> None:
    person.pushed()
    name = person.one("departure-due")
    person.calendar.edit(name, r"^SUMMARY:", "SUMMARY:mine ")
    person.ok("edit", "--departure", "2027-03-28")
    ran = person.push()
    assert ran.code == 1
    assert "SUMMARY:mine " in person.calendar.text(name)
    assert counts(ran)[1] > 0
    assert person.remembered() == len(person.calendar.names())


def test_a_dismissed_alarm_is_no_change(person: Person) -> None:
    """Thunderbird notes it in the event, which gets another version by it."""
    person.pushed()
    name = person.one("departure-due")
    person.calendar.edit(name, r"^END:VEVENT", "X-MOZ-LASTACK:20270210T000000Z\r\nEND:VEVENT")
    assert counts(person.pushed())[:3] == (0, 0, 0)
    person.calendar.edit(name, r"^X-MOZ-LASTACK:.*$", "X-MOZ-LASTACK:20270211T000000Z\r")
    person.ok("edit", "--departure", "2027-03-28")
    person.pushed()
    assert "20270328" in person.calendar.text(name)


def test_the_same_change_on_both_sides_is_none(person: Person) -> None:
    person.pushed()
    name = person.one("departure-due")
    person.ok("edit", "--departure", "2027-03-28")
    person.pushed()
    moved = person.calendar.text(name)
    person.ok("edit", "--departure", "2027-02-19")
    person.pushed()
    person.ok("edit", "--departure", "2027-03-28")
    person.calendar.put(name, moved)
    person.pushed()
    assert "20270328" in person.calendar.text(name)


def test_an_event_deleted_there(person: Person) -> None:
    person.pushed()
    name = person.one("departure-due")
    person.calendar.delete(name)
    ran = person.push()
    assert ran.code == 1
    assert ran.out.startswith("deleted in the calendar: ")
    assert name not in person.calendar.names()
    person.pushed("--theirs")
    person.pushed()
    assert name not in person.calendar.names()
    person.ok("edit", "--departure", "2027-03-28")
    assert person.push().code == 1
    person.pushed("--ours")
    assert name in person.calendar.names()
    person.calendar.delete(name)
    person.ok("archive", "main")
    person.pushed()
    assert person.remembered() == 0


@pytest.mark.parametrize("side", ["--ours", "--theirs"])
def test_an_event_that_is_done_here_and_was_edited_there(person: Person, side: str) -> None:
    person.pushed()
    name = person.one("departure-due")
    person.calendar.edit(name, r"^SUMMARY:", "SUMMARY:mine \x1b[31m")
    person.ok("archive", "main")
    ran = person.push()
    assert ran.code == 1
    assert "no longer in the plan" in ran.out
    assert "mine" in ran.out
    assert "\x1b" not in ran.out
    assert person.calendar.names() == {name}
    person.pushed(side)
    assert person.calendar.names() == ({name} if side == "--theirs" else set())
    assert person.remembered() == 0
    assert person.push().code == 2


def test_what_is_kept_as_theirs_does_not_go_without_asking(person: Person) -> None:
    person.pushed()
    name = person.one("departure-due")
    person.calendar.edit(name, ONE_DAY, r"\g<1>20270401")
    person.pushed("--theirs")
    person.calendar.edit(name, ONE_DAY, r"\g<1>20270402")
    assert counts(person.pushed())[:3] == (0, 0, 0)
    person.calendar.edit(name, ONE_DAY, r"\g<1>20270219")
    person.pushed()
    person.calendar.edit(name, ONE_DAY, r"\g<1>20270403")
    person.pushed("--theirs")
    person.ok("archive", "main")
    assert person.push().code == 1
    assert person.calendar.names() == {name}


def test_a_file_imported_into_the_same_calendar_before(person: Person) -> None:
    person.pushed()
    name = person.one("departure-due")
    text = person.calendar.text(name)
    person.calendar.delete(name)
    person.calendar.put("imported.ics", text)
    ran = person.push("--ours")
    assert ran.code == 1
    assert "from elsewhere" in ran.out
    person.calendar.delete("imported.ics")
    person.pushed("--ours")
    assert name in person.calendar.names()


def test_a_lost_database_finds_its_events_again(person: Person) -> None:
    person.pushed()
    with closing(sqlite3.connect(person.folder / "data" / "sim-tracker" / "tracker.db")) as store:
        store.execute("DELETE FROM pushed")
        store.execute("DELETE FROM calendar_revisions")
        store.commit()
    name = person.one("departure-due")
    person.calendar.edit(name, r"^SUMMARY:", "SUMMARY:mine ")
    ran = person.push()
    assert ran.code == 1
    assert ran.out.count("from elsewhere") == 1
    assert person.network.written == 0
    person.pushed("--theirs")
    assert person.network.written == 0
    assert person.remembered() == len(person.calendar.names())
    assert "mine" in person.calendar.titles()[name]


# --- races and failures -----------------------------------------------------------


def test_an_edit_in_the_last_moment_is_not_overwritten(person: Person) -> None:
    person.pushed()
    name = person.one("departure-due")
    person.ok("edit", "--departure", "2027-03-28")

    def edit() -> None:
        for each in sorted(person.calendar.names()):
            person.calendar.edit(each, r"^SUMMARY:", "SUMMARY:mine ")

    person.network.before = started("PUT", 1, edit)
    ran = person.push()
    assert ran.code == 1
    assert "just now" in ran.out
    assert "mine" in person.calendar.titles()[name]
    person.network.reset()
    person.ok("archive", "main")
    person.pushed("--ours")
    assert person.calendar.names() == set()


def test_an_edit_in_the_last_moment_is_not_deleted(person: Person) -> None:
    person.pushed()
    name = person.one("departure-due")
    person.ok("archive", "main")
    edit = lambda: person.calendar.edit(name, r"^SUMMARY:", "SUMMARY:mine ")  # noqa: E731
    person.network.before = started("DELETE", 1, edit)
    ran = person.push()
    assert ran.code == 1
    assert person.calendar.names() == {name}
    person.network.before = started("DELETE", 1, lambda: person.calendar.delete(name))
    person.pushed("--ours")
    assert person.calendar.names() == set()
    assert person.remembered() == 0


@pytest.mark.parametrize("status", [429, 500, 503, 0])
@pytest.mark.parametrize("stored", [True, False])
def test_a_failure_in_the_middle_is_said_and_the_next_run_does_the_rest(
    person: Person, status: int, stored: bool
) -> None:
    answer = Answer(status, {}, b"") if status else None

    def before(method: str, number: int) -> Answer | None:
        return answer if (method, number) == ("PUT", 3) and not stored else None

    def after(method: str, number: int, real: Answer) -> Answer | None:
        fails = (method, number) == ("PUT", 3) and (stored or not status)
        return answer if fails else real

    person.network.before, person.network.after = before, after
    ran = person.push()
    assert ran.code == 1
    assert "2 of " in ran.err
    assert ran.err.count("\n") == 1
    total = int(re.findall(r"2 of (\d+)", ran.err)[0])
    assert person.remembered() == 2
    person.network.reset()
    again = counts(person.pushed())
    assert again[0] == total - (3 if stored or not status else 2)
    assert again[1] == again[2] == 0
    assert len(person.calendar.names()) == person.remembered() == total


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL], ids=lambda sent: sent.name)
def test_a_run_that_is_killed_can_be_made_again(person: Person, sent: signal.Signals) -> None:
    reached, killed = threading.Event(), threading.Event()

    def after(method: str, number: int, answer: Answer) -> Answer | None:
        if (method, number) == ("PUT", 3):
            reached.set()
            assert killed.wait(30)
            return None
        return answer

    person.network.after = after
    process = person.process()
    assert reached.wait(60)
    process.send_signal(sent)
    killed.set()
    out, err = process.communicate(timeout=60)
    assert process.returncode == (130 if sent is signal.SIGINT else -signal.SIGKILL), err
    assert (out, b"Traceback" in err) == (b"", False)
    assert person.remembered() == 2
    person.network.reset()
    created, updated, deleted, same = counts(person.pushed())
    assert (updated, deleted, same) == (0, 0, 3)
    assert person.remembered() == created + 3 == len(person.calendar.names())


@pytest.mark.parametrize("version", ["", 'W/"weak"'])
def test_a_server_that_names_no_version_is_asked_for_it(person: Person, version: str) -> None:
    def after(method: str, _number: int, answer: Answer) -> Answer:
        if method != "PUT":
            return answer
        kept = {key: value for key, value in answer.headers.items() if key != "ETag"}
        return answer._replace(headers={**kept, **({"ETag": version} if version else {})})

    person.network.after = after
    created = counts(person.pushed())[0]
    assert person.network.count("GET") == created
    assert counts(person.pushed()) == (0, 0, 0, created)
    assert set(person.network.requests) == {"PROPFIND"}


def test_an_event_edited_before_its_version_is_known(person: Person) -> None:
    def after(method: str, number: int, answer: Answer) -> Answer:
        if method == "PUT":
            if number == 1:
                for name in person.calendar.names():
                    person.calendar.edit(name, r"^SUMMARY:", "SUMMARY:mine ")
            return answer._replace(headers={})
        return answer

    person.network.after = after
    assert person.pushed().code == 0
    person.network.reset()
    ran = person.push()
    assert ran.code == 1
    assert "mine" in " ".join(person.calendar.titles().values())


def answering(
    status: int,
    body: bytes = b"",
    method: str = "PROPFIND",
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Callable[[str, int], Answer | None]:
    def fault(asked: str, _number: int) -> Answer | None:
        return Answer(status, dict(headers), body) if asked == method else None

    return fault


CONFLICT = (
    b'<?xml version="1.0"?><D:error xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
    b"<C:no-uid-conflict/></D:error>"
)


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        (answering(302, headers={"Location": "https://elsewhere.example/"}), 1, "another address"),
        (answering(401, headers={"WWW-Authenticate": "Negotiate"}), 1, "way of signing in"),
        (answering(403), 1, "does not let you"),
        (answering(404), 3, "no calendar"),
        (answering(405), 2, "not a calendar"),
        (answering(500), 1, "500 Internal Server Error"),
        (answering(599), 1, "answered 599"),
        (answering(200, b"<html>welcome</html>", headers={"Content-Type": "text/html"}), 2, "not a calendar"),
        (answering(207, b"not xml", headers={"Content-Type": "text/xml"}), 2, "not a calendar"),
        (answering(403, method="PUT"), 1, "does not let you"),
        (answering(403, CONFLICT, "PUT", headers={"Content-Type": "text/xml"}), 1, "from elsewhere"),
        (answering(302, method="PUT", headers={"Location": "/"}), 1, "another address"),
    ],
)
def test_what_a_server_may_answer(
    person: Person, fault: Callable[[str, int], Answer | None], code: int, said: str
) -> None:
    person.network.before = fault
    ran = person.push()
    assert (ran.code, said in ran.out + ran.err) == (code, True), ran
    assert "Traceback" not in ran.err
    assert person.calendar.names() == set()


def test_an_answer_that_is_refused_while_reading_or_deleting(person: Person) -> None:
    person.pushed()
    person.calendar.edit(person.one("departure-due"), r"^SUMMARY:", "SUMMARY:mine ")
    person.network.before = answering(500, method="GET")
    assert person.push().code == 1
    person.network.before = answering(404, method="GET")
    assert person.push().code == 1
    person.network.before = answering(500, method="DELETE")
    person.ok("archive", "main")
    assert person.push().code == 1
    person.network.reset()
    person.pushed("--ours")
    assert person.calendar.names() == set()


# --- addresses and passwords ------------------------------------------------------


def test_nobody_listens(person: Person) -> None:
    ran = person.run("push", f"http://{USER}@{HOST}:{free_port()}/x/")
    assert (ran.code, "cannot be reached" in ran.err) == (1, True)
    assert person.remembered() == 0


def test_a_server_without_tls_at_an_https_address(person: Person) -> None:
    ran = person.run("push", person.url.replace("http:", "https:"))
    assert (ran.code, "secure connection" in ran.err) == (1, True)


def test_a_calendar_that_is_not_there(person: Person) -> None:
    ran = person.run("push", person.url.rstrip("/") + "x")
    assert (ran.code, "no calendar" in ran.err) == (3, True)


def test_the_folder_of_the_calendars_is_none(person: Person) -> None:
    ran = person.run("push", f"http://{USER}@{HOST}:{person.network.port}/{USER}/")
    assert (ran.code, "is not a calendar" in ran.err) == (2, True)


def test_a_calendar_of_somebody_else(person: Person) -> None:
    ran = person.run("push", f"http://{USER}@{HOST}:{person.network.port}/bob/sim/")
    assert (ran.code, "does not let you" in ran.err) == (1, True)


def test_a_wrong_password(person: Person) -> None:
    person.password = NEVER
    ran = person.push()
    assert (ran.code, "app password" in ran.err) == (1, True)
    assert person.remembered() == 0


def test_no_user(person: Person) -> None:
    ran = person.run("push", person.url.replace(f"{USER}@", ""))
    assert (ran.code, "--user" in ran.err) == (1, True)
    assert person.ok("push", person.url.replace(f"{USER}@", ""), "--user", USER).out


def test_no_password_and_nobody_to_ask(person: Person) -> None:
    person.password = ""
    ran = person.push()
    assert (ran.code, "TRACKER_CALDAV_PASSWORD" in ran.err, "keyring set" in ran.err) == (2, True, True)
    assert person.network.requests == []


def test_the_password_of_the_keyring(person: Person) -> None:
    person.password = ""
    person.extra["PYTHON_KEYRING_BACKEND"] = "keyrings.alt.file.PlaintextKeyring"
    account = f"{USER}@{HOST}:{person.network.port}"
    keyring = client("keyring", CALDAV)
    subprocess.run(
        [keyring, "set", "sim-tracker", account], input=PASSWORD, text=True, env=person.env, check=True
    )
    process = person.process()
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert person.calendar.names()
    assert PASSWORD.encode() not in out + err
    subprocess.run([keyring, "del", "sim-tracker", account], env=person.env, check=True)


def test_a_keyring_that_cannot_be_opened_counts_as_none(person: Person) -> None:
    person.password = ""
    person.extra["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    process = person.process()
    _, err = process.communicate(timeout=60)
    assert (process.returncode, b"Traceback" in err) == (2, False)


def test_the_password_is_typed_unseen(person: Person) -> None:
    person.password = ""
    child, terminal = pty.fork()
    if child == 0:
        arguments = command(*PROGRAM, "push", person.url)
        os.execve(arguments[0], arguments, dict(person.env))  # noqa: S606 - a terminal needs a fork
    shown = b""
    try:
        while chunk := _read(terminal):
            shown += chunk
            if b"invisible" in shown and PASSWORD.encode() not in shown:
                os.write(terminal, f"{PASSWORD}\n".encode())
                break
        while chunk := _read(terminal):
            shown += chunk
    finally:
        _, status = os.waitpid(child, 0)
        os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0, shown
    assert PASSWORD.encode() not in shown
    assert person.calendar.names()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # the other side has closed it
        return b""


def test_the_password_is_nowhere_in_the_data(person: Person) -> None:
    person.pushed()
    for path in (person.folder / "data").rglob("*"):
        assert not path.is_file() or PASSWORD.encode() not in path.read_bytes()


def test_it_writes_no_file_for_debugging(person: Person, tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    person.extra |= {"PYTHON_CALDAV_COMMDUMP": "1", "TMPDIR": str(tmp_path / "tmp")}
    process = person.process()
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert list((tmp_path / "tmp").iterdir()) == []


def test_nothing_recorded(person: Person, tmp_path: Path) -> None:
    ran = person.run("--db", str(tmp_path / "empty.db"), "push", person.url)
    assert (ran.code, "tracker add" in ran.err) == (2, True)
    assert person.run("push", person.url, "--ours", "--theirs").code == 2


def test_a_server_that_never_answers_is_given_up(person: Person) -> None:
    with socket.socket() as silent:
        silent.bind((HOST, 0))
        silent.listen()
        port = silent.getsockname()[1]
        script = (
            "import sys, tracker.publish.collection as c; c.TIMEOUT = 1; "
            "from tracker.cli.main import run; sys.exit(run(sys.argv[1:]))"
        )
        ran = subprocess.run(
            [str(client("python", CALDAV)), "-c", script, "push", f"http://{USER}@{HOST}:{port}/x/"],
            env=person.env,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert (ran.returncode, "not answered for 1 seconds" in ran.stderr) == (1, True), ran
