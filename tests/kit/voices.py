"""A vendor of voices on a socket, stricter than a real one, with two providers of it as one would write them."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from models.kinds import Kind
from models.money.steps import Quote
from models.orders.assets import Recipe
from models.orders.requests import SpeechRequest
from providers.base import Bench, Rendered
from providers.offers import VendorProvider
from providers.vendors.exchange import Post

KEY = "xi-very-secret-0123456789"
MIB = 1024 * 1024


class Carla(VendorProvider):
    """A voice of the vendor `voices`."""

    name = "carla"
    kind: Kind = "speech"
    label = "io"
    revision = "1"
    vendor = "voices"

    def quote(self, request: SpeechRequest) -> Quote:
        return Quote(usd=Decimal("0.0001") * len(request.text))

    def recipe(self, request: SpeechRequest) -> Recipe:
        said = {"text": request.text}
        return Recipe(kind=self.kind, provider=self.name, revision=self.revision, parameters=said)

    def render(self, request: SpeechRequest, bench: Bench) -> Rendered:
        body = {"text": request.text, "voice": self.name}
        came = self.client.ask(Post("/speech", body, self.name, accept="audio/wav", most_bytes=4 * MIB))
        path = bench.into / "voice.wav"
        path.write_bytes(came.body)
        return Rendered(path=path, cost=self.quote(request).usd)


class Dora(Carla):
    """Another voice of the same vendor."""

    name = "dora"
    label = "voices"


@dataclass(frozen=True)
class Answer:
    """What the server sends; with `cut` it hangs up halfway through the body."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "audio/wav"})
    cut: bool = False


def refused(status: int, message: str, headers: Mapping[str, str] | None = None, **error: object) -> Answer:
    """An error as the vendor words it."""
    body = json.dumps({"error": {"message": message, **error}}).encode()
    return Answer(body, status, {"Content-Type": "application/json", **(headers or {})})


class VoiceServer(ThreadingHTTPServer):
    """Answers everything alike; `asked` has what it was asked, `headers` with which."""

    daemon_threads = True

    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is nothing to report."""


@contextmanager
def voice_server(answer: Answer) -> Iterator[VoiceServer]:
    """Serve until the block ends."""
    server = VoiceServer(answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: VoiceServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = json.loads(data)
        if self.path != "/v1/speech" or set(body) != {"text", "voice"} or "authorization" in headers:
            return self._send(refused(422, "that is not how I am asked"))
        if headers.get("xi-api-key") != KEY:
            return self._send(refused(401, f"who is {headers.get('xi-api-key')}?"))
        self.server.asked.append(body)
        self.server.headers.append(headers)
        return self._send(self.server.answer)

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body[: len(answer.body) // 2] if answer.cut else answer.body)
        self.close_connection = self.close_connection or answer.cut

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Stay quiet."""
