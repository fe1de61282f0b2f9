"""OpenRouter's pictures and clips, doubled: `python -m tests.kit.vendors.openrouter FOLDER`.

Stricter than OpenRouter, which drops what it does not know: it refuses every field that a model does not take.
"""

import base64
import hashlib
import hmac
import json
import sys
import time
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.kit.vendors import manners, media
from tests.kit.vendors.manners import KEY, SECRET, Check, Desk, Double, Fault, misgiven
from tests.kit.vendors.openrouter_models import (
    IMAGES,
    VIDEOS,
    image_fields,
    image_usd,
    size_of,
    video_fields,
    video_usd,
)

HEIGHT = 360


def signed(body: bytes, at: float, secret: str = SECRET) -> dict[str, str]:
    """The header of a notice."""
    stamp = str(int(at))
    mac = hmac.new(secret.encode(), stamp.encode() + b"," + body, hashlib.sha256).hexdigest()
    return {"X-OpenRouter-Signature": f"t={stamp},v1={mac}"}


class OpenRouter(Double):
    """OpenRouter."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, OpenRouterDesk)

    @property
    def api(self) -> str:
        """The address to ask."""
        return f"{self.address}/api/v1"


class OpenRouterDesk(Desk):
    """One caller of OpenRouter."""

    server: OpenRouter

    def other(self, method: str, body: bytes) -> None:
        if self.headers.get("Authorization") != f"Bearer {KEY}":
            self.problem(401, f"No auth credentials found {self.server.behaviour.says}")
            return
        match method, self.parts:
            case "POST", ["api", "v1", "images"]:
                self._asked(body, IMAGES, image_fields, self._draw)
            case "POST", ["api", "v1", "videos"]:
                self._asked(body, VIDEOS, video_fields, self._film)
            case "GET", ["api", "v1", "videos", job_id] if job_id in self.server.books.jobs:
                self._look(job_id)
            case "GET", ["api", "v1", "videos", job_id, "content"] if job_id in self.server.books.jobs:
                self._content(job_id)
            case _:
                self.problem(404, "Not found")

    def problem(self, status: int, message: str, **metadata: Any) -> None:
        self.answer(status, {"error": {"code": status, "message": message, "metadata": metadata}})

    def _asked(self, body: bytes, models: Mapping[str, Any], fields: Any, take: Any) -> None:
        try:
            asked = json.loads(body)
        except ValueError:
            asked = {}
        prompt = str(asked.get("prompt", ""))
        fault = self.server.fault("submit", prompt)
        how, says = fault.how if fault else "", self.server.behaviour.says
        known: dict[str, Check] = fields(models[asked["model"]]) if asked.get("model") in models else {}
        required = {"model", "prompt", *(["frame_images"] if models is VIDEOS else [])}
        if how in ("401", "402", "500", "503") and (how != "500" or models is IMAGES):
            self.problem(int(how), f"It is not to be had {says}")
        elif how == "429":
            self.answer(
                429,
                {"error": {"code": 429, "message": "slow down"}},
                {"Retry-After": str(fault.amount if fault else 1)},
            )
        elif how == "drop-before":
            self.drop()
        elif not known:
            self.problem(400, f"{asked.get('model')} is not a valid model ID", error_type="model_not_found")
        elif wrong := misgiven(known, required, asked):
            self.problem(400, "; ".join(f"{name} {said}" for name, said in wrong.items()))
        elif not str(asked.get("callback_url", "https://")).startswith("https://"):
            self.problem(400, "callback_url must be https")
        elif how == "422":
            self.problem(400, f"It cannot be made {says}")
        elif how == "moderated":
            self.problem(403, f"The input was flagged {says}", reasons=["violence"], flagged_input="x")
        elif how == "error-inside" and models is IMAGES:
            self.answer(200, {"error": {"code": 502, "message": f"The provider failed {says}"}})
        else:
            take(asked, how)

    def _book(self, asked: dict[str, Any], usd: Decimal, fault: Fault | None) -> str:
        with self.server.lock:
            job_id = f"gen-vid-{len(self.server.books.jobs) + 1}"
            polls = int(fault.amount) if fault and fault.how == "polls" else self.server.behaviour.polls
            how = fault.how if fault else ""
            self.server.books.write("take", job_id, asked=asked, usd=str(usd), how=how, polls=polls)
        return job_id

    def _draw(self, asked: dict[str, Any], how: str) -> None:
        fault = self.server.fault("job", asked["prompt"])
        usd = image_usd(asked)
        self._book(asked, usd, fault)
        if how == "drop-after":
            self.drop()
            return
        given = [one["image_url"]["url"] for one in asked.get("input_references", [])]
        data = base64.b64encode(media.drawn(*size_of(asked), asked["prompt"], given)).decode()
        pictures = [{"b64_json": data, "media_type": "image/png"}]
        made = fault.how if fault else ""
        if made == "refuse":
            pictures = []
        elif made == "html":
            pictures = [
                {"b64_json": base64.b64encode(b"<html>soon</html>").decode(), "media_type": "text/html"}
            ]
        elif made == "invalid":
            pictures = [{"b64_json": "%%%", "media_type": "image/png"}]
        usage = {"prompt_tokens": 9, "completion_tokens": 1290, "total_tokens": 1299, "cost": float(usd)}
        told = {"created": int(time.time()), "data": pictures, "usage": usage}
        self.answer(200, told, {"X-OpenRouter-Cache-Status": "MISS"}, cut=how == "drop-midway")

    def _film(self, asked: dict[str, Any], how: str) -> None:
        job_id = self._book(asked, video_usd(asked), self.server.fault("job", asked["prompt"]))
        if how == "drop-after":
            self.drop()
        elif how == "500":
            self.problem(500, "Internal Server Error")
        elif how == "error-inside":
            self.answer(202, {"status": "pending"})
        else:
            url = f"{self.server.api}/videos/{job_id}"
            self.answer(
                202, {"id": job_id, "polling_url": url, "status": "pending"}, cut=how == "drop-midway"
            )

    def _look(self, job_id: str) -> None:
        job = self.server.books.jobs[job_id]
        fault = self.server.fault("poll", job["asked"]["prompt"])
        how = fault.how if fault else ""
        if how in ("503", "404", "429"):
            headers = {"Retry-After": str(fault.amount)} if fault and fault.amount else {}
            self.answer(int(how), {"error": {"code": int(how), "message": "not now"}}, headers)
            return
        with self.server.lock:
            self.server.books.write("look", job_id)
        url = f"{self.server.api}/videos/{job_id}"
        told: dict[str, Any] = {"id": job_id, "polling_url": url, "model": job["asked"]["model"]}
        if job["how"] == "forever" or job["looked"] < job["polls"]:
            told["status"] = "pending" if job["looked"] == 1 else "in_progress"
        elif job["how"] in ("fail", "refuse", "canceled", "gone"):
            status = {"canceled": "cancelled", "gone": "expired"}.get(job["how"], "failed")
            said = "Output blocked by content_policy" if job["how"] == "refuse" else "the host broke down"
            told |= {"status": status, "error": f"{said} {self.server.behaviour.says}"}
            if job["how"] == "fail":
                told["usage"] = {"cost": 0, "is_byok": False}
                with self.server.lock:
                    self.server.books.write("bill", job_id, usd="0")
        else:
            job["over"] = True
            told |= {"status": "completed", "unsigned_urls": [f"{url}/content?index=0"]}
            told["usage"] = {"cost": float(job["usd"]), "is_byok": False}
        self.answer(200, told, cut=how == "drop-midway")

    def _content(self, job_id: str) -> None:
        job = self.server.books.jobs[job_id]
        if not job["over"] or self.query.get("index") != "0":
            self.problem(404, "Not found")
            return
        asked = job["asked"]
        still = asked["frame_images"][0]["image_url"]["url"]
        data = media.moved(self.server.folder, still, asked["duration"], HEIGHT)
        self.file(data, "video/mp4", self.server.fault("file", asked["prompt"]))


def tell(double: OpenRouter, job_id: str, at: float | None = None) -> tuple[str, bytes, dict[str, str]]:
    """The path and query at which a job's notice goes out, its body and its headers."""
    body = json.dumps({"id": job_id, "status": "completed"}).encode()
    parts = urlsplit(double.books.jobs[job_id]["asked"]["callback_url"])
    headers = {
        **signed(body, time.time() if at is None else at),
        "X-OpenRouter-Idempotency-Key": f"{job_id}-completed",
    }
    return f"{parts.path}?{parts.query}", body, headers


if __name__ == "__main__":
    manners.serve(Path(sys.argv[1]), OpenRouter)
