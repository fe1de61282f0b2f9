"""Replicate's predictions, doubled: `python -m tests.kit.vendors.replicate FOLDER`.

Stricter than Replicate: it refuses every field that a model does not have, asks a model that is not official by its
version alone, calls a key that goes to its file server a crime, and gives back in every answer all that it was sent.
"""

import base64
import hashlib
import hmac
import json
import re
import sys
import time
import urllib.error
import urllib.request
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.kit.vendors import manners, media
from tests.kit.vendors.manners import KEY, Desk, Double, Fault, misgiven, one_of, text
from tests.kit.vendors.replicate_models import MODELS, RUNS_S, VERSIONS

SECRET = b"not-a-secret-of-replicate's-5d2c"
FAILS_AFTER_S = Decimal("0.7")
REFUSED = "The input or output was flagged as sensitive. Please try again with different inputs. (E005)"
EVENTS = ("start", "output", "logs", "completed")
A_PAGE = 3
"""How many predictions a page of the list has."""
LONG_AGO = "2026-11-01T10:00:00.000Z"


def signed(body: bytes, message_id: str, at: float, secret: bytes = SECRET) -> dict[str, str]:
    """The headers of a notice, as Svix has them."""
    stamp = str(int(at))
    message = b".".join([message_id.encode(), stamp.encode(), body])
    mac = base64.b64encode(hmac.new(secret, message, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,b3RoZXI= v1,{mac}",
    }


class Replicate(Double):
    """Replicate."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, ReplicateDesk)

    @property
    def api(self) -> str:
        """The address to ask; its files lie at another."""
        return f"http://localhost:{self.server_address[1]}"


class ReplicateDesk(Desk):
    """One caller of Replicate."""

    server: Replicate

    def other(self, method: str, body: bytes) -> None:
        match method, self.parts:
            case "GET", ["files", job_id, _]:
                self._file(job_id)
            case _ if self.headers.get("Authorization") != f"Bearer {KEY}":
                said = f"You did not pass a valid authentication token {self.server.behaviour.says}"
                self.problem(401, "Unauthenticated", said)
            case "GET", ["v1", "webhooks", "default", "secret"]:
                self.answer(200, {"key": f"whsec_{base64.b64encode(SECRET).decode()}"})
            case "GET", ["v1", "models", owner, name] if f"{owner}/{name}" in MODELS:
                version = next(key for key, one in VERSIONS.items() if one == f"{owner}/{name}")
                latest = {
                    "id": version,
                    "created_at": LONG_AGO,
                    "cog_version": "0.16.0",
                    "openapi_schema": {},
                }
                known = {
                    "url": f"https://replicate.com/{owner}/{name}",
                    "visibility": "public",
                    "run_count": 7,
                }
                self.answer(200, {"owner": owner, "name": name, "latest_version": latest, **known})
            case "POST", ["v1", "models", owner, name, "predictions"]:
                official = f"{owner}/{name}" in MODELS and MODELS[f"{owner}/{name}"].official
                self._submit(f"{owner}/{name}" if official else "", body, by_version=False)
            case "GET", ["v1", "predictions"]:
                self._list()
            case "POST", ["v1", "predictions"]:
                self._submit("", body, by_version=True)
            case "GET", ["v1", "predictions", job_id] if job_id in self.server.books.jobs:
                self._look(job_id)
            case "POST", ["v1", "predictions", job_id, "cancel"] if job_id in self.server.books.jobs:
                self._end(job_id, "canceled")
                self.answer(200, self._told(job_id))
            case _:
                self.problem(404, "Not found", "The requested resource could not be found.")

    def problem(self, status: int, title: str, detail: str, **more: object) -> None:
        self.answer(status, {"title": title, "detail": detail, "status": status, **more})

    def _submit(self, model: str, body: bytes, *, by_version: bool) -> None:
        try:
            asked = json.loads(body)
        except ValueError:
            asked = {}
        if by_version:
            model = VERSIONS.get(str(asked.get("version", "")), "")
        if not model:
            status, title = (422, "Invalid version or not permitted") if by_version else (404, "Not found")
            self.problem(status, title, "The requested resource could not be found.")
            return
        given = asked.get("input")
        prompt = str(given.get("prompt", given.get("text", ""))) if isinstance(given, dict) else ""
        fault = self.server.fault("submit", prompt)
        how, says = fault.how if fault else "", self.server.behaviour.says
        if how in ("401", "402", "503"):
            self.problem(int(how), "Refused", f"You have insufficient credit, or none {says}")
        elif how == "429":
            detail = (
                f"Request was throttled. Your rate limit resets in ~{int(fault.amount) if fault else 1}s."
            )
            self.answer(429, {"detail": detail, "status": 429})
        elif how == "drop-before":
            self.drop()
        elif wrong := self._wrong(model, asked, by_version=by_version):
            rows = [
                {"type": "value_error", "field": name, "description": said} for name, said in wrong.items()
            ]
            said = "; ".join(f"{name} {said}" for name, said in wrong.items())
            self.problem(422, "Input validation failed", f"- {said}", invalid_fields=rows)
        elif how in ("422", "moderated"):
            detail = f"- input.prompt: it is not taken {says}" if how == "422" else REFUSED
            rows = [{"type": "value_error", "field": "input.prompt", "description": "it is not taken"}]
            self.problem(422, "Input validation failed", detail, invalid_fields=rows)
        else:
            self._take(model, asked, how)

    def _wrong(self, model: str, asked: dict[str, Any], *, by_version: bool) -> dict[str, str]:
        """What is wrong with a body and its headers."""
        spec = MODELS[model]
        prefer = self.headers.get("Prefer", "wait=5")
        if self.headers.get("Content-Type") != "application/json" or not re.fullmatch(r"wait=\d+", prefer):
            return {"headers": "are not right"}
        envelope: dict[str, manners.Check] = {"input": lambda _: "", "webhook": text()}
        envelope["webhook_events_filter"] = _events
        if by_version:
            envelope["version"] = one_of(*VERSIONS)
        if not str(asked.get("webhook", "https://")).startswith("https://"):
            return {"webhook": "is not https"}
        wrong = misgiven(envelope, {"input"}, asked)
        inner = misgiven(spec.fields, set(spec.required), asked.get("input"))
        return wrong | {f"input.{name}": said for name, said in inner.items()}

    def _take(self, model: str, asked: dict[str, Any], how: str) -> None:
        server, spec, given = self.server, MODELS[model], asked["input"]
        with server.lock:
            job_id = f"rep{len(server.books.jobs) + 1:023d}"
            fault = server.fault("job", str(given.get("prompt", given.get("text"))))
            polls = int(fault.amount) if fault and fault.how == "polls" else server.behaviour.polls
            server.books.write(
                "take", job_id, model=model, asked=given, usd=str(spec.bill(given)), how=fault.how if fault else "",
                polls=polls, hook=asked.get("webhook", ""), events=asked.get("webhook_events_filter", []),
            )  # fmt: skip
        if how == "drop-after":
            self.drop()
        elif how in ("408", "500"):
            self.problem(int(how), "Gave up", "Something went wrong.")
        elif how == "error-inside":
            self.answer(200, {"error": "something broke"})
        else:
            self.answer(201, self._told(job_id), cut=how == "drop-midway")

    def _look(self, job_id: str) -> None:
        job = self.server.books.jobs[job_id]
        prompt = str(job["asked"].get("prompt", job["asked"].get("text")))
        fault = self.server.fault("result" if job["over"] else "poll", prompt)
        how = fault.how if fault else ""
        if how in ("500", "503"):
            self.problem(int(how), "Unavailable", "busy")
        elif how == "429":
            detail = (
                f"Request was throttled. Your rate limit resets in ~{int(fault.amount) if fault else 1}s."
            )
            self.answer(429, {"detail": detail, "status": 429})
        elif how == "404":
            self.problem(404, "Not found", "The requested resource could not be found.")
        else:
            with self.server.lock:
                if how == "gone":
                    job["gone"] = True
                self._step(job_id)
            self.answer(200, self._told(job_id), cut=how == "drop-midway")

    def _list(self) -> None:
        """A page of all predictions, the newest first."""
        at = int(self.query.get("cursor", "0"))
        with self.server.lock:
            self.server.books.write("list")
            ids = list(reversed(self.server.books.jobs))
            for job_id in ids[at : at + A_PAGE]:
                self._step(job_id)
            page = [self._told(job_id) for job_id in ids[at : at + A_PAGE]]
        more = f"{self.server.api}/v1/predictions?cursor={at + A_PAGE}" if ids[at + A_PAGE :] else None
        self.answer(200, {"previous": None, "next": more, "results": page})

    def _step(self, job_id: str) -> None:
        """Each look at a job is a step nearer to its end."""
        job = self.server.books.jobs[job_id]
        self.server.books.write("look", job_id)
        if not job["over"] and job["how"] != "forever" and job["looked"] >= job["polls"]:
            self._end(job_id, job["how"])

    def _end(self, job_id: str, how: str) -> None:
        """A job is over, and what it bills is known."""
        job = self.server.books.jobs[job_id]
        spec = MODELS[job["model"]]
        self.server.books.write("over", job_id, how=how)
        if how == "aborted":
            self.server.books.write("bill", job_id, usd="0")
        elif how in ("fail", "canceled", "refuse"):
            self.server.books.write("bill", job_id, usd=str(spec.bill(job["asked"], FAILS_AFTER_S)))

    def _told(self, job_id: str) -> dict[str, Any]:
        """A prediction as every answer has it, its input and all."""
        job = self.server.books.jobs[job_id]
        over, how, gone = job["over"], job["how"], job.get("gone", False)
        ended = {"fail": "failed", "refuse": "failed", "canceled": "canceled", "aborted": "aborted"}.get(
            how, "succeeded"
        )
        waiting = "processing" if job["looked"] > 1 else "starting"
        url = f"{self.server.api}/v1/predictions/{job_id}"
        runs = {"succeeded": RUNS_S, "failed": FAILS_AFTER_S, "canceled": FAILS_AFTER_S}.get(ended)
        errors = {
            "fail": f"CUDA out of memory {self.server.behaviour.says}".strip(),
            "refuse": REFUSED,
            "aborted": "Prediction was aborted before it started.",
        }
        return {
            "id": job_id,
            "model": job["model"],
            "version": next(key for key, one in VERSIONS.items() if one == job["model"]),
            "input": {} if gone else job["asked"],
            "logs": None if gone else "",
            "output": self._output(job_id, job) if over and ended == "succeeded" and not gone else None,
            "data_removed": gone,
            "error": errors.get(how) if over else None,
            "source": "api",
            "status": ended if over else waiting,
            "created_at": LONG_AGO,
            "started_at": LONG_AGO if over or waiting == "processing" else None,
            "completed_at": LONG_AGO if over else None,
            "urls": {"get": url, "cancel": f"{url}/cancel", "web": f"https://replicate.com/p/{job_id}"},
            "metrics": {"predict_time": float(runs)} if over and runs is not None else {},
        }

    def _output(self, job_id: str, job: dict[str, Any]) -> Any:
        if job["how"] == "none":
            return [] if MODELS[job["model"]].listed else None
        url = f"{self.server.address}/files/{job_id}/out-0.png"
        return [url] if MODELS[job["model"]].listed else url

    def _file(self, job_id: str) -> None:
        """A file, of the server that has nothing but files."""
        job = self.server.books.jobs.get(job_id)
        if self.headers.get("Authorization"):
            self.server.books.write("crime", what="a key was sent to the file server")
        if job is None or not job["over"]:
            self.answer(404, {"detail": "Not Found"})
            return
        spec, asked = MODELS[job["model"]], job["asked"]
        prompt = str(asked.get("prompt", asked.get("text")))
        fault: Fault | None = self.server.fault("file", prompt)
        given = asked.get(spec.references, [])
        references = [given] if isinstance(given, str) else given
        self.file(media.drawn(*_size(spec.side(asked), asked), prompt, references), "image/png", fault)


def _events(value: Any) -> str:
    right = isinstance(value, list) and value and set(value) <= set(EVENTS)
    return "" if right else f"is no list out of {EVENTS}"


def _size(side: int, asked: dict[str, Any]) -> tuple[int, int]:
    shape = asked.get("aspect_ratio", asked.get("shape", "1:1"))
    across, down = map(int, shape.split(":")) if ":" in shape else (16, 9)
    times = side / (across * down) ** 0.5
    return round(across * times), round(down * times)


def tell(replicate: Replicate, job_id: str, status: str) -> int:
    """Tell how it stands with a job where its submit said to; gives the HTTP status that came back."""
    body = json.dumps({"id": job_id, "status": status, "input": {}, "output": None}).encode()
    stamped = signed(body, f"msg_{job_id}", time.time())
    parts = urlsplit(replicate.books.jobs[job_id]["hook"])
    address = f"http://{parts.netloc}{parts.path}?{parts.query}"
    request = urllib.request.Request(address, body, {"Content-Type": "application/json", **stamped})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


if __name__ == "__main__":
    manners.serve(Path(sys.argv[1]), Replicate)
