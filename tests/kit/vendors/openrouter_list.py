"""A double of OpenRouter's list of models: `GET /api/v1/models`, which wants no key, and is sent none."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class ModelList(ThreadingHTTPServer):
    """Serves a list; `status` and `body` are what it answers, `asked` counts, `crimes` are what no client should do."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.models: list[dict[str, Any]] = []
        self.status, self.body = 200, b""
        self.asked = 0
        self.crimes: list[str] = []

    @property
    def base_url(self) -> str:
        """The vendor's address."""
        return f"http://127.0.0.1:{self.server_port}/api/v1"


def model(name: str, pricing: dict[str, Any]) -> dict[str, Any]:
    """A model of the list with everything that OpenRouter says of one."""
    return {
        "id": name,
        "canonical_slug": name,
        "name": name,
        "created": 1_790_000_000,
        "context_length": 128_000,
        "architecture": {
            "input_modalities": ["text"],
            "output_modalities": ["text"],
            "modality": "text->text",
            "instruct_type": None,
            "tokenizer": "Other",
        },
        "top_provider": {"is_moderated": False, "context_length": None, "max_completion_tokens": None},
        "per_request_limits": None,
        "supported_parameters": ["max_tokens"],
        "default_parameters": None,
        "supported_voices": None,
        "links": {"details": f"/api/v1/models/{name}/endpoints"},
        "pricing": pricing,
    }


@contextmanager
def model_list() -> Iterator[ModelList]:
    """The list, served until the block ends."""
    server = ModelList()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: ModelList
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.asked += 1
        if self.path.partition("?")[0] != "/api/v1/models":
            self.server.crimes.append(f"GET {self.path}")
        data = (
            self.server.body
            or json.dumps(
                {"data": self.server.models, "links": {"next": None}, "total_count": len(self.server.models)}
            ).encode()
        )
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Nothing is said."""
