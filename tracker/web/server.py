"""Run the server until it is told to stop."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Collection

import uvicorn

from tracker.errors import TrackerError
from tracker.i18n import Texts
from tracker.service.shelf import Shelf
from tracker.web.app import make_app

_GRACE_SECONDS = 3
_KEYS = {
    errno.EADDRINUSE: "error.serve.port-in-use",
    errno.EACCES: "error.serve.port-refused",
    errno.EADDRNOTAVAIL: "error.serve.host",
}


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens at a name or address of this computer; port 0 takes a free one.

    Raises TrackerError when the port is in use or refused, or the address is not this computer's.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = found[0]
        return socket.create_server(address[:2], family=family)
    except (socket.gaierror, UnicodeError) as error:
        raise TrackerError("error.serve.host", host=host) from error
    except OSError as error:
        raise TrackerError(
            _KEYS.get(error.errno or 0, "error.serve.listen"),
            host=host,
            port=port,
            reason=error.strerror or type(error).__name__,
        ) from error


def serve(
    listening: socket.socket,
    shelf: Shelf,
    texts: Texts,
    *,
    names: Collection[str],
    tell: Callable[[TrackerError], None],
) -> None:
    """Answer requests until the process is told to stop; see `make_app`.

    Nothing is logged: the address of a request is a secret. Ctrl-C ends in KeyboardInterrupt.
    """
    config = uvicorn.Config(
        make_app(shelf, texts, names=names, tell=tell),
        access_log=False,
        log_config=None,
        log_level="critical",
        lifespan="off",
        ws="none",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    uvicorn.Server(config).run(sockets=[listening])
