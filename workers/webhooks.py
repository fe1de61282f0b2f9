"""The receiver of vendors' notices: a small HTTP server that a person runs where vendors can reach it.

`POST /jobs/<provider>`, and `POST /jobs/<provider>?reference=…`. 200 means that it is written down or changes
nothing, and after anything else a vendor sends it again: so a receiver that is killed loses nothing.
"""

import json
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from infra.database.database import open_database
from infra.settings import Settings
from models.errors import BadInput, InvalidRequest, LongtakeError, Unauthorised, UnknownName
from providers.registry import Registry
from workers.notices import Notices

log = logging.getLogger("longtake.webhooks")

MOST_BYTES = 2**20
"""The longest body that is read."""
SILENT_S = 10.0
"""After so many seconds without a byte a caller is hung up on."""
MOST_AT_ONCE = 64
"""How many callers are heard at once; others have to call again."""


class Receiver(ThreadingMixIn, TCPServer):
    """Listens at `host` and `port` (0: any that is free) from the moment it is made; `serve_forever` answers.

    Raises:
        BadInput: nobody can listen there.

    """

    allow_reuse_address = True
    request_queue_size = 100

    def __init__(self, host: str, port: int, notices: Notices) -> None:
        self.notices = notices
        self._slots = threading.BoundedSemaphore(MOST_AT_ONCE)
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
            self.address_family, *_, address = found[0]
            super().__init__((str(address[0]), int(address[1])), _Desk)
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            raise BadInput(
                f"Nobody can listen at {host}, port {port} ({reason}): choose another --host or --port."
            ) from error

    @property
    def address(self) -> str:
        """Where it listens."""
        host, port = self.server_address[:2]
        return f"http://{f'[{host!s}]' if ':' in str(host) else str(host)}:{port}"

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as the base class
        """Hear a caller in a thread of its own, unless too many call."""
        if self._slots.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as the base class
        """Hear a caller to the end."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._slots.release()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401, ARG002 - as the base class
        """A caller hung up."""
        log.debug("A caller hung up.")


class _Desk(BaseHTTPRequestHandler):
    """One caller. What came is never logged but for the names in a notice that was signed."""

    server: Receiver
    timeout = SILENT_S
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "longtake", ""

    def do_POST(self) -> None:
        """A notice."""
        try:
            url = urlsplit(self.path)
            _, room, name = unquote(url.path).split("/")
            references = parse_qs(url.query, max_num_fields=20).get("reference", [""])
        except ValueError:
            self._answer(HTTPStatus.NOT_FOUND)
            return
        if room != "jobs" or len(references) > 1:
            self._answer(HTTPStatus.NOT_FOUND if room != "jobs" else HTTPStatus.BAD_REQUEST)
            return
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdecimal()) or "Transfer-Encoding" in self.headers:
            self._answer(HTTPStatus.LENGTH_REQUIRED)
            return
        size = int(length[:12])
        body = self.rfile.read(min(size, MOST_BYTES))
        if size > MOST_BYTES:
            self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        elif len(body) < size:
            self._answer(HTTPStatus.BAD_REQUEST)
        else:
            self._answer(self._taken(name, body, references[0]))

    def _taken(self, name: str, body: bytes, reference: str) -> HTTPStatus:
        """Take the notice; what the vendor is answered."""
        headers = {field.lower(): value for field, value in self.headers.items()}
        try:
            record = self.server.notices.take(name, headers, body, reference)
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
            log.info("%s took %s as %s; it is %s.", name, record.reference, record.job_id, record.state)
        return HTTPStatus.OK

    def _answer(self, status: HTTPStatus) -> None:
        """A status and nothing else worth knowing; the connection ends with it."""
        self.close_connection = True
        data = json.dumps({"accepted": status == HTTPStatus.OK}).encode()
        with suppress(OSError):
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Connection", "close")
            if status == HTTPStatus.SERVICE_UNAVAILABLE:
                self.send_header("Retry-After", "5")
            self.end_headers()
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Stay quiet: the base class would log addresses with all they hold."""


@contextmanager
def receiving(settings: Settings, registry: Registry, host: str, port: int) -> Iterator[Receiver]:
    """A receiver that listens, over the settings' database, for the vendors of the registry.

    Raises:
        BadInput: none of the registry's vendors sends notices, or nobody can listen there.
        LongtakeError: the database cannot be used.

    """
    database = open_database(settings.database_url, synchronous=settings.sqlite_synchronous)
    try:
        notices = Notices(registry, database)
        if not notices.providers:
            raise BadInput("None of the providers here has a vendor that sends notices: nothing would come.")
        with Receiver(host, port, notices) as receiver:
            yield receiver
    finally:
        database.close()
