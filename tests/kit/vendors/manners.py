"""What the doubles of vendors share: books on disk, faults on command, files that are real, and strict fields.

Every line of `FOLDER/log` is on disk before an answer leaves; killed and started again, a double goes on at the same
port with all it has taken. It bills each job that it takes, and counts what no client should do as a crime.
"""

import base64
import hashlib
import json
import os
import sys
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from decimal import Decimal
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import parse_qs, urlsplit

from models.base import Frozen
from tests.kit.returning import ReturningServer

Where = Literal["submit", "job", "poll", "result", "file"]
How = Literal[
    "401", "402", "422", "429", "upload-cut", "500", "503", "moderated", "error-inside", "drop-before", "drop-after", "drop-midway",
    "fail", "invalid", "refuse", "black", "forever", "404", "html", "cut", "huge", "private", "bomb", "polls",
    "canceled", "aborted", "gone", "none", "408", "short",
]  # fmt: skip
HOLD = "hold"
"""While a file of this name lies in its folder, a double gives halves of files alone."""
BOMB_MB = 80
"""How far a small file swells; tests have the most that is read below that."""
KEY = "not-a-secret-9b1f4c"
"""The key that every double wants."""
SECRET = "not-a-secret-of-calls-77ab"
"""What a double signs its calls with, where a person is given that."""


class Fault(Frozen):
    """What goes wrong with the next `times` requests at `where` whose prompt holds `word`.

    `amount` is the wait that a 429 or a 503 asks for in seconds, or how many looks a job takes; `code` is the vendor's own
    of a job that failed.
    """

    where: Where
    how: How
    times: int = 1
    word: str = ""
    amount: float = 0.0
    code: str = ""


class Behaviour(Frozen):
    """How a double behaves; `polls` is how many looks a job takes, `says` is what is in the text of its errors."""

    faults: tuple[Fault, ...] = ()
    polls: int = 1
    says: str = ""


class Books:
    """What a double was asked, and what it bills: a log that survives it."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "log"
        self.jobs: dict[str, dict[str, Any]] = {}
        self.crimes: list[str] = []
        self.did: Counter[str] = Counter()
        for line in read_log(folder):
            self._apply(line)

    def write(self, did: str, job_id: str = "", **what: Any) -> None:
        """Remember, before anybody is answered."""
        line = {"did": did, "id": job_id, **what}
        with self._log.open("a") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())
        self._apply(line)

    def _apply(self, line: dict[str, Any]) -> None:
        self.did[line["did"]] += 1
        if line["did"] == "take":
            self.jobs[line["id"]] = {**line, "looked": 0, "over": False}
        elif line["did"] == "look":
            self.jobs[line["id"]]["looked"] += 1
        elif line["did"] == "bill":
            self.jobs[line["id"]]["usd"] = line["usd"]
        elif line["did"] == "over":
            self.jobs[line["id"]].update(over=True, how=line["how"])
        elif line["did"] == "crime":
            self.crimes.append(line["what"])


def read_log(folder: Path) -> list[dict[str, Any]]:
    """Every line of a double's log; one that is being written is not one yet."""
    log = folder / "log"
    lines = log.read_text().splitlines(keepends=True) if log.exists() else []
    return [json.loads(line) for line in lines if line.endswith("\n")]


def billed(folder: Path) -> Decimal:
    """Dollars that a double has billed."""
    usd: dict[str, Decimal] = {}
    for line in read_log(folder):
        if line["did"] in ("take", "bill"):
            usd[line["id"]] = Decimal(line["usd"])
    return sum(usd.values(), Decimal(0))


class Double(ReturningServer):
    """A vendor's memory and manners, shared by all connections."""

    def __init__(self, folder: Path, desk: type["Desk"]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(folder, desk)
        self.folder = folder
        self.books = Books(folder)
        self.lock = threading.RLock()
        self.behave(Behaviour())

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up is nobody's fault."""

    def behave(self, behaviour: Behaviour) -> None:
        """Behave so from now on."""
        self.behaviour = behaviour
        self._refused: dict[Where, tuple[float, float]] = {}
        self._left = Counter({number: fault.times for number, fault in enumerate(behaviour.faults)})

    def fault(self, where: Where, prompt: str = "") -> Fault | None:
        """What goes wrong with this request; each is in the log, and so is one `early`, before a wait that was asked for is over."""
        with self.lock:
            refused_at, wait_s = self._refused.get(where, (0.0, 0.0))
            after_s = time.monotonic() - refused_at
            if after_s < wait_s:
                self.books.write("early", at=where, after_s=after_s)
            for number, fault in enumerate(self.behaviour.faults):
                if fault.where == where and fault.word in prompt and self._left[number]:
                    self._left[number] -= 1
                    self.books.write("fault", at=where, how=fault.how)
                    if fault.how in ("429", "503"):
                        self._refused[where] = time.monotonic(), fault.amount
                    return fault
            return None

    def cuts(self) -> bool:
        """Whether this connection breaks in the middle of what is sent, before anybody has read it."""
        with self.lock:
            for number, fault in enumerate(self.behaviour.faults):
                if fault.how == "upload-cut" and self._left[number]:
                    self._left[number] -= 1
                    return True
            return False

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class Desk(BaseHTTPRequestHandler):
    """What every double does with a request; `PUT /behaviour` is for tests."""

    server: Double
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        body = self.body()
        if self.path == "/behaviour":
            with self.server.lock:
                self.server.behave(Behaviour.model_validate_json(body))
            self.answer(200, {})
        else:
            self.other("PUT", body)

    def do_GET(self) -> None:
        self.other("GET", b"")

    def do_POST(self) -> None:
        if self.server.cuts():
            self.rfile.read(64)
            self.drop()
            return
        self.other("POST", self.body())

    def do_DELETE(self) -> None:
        self.other("DELETE", b"")

    def other(self, method: str, body: bytes) -> None:
        """Answer a request of the vendor's own."""
        raise NotImplementedError

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    @property
    def parts(self) -> list[str]:
        return [part for part in urlsplit(self.path).path.split("/") if part]

    @property
    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}

    def drop(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(2)

    def answer(
        self, status: int, body: object, headers: Mapping[str, str] | None = None, *, cut: bool = False
    ) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Content-Type": "application/json", "Content-Length": str(len(data)), **(headers or {})}
        with suppress(OSError):  # whoever asked may have been killed
            self.send_response(status)
            for name, value in sent.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data[: len(data) // 2] if cut else data)
        if cut:
            self.drop()

    def file(self, data: bytes, kind: str, fault: Fault | None) -> None:
        """A finished job's file, or what comes in its place."""
        how = fault.how if fault else ""
        if (self.server.folder / HOLD).exists():
            self.half(data, kind)
        elif how == "404":
            self.answer(404, {"detail": "gone"})
        elif how in ("429", "500", "503"):
            self.answer(int(how), {"detail": "busy"}, later(fault))
        elif how == "html":
            self.answer(200, b"<html>We will be back soon.</html>", {"Content-Type": "text/html"})
        elif how == "huge":
            self.answer(200, data, {"Content-Type": kind, "Content-Length": str(3 * 2**30)})
            self.drop()
        elif how == "private":
            self.answer(302, b"", {"Location": "https://169.254.169.254/latest/meta-data"})
        elif how == "bomb":
            packed = zlib.compressobj(wbits=31)
            bomb = b"".join(packed.compress(bytes(2**20)) for _ in range(BOMB_MB)) + packed.flush()
            self.answer(200, bomb, {"Content-Type": kind, "Content-Encoding": "gzip"})
        else:
            self.answer(200, data, {"Content-Type": kind}, cut=how == "cut")

    def half(self, data: bytes, kind: str) -> None:
        """Half of a file, and the rest once nobody holds it any more."""
        with suppress(OSError):
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[: len(data) // 2])
            self.wfile.flush()
            with self.server.lock:
                self.server.books.write("half")
            while (self.server.folder / HOLD).exists():
                time.sleep(0.02)
            self.wfile.write(data[len(data) // 2 :])

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Stay quiet."""


def later(fault: Fault | None) -> dict[str, str]:
    """The header that asks for a wait, where the fault has one."""
    return {"Retry-After": str(fault.amount)} if fault and fault.amount else {}


Check = Callable[[Any], str]
"""Why a value is not right; empty when it is."""


def text(most: int = 0) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str) or not value:
            return "is no text"
        return f"is longer than {most} characters" if most and len(value) > most else ""

    return check


def whole(least: int = 0, most: int = 2**31) -> Check:
    def check(value: Any) -> str:
        right = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        return "" if right else f"is no integer from {least} to {most}"

    return check


def number(least: float, most: float) -> Check:
    def check(value: Any) -> str:
        right = isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most
        return "" if right else f"is no number from {least} to {most}"

    return check


def flag(value: Any) -> str:
    return "" if isinstance(value, bool) else "is no boolean"


def one_of(*values: Any) -> Check:
    def check(value: Any) -> str:
        return (
            "" if any(value == one and type(value) is type(one) for one in values) else f"is none of {values}"
        )

    return check


def picture(value: Any, most_bytes: int = 10 * 2**20) -> str:
    """A data URI of a real picture, of the type that it names."""
    from PIL import Image

    if not isinstance(value, str) or not value.startswith("data:image/"):
        return "is no data URI of a picture"
    kind, _, data = value.removeprefix("data:image/").partition(";base64,")
    try:
        plain = base64.b64decode(data, validate=True)
        with Image.open(BytesIO(plain)) as opened:
            opened.verify()
    except (ValueError, OSError, SyntaxError):
        return "is no picture"
    if len(plain) > most_bytes:
        return "is too large"
    return "" if opened.format == kind.upper() else f"is no {kind}"


def pictures(least: int, most: int) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, list) or not least <= len(value) <= most:
            return f"is no list of {least} to {most} pictures"
        return next((said for one in value if (said := picture(one))), "")

    return check


def misgiven(fields: Mapping[str, Check], required: set[str], body: Any) -> dict[str, str]:
    """What is wrong with a body, by field."""
    if not isinstance(body, dict):
        return {"body": "is no object"}
    wrong = {name: "is not known" for name in body if name not in fields}
    wrong |= {name: "is missing" for name in required if name not in body}
    wrong |= {name: said for name, value in body.items() if name in fields and (said := fields[name](value))}
    return wrong


def sha_of(uri: str) -> str:
    """The sha256 of what is in a data URI."""
    return hashlib.sha256(base64.b64decode(uri.partition(";base64,")[2])).hexdigest()


def serve(folder: Path, make: Callable[[Path], Double]) -> None:
    """Serve as a process until it is killed."""
    double = make(folder)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    double.serve_forever(poll_interval=0.05)
