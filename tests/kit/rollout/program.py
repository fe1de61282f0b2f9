"""Images whose program is a line of shell for each command, and whose workers are ready at once, or never come."""

import sys
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

_WORKER = dedent("""
    import http.server
    class Ready(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
    server = http.server.HTTPServer(("127.0.0.1", 0), Ready)
    print(f"probes at http://127.0.0.1:{server.server_port}/", flush=True)
    server.serve_forever()
""")


def programs_alone(folder: Path) -> Mapping[str, Mapping[str, list[str]]]:
    """What is in the images `longtake:1`, `:2` and `:sick`; their commands do nothing until it is said what they do."""
    said = ["sh", "-c", f'. {folder}/"$1"', "longtake"]
    for command in ("deploy", "builds"):
        does(folder, command, "exit 0")
    good = [sys.executable, "-c", _WORKER]
    workers = {"longtake:1": good, "longtake:2": good, "longtake:sick": ["false"]}
    return {image: {"worker": worker, "longtake": said} for image, worker in workers.items()}


def does(folder: Path, command: str, shell: str) -> None:
    """What `longtake` does from now on when it is called with that command; its words are `"$@"`."""
    (folder / command).write_text(f"{shell}\n")
