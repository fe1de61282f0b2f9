"""The receiver of vendors' notices: a small HTTP server that a person runs where vendors can reach it.

`POST /jobs/<vendor>`, and `POST /jobs/<vendor>?reference=…&mark=…`. 200 means that it is written down or changes
nothing, and after anything else a vendor sends it again: so a receiver that is killed loses nothing.
"""

import asyncio
import logging
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from http import HTTPStatus
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from infra.database.database import open_database
from infra.settings import Settings
from models.errors import BadInput, InvalidRequest, LongtakeError, Unauthorised, UnknownName
from providers.registry import Registry
from workers.callers import MOST_AT_ONCE, Callers, Network, networks
from workers.notices import Called, Notices
from workers.webhook_server import Event, Receive, Send, answer_of, listening, server_of

log = logging.getLogger("longtake.webhooks")

MOST_BYTES = 2**20
"""The longest body that is read."""
GRACE_S = 5.0
"""For so many seconds callers are still heard out when the receiver is told to end."""


class Receiver:
    """Listens at `host` and `port` (0: any that is free) from the moment it is made; `serve_forever` answers.

    `proxies` are where callers are forwarded from.

    Raises:
        BadInput: nobody can listen there.

    """

    def __init__(self, host: str, port: int, notices: Notices, proxies: tuple[Network, ...] = ()) -> None:
        self.notices = notices
        self._socket = listening(host, port)
        self.server_address: tuple[str, int] = self._socket.getsockname()[:2]
        self._threads = ThreadPoolExecutor(MOST_AT_ONCE, "notice")
        self._server = server_of(_Desk(notices, self._threads), Callers(proxies))
        self._ended = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()
        self._threads.shutdown()

    @property
    def address(self) -> str:
        """Where it listens."""
        host, port = self.server_address
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"

    def serve_forever(self, grace_s: float = GRACE_S) -> None:
        """Answer until `shutdown`, SIGINT or SIGTERM, and those amid a request for `grace_s` seconds more."""
        # uvicorn says int, and hands it to asyncio, which takes any number.
        self._server.config.timeout_graceful_shutdown = grace_s  # type: ignore[assignment]
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self._ended.set()

    def shutdown(self) -> None:
        """End `serve_forever`, which runs in another thread, and wait until it has ended."""
        self._server.should_exit = True
        self._ended.wait()


class _Desk:
    """The ASGI application. What came is never logged but for the names in a notice that was signed."""

    def __init__(self, notices: Notices, threads: Executor) -> None:
        self._notices = notices
        self._threads = threads

    async def __call__(self, scope: Event, receive: Receive, send: Send) -> None:
        """One caller."""
        status = await self._heard(scope, receive)
        if status is None:
            log.debug("A caller hung up.")
            return
        headers, body = answer_of(status)
        await send({"type": "http.response.start", "status": int(status), "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _heard(self, scope: Event, receive: Receive) -> HTTPStatus | None:
        """What a caller is answered; None when it hung up."""
        if scope["method"] != "POST":
            return HTTPStatus.NOT_IMPLEMENTED
        try:
            url = urlsplit(_target(scope))
            _, room, name = unquote(url.path).split("/")
            fields = parse_qs(url.query, max_num_fields=20)
        except ValueError:
            return HTTPStatus.NOT_FOUND
        if room != "jobs" or any(len(fields.get(field, ())) > 1 for field in Called._fields):
            return HTTPStatus.NOT_FOUND if room != "jobs" else HTTPStatus.BAD_REQUEST
        headers = {field.decode("latin-1"): value.decode("latin-1") for field, value in scope["headers"]}
        if "content-length" not in headers or "transfer-encoding" in headers:
            return HTTPStatus.LENGTH_REQUIRED
        size = int(headers["content-length"])
        body = await _body(receive, size)
        if body is None:
            return None
        if size > MOST_BYTES:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        called = Called(**{field: fields[field][0] for field in Called._fields if field in fields})
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._taken, name, headers, body, called)

    def _taken(self, name: str, headers: dict[str, str], body: bytes, called: Called) -> HTTPStatus:
        """Take the notice, in a thread, since the database is waited for; what the vendor is answered."""
        try:
            record = self._notices.take(name, headers, body, called)
        except UnknownName:
            return HTTPStatus.NOT_FOUND
        except Unauthorised as error:
            log.warning("A notice for %s was refused: %s", name, error)
            return HTTPStatus.UNAUTHORIZED
        except InvalidRequest as error:
            log.warning("A notice for %s cannot be used: %s", name, error)
            return HTTPStatus.BAD_REQUEST
        except LongtakeError as error:
            log.warning("A notice for %s could not be written down: %s", name, error)
            return HTTPStatus.SERVICE_UNAVAILABLE
        except Exception as error:  # noqa: BLE001 - an adapter's mistake; its text may hold what came
            log.error("A notice for %s could not be read (%s).", name, type(error).__name__)  # noqa: TRY400
            return HTTPStatus.INTERNAL_SERVER_ERROR
        if record is None:
            log.info("A notice of %s is about no job that is looked for.", name)
        else:
            log.info("%s tells of %s, its %s; it is %s.", name, record.reference, record.job_id, record.state)
        return HTTPStatus.OK


def _target(scope: Event) -> str:
    """What the caller asked for; no address here begins with two slashes, which would name a host."""
    target: str = (scope["raw_path"] + b"?" + scope["query_string"]).decode("ascii")
    return "/" + target.lstrip("/") if target.startswith("//") else target


async def _body(receive: Receive, size: int) -> bytes | None:
    """The whole body, of one that is too large nothing; None when the caller hung up."""
    body, heard = bytearray(), 0
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            return None
        heard += len(event["body"])
        if size <= MOST_BYTES:
            body += event["body"]
        if not event["more_body"] or heard >= MOST_BYTES < size:
            return bytes(body)


@contextmanager
def receiving(
    settings: Settings, registry: Registry, host: str, port: int, proxies: Iterable[str] = ()
) -> Iterator[Receiver]:
    """A receiver that listens, over the settings' database, for the vendors of the registry.

    Raises:
        BadInput: none of the registry's vendors sends notices, nobody can listen there, or a proxy has no address.
        LongtakeError: the database cannot be used.

    """
    behind = networks(proxies)
    database = open_database(settings.database_url, synchronous=settings.sqlite_synchronous)
    try:
        notices = Notices(registry, database)
        if not notices.vendors:
            raise BadInput(
                "None of the providers here has a vendor that sends notices and whose key is set: nothing would come."
            )
        with Receiver(host, port, notices, behind) as receiver:
            yield receiver
    finally:
        database.close()
