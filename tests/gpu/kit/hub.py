"""A hub over a real socket: what a repository has, its files in ranges, and what one may not have."""

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class Hub:
    """The repositories by their names, what was asked for, and what it does not give: `gated` ones, the end of a file that it `holds`."""

    repositories: Mapping[str, Mapping[str, bytes]]
    url: str = ""
    gated: bool = False
    holds: str = ""
    held: threading.Event = field(default_factory=threading.Event)
    free: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)


@contextmanager
def hub_of(repositories: Mapping[str, Mapping[str, bytes]]) -> Iterator[Hub]:
    hub = Hub(repositories)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Answers", (_Answers,), {"hub": hub}))
    hub.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Answers(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def log_message(self, *_: object) -> None:
        return

    def _answer(self, *, body: bool) -> None:
        path = unquote(urlsplit(self.path).path)
        self.hub.asked.append(f"{self.command} {path}")
        for name, files in self.hub.repositories.items():
            if path.startswith(f"/api/models/{name}"):
                self._gated() if self.hub.gated else self._about(path, name, files)
                return
            prefix = f"/{name}/resolve/"
            if path.startswith(prefix):
                self._file(files, path.removeprefix(prefix).partition("/")[2], body=body)
                return
        self._send(404, b"{}", {"X-Error-Code": "RepoNotFound"})

    def _gated(self) -> None:
        self._send(403, b"{}", {"X-Error-Code": "GatedRepo"})

    def _about(self, path: str, name: str, files: Mapping[str, bytes]) -> None:
        told = [(one, len(data), hashlib.sha1(data).hexdigest()) for one, data in files.items()]
        if "/tree/" in path:
            rows = [{"type": "file", "path": one, "size": size, "oid": mark} for one, size, mark in told]
            self._send(200, json.dumps(rows).encode())
            return
        siblings = [{"rfilename": one, "size": size, "blobId": mark} for one, size, mark in told]
        about = {"id": name, "sha": COMMIT, "siblings": siblings, "private": False, "gated": False}
        self._send(200, json.dumps(about).encode())

    def _file(self, files: Mapping[str, bytes], name: str, *, body: bool) -> None:
        if name not in files:
            self._send(404, b"", {"X-Error-Code": "EntryNotFound"})
            return
        data = files[name]
        heads = {"ETag": f'"{hashlib.sha1(data).hexdigest()}"', "X-Repo-Commit": COMMIT}
        start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")[0])
        rest = data[start:]
        if not body:
            self._send(200, b"", heads, length=len(data))
        elif name == self.hub.holds:
            self._send(200, rest[: len(rest) // 2], heads, length=len(rest))
            self.hub.held.set()
            self.hub.free.wait()
            self.close_connection = True
        else:
            heads |= {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"} if start else {}
            self._send(206 if start else 200, rest, heads)

    def _send(self, code: int, body: bytes, heads: Mapping[str, str] = {}, length: int | None = None) -> None:
        self.send_response(code)
        for name, value in heads.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)
