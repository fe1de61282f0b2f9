"""fal's queue, doubled: `python -m tests.kit.vendors.fal FOLDER`.

Stricter than fal: it refuses every field that an endpoint does not have, knows a job only under `owner/app`, and gives a
file only of a job that it has said to be over.
"""

import base64
import hashlib
import json
import sys
import time
import urllib.request
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.kit.vendors import lips_media, manners, media
from tests.kit.vendors.fal_endpoints import LIPS, SPECS
from tests.kit.vendors.manners import KEY, Behaviour, Desk, Double, Fault, later, misgiven

SIGNING = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"fal's double").digest())
HEIGHT = 360
"""Of its clips: as small as a test can look at."""


def signed(body: bytes, request_id: str, at: float) -> dict[str, str]:
    """The headers of a notice."""
    stamp = str(int(at))
    message = "\n".join([request_id, "user-1", stamp, hashlib.sha256(body).hexdigest()]).encode()
    return {
        "X-Fal-Webhook-Request-Id": request_id,
        "X-Fal-Webhook-User-Id": "user-1",
        "X-Fal-Webhook-Timestamp": stamp,
        "X-Fal-Webhook-Signature": SIGNING.sign(message).hex(),
    }


class Fal(Double):
    """fal; whoever sends again as it was what it refused commits a crime."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, FalDesk)

    def behave(self, behaviour: Behaviour) -> None:
        """Behave so from now on, and take for new whatever is asked."""
        super().behave(behaviour)
        self.refused: set[str] = set()

    def refuse(self, endpoint: str, asked: dict[str, Any]) -> None:
        """What an endpoint was given is refused."""
        with self.lock:
            self.refused.add(_given(endpoint, asked))

    def hear(self, endpoint: str, asked: dict[str, Any]) -> None:
        """See that it was not refused before."""
        with self.lock:
            if _given(endpoint, asked) in self.refused:
                self.books.write("crime", what="what was refused was sent again as it was")


class FalDesk(Desk):
    """One caller of fal."""

    server: Fal

    def other(self, method: str, body: bytes) -> None:
        parts = self.parts
        if parts == [".well-known", "jwks.json"]:
            public = SIGNING.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
            x = base64.urlsafe_b64encode(public).decode().rstrip("=")
            self.answer(200, {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": x}]})
        elif parts[:1] == ["files"]:
            if self.headers.get("Authorization") and "api" not in parts:
                self.server.books.write("crime", what="a key was sent with a file's address")
            self._file(parts[1])
        elif self.headers.get("Authorization") != f"Key {KEY}":
            self.answer(401, {"detail": f"Cannot authenticate {self.headers.get('Authorization')}"})
        elif method == "POST":
            self._submit("/".join(parts), body)
        elif "requests" in parts:
            self._about(method, parts)
        else:
            self.answer(404, {"detail": "Not Found"})

    def _submit(self, endpoint: str, body: bytes) -> None:
        spec = SPECS.get(endpoint)
        if spec is None:
            self.answer(404, {"detail": f"Application '{endpoint}' not found"})
            return
        try:
            asked = json.loads(body)
        except ValueError:
            asked = None
        prompt = words_of(endpoint, asked) if isinstance(asked, dict) else ""
        fault = self.server.fault("submit", prompt)
        how, says = fault.how if fault else "", self.server.behaviour.says
        if how in ("401", "402", "503"):
            said = "User is locked. Reason: Exhausted balance." if how == "402" else f"no {says}"
            self.answer(403 if how == "402" else int(how), {"detail": said})
        elif how == "429":
            self.answer(429, {"detail": "Too many requests"}, later(fault))
        elif how == "drop-before":
            self.drop()
        elif self.headers.get("Content-Type") != "application/json" or (
            wrong := misgiven(spec.fields, set(spec.required), asked) or _apart(endpoint, asked)
        ):
            rows = [
                {"loc": ["body", name], "msg": said, "type": "value_error"} for name, said in wrong.items()
            ]
            self.answer(422, {"detail": rows})
        elif how in ("422", "moderated"):
            kind = "content_policy_violation" if how == "moderated" else "value_error"
            if how == "moderated":
                self.server.hear(endpoint, asked)
                self.server.refuse(endpoint, asked)
            self.answer(
                422, {"detail": [{"loc": ["body", "prompt"], "msg": f"It was refused {says}", "type": kind}]}
            )
        else:
            self._take(endpoint, asked, how)

    def _take(self, endpoint: str, asked: dict[str, Any], how: str) -> None:
        server, spec = self.server, SPECS[endpoint]
        server.hear(endpoint, asked)
        with server.lock:
            job_id = f"req-{len(server.books.jobs) + 1}"
            fault = server.fault("job", words_of(endpoint, asked))
            polls = int(fault.amount) if fault and fault.how == "polls" else server.behaviour.polls
            server.books.write(
                "take", job_id, endpoint=endpoint, asked=asked, usd=str(spec.usd(asked)), units=str(spec.units(asked)),
                how=fault.how if fault else "", polls=polls, hook=self.query.get("fal_webhook", ""),
            )  # fmt: skip
        if how == "drop-after":
            self.drop()
            return
        if how in ("408", "500"):
            self.answer(int(how), {"detail": "Internal Server Error", "error_type": "internal_error"})
            return
        if how == "error-inside":
            self.answer(200, {"error": "something broke"})
            return
        app = "/".join(endpoint.split("/")[:2])
        url = f"{server.address}/{app}/requests/{job_id}"
        told = {
            "status": "IN_QUEUE", "request_id": job_id, "response_url": url, "status_url": f"{url}/status",
            "cancel_url": f"{url}/cancel", "queue_position": 2,
        }  # fmt: skip
        self.answer(200, told, cut=how == "drop-midway")

    def _about(self, method: str, parts: list[str]) -> None:
        at = parts.index("requests")
        job = self.server.books.jobs.get(parts[at + 1])
        if job is None or at != 2 or "/".join(job["endpoint"].split("/")[:2]) != "/".join(parts[:2]):
            self.answer(404, {"status": "NOT_FOUND"})
        elif parts[at + 2 :] == ["status"]:
            self._status(parts[at + 1], job)
        elif method == "GET" and not parts[at + 2 :]:
            self._result(parts[at + 1], job)
        else:
            self.answer(405, {"detail": "Method Not Allowed"})

    def _status(self, job_id: str, job: dict[str, Any]) -> None:
        fault = self.server.fault("poll", words_of(job["endpoint"], job["asked"]))
        how = fault.how if fault else ""
        if how in ("500", "503", "429"):
            self.answer(int(how), {"detail": "busy"}, later(fault))
            return
        if how == "404":
            self.answer(404, {"status": "NOT_FOUND"})
            return
        with self.server.lock:
            self.server.books.write("look", job_id)
        told: dict[str, Any] = {"request_id": job_id}
        if job["how"] == "forever" or job["looked"] < job["polls"]:
            waits = job["looked"] == 1
            told |= (
                {"status": "IN_QUEUE", "queue_position": 2}
                if waits
                else {"status": "IN_PROGRESS", "logs": None}
            )
            self.answer(202, told, cut=how == "drop-midway")
            return
        told |= {"status": "COMPLETED", "logs": None, "metrics": {"inference_time": 1.5}}
        if job["how"] in ("fail", "invalid", "refuse"):
            told |= {"error": "the job failed", "error_type": "internal_error"}
        job["over"] = True
        self.answer(200, told, cut=how == "drop-midway")

    def _result(self, job_id: str, job: dict[str, Any]) -> None:
        if not job["over"]:
            self.answer(400, {"detail": "Request is still in progress"})
            return
        fault = self.server.fault("result", words_of(job["endpoint"], job["asked"]))
        if fault and fault.how in ("404", "503"):
            self.answer(int(fault.how), {"detail": "not now"})
            return
        headers = {"X-Fal-Billable-Units": job["units"], "x-fal-request-id": job_id}
        match job["how"]:
            case "fail":
                with self.server.lock:
                    self.server.books.write("bill", job_id, usd="0")
                self.answer(500, {"detail": "the runner broke", "error_type": "runner_disconnected"})
            case "invalid":
                self.answer(
                    422,
                    {"detail": [{"loc": ["body"], "msg": "it cannot be made", "type": "image_too_small"}]},
                )
            case "refuse":
                self.server.refuse(job["endpoint"], job["asked"])
                said = f"The output was refused {self.server.behaviour.says}"
                self.answer(
                    422, {"detail": [{"loc": ["body"], "msg": said, "type": "content_policy_violation"}]}
                )
            case "error-inside":
                self.answer(200, {"error": "it went wrong"}, headers)
            case _:
                self.answer(200, self._output(job_id, job), headers)

    def _output(self, job_id: str, job: dict[str, Any]) -> dict[str, Any]:
        asked = job["asked"]
        if "video" in job["endpoint"] or job["endpoint"] in LIPS:
            if job["how"] == "none":
                return {"video": None}
            url = f"{self.server.address}/files/{job_id}"
            return {"video": {"url": url, "content_type": "video/mp4", "file_name": "output.mp4"}}
        if job["how"] == "html":
            return {"images": [], "description": "I cannot make that picture."}
        width, height = _size(asked)
        file = {
            "url": f"{self.server.address}/files/{job_id}",
            "width": width,
            "height": height,
            "content_type": "image/png",
        }
        nsfw = {"has_nsfw_concepts": [job["how"] == "black"]} if "flux" in job["endpoint"] else {}
        return {"images": [file], "seed": asked.get("seed", 7), "prompt": asked["prompt"], **nsfw}

    def _file(self, job_id: str) -> None:
        job = self.server.books.jobs.get(job_id)
        if job is None or not job["over"]:
            self.answer(404, {"detail": "Not Found"})
            return
        asked = job["asked"]
        fault: Fault | None = self.server.fault("file", words_of(job["endpoint"], asked))
        if job["endpoint"] in LIPS:
            short = job["how"] == "short"
            data = lips_media.moved(self.server.folder, asked["video_url"], asked["audio_url"], short=short)
            self.file(data, "video/mp4", fault)
            return
        if "video" in job["endpoint"]:
            still = next(asked[name] for name in ("image_url", "start_image_url") if name in asked)
            seconds = SPECS[job["endpoint"]].seconds(asked)
            sounds = bool(asked.get("generate_audio")) or "minimax/h3" in job["endpoint"]
            clip = media.moved(self.server.folder, still, seconds, HEIGHT, sounds=sounds)
            self.file(clip, "video/mp4", fault)
            return
        size = _size(asked)
        references = asked.get("image_urls", [asked["image_url"]] if "image_url" in asked else [])
        black = job["how"] == "black"
        data = media.black(*size) if black else media.drawn(*size, asked["prompt"], references)
        self.file(data, "image/png", fault)


def words_of(endpoint: str, asked: dict[str, Any]) -> str:
    """What faults go by: the prompt, or where there is none the endpoint's id."""
    return str(asked.get("prompt", endpoint))


def _apart(endpoint: str, asked: dict[str, Any]) -> dict[str, str]:
    """What is wrong with a clip and its track that are right by themselves."""
    said = lips_media.apart(asked) if endpoint in LIPS else ""
    return {"audio_url": said} if said else {}


def _given(endpoint: str, asked: dict[str, Any]) -> str:
    """What an endpoint is given: all of it but the seed and the sound, which change no word and no picture."""
    return json.dumps(
        [endpoint, {name: asked[name] for name in sorted(asked) if name not in ("seed", "generate_audio")}]
    )


def _size(asked: dict[str, Any]) -> tuple[int, int]:
    if "image_size" in asked:
        return asked["image_size"]["width"], asked["image_size"]["height"]
    across, down = map(int, asked.get("aspect_ratio", "1:1").split(":"))
    side = {"1K": 1024, "2K": 2048, "4K": 4096}[asked.get("resolution", "1K")]
    times = side / (across * down) ** 0.5
    return round(across * times), round(down * times)


def tell(fal: Fal, job_id: str, at: float | None = None, *, to: str = "", sign: bool = True) -> int:
    """Tell of a job that is over, where its submit said to, or where that of another job did; gives the status that came back."""
    hook = fal.books.jobs[to or job_id]["hook"]
    body = json.dumps(
        {"request_id": job_id, "gateway_request_id": job_id, "status": "OK", "payload": None}
    ).encode()
    signature = signed(body, job_id, time.time() if at is None else at) if sign else {}
    headers = {"Content-Type": "application/json", **signature}
    parts = urlsplit(hook)
    request = urllib.request.Request(f"http://{parts.netloc}{parts.path}?{parts.query}", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def usd_of(fal: Fal) -> Decimal:
    """Dollars that it has billed."""
    return manners.billed(fal.folder)


if __name__ == "__main__":
    manners.serve(Path(sys.argv[1]), Fal)
