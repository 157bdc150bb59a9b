"""Answer requests for feeds (docs/serve.md says which, and why so)."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Callable, Collection
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from tracker.errors import NotFoundError, TrackerError
from tracker.i18n import Texts
from tracker.service.shelf import GoneError, Page, Shelf

_METHODS = ("GET", "HEAD")
_ALWAYS = {"referrer-policy": "no-referrer", "x-robots-tag": "noindex"}
"""The address is a secret: it is not to be told to other pages nor found by a search."""
_CALENDAR = {
    "content-type": "text/calendar; charset=utf-8",
    "content-disposition": 'inline; filename="plan.ics"',
}
_KEPT = {"cache-control": "private, no-cache"}
_RETRY_SECONDS = 60


def make_app(
    shelf: Shelf, texts: Texts, *, names: Collection[str], tell: Callable[[TrackerError], None]
) -> ASGIApp:
    """Return the application; sentences are in the language of `texts`.

    `names`: host names under which it may be asked, besides addresses and `localhost`. `tell` gets
    whatever keeps a calendar from being made, for whoever runs the server.
    """

    async def unknown(_request: Request, _error: Exception) -> Response:
        return _refusal(texts, "error.feed.address", 404)

    async def failed(_request: Request, _error: Exception) -> Response:
        tell(TrackerError("error.feed.failed"))
        return _refusal(texts, "error.feed.failed", 500)

    app = Starlette(
        routes=[
            Route("/f/{secret}/{name}.ics", _Feeds(shelf, texts, tell)),
            Route("/robots.txt", _robots),
        ],
        exception_handlers={HTTPStatus.NOT_FOUND: unknown, Exception: failed},
    )
    app.router.redirect_slashes = False
    return _Guard(app, texts, names)


class _Guard:
    """Refuse what no calendar program asks for, before anything is looked up."""

    def __init__(self, app: ASGIApp, texts: Texts, names: Collection[str]) -> None:
        self._app = app
        self._texts = texts
        self._names = frozenset(name.lower() for name in (*names, "localhost"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if scope["method"] not in _METHODS:
            app = _refusal(self._texts, "error.feed.method", 405, allow=", ".join(_METHODS))
        elif not self._knows(_header(scope, b"host")):
            app = _refusal(self._texts, "error.feed.host", 421)
        await app(scope, receive, send)

    def _knows(self, host: str) -> bool:
        """Say whether a Host header can be meant for us.

        A page that makes its own name point here (DNS rebinding) cannot hide that name; an
        address is no name, so any is good.
        """
        name = host.lower()
        if not name.endswith("]"):
            name = name.rpartition(":")[0] or name
        if name in self._names:
            return True
        try:
            ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
        except ValueError:
            return False
        return True


class _Feeds:
    """Give the calendar of the feed that the secret in the path opens."""

    def __init__(self, shelf: Shelf, texts: Texts, tell: Callable[[TrackerError], None]) -> None:
        self._shelf = shelf
        self._texts = texts
        self._tell = tell
        self._one = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = scope["path_params"]
        response = await self._answer(scope, found["secret"], found["name"])
        await response(scope, receive, send)

    async def _answer(self, scope: Scope, secret: str, name: str) -> Response:
        try:
            page = await self._page(secret, name)
        except GoneError as error:
            return _refusal(self._texts, error.key, 410)
        except NotFoundError as error:
            if error.key == "error.feed.address":
                return _refusal(self._texts, error.key, 404)
            return self._unavailable(error)
        except TrackerError as error:
            return self._unavailable(error)
        kept = {**_KEPT, "etag": page.etag, **_ALWAYS}
        if _has(_header(scope, b"if-none-match"), page.etag):
            return Response(status_code=304, headers=kept)
        return Response(page.data, headers={**_CALENDAR, **kept})

    async def _page(self, secret: str, name: str) -> Page:
        """Return the calendar; it is made in a thread, one at a time, while other requests wait for it."""
        page = None if self._one.locked() else self._shelf.ready(secret, name)
        if page is None:
            async with self._one:
                # Not to be cut off: the shelf is for one thread at a time.
                page = await asyncio.shield(asyncio.to_thread(self._shelf.make, secret, name))
        return page

    def _unavailable(self, error: TrackerError) -> Response:
        # The sentence of the error may hold a path of this computer.
        self._tell(error)
        return _refusal(self._texts, "error.feed.unavailable", 503, retry_after=str(_RETRY_SECONDS))


async def _robots(_request: Request) -> Response:
    """Let robots in: Google fetches subscribed calendars only where robots.txt allows it."""
    return PlainTextResponse("User-agent: *\nAllow: /\n", headers=_ALWAYS)


def _refusal(texts: Texts, key: str, status: int, **headers: str) -> Response:
    """Return one sentence, never empty: an empty answer empties subscribed calendars."""
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return PlainTextResponse(
        texts.get(key) + "\n", status, headers={"cache-control": "no-store", **_ALWAYS, **more}
    )


def _header(scope: Scope, wanted: bytes) -> str:
    """Return a header, the values of a repeated one as a list; empty where there is none."""
    values = [value for name, value in scope["headers"] if name == wanted]
    return b", ".join(values).decode("latin-1")


def _has(tags: str, etag: str) -> bool:
    """Say whether If-None-Match names an entity tag, weakly compared (RFC 9110, 13.1.2)."""
    return any(tag.strip().removeprefix("W/") in (etag, "*") for tag in tags.split(","))
