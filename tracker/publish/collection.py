"""Talk to a calendar on a server (CalDAV, RFC 4791); the one module that knows caldav.

Every writing request carries a condition on the version that was seen (RFC 9110, 13.1), so that
nothing that somebody else wrote in between is overwritten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, unquote

from tracker.errors import NotFoundError, TrackerError, UsageError
from tracker.publish.place import Place

TIMEOUT = 30
"""Seconds until an answer counts as missing."""
_RESOURCE_TYPE, _ETAG = "{DAV:}resourcetype", "{DAV:}getetag"
_CALENDAR = "{urn:ietf:params:xml:ns:caldav}calendar"
_BODY = {"Content-Type": "text/calendar; charset=utf-8"}
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


class ChangedError(Exception):
    """Say that an object is not there in the version that was seen."""


class TakenError(Exception):
    """Say that the calendar has another object of the same UID."""


class Collection:
    """Be one calendar on a server; objects in it are called by their names, `<uid>.ics`.

    Every method raises TrackerError (`error.push.…`) when the server cannot be reached or does not do
    what it is asked.
    """

    def __init__(self, place: Place, password: Callable[[], str]) -> None:
        """Connect to nothing yet; `password` is asked for where there is a user.

        Raises UsageError when the library is not installed, and what `password` raises.
        """
        try:
            import caldav
            import niquests
            from caldav.lib import error
        except ModuleNotFoundError as missing:
            raise UsageError("error.push.extra") from missing
        self._place = place
        # What the library can write into files for debugging holds the password.
        error.debug_dump_communication = False
        self._errors = error
        self._network = niquests.exceptions
        self._client = caldav.DAVClient(
            url=place.url,
            username=place.user,
            password=password() if place.user else None,
            timeout=TIMEOUT,
            enable_rfc6764=False,  # the address is one already
        )
        # A redirected PUT becomes a GET, whose success would be taken for that of the PUT.
        self._client.session.max_redirects = 0

    def __enter__(self) -> Self:
        """Return the calendar."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        self._client.close()

    def versions(self) -> dict[str, str]:
        """Return the version (ETag) of every object by its name; nobody's content is fetched.

        Raises NotFoundError when nothing is at the address, UsageError when it is no calendar.
        """
        answer = self._ask(
            lambda: self._client.propfind(self._place.url, props=["resourcetype", "getetag"], depth=1)
        )
        if answer.status in _GONE:
            raise NotFoundError("error.push.missing", place=self._place.url)
        if answer.status not in (HTTPStatus.OK, HTTPStatus.MULTI_STATUS):
            # A web server that knows no CalDAV refuses the method, or calls it unknown.
            refused = answer.status in (HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED)
            raise self._not_a_calendar() if refused else self._failed(answer.status)
        found: dict[str, str] = {}
        calendar = False
        for each in answer.results:
            kinds = each.properties.get(_RESOURCE_TYPE) or ()
            calendar = calendar or (_is_itself(each.href, self._place.url) and _CALENDAR in kinds)
            etag = each.properties.get(_ETAG)
            if not kinds and isinstance(etag, str):
                found[unquote(each.href.rsplit("/", 1)[-1])] = etag
        if not calendar:
            raise self._not_a_calendar()
        return found

    def read(self, name: str) -> bytes:
        """Return what an object holds, nothing when it is gone."""
        return self._fetch(name)[1]

    def _fetch(self, name: str) -> tuple[str, bytes]:
        answer = self._ask(lambda: self._client.request(self._url(name)))
        if answer.status in _GONE:
            return "", b""
        if answer.status != HTTPStatus.OK:
            raise self._failed(answer.status)
        return _strong(answer.headers), answer.raw.encode()

    def put(self, name: str, data: bytes, *, over: str | None, same: Callable[[bytes], bool]) -> str:
        """Store an object over the version seen, None: where there is none; return its new version.

        A server that changed what it was given says no version (RFC 4791, 5.3.4). It is then fetched, and
        counts when it still is what was sent, as `same` tells; otherwise the version stays empty.

        Raises ChangedError when another version is there, TakenError when the UID is in use.
        """
        condition = {"If-None-Match": "*"} if over is None else {"If-Match": over}
        answer = self._ask(lambda: self._client.put(self._url(name), data, {**_BODY, **condition}))
        if answer.status in (HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED):
            taken = self._errors.UID_CONFLICT_PRECONDITIONS.intersection(
                self._errors.parse_preconditions(answer.raw)
            )
            raise TakenError if taken or over is None else ChangedError
        if answer.status not in (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NO_CONTENT):
            raise self._failed(answer.status)
        if version := _strong(answer.headers):
            return version
        version, stored = self._fetch(name)
        return version if same(stored) else ""

    def delete(self, name: str, *, over: str) -> None:
        """Delete an object in the version seen; one that is gone already is as wanted.

        Raises ChangedError when another version is there.
        """
        answer = self._ask(lambda: self._client.delete(self._url(name), {"If-Match": over}))
        if answer.status in (HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED):
            raise ChangedError
        if answer.status not in (HTTPStatus.OK, HTTPStatus.ACCEPTED, HTTPStatus.NO_CONTENT, *_GONE):
            raise self._failed(answer.status)

    def _url(self, name: str) -> str:
        return self._place.url + quote(name, safe="@+")

    def _ask(self, request: Callable[[], Any]) -> Any:
        """Return the answer to a request; what went wrong on the way is one sentence."""
        with self._told():
            return request()

    @contextmanager
    def _told(self) -> Iterator[None]:
        # Only the names of faults go on: their texts may quote what was sent.
        place = self._place.url
        try:
            yield
        except self._errors.RateLimitError as error:
            raise TrackerError("error.push.busy", place=place) from error
        except self._errors.AuthorizationError as error:
            if self._errors.UID_CONFLICT_PRECONDITIONS.intersection(error.preconditions):
                raise TakenError from error
            if error.status == HTTPStatus.FORBIDDEN:
                raise TrackerError("error.push.forbidden", place=place) from error
            key = "error.push.password" if self._place.user else "error.push.user"
            raise TrackerError(key, place=place, user=self._place.user) from error
        except NotImplementedError as error:  # no way of signing in that the library knows
            raise TrackerError("error.push.sign-in", place=place) from error
        except self._network.TooManyRedirects as error:
            raise TrackerError("error.push.redirect", place=place) from error
        except self._network.SSLError as error:
            raise TrackerError("error.push.certificate", place=place) from error
        except self._network.Timeout as error:
            raise TrackerError("error.push.slow", place=place, seconds=TIMEOUT) from error
        except OSError as error:
            raise TrackerError("error.push.unreachable", place=place) from error
        except (SyntaxError, self._errors.DAVError) as error:  # what claims to be XML and is none
            raise self._not_a_calendar() from error

    def _failed(self, status: int) -> TrackerError:
        said = ""
        with suppress(ValueError):
            said = HTTPStatus(status).phrase
        return TrackerError("error.push.answer", place=self._place.url, status=f"{status} {said}".strip())

    def _not_a_calendar(self) -> UsageError:
        return UsageError("error.push.not-a-calendar", place=self._place.url)


def _is_itself(href: str, url: str) -> bool:
    """Tell whether an answer is about the collection; servers write its address in several ways."""
    return unquote(url).endswith(unquote(href).rstrip("/") + "/")


def _strong(headers: Any) -> str:
    """Return the version in an answer; a weak one (`W/"…"`) can be no condition (RFC 9110, 13.1.1)."""
    etag = str(headers.get("ETag") or "")
    return "" if etag.startswith("W/") else etag
