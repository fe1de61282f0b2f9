"""The adapters of the vendor in `tests.kit.vendor`: pictures, clips, voices and scores that are jobs."""

import base64
import hmac
import json
import time
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from pydantic import SecretStr

from models.brief import Brief
from models.errors import (
    InvalidRequest,
    Unauthorised,
    UnknownOutcome,
)
from models.kinds import Kind
from models.money.steps import Quote
from models.orders.assets import Recipe
from models.orders.references import ReferenceRule
from models.orders.requests import (
    EffectRequest,
    ImageRequest,
    LipsRequest,
    MusicRequest,
    Request,
    SpeechRequest,
    VideoRequest,
)
from providers.base import (
    Files,
    Label,
    Provider,
    Rendered,
)
from providers.jobs import JobState, Notice
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.outline import OutlineWriter
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from providers.vendors.client import VendorClient
from providers.vendors.exchange import Get, Post
from providers.vendors.refusals import refusal_of
from providers.vendors.vendor import Vendor
from tests.kit.vendor import KEY, SECRET, SETTLES_S, signed

QUOTE = Decimal("0.05")
PRICE = Decimal("0.04")
"""What every job may cost, and what it does cost."""

SUBMITTED_WITHIN_S = 4.0
READ_WITHIN_S = 10.0
MOST_BYTES = 2**28
MEDIA: tuple[Kind, ...] = ("image", "video", "speech", "music")
SUFFIXES: dict[Kind, str] = {"image": ".png", "video": ".mp4", "speech": ".wav", "music": ".wav"}


class Hosted:
    """Makes one kind of thing at the vendor, which is taken not to list its jobs."""

    name = "vendor"
    label: Label = "io"
    revision = "1"
    poll_every_s = 0.5

    def __init__(self, kind: Kind, address: str, quote: Decimal = QUOTE, price: Decimal = PRICE) -> None:
        self.kind = kind
        self._address = address
        self._quote = quote
        self._price = price

    def quote(self, request: Request) -> Quote:
        return Quote(usd=self._quote)

    def recipe(self, request: Request) -> Recipe:
        return Recipe(
            kind=self.kind,
            provider=self.name,
            revision=self.revision,
            parameters=self._asked(request),
            inputs=tuple(blob.sha256 for blob in request.inputs),
        )

    def submit(self, request: Request, files: Files, reference: str) -> str:
        still = request.still.sha256 if isinstance(request, VideoRequest) else ""
        assert all(files(blob).stat().st_size == blob.size for blob in request.inputs)
        body = {"reference": reference, "kind": self.kind, "price": str(self._price), "still": still}
        body |= self._attached(request, files)
        asked = Post("/jobs", {**self._asked(request), **body}, self.kind)
        came = self._client(SUBMITTED_WITHIN_S).post(asked)
        if came.status >= 500:
            raise UnknownOutcome(f"The vendor failed over {reference} with HTTP {came.status}.")
        if not came.accepted:
            raise refusal_of(self._client().whom(self.kind), came, came.told())
        try:
            return str(came.told()["id"])
        except KeyError as error:
            raise UnknownOutcome(f"The vendor's answer about {reference} cannot be read.") from error

    def _asked(self, request: Request) -> dict[str, Any]:
        return asked_of(request)

    def _attached(self, request: Request, files: Files) -> dict[str, Any]:
        return {}

    def poll(self, job_id: str) -> JobState:
        state = self._read(f"/jobs/{job_id}")
        return JobState.model_validate({name: state[name] for name in state if name != "price"})

    def fetch(self, job_id: str, into: Path) -> Rendered:
        path = into / f"made{SUFFIXES[self.kind]}"
        self._client().download(Get(f"/jobs/{job_id}/file", job_id, "*/*", MOST_BYTES), path)
        return Rendered(path=path, cost=Decimal(self._read(f"/jobs/{job_id}")["price"]))

    def _read(self, path: str) -> dict[str, Any]:
        return self._client().get(Get(path, self.kind)).told()

    def _client(self, within_s: float = READ_WITHIN_S) -> VendorClient:
        vendor = Vendor(
            name="vendor",
            title="The vendor",
            base_url=self._address,
            key_env="VENDOR_KEY",
            read_timeout_s=within_s,
        )
        return VendorClient(vendor, SecretStr(KEY), "", str)


class Listed(Hosted):
    """Makes one kind of thing at the vendor, which lists its jobs by reference."""

    def find_job(self, reference: str) -> str | None:
        until = time.monotonic() + SETTLES_S
        while True:
            late = time.monotonic() > until
            jobs = self._read(f"/jobs?{urlencode({'reference': reference})}")["jobs"]
            if jobs:
                return str(jobs[0]["id"])
            if late:
                return None
            time.sleep(SETTLES_S / 2)  # a network that breaks often is asked seldom


class Referencing(Listed):
    """Makes pictures or clips at the vendor with reference pictures, at most so many."""

    def __init__(self, kind: Kind, address: str, rule: ReferenceRule) -> None:
        super().__init__(kind, address)
        self.references = rule

    def _asked(self, request: Request) -> dict[str, Any]:
        asked = super()._asked(request)
        if not isinstance(request, ImageRequest | VideoRequest):
            return asked
        return {**asked, "prompt": self.references.prompt(asked["prompt"], request.references)}

    def _attached(self, request: Request, files: Files) -> dict[str, Any]:
        given = request.references if isinstance(request, ImageRequest | VideoRequest) else ()
        pictures = [
            {
                "subject": one.subject,
                "sha256": one.picture.sha256,
                "data": base64.b64encode(files(one.picture).read_bytes()).decode(),
            }
            for one in given
        ]
        called = [self.references.called.format(number=n) for n in range(1, len(given) + 1)]
        return {"most": self.references.most, "called": called, "references": pictures}


class Stepped(Listed):
    """Makes clips at the vendor, in whole seconds and none longer than two."""

    longest_s = 2.0

    def __init__(self, address: str) -> None:
        super().__init__("video", address)

    def _asked(self, request: Request) -> dict[str, Any]:
        asked = super()._asked(request)
        assert isinstance(request, VideoRequest)
        fps = request.picture.fps
        return {**asked, "frames": min(-(-request.frames // fps) * fps, round(self.longest_s * fps))}


class Told(Hosted):
    """Makes one kind of thing at the vendor, which tells of its jobs by itself."""

    def __init__(self, kind: Kind, address: str, secret: str = SECRET) -> None:
        super().__init__(kind, address)
        self._secret = secret

    hears = True

    @property
    def mark_key(self) -> bytes:
        return self._client().mark_key

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        signature = headers.get("x-vendor-signature", "")
        if not hmac.compare_digest(signature.encode(), signed(body, self._secret).encode()):
            raise Unauthorised("The vendor did not sign this notice.")
        try:
            notice = json.loads(body)
            return Notice(reference=notice.get("reference", ""), job_id=notice["id"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InvalidRequest("The vendor's notice cannot be read.") from error


def asked_of(request: Request) -> dict[str, Any]:
    """The request in the vendor's words."""
    match request:
        case ImageRequest():
            words = {"prompt": request.shot.enhanced_prompt, "take": request.take}
            return {**words, "width": request.width, "height": request.height, "seed": request.seed}
        case VideoRequest():
            picture = request.picture
            size = {"width": picture.width, "height": picture.height, "frames": request.frames}
            return {"prompt": request.shot.enhanced_prompt, **size, "seed": request.seed}
        case SpeechRequest():
            return {"prompt": request.text, "seed": request.seed}
        case LipsRequest():
            return {"prompt": request.shot.enhanced_prompt, "frames": request.frames, "seed": request.seed}
        case MusicRequest():
            return {"prompt": request.mood, "seconds": request.seconds, "seed": request.seed}
        case EffectRequest():
            return {"prompt": request.words, "seconds": request.seconds, "seed": request.seed}


def hosted_registry(
    address: str, *, listing: bool = True, quote: Decimal = QUOTE, price: Decimal = PRICE
) -> Registry:
    """Every kind of thing from the vendor, beside the offline providers."""
    maker = Listed if listing else Hosted
    vendors: list[Provider] = [maker(kind, address, quote, price) for kind in MEDIA]
    return Registry([*vendors, OutlineWriter(), Animatic(), CameraMove(), PiperVoice(), Bed()])


def referencing_registry(address: str, rule: ReferenceRule, clips: ReferenceRule | None = None) -> Registry:
    """Pictures from a vendor that takes references, clips too where it has a rule for them, beside the offline providers."""
    vendors: list[Provider] = [Referencing("image", address, rule)]
    vendors += [Referencing("video", address, clips)] if clips else []
    return Registry([*vendors, OutlineWriter(), Animatic(), CameraMove(), PiperVoice(), Bed()])


def stepped_registry(address: str) -> Registry:
    """Clips of whole seconds from the vendor, beside the offline providers."""
    return Registry([Stepped(address), OutlineWriter(), Animatic(), CameraMove(), PiperVoice(), Bed()])


def told_registry(address: str) -> Registry:
    """Every kind of thing from the vendor that tells of its jobs and does not list them, and a writer."""
    return Registry(
        [
            *(Told(kind, address) for kind in MEDIA),
            OutlineWriter(),
            Animatic(),
            CameraMove(),
            PiperVoice(),
            Bed(),
        ]
    )


def by_vendor(brief: Brief, *kinds: Kind) -> Brief:
    """The brief with these kinds of things from the vendor; with all of them when none is named."""
    return Brief.model_validate({**brief.model_dump(), "casting": dict.fromkeys(kinds or MEDIA, "vendor")})
