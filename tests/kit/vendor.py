"""A vendor that takes jobs: `python …/vendor.py FOLDER` serves HTTP and remembers on disk what it was asked.

Stricter than real ones: it bills every job it accepts, refuses a job without a reference, and gives no
picture that was not polled for.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

from PIL import Image


class Vendor(BaseHTTPRequestHandler):
    """`POST /jobs`, `GET /jobs/N`, `GET /jobs/N/picture`."""

    folder: Path
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not asked.get("reference") or not asked.get("prompt"):
            return self._answer(422, {"error": "a job needs a reference and a prompt"})
        number = len(list(self.folder.glob("job-*.json"))) + 1
        (self.folder / f"job-{number}.json").write_text(json.dumps({**asked, "polls": 0}))
        return self._answer(200, {"id": str(number)})

    def do_GET(self) -> None:
        _, _, number, *rest = self.path.split("/")
        path = self.folder / f"job-{number}.json"
        if not path.exists():
            return self._answer(404, {"error": "no such job"})
        job = json.loads(path.read_text())
        if rest and not job["polls"]:
            return self._answer(409, {"error": "the job is not done"})
        if rest:
            picture = BytesIO()
            Image.new("RGB", (job["width"], job["height"]), (90, 40 * int(number) % 255, 120)).save(
                picture, "PNG"
            )
            return self._answer(200, picture.getvalue())
        path.write_text(json.dumps({**job, "polls": job["polls"] + 1}))
        return self._answer(200, {"status": "done"})

    def _answer(self, status: int, body: object) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Stay quiet."""


if __name__ == "__main__":
    Vendor.folder = Path(sys.argv[1])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Vendor)
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()
