"""What goes in comes out, names and numbers stay unique, changes are whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_cases import DAY, FULL, NOW, contracts, feeds, now, people, plain, pushes, revisions

from tracker.core.contract import Contract, Mark, Person
from tracker.core.feed import Feed
from tracker.core.pushed import Pushed
from tracker.core.revision import Revision
from tracker.errors import ExitCode, NotFoundError, StoreError, UsageError
from tracker.store import open_store
from tracker.store.repository import Store
from tracker.store.rows import CHUNK


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(str(tmp_path_factory.mktemp("shared") / "tracker.db"), now=now) as opened:
        yield opened


# --- round trips ------------------------------------------------------------------


def test_the_full_example_leaves_no_field_at_its_default() -> None:
    empty = Contract(name="", carrier="", recorded=date.min)
    assert [
        field.name for field in fields(Contract) if getattr(FULL, field.name) == getattr(empty, field.name)
    ] == ["person", "shares", "sharers", "paired", "beside"]  # of other contracts, and tested with them


def test_every_field_comes_back(store: Store) -> None:
    store.save_person(Person(departure=DAY))
    given_back = store.insert(FULL)
    assert given_back == replace(FULL, person=Person(departure=DAY))
    assert store.get(FULL.name) == given_back


@settings(max_examples=60, deadline=None)
@given(contract=contracts, changed=contracts, person=people)
def test_any_contract_comes_back(
    shared: Store, contract: Contract, changed: Contract, person: Person
) -> None:
    shared.save_person(person)
    assert shared.person() == person
    recorded = shared.insert(contract)
    assert recorded == replace(contract, id=recorded.id, person=person)
    assert list(shared.contracts(archived=None)) == [recorded]
    shared.save(replace(changed, id=recorded.id))
    assert shared.get(changed.name) == replace(changed, id=recorded.id, person=person)
    shared.remove(recorded.id)
    assert shared.names() == ()


@settings(max_examples=30, deadline=None)
@given(found=st.lists(revisions, max_size=5, unique_by=lambda revision: (revision.variant, revision.uid)))
def test_any_revision_comes_back(shared: Store, found: list[Revision]) -> None:
    shared.save_revisions(found)
    shared.save_revisions(revision._replace(digest="new") for revision in found)
    for revision in found:
        assert revision._replace(digest="new") in shared.revisions(revision.variant, revision.contract_id)


@pytest.mark.parametrize(
    "text",
    [
        "👩‍👩‍👧‍👦 e\u0301 \u202eشحن\u202c ﷽ 𠮷野家",
        "'; DROP TABLE contracts; -- \" % _ \\ ` ${x} {y} :z ?",
        "\r\n\t\x01\x7f\u2028\ufeff",
        "長" * 10_000,
        "",
    ],
)
def test_texts_come_back_exactly(store: Store, text: str) -> None:
    contract = store.insert(plain("a", note=text, plan=text, roles=(text,), answers=((text, True),)))
    assert store.get("a") == contract
    store.save_setting(text, text)
    assert store.setting(text) == text


def test_an_appointment_comes_back_in_japan_time(store: Store) -> None:
    instant = datetime(2027, 3, 1, 20, 0, tzinfo=UTC)
    store.insert(plain("a", marks=(Mark(key="cancel", appointment=instant),)))
    (mark,) = store.get("a").marks
    assert mark.appointment == instant
    assert mark.appointment.utcoffset() == timedelta(hours=9)
    assert mark.appointment.day == 2


def test_an_appointment_without_a_zone_is_a_mistake_of_the_program(store: Store) -> None:
    with pytest.raises(ValueError, match="appointment"):
        store.insert(plain("a", marks=(Mark(key="cancel", appointment=datetime(2027, 3, 1)),)))
    assert store.names() == ()


@pytest.mark.parametrize("text", ["a\0b", "\udce3"])
def test_text_that_cannot_be_stored_is_refused(store: Store, text: str) -> None:
    for attempt in (
        plain(text),
        plain("a", note=text),
        plain("a", id=text),
        plain("a", marks=(Mark(key="cancel", ref=text),)),
    ):
        with pytest.raises(UsageError) as caught:
            store.insert(attempt)
        assert caught.value.key == "error.store.text"
    with pytest.raises(UsageError):
        store.get(text)
    with pytest.raises(UsageError):
        store.save_setting("a", text)
    assert store.names() == ()


def test_a_number_too_large_to_store_is_refused(store: Store) -> None:
    with pytest.raises(UsageError) as caught:
        store.insert(plain("a", fee_yen=2**63))
    assert (caught.value.key, caught.value.values) == ("error.store.too-large", {"field": "fee_yen"})
    assert store.names() == ()


# --- contracts --------------------------------------------------------------------


def test_contracts_come_in_the_order_recorded_over_several_chunks(store: Store) -> None:
    names = [f"c{index}" for index in range(2 * CHUNK, 0, -1)]
    with store.transaction():
        for index, name in enumerate(names):
            store.insert(plain(name, archived=index % 2 == 1))
    assert [contract.name for contract in store.contracts()] == names[::2]
    assert [contract.name for contract in store.contracts(archived=True)] == names[1::2]
    assert [contract.name for contract in store.contracts(archived=None)] == names
    assert store.names() == tuple(names)
    assert store.names(archived=False) == tuple(names[::2])
    assert store.names(archived=True) == tuple(names[1::2])


def test_contracts_can_be_changed_while_they_are_read(store: Store) -> None:
    for name in ("a", "b"):
        store.insert(plain(name))
    for contract in store.contracts():
        store.save(replace(contract, note="seen"))
    assert [contract.note for contract in store.contracts()] == ["seen", "seen"]


def test_a_change_keeps_the_place_and_replaces_every_part(store: Store) -> None:
    first = store.insert(replace(FULL, archived=False))
    store.insert(plain("b"))
    store.save(replace(plain("Renamed"), id=first.id))
    assert store.names() == ("Renamed", "b")
    assert store.get("renamed") == replace(plain("Renamed"), id=first.id)
    with pytest.raises(NotFoundError):
        store.get(FULL.name)


def test_an_id_is_given_or_kept(store: Store) -> None:
    given_id, other = store.insert(plain("a")).id, store.insert(plain("b")).id
    assert len(given_id) == 36
    assert given_id != other
    assert store.insert(plain("c", id="mine")).id == "mine"
    with pytest.raises(UsageError) as caught:
        store.insert(plain("d", id="mine"))
    assert caught.value.key == "error.store.id-taken"
    assert store.names() == ("a", "b", "c")


def test_what_is_not_there_is_said_so(store: Store) -> None:
    for attempt in (
        lambda: store.get("x"),
        lambda: store.save(plain("x", id="x")),
        lambda: store.remove("x"),
    ):
        with pytest.raises(NotFoundError) as caught:
            attempt()
        assert caught.value.exit_code is ExitCode.NOT_FOUND
        assert caught.value.values == {"name": "x"}


def test_additional_sims_know_their_main_line_and_it_knows_them(store: Store) -> None:
    main = store.insert(plain("main"))
    later = [store.insert(plain(name, shares=main.id)) for name in ("one", "two")]
    assert [extra.shares for extra in later] == [main.id, main.id]
    assert store.get("main").sharers == (later[0].id, later[1].id)
    assert [each.shares for each in store.contracts()] == [None, main.id, main.id]
    store.save(replace(main, name="other", archived=True))
    assert store.get("one").shares == main.id
    assert store.by_id([later[1].id, "nobody", main.id]) == (store.get("other"), store.get("two"))
    store.save(replace(later[0], shares=None))
    assert store.get("one").shares is None
    assert store.get("other").sharers == (later[1].id,)
    store.remove(later[1].id)
    assert store.get("other").sharers == ()


def test_an_additional_sim_stands_alone_when_its_main_line_is_removed(store: Store) -> None:
    main = store.insert(plain("main"))
    store.insert(plain("extra", shares=main.id))
    store.remove(main.id)
    assert store.get("extra").shares is None


def test_additional_sims_are_found_over_several_chunks(store: Store) -> None:
    with store.transaction():
        main = store.insert(plain("main"))
        for number in range(CHUNK + 5):
            store.insert(plain(f"a{number}", shares=main.id))
    found = list(store.contracts())
    assert found[0].sharers == tuple(each.id for each in found[1:])
    assert {each.shares for each in found[1:]} == {main.id}
    assert store.by_id(found[0].sharers) == tuple(found[1:])


def test_thousands_of_published_events_are_kept_with_what_else_is_written_at_once(store: Store) -> None:
    many = [
        Revision("c", f"slot{number}", "en", f"{number}@x", "d", 0, NOW, NOW)
        for number in range(2 * CHUNK + 5)
    ]
    with store.transaction():
        contract = store.insert(FULL)
        store.save_revisions(many)
    assert set(store.revisions("en")) == set(many)
    assert store.get(FULL.name) == contract


def test_removing_takes_the_parts_along_and_leaves_what_was_published(store: Store) -> None:
    contract = store.insert(FULL)
    revision = Revision(contract.id, "cancel:day", "en", "u@x", "d", 0, NOW, NOW)
    store.save_revisions([revision])
    store.remove(contract.id)
    assert store.insert(plain("b", id=contract.id)) == plain("b", id=contract.id)
    assert store.get("b") == plain("b", id=contract.id)
    assert store.revisions("en") == (revision,)


@pytest.mark.parametrize(
    ("first", "second"),
    [("Main", "main"), ("ＡＵ", "au"), ("ｱｲｼﾞｪｲ", "アイジェイ"), ("straße", "STRASSE"), ("a b", " a \u3000b")],
)
def test_names_are_the_same_whatever_their_width_and_case(store: Store, first: str, second: str) -> None:
    holder = store.insert(plain(first))
    assert store.get(second) == holder
    with pytest.raises(UsageError) as caught:
        store.insert(plain(second))
    assert (caught.value.key, caught.value.values) == ("error.contract.name-taken", {"name": first})
    assert caught.value.exit_code is ExitCode.USAGE
    other = store.insert(plain("other"))
    with pytest.raises(UsageError):
        store.save(replace(other, name=second))
    store.save(replace(holder, name=second))
    assert store.names() == (second, "other")


@pytest.mark.parametrize(
    "number",
    [
        "09012345678",
        "+81 90-1234-5678",
        "０９０（１２３４）５６７８",
        "+81 (0)90 1234 5678",
        "010-81-90-1234-5678",
    ],
)
def test_one_number_in_any_spelling_has_one_contract(store: Store, number: str) -> None:
    store.insert(plain("main", number="090-1234-5678"))
    with pytest.raises(UsageError) as caught:
        store.insert(plain("second", number=number))
    assert (caught.value.key, caught.value.values) == ("error.contract.number-taken", {"name": "main"})
    second = store.insert(plain("second", number="080-1234-5678"))
    with pytest.raises(UsageError):
        store.save(replace(second, number=number))
    assert store.get("second") == second


def test_a_number_carried_over_from_an_archived_contract_is_free(store: Store) -> None:
    old = store.insert(plain("docomo", number="090-1234-5678", archived=True))
    store.insert(plain("ahamo", number="09012345678"))
    assert store.get("docomo").number == "090-1234-5678"
    with pytest.raises(UsageError) as caught:
        store.save(replace(old, archived=False))
    assert caught.value.values == {"name": "ahamo"}


def test_contracts_without_a_number_do_not_clash(store: Store) -> None:
    for name, number in (("a", None), ("b", None), ("c", "?"), ("d", "?")):
        assert store.insert(plain(name, number=number)).number == number


# --- the person, settings, revisions ----------------------------------------------


def test_nothing_is_known_at_first(store: Store) -> None:
    assert store.person() == Person()
    assert store.setting("lang") is None
    assert store.revisions("en") == ()
    assert list(store.contracts(archived=None)) == []


def test_the_person_reaches_every_contract(store: Store) -> None:
    contract = store.insert(plain("a", person=Person(returns=DAY)))
    assert contract.person == Person()
    store.save_person(Person(departure=DAY))
    assert store.get("a").leaves == DAY
    store.save_person(Person(passport_until=DAY))
    assert store.person() == Person(passport_until=DAY)


def test_settings_are_replaced(store: Store) -> None:
    store.save_setting("lang", "zh")
    store.save_setting("lang", "ja")
    assert store.setting("lang") == "ja"


def test_revisions_are_kept_by_variant_and_uid(store: Store) -> None:
    english = Revision("c", "look:day", "en", "u1@x", "d1", 0, NOW, NOW)
    japanese = english._replace(variant="ja", digest="d2")
    other = english._replace(contract_id="b", uid="u2@x")
    store.save_revisions([english, japanese, other])
    assert store.revisions("en") == (other, english)
    assert store.revisions("en", "c") == (english,)
    later = english._replace(sequence=1, digest="d3", changed=NOW + timedelta(days=1))
    store.save_revisions(iter([english, later]))
    assert store.revisions("en", "c") == (later,)
    assert store.revisions("ja") == (japanese,)


# --- transactions -----------------------------------------------------------------


def _broken_off(store: Store, contract: Contract) -> None:
    with store.transaction():
        store.save_setting("lang", "ja")
        store.save_person(Person(departure=DAY))
        store.save(replace(contract, name="renamed", marks=()))
        store.insert(plain("new"))
        assert store.names() == ("renamed", "new")
        raise KeyboardInterrupt


def test_after_an_exception_nothing_is_changed(store: Store) -> None:
    contract = store.insert(FULL)
    with pytest.raises(KeyboardInterrupt):
        _broken_off(store, contract)
    assert store.names() == (FULL.name,)
    assert store.get(FULL.name) == contract
    assert store.person() == Person()
    assert store.setting("lang") is None


def test_a_group_is_kept_whole(store: Store) -> None:
    with store.transaction():
        contract = store.insert(plain("a"))
        with store.transaction():
            store.save(replace(contract, name="b"))
        assert list(store.contracts()) == [replace(contract, name="b")]
        assert store.get("b").name == "b"
        store.remove(contract.id)
        store.insert(plain("c"))
    assert store.names() == ("c",)


def _undone(store: Store) -> None:
    with store.transaction():
        store.insert(plain("second"))
        raise LookupError


def test_an_error_caught_inside_a_group_undoes_its_own_part_only(store: Store) -> None:
    store.insert(plain("taken"))
    with store.transaction():
        first = store.insert(plain("first", marks=(Mark(key="a"),)))
        with pytest.raises(UsageError):
            store.save(replace(first, name="taken", marks=()))
        with pytest.raises(LookupError):
            _undone(store)
        store.insert(plain("third"))
    assert store.names() == ("taken", "first", "third")
    assert store.get("first") == first


def test_errors_of_the_caller_pass_unchanged(store: Store) -> None:
    for error in (OSError(28, "x"), ValueError("x"), StoreError("error.store.full", place="x")):
        with pytest.raises(type(error)) as caught, store.transaction():
            raise error
        assert caught.value is error


def test_a_failed_database_ends_the_whole_group(store: Store) -> None:
    """Two marks of one step break a rule of the schema: the group cannot be trusted any more."""
    twice = plain("twice", marks=(Mark(key="a"), Mark(key="a")))
    with pytest.raises(StoreError) as outside:
        store.insert(twice)
    assert outside.value.key == "error.store.conflict"

    def swallow() -> None:
        with store.transaction():
            store.insert(plain("before"))
            for attempt in (lambda: store.insert(twice), store.names):
                with pytest.raises(StoreError):
                    attempt()

    with pytest.raises(StoreError) as caught:
        swallow()
    assert caught.value.key == "error.store.conflict"
    assert store.names() == ()
    assert store.insert(plain("after")).name == "after"


# --- feeds ------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(found=st.lists(feeds, max_size=4, unique_by=lambda feed: feed.id))
def test_any_feed_comes_back(shared: Store, found: list[Feed]) -> None:
    kept = [feed._replace(digest=f"{feed.id}:{uuid4()}") for feed in found]
    for feed in kept:
        shared.save_feed(feed)
    assert {feed.id: feed for feed in kept}.items() <= {feed.id: feed for feed in shared.feeds()}.items()


def test_feeds_stand_in_the_order_in_which_they_were_made(store: Store) -> None:
    for index, name in enumerate("cab"):
        made = NOW + timedelta(seconds=index)
        store.save_feed(Feed(name, name, name, "en", None, full=False, created=made))
    assert [feed.name for feed in store.feeds()] == ["c", "a", "b"]
    store.save_feed(store.feeds()[1]._replace(revoked=NOW))
    assert [feed.revoked for feed in store.feeds()] == [None, NOW, None]


# --- what was sent ----------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(sent=st.lists(pushes, max_size=4, unique_by=lambda pushed: (pushed.collection, pushed.uid)))
def test_any_event_that_was_sent_comes_back(shared: Store, sent: list[Pushed]) -> None:
    for pushed in sent:
        shared.save_pushed(pushed)
        shared.save_pushed(pushed._replace(etag="later"))
    for pushed in sent:
        assert pushed._replace(etag="later") in shared.pushed(pushed.collection)
    for pushed in sent:
        shared.forget_pushed(pushed)
        shared.forget_pushed(pushed)
        assert pushed.uid not in {other.uid for other in shared.pushed(pushed.collection)}


# --- the version ------------------------------------------------------------------


def test_the_version_follows_what_others_change(store: Store, path: Path) -> None:
    before = store.version()
    assert store.version() == before
    list(store.contracts())
    store.save_setting("mine", "1")
    assert store.version() == before
    with open_store(str(path), now=now) as other:
        other.setting("mine")
        assert store.version() == before
        other.save_setting("theirs", "1")
        after = store.version()
        assert after != before
        assert store.version() == after
    assert store.setting("theirs") == "1"


def test_another_file_in_the_place_of_the_first_is_opened(store: Store, path: Path, tmp_path: Path) -> None:
    before = store.version()
    with open_store(str(tmp_path / "other.db"), now=now) as other:
        other.save_setting("who", "other")
    for companion in ("-wal", "-shm"):
        Path(f"{path}{companion}").unlink(missing_ok=True)
    (tmp_path / "other.db").replace(path)
    assert store.version() != before
    assert store.setting("who") == "other"
    path.unlink()
    with pytest.raises(StoreError):
        store.version()
