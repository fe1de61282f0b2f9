"""Runway's tasks, doubled: `python -m tests.kit.vendors.runway FOLDER [SECONDS]`.

Stricter than Runway: it refuses whoever looks at a task again before so many seconds are over, and calls it a crime, as
it does a key that goes to its file server; and of a task's links only those that were given since they last expired
lead anywhere.
"""

import json
import sys
import time
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from tests.kit.vendors import manners, media
from tests.kit.vendors.manners import KEY, Desk, Double, misgiven
from tests.kit.vendors.runway_models import MODELS, seconds

VERSION = "2024-11-06"
CREDIT = Decimal("0.01")
HEIGHT = 360
"""Of its clips: as small as a test can look at."""
BETWEEN_LOOKS_S = 5.0
LONG_AGO = "2026-11-01T10:00:00.000Z"
FAILURES = {
    "SAFETY.INPUT.TEXT": "The prompt was refused.",
    "SAFETY.INPUT.IMAGE": "The picture was refused.",
    "SAFETY.OUTPUT.VIDEO": "What was made was refused.",
    "INPUT_PREPROCESSING.SAFETY.TEXT": "The prompt was refused.",
    "INPUT_PREPROCESSING.INTERNAL": "The input could not be prepared.",
    "INTERNAL": "Something went wrong.",
    "INTERNAL.BAD_OUTPUT.CODE01": "What was made is no good.",
    "ASSET.INVALID": "The picture cannot be used.",
    "THIRD_PARTY.UNAVAILABLE": "Whoever makes it does not answer.",
    "": "Something went wrong.",
}
BILLED = "SAFETY.INPUT."
"""A task that failed so is paid; any other one is refunded."""


class Runway(Double):
    """Runway, which wants `between_s` seconds between two looks at a task."""

    def __init__(self, folder: Path, between_s: float = BETWEEN_LOOKS_S) -> None:
        super().__init__(folder, RunwayDesk)
        self.between_s = between_s
        self.seen: dict[str, float] = {}
        self.cost_told = True

    @property
    def api(self) -> str:
        """The address to ask; its files lie at another."""
        return f"http://localhost:{self.server_address[1]}"


class RunwayDesk(Desk):
    """One caller of Runway."""

    server: Runway

    def other(self, method: str, body: bytes) -> None:
        match method, self.parts:
            case "GET", ["files", job_id, token]:
                self._file(job_id, int(token))
            case _ if self.headers.get("Authorization") != f"Bearer {KEY}":
                self.answer(401, {"error": f"Invalid API key {self.server.behaviour.says}"})
            case _ if self.headers.get("X-Runway-Version") != VERSION:
                self.answer(400, {"error": "X-Runway-Version is missing or not known"})
            case "POST", ["v1", "image_to_video"]:
                self._submit(body)
            case "GET", ["v1", "organization"]:
                self.answer(200, {"creditBalance": 10_000, "tier": {"models": {}}, "usage": {"models": {}}})
            case "GET", ["v1", "tasks", job_id] if self._known(job_id):
                self._look(job_id)
            case "DELETE", ["v1", "tasks", job_id] if self._known(job_id):
                self._cancel(job_id)
            case _, ["v1", "image_to_video"] | ["v1", "tasks", _] if method not in ("GET", "DELETE"):
                self.answer(405, {"error": "Method Not Allowed"})
            case _:
                self.answer(404, {"error": "Not found"})

    def _known(self, job_id: str) -> bool:
        return job_id in self.server.books.jobs and not self.server.books.jobs[job_id].get("deleted")

    def _submit(self, body: bytes) -> None:
        try:
            asked = json.loads(body)
        except ValueError:
            asked = {}
        prompt = str(asked.get("promptText", "")) if isinstance(asked, dict) else ""
        fault = self.server.fault("submit", prompt)
        how, says = fault.how if fault else "", self.server.behaviour.says
        model = str(asked.get("model")) if isinstance(asked, dict) else ""
        spec = MODELS.get(model)
        if how in ("401", "503"):
            self.answer(int(how), {"error": f"not now {says}"})
        elif how == "402":
            self.answer(400, {"error": "You do not have enough credits to run this task."})
        elif how == "429":
            headers = {"Retry-After": str(fault.amount)} if fault and fault.amount else {}
            self.answer(429, {"error": "You have exceeded your daily task limit."}, headers)
        elif how == "drop-before":
            self.drop()
        elif self.headers.get("Content-Type") != "application/json" or spec is None:
            self.answer(400, {"error": "Validation of body failed", "issues": [{"message": "no such model"}]})
        elif wrong := misgiven(spec.fields, set(spec.required), asked):
            issues = [
                {"code": "custom", "path": [name], "message": f"{name} {said}"}
                for name, said in wrong.items()
            ]
            self.answer(400, {"error": "Validation of body failed", "issues": issues})
        elif how == "422":
            self.answer(400, {"error": f"Validation of body failed {says}", "issues": []})
        else:
            self._take(asked, how)

    def _take(self, asked: dict[str, Any], how: str) -> None:
        server, most = self.server, MODELS[asked["model"]].bill(asked)
        with server.lock:
            job_id = f"17b3c0de-0000-4000-8000-{len(server.books.jobs) + 1:012d}"
            fault = server.fault("job", asked.get("promptText", ""))
            polls = int(fault.amount) if fault and fault.how == "polls" else server.behaviour.polls
            server.books.write(
                "take", job_id, asked=asked, usd=str(most * CREDIT), how=fault.how if fault else "",
                code=fault.code if fault else "", polls=polls, given=0, dead=0,
            )  # fmt: skip
        if how == "drop-after":
            self.drop()
        elif how in ("408", "500"):
            self.answer(int(how), {"error": "Something went wrong"})
        elif how == "error-inside":
            self.answer(200, {"error": "something broke"})
        else:
            self.answer(
                200, {"id": job_id, "estimatedCost": {"credits": float(most)}}, cut=how == "drop-midway"
            )

    def _look(self, job_id: str) -> None:
        server = self.server
        job, now = server.books.jobs[job_id], time.monotonic()
        early = now - server.seen.get(job_id, -1e9) < server.between_s
        server.seen[job_id] = now
        if early:
            server.books.write("crime", what=f"task {job_id} was looked at again at once")
            self.answer(429, {"error": "Tasks are to be looked at every 5 seconds at most."})
            return
        fault = server.fault("result" if job["over"] else "poll", job["asked"].get("promptText", ""))
        how = fault.how if fault else ""
        if how in ("500", "503", "429"):
            headers = {"Retry-After": str(fault.amount)} if fault and fault.amount else {}
            self.answer(int(how), {"error": "busy"}, headers)
        elif how == "404":
            self.answer(404, {"error": "Not found"})
        else:
            with server.lock:
                server.books.write("look", job_id)
                if not job["over"] and job["how"] != "forever" and job["looked"] >= job["polls"]:
                    self._end(job_id)
            self.answer(200, self._told(job_id), cut=how == "drop-midway")

    def _end(self, job_id: str) -> None:
        """A task is over, and what it bills is known."""
        books, job = self.server.books, self.server.books.jobs[job_id]
        books.write("over", job_id, how=job["how"])
        if job["how"] == "fail" and not job["code"].startswith(BILLED):
            books.write("bill", job_id, usd="0")

    def _cancel(self, job_id: str) -> None:
        """Refunded while it waits, paid once it runs; deleted when it is over."""
        books, job = self.server.books, self.server.books.jobs[job_id]
        if job["over"]:
            job["deleted"] = True
        else:
            if job["looked"] < 2:
                books.write("bill", job_id, usd="0")
            books.write("over", job_id, how="canceled")
        self.answer(204, b"")

    def _told(self, job_id: str) -> dict[str, Any]:
        job = self.server.books.jobs[job_id]
        paid = Decimal(job["usd"]) / CREDIT
        told: dict[str, Any] = {"id": job_id, "createdAt": LONG_AGO}
        if not job["over"]:
            states = ("PENDING", "THROTTLED", "RUNNING")
            told |= {
                "status": states[min(job["looked"], 3) - 1],
                "estimatedCost": {"credits": float(paid)},
            }
            return told | ({"progress": 0.5} if told["status"] == "RUNNING" else {})
        cost = {"cost": {"credits": int(paid)}} if self.server.cost_told else {}
        if job["how"] == "canceled":
            return told | cost | {"status": "CANCELLED"}
        if job["how"] == "fail":
            said = f"{FAILURES[job['code']]} {self.server.behaviour.says}".strip()
            code = {"failureCode": job["code"]} if job["code"] else {}
            return told | cost | {"status": "FAILED", "failure": said, **code}
        job["given"] += 1
        url = f"{self.server.address}/files/{job_id}/{job['given']}"
        return told | cost | {"status": "SUCCEEDED", "output": [] if job["how"] == "none" else [url]}

    def _file(self, job_id: str, token: int) -> None:
        """A file, of the server that has nothing but files; a fault of 404 lets every link that was given expire."""
        job = self.server.books.jobs.get(job_id)
        if self.headers.get("Authorization"):
            self.server.books.write("crime", what="a key was sent to the file server")
        if job is None or not job["over"]:
            self.answer(404, {"error": "Not found"})
            return
        fault = self.server.fault("file", job["asked"].get("promptText", ""))
        if fault and fault.how == "404":
            job["dead"] = job["given"]
        if token <= job["dead"]:
            self.answer(403, b"<Error><Code>AccessDenied</Code></Error>", {"Content-Type": "text/xml"})
            return
        opens = job["asked"]["promptImage"]
        still = opens if isinstance(opens, str) else opens[0]["uri"]
        clip = media.moved(self.server.folder, still, seconds(job["asked"]), HEIGHT)
        self.file(clip, "video/mp4", fault)


if __name__ == "__main__":
    between_s = float(sys.argv[2]) if sys.argv[2:] else BETWEEN_LOOKS_S
    manners.serve(Path(sys.argv[1]), partial(Runway, between_s=between_s))
