"""The adapters of the vendor in `tests.kit.vendor`: pictures, clips, voices and scores that are jobs."""

import hmac
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx

from models.brief import Brief
from models.errors import (
    InvalidRequest,
    PaymentRequired,
    ProviderError,
    RateLimited,
    Transient,
    Unauthorised,
    UnknownOutcome,
)
from models.kinds import Kind
from models.money.steps import Quote
from models.orders.assets import Recipe
from models.orders.requests import ImageRequest, MusicRequest, Request, SpeechRequest, VideoRequest
from providers.base import (
    Files,
    JobState,
    Label,
    Notice,
    Provider,
    Rendered,
)
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.outline import OutlineWriter
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from tests.kit.vendor import KEY, SECRET, SETTLES_S, signed

QUOTE = Decimal("0.05")
PRICE = Decimal("0.04")
"""What every job may cost, and what it does cost."""

SUBMITTED_WITHIN_S = 2.0
READ_WITHIN_S = 10.0
MEDIA: tuple[Kind, ...] = ("image", "video", "speech", "music")
SUFFIXES: dict[Kind, str] = {"image": ".png", "video": ".mp4", "speech": ".wav", "music": ".wav"}


class Hosted:
    """Makes one kind of thing at the vendor, which is taken not to list its jobs."""

    name = "vendor"
    label: Label = "io"
    revision = "1"

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
            parameters=_asked(request),
            inputs=(request.still.sha256,) if isinstance(request, VideoRequest) else (),
        )

    def submit(self, request: Request, files: Files, reference: str) -> str:
        still = request.still.sha256 if isinstance(request, VideoRequest) else ""
        assert all(files(blob).stat().st_size == blob.size for blob in request.inputs)
        body = {"reference": reference, "kind": self.kind, "price": str(self._price), "still": still}
        with _client(self._address, SUBMITTED_WITHIN_S) as client:
            try:
                answer = client.post("/jobs", json={**_asked(request), **body})
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                raise Transient(f"The vendor cannot be reached: {error}.") from error
            except httpx.TransportError as error:
                raise UnknownOutcome(f"The vendor broke off over {reference}: {error}.") from error
        if answer.status_code >= 500:
            raise UnknownOutcome(f"The vendor failed over {reference} with HTTP {answer.status_code}.")
        try:
            return str(_checked(answer)["id"])
        except (ValueError, KeyError, TypeError) as error:
            raise UnknownOutcome(f"The vendor's answer about {reference} cannot be read.") from error

    def poll(self, job_id: str) -> JobState:
        state = self._read(f"/jobs/{job_id}", _checked)
        return JobState.model_validate({name: state[name] for name in state if name != "price"})

    def fetch(self, job_id: str, into: Path) -> Rendered:
        path = into / f"made{SUFFIXES[self.kind]}"
        path.write_bytes(self._read(f"/jobs/{job_id}/file", lambda answer: _refused(answer).content))
        cost = Decimal(self._read(f"/jobs/{job_id}", _checked)["price"])
        return Rendered(path=path, cost=cost)

    def _read(self, path: str, read: Callable[[httpx.Response], Any]) -> Any:
        with _client(self._address, READ_WITHIN_S) as client:
            try:
                answer = client.get(path)
            except httpx.TransportError as error:
                raise Transient(f"The vendor broke off: {error}.") from error
        if answer.status_code >= 500:
            raise Transient(f"The vendor failed with HTTP {answer.status_code}.")
        return read(answer)


class Listed(Hosted):
    """Makes one kind of thing at the vendor, which lists its jobs by reference."""

    def find_job(self, reference: str) -> str | None:
        until = time.monotonic() + SETTLES_S
        while True:
            late = time.monotonic() > until
            query = httpx.QueryParams(reference=reference)
            jobs = self._read(f"/jobs?{query}", _checked)["jobs"]
            if jobs:
                return str(jobs[0]["id"])
            if late:
                return None
            time.sleep(0.05)


class Told(Hosted):
    """Makes one kind of thing at the vendor, which tells of its jobs by itself."""

    def __init__(self, kind: Kind, address: str, secret: str = SECRET) -> None:
        super().__init__(kind, address)
        self._secret = secret

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        signature = headers.get("x-vendor-signature", "")
        if not hmac.compare_digest(signature.encode(), signed(body, self._secret).encode()):
            raise Unauthorised("The vendor did not sign this notice.")
        try:
            notice = json.loads(body)
            return Notice(reference=notice.get("reference", ""), job_id=notice["id"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InvalidRequest("The vendor's notice cannot be read.") from error


@contextmanager
def _client(address: str, timeout_s: float) -> Iterator[httpx.Client]:
    """A connection of its own for each request: none that the vendor has closed meanwhile."""
    headers = {"Authorization": f"Bearer {KEY}"}
    with httpx.Client(base_url=address, headers=headers, timeout=timeout_s, trust_env=False) as client:
        yield client


def _asked(request: Request) -> dict[str, Any]:
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
        case MusicRequest():
            return {"prompt": request.mood, "seconds": request.seconds, "seed": request.seed}


def _checked(answer: httpx.Response) -> dict[str, Any]:
    told: dict[str, Any] = _refused(answer).json()
    return told


def _refused(answer: httpx.Response) -> httpx.Response:
    """The answer, unless it is a definite no."""
    refusals: dict[int, type[ProviderError]] = {401: Unauthorised, 402: PaymentRequired}
    code = answer.status_code
    if code == 429:
        wait: float | None = None
        with suppress(KeyError, ValueError):
            wait = float(answer.headers["Retry-After"])
        raise RateLimited("The vendor has too many jobs.", wait)
    if code >= 400:
        refusal = refusals.get(code, InvalidRequest)
        raise refusal(f"The vendor said no with HTTP {code}: {answer.text[:200]}.")
    return answer


def hosted_registry(
    address: str, *, listing: bool = True, quote: Decimal = QUOTE, price: Decimal = PRICE
) -> Registry:
    """Every kind of thing from the vendor, beside the offline providers."""
    maker = Listed if listing else Hosted
    vendors: list[Provider] = [maker(kind, address, quote, price) for kind in MEDIA]
    return Registry([*vendors, OutlineWriter(), Animatic(), CameraMove(), PiperVoice(), Bed()])


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
