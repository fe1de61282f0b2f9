"""A server that comes back at the address it had, though the process that it was in is dead."""

import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class ReturningServer(ThreadingHTTPServer):
    """Its port stands in a file of the folder, and is the same each time."""

    daemon_threads = True
    request_queue_size = 100

    def __init__(self, folder: Path, desk: type[BaseHTTPRequestHandler]) -> None:
        port = folder / "port"
        super().__init__(("127.0.0.1", int(port.read_text()) if port.exists() else 0), desk)
        port.write_text(str(self.server_address[1]))

    def server_bind(self) -> None:
        """Listen, as soon as whoever took that place meanwhile has left it."""
        give_up_at = time.monotonic() + 30
        while True:
            try:
                return super().server_bind()
            except OSError:
                if time.monotonic() > give_up_at:
                    raise
                time.sleep(0.1)
