"""Say what the use cases need of the store and of the carrier files, and no more."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from tracker.core.contract import Contract, Person
from tracker.core.facts import Carrier
from tracker.core.feed import Feed
from tracker.core.pushed import Pushed
from tracker.core.revision import Revision


class Store(Protocol):
    """Keep contracts, the person, feeds, settings and what is remembered of exported events."""

    def version(self) -> Hashable | None:
        """Return what differs once others have changed the data, None where that cannot be seen."""
        ...

    def contracts(self, *, archived: bool | None = False) -> Iterator[Contract]:
        """Give the contracts in the order in which they were recorded; None gives all."""
        ...

    def get(self, name: str) -> Contract:
        """Return the contract of exactly this name; raises NotFoundError."""
        ...

    def by_id(self, ids: Sequence[str]) -> tuple[Contract, ...]:
        """Return the contracts with these ids in the order recorded, archived ones too."""
        ...

    def names(self, *, archived: bool | None = None) -> tuple[str, ...]:
        """Return the names in use."""
        ...

    def insert(self, contract: Contract) -> Contract:
        """Keep a new contract and return it with its id; raises UsageError for a name or number in use."""
        ...

    def save(self, contract: Contract) -> None:
        """Keep a changed contract, by id; raises UsageError for a name or number in use."""
        ...

    def remove(self, contract_id: str) -> None:
        """Forget a contract and all that belongs to it."""
        ...

    def person(self) -> Person:
        """Return the facts of the person."""
        ...

    def save_person(self, person: Person) -> None:
        """Keep the facts of the person."""
        ...

    def revisions(self, variant: str, contract_id: str | None = None) -> tuple[Revision, ...]:
        """Return what is remembered of the events of one variant."""
        ...

    def save_revisions(self, revisions: Iterable[Revision]) -> None:
        """Keep what was exported."""
        ...

    def feeds(self) -> tuple[Feed, ...]:
        """Return the feeds in the order in which they were made, revoked ones too."""
        ...

    def save_feed(self, feed: Feed) -> None:
        """Keep a feed, by id."""
        ...

    def pushed(self, collection: str) -> tuple[Pushed, ...]:
        """Return the events sent to a calendar on a server."""
        ...

    def save_pushed(self, pushed: Pushed) -> None:
        """Keep what is known of an event that was sent."""
        ...

    def forget_pushed(self, pushed: Pushed) -> None:
        """Forget an event that was sent."""
        ...

    def setting(self, key: str) -> str | None:
        """Return a remembered setting."""
        ...

    def save_setting(self, key: str, value: str) -> None:
        """Keep a setting."""
        ...

    def transaction(self) -> AbstractContextManager[object]:
        """Make everything inside happen, or none of it."""
        ...


class Pack(Protocol):
    """Give the rules of carriers."""

    def current(self) -> Pack:
        """Return itself, or the carriers anew when a file of the person's own has changed."""
        ...

    def find(self, text: str) -> Carrier:
        """Return the carrier that an id or a name in any language means; raises NotFoundError."""
        ...

    def load(self, carrier_id: str) -> Carrier:
        """Return the carrier of an id; raises NotFoundError and CarrierFileError."""
        ...
