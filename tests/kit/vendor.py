"""A vendor that takes jobs: it serves HTTP and remembers in a folder what it was asked.

It is stricter than real ones: it bills every job it accepts, a second one under the same reference too, and
gives no file of a job that it has not said to be done. Every line of `FOLDER/log` is on disk before an
answer leaves; killed and started again, it goes on at the same port with all it has accepted. It behaves
badly on command: see `Fault`. Told where to, it tells of each job it took by itself, signed, and until it was
heard twice.
"""

import base64
import hashlib
import hmac
import json
import os
import random
import threading
import time
import urllib.request
from collections import Counter
from contextlib import suppress
from decimal import Decimal
from http.server import BaseHTTPRequestHandler
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from models.base import Frozen
from tests.kit.returning import ReturningServer

KEY = "not-a-secret-7d1e"
SECRET = "not-a-secret-either-a95c"
"""What the vendor signs its notices with."""
SETTLES_S = 0.5
"""For so long after a connection broke, what came over it may still be accepted."""

Where = Literal["submit", "job", "poll", "list", "fetch"]
How = Literal[
    "drop-before", "drop-after", "drop-midway", "accept-late", "hang", "500-after", "429", "402", "401", "422",
    "polls", "fail", "fail-billed", "fail-perhaps", "refuse", "overcharge", "404", "503", "cut", "wrong", "empty",
]  # fmt: skip
FAILING = ("fail", "fail-billed", "fail-perhaps", "refuse")
"""How a job comes to nothing: for nothing, billed, billed perhaps, or billed and refused for its content."""
BROKEN: dict[str, tuple[How, ...]] = {
    "submit": ("drop-before", "drop-after", "drop-midway", "accept-late", "500-after"),
    "poll": ("drop-midway", "503"),
    "list": ("drop-midway", "503"),
    "fetch": ("cut", "503"),
}
"""What a bad network does to each request."""


class Fault(Frozen):
    """What goes wrong with the next `times` requests at `where` whose prompt holds `word`.

    `amount` is the wait that a 429 asks for in seconds, how many polls a job takes, or by what its price is multiplied.
    """

    where: Where
    how: How
    times: int = 1
    word: str = ""
    amount: float = 0.0


class Behaviour(Frozen):
    """How the vendor behaves: whether it lists its jobs, its faults, and the share of requests that break by chance.

    `notices` is the address to which it tells of its jobs.
    """

    listing: bool = True
    notices: str = ""
    faults: tuple[Fault, ...] = ()
    breaks: float = 0.0
    seed: int = 0


class Books:
    """What the vendor was asked, and what it bills: a log that survives it."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "log"
        self.jobs: dict[str, dict[str, Any]] = {}
        for line in read_log(folder):
            self._apply(line)

    def write(self, did: str, job_id: str, **what: Any) -> None:
        """Remember, before anybody is answered."""
        line = {"did": did, "id": job_id, **what}
        with self._log.open("a") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())
        self._apply(line)

    def accept(self, asked: dict[str, Any], faults: list[Fault]) -> str:
        """Take a job and bill it; one that fails is paid back when that is known."""
        job_id = f"j{len(self.jobs) + 1}"
        if any(job["asked"]["reference"] == asked["reference"] for job in self.jobs.values()):
            self.write("crime", job_id, what=f"{asked['reference']} was asked for twice")
        factor = next(
            (Decimal(str(fault.amount)) for fault in faults if fault.how == "overcharge"), Decimal(1)
        )
        polls = next((int(fault.amount) for fault in faults if fault.how == "polls"), 1)
        fails = next((fault.how for fault in faults if fault.how in FAILING), "")
        usd = str(Decimal(asked["price"]) * factor)
        self.write("accept", job_id, asked=asked, usd=usd, polls=polls, fails=fails)
        return job_id

    def poll(self, job_id: str) -> dict[str, Any]:
        """Where a job is; each look is a step nearer to its end."""
        job = self.jobs[job_id]
        if job["status"] in ("queued", "running"):
            self.write("poll", job_id)
        state = {"status": job["status"], "progress": min(1.0, job["polled"] / job["polls"])}
        if job["status"] == "failed":
            cost = {"fail": "0", "fail-perhaps": None}.get(job["fails"], job["usd"])
            said = "the machine that made it broke"
            return state | {"error": said, "moderated": job["fails"] == "refuse", "cost": cost}
        return state | {"price": job["usd"]}

    def _apply(self, line: dict[str, Any]) -> None:
        if line["did"] == "accept":
            self.jobs[line["id"]] = {**line, "polled": 0, "status": "queued"}
        elif line["did"] == "poll":
            job = self.jobs[line["id"]]
            job["polled"] += 1
            over = job["polled"] >= job["polls"]
            job["status"] = ("failed" if job["fails"] else "done") if over else "running"


def signed(body: bytes, secret: str = SECRET) -> str:
    """The signature of a notice."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class Server(ReturningServer):
    """The vendor's memory and manners, shared by all connections."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, Desk)
        self.folder = folder
        self.books = Books(folder)
        self.lock = threading.RLock()
        self._making = threading.Lock()
        self.behave(Behaviour())
        threading.Thread(target=self._tell, daemon=True).start()

    def behave(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self._left = Counter({number: fault.times for number, fault in enumerate(behaviour.faults)})
        self._chance = random.Random(behaviour.seed)

    def _tell(self) -> None:
        """Tell of every job, again and again until it was heard twice."""
        heard = Counter(line["id"] for line in read_log(self.folder) if line["did"] == "told")
        while True:
            time.sleep(0.05)
            with self.lock:
                address, jobs = self.behaviour.notices, list(self.books.jobs.items())
            for job_id, job in jobs:
                if address and heard[job_id] < 2 and _told(address, job_id, job["asked"]["reference"]):
                    heard[job_id] += 1
                    with self.lock:
                        self.books.write("told", job_id)

    def faults(self, where: Where, prompt: str = "") -> list[Fault]:
        """What goes wrong with this request."""
        with self.lock:
            found = []
            for number, fault in enumerate(self.behaviour.faults):
                if fault.where == where and fault.word in prompt and self._left[number]:
                    self._left[number] -= 1
                    found.append(fault)
            if where in BROKEN and self._chance.random() < self.behaviour.breaks:
                found.append(Fault(where=where, how=self._chance.choice(BROKEN[where])))
            return found

    def media(self, job: dict[str, Any]) -> bytes:
        """The file of a job: a flat picture, a clip or a tone, as long and large as was asked."""
        from tests.kit import vendor_media

        with self._making:
            return vendor_media.made(self.folder, job["id"], job["asked"])


class Desk(BaseHTTPRequestHandler):
    """`POST /jobs`, `GET /jobs?reference=`, `GET /jobs/ID`, `GET /jobs/ID/file`; `PUT /behaviour` for tests."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        with self.server.lock:
            self.server.behave(Behaviour.model_validate_json(self._body()))
        self._answer(200, {})

    def do_POST(self) -> None:
        body = self._body()
        if not self._let_in():
            return
        try:
            asked = json.loads(body)
            bad = self.path != "/jobs" or not asked["reference"] or not asked["kind"]
            price = Decimal(asked["price"])
            misgiven = _misgiven(asked)
        except (ValueError, KeyError, TypeError, ArithmeticError):
            bad, price, asked, misgiven = True, Decimal(0), {}, ""
        if misgiven:
            self._answer(422, {"error": misgiven})
            return
        if bad or price <= 0:
            self._answer(422, {"error": "a job needs a reference, a kind and a price"})
            return
        fault = next(iter(self.server.faults("submit", asked["prompt"])), None)
        how = fault.how if fault else ""
        if how == "drop-before":
            self._drop()
        elif how == "429" and fault:
            headers = {"Retry-After": str(fault.amount)} if fault.amount else {}
            self._answer(429, {"error": "too many jobs"}, headers)
        elif how in ("401", "402", "422"):
            self._answer(int(how), {"error": "refused"})
        else:
            if how == "accept-late":
                self._drop()
                time.sleep(SETTLES_S / 2)
            with self.server.lock:
                job_id = self.server.books.accept(asked, self.server.faults("job", asked["prompt"]))
            self._answer_job(how, {"id": job_id})

    def _answer_job(self, how: str, job: dict[str, str]) -> None:
        if how in ("drop-after", "accept-late"):
            self._drop()
        elif how == "drop-midway":
            self._answer(201, job, cut=True)
        elif how == "500-after":
            self._answer(500, {"error": "something broke"})
        else:
            if how == "hang":
                time.sleep(8)
            self._answer(201, job)

    def do_GET(self) -> None:
        if not self._let_in():
            return
        url = urlsplit(self.path)
        _, first, *rest = url.path.split("/")
        with self.server.lock:
            job = self.server.books.jobs.get(rest[0]) if rest else None
        where: Where = "list" if not rest else "fetch" if rest[1:] == ["file"] else "poll"
        how = next((f.how for f in self.server.faults(where, job["asked"]["prompt"] if job else "")), "")
        if first != "jobs" or (rest and job is None) or (not rest and not self.server.behaviour.listing):
            self._answer(404, {"error": "there is no such thing"})
        elif how in ("404", "503"):
            self._answer(int(how), {"error": "gone" if how == "404" else "busy"})
        elif job is None:
            wanted = parse_qs(url.query).get("reference", [""])[0]
            with self.server.lock:
                jobs = self.server.books.jobs.items()
                found = [{"id": name} for name, one in jobs if one["asked"]["reference"] == wanted]
            self._answer(200, {"jobs": found}, cut=how == "drop-midway")
        elif where == "poll":
            with self.server.lock:
                state = self.server.books.poll(rest[0])
            self._answer(200, state, cut=how == "drop-midway")
        elif job["status"] != "done":
            self._answer(409, {"error": "the job is not done"})
        else:
            data = {"wrong": b"<html>We will be back soon.</html>", "empty": b""}.get(how)
            self._answer(200, self.server.media(job) if data is None else data, cut=how == "cut")

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers["Content-Length"]))

    def _let_in(self) -> bool:
        if self.headers["Authorization"] == f"Bearer {KEY}":
            return True
        self._answer(401, {"error": "who are you?"})
        return False

    def _drop(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(2)

    def _answer(
        self, status: int, body: object, headers: dict[str, str] | None = None, *, cut: bool = False
    ) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        with suppress(OSError):  # whoever asked may have been killed
            self.send_response(status)
            for name, value in {"Content-Length": str(len(data)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data[: len(data) // 2] if cut else data)
        if cut:
            self._drop()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Stay quiet."""


def _misgiven(asked: dict[str, Any]) -> str:
    """What is wrong with the reference pictures of a job: too many, one twice, not the file it is said to be, or not named."""
    given = asked.get("references", [])
    if len(given) > asked.get("most", 0):
        return f"{len(given)} references: {asked.get('most', 0)} is the most"
    if len({one["sha256"] for one in given}) < len(given):
        return "a reference is given twice"
    for number, one in enumerate(given):
        if hashlib.sha256(base64.b64decode(one.pop("data"))).hexdigest() != one["sha256"]:
            return "a reference is not the file that it is said to be"
        if asked["called"][number] not in asked["prompt"]:
            return f"the prompt does not name {asked['called'][number]}"
    return ""


def _told(address: str, job_id: str, reference: str) -> bool:
    """Whether a notice was heard."""
    body = json.dumps({"id": job_id, "reference": reference, "status": "accepted"}).encode()
    headers = {"Content-Type": "application/json", "X-Vendor-Signature": signed(body)}
    request = urllib.request.Request(f"{address}/jobs/vendor", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return bool(answer.status < 300)
    except OSError:
        return False


def read_log(folder: Path) -> list[dict[str, Any]]:
    """Every line of the vendor's log; one that is being written is not one yet."""
    log = folder / "log"
    lines = log.read_text().splitlines(keepends=True) if log.exists() else []
    return [json.loads(line) for line in lines if line.endswith("\n")]


def serve(folder: Path, ready: Connection) -> None:
    """Serve until the process is killed; says when it can be asked."""
    with Server(folder) as server:
        ready.send_bytes(b"ready")
        server.serve_forever(poll_interval=0.1)
