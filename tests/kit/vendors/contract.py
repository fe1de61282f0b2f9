"""What holds of every provider of a vendor: a request goes out, a file comes back, and what it cost is known."""

import hashlib
import time
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from pydantic import SecretStr

from infra.media.encoder import VideoEncoder
from infra.media.sound import RATE, write_wav
from models.cut.delivery import Picture
from models.errors import RateLimited, Transient
from models.orders.assets import Blob
from models.orders.references import Reference
from models.orders.requests import ImageRequest, LipsRequest, SpeechRequest, VideoRequest
from models.shots.shot_list import Shot
from providers.base import Bench, Rendered, Renderer
from providers.jobs import Hosted, JobState
from providers.llm.catalogue import Catalogue
from providers.vendors.callbacks import Callbacks
from providers.vendors.client import VendorClient
from providers.vendors.clients import Clients
from providers.vendors.speech.adapters import speech_adapter
from providers.vendors.speech.table import SpeechTable
from tests.kit.vendors.manners import KEY, SECRET

PROMPT = "A red lighthouse on a rock, seen from a boat"
_COLOURS = ("firebrick", "seagreen", "royalblue", "goldenrod", "orchid", "slategrey")


class Pictures:
    """Pictures that requests are made from, in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._paths: dict[str, Path] = {}

    def made(self, number: int = 0, size: tuple[int, int] = (320, 180)) -> Blob:
        """The picture of that number."""
        path = self._folder / f"given-{number}-{size[0]}x{size[1]}.png"
        Image.new("RGB", size, _COLOURS[number % len(_COLOURS)]).save(path)
        data = path.read_bytes()
        blob = Blob(sha256=hashlib.sha256(data).hexdigest(), suffix=".png", size=len(data))
        self._paths[blob.sha256] = path
        return blob

    def given(self, path: Path) -> Blob:
        """A file of another kind."""
        data = path.read_bytes()
        blob = Blob(sha256=hashlib.sha256(data).hexdigest(), suffix=path.suffix, size=len(data))
        self._paths[blob.sha256] = path
        return blob

    def file(self, blob: Blob) -> Path:
        """Where it lies."""
        return self._paths[blob.sha256]

    def references(self, count: int) -> tuple[Reference, ...]:
        """So many references, each of somebody else."""
        return tuple(
            Reference(subject=f"Person {n}", kind="character", picture=self.made(n), noun="woman")
            for n in range(1, count + 1)
        )


def shot(prompt: str = PROMPT, **fields: Any) -> Shot:
    """A shot."""
    return Shot(shot_id="shot_001", shot_number=1, enhanced_prompt=prompt, **fields)


def image_request(pictures: Pictures, references: int = 0, **fields: Any) -> ImageRequest:
    """A picture of the film's usual size."""
    given = {"shot": shot(), "width": 1280, "height": 720, **fields}
    return ImageRequest(references=pictures.references(references), **given)


def video_request(pictures: Pictures, seconds: float = 3.2, **fields: Any) -> VideoRequest:
    """A clip of the film's usual size."""
    picture = Picture(width=1280, height=720)
    given = {"shot": shot(), "still": pictures.made(), "frames": round(seconds * picture.fps), **fields}
    return VideoRequest(picture=picture, **given)


def lips_request(
    pictures: Pictures, folder: Path, seconds: float = 2.5, size: tuple[int, int] = (1280, 720)
) -> LipsRequest:
    """A clip in which somebody speaks from its first second to its end, and what they say."""
    picture = Picture(width=size[0], height=size[1])
    frames = round(seconds * picture.fps)
    clip, track = folder / f"lips-{frames}.mp4", folder / f"lips-{frames}.wav"
    grey = np.full((picture.height, picture.width, 3), 90, np.uint8)
    with VideoEncoder(clip, picture) as encoder:
        for _ in range(frames):
            encoder.add_rgb(grey)
    sound = np.zeros(round(seconds * RATE), np.float32)
    sound[RATE:] = 0.3 * np.sin(np.arange(len(sound) - RATE) / 20)
    write_wav(track, sound)
    return LipsRequest(
        shot=shot(), clip=pictures.given(clip), track=pictures.given(track), frames=frames, picture=picture
    )


def client_of(vendor: str, address: str, key: str = KEY, **changes: Any) -> VendorClient:
    """A vendor's client, pointed at a double; `changes` are of what is known of the vendor."""
    known = Catalogue.load().all_vendors[vendor].model_copy(update={"read_timeout_s": 10.0, **changes})
    clients = Clients({vendor: known}, {known.key_env: key})
    return VendorClient(
        known, SecretStr(key), address, clients.clean, Callbacks("https://hooks.example", SecretStr(SECRET))
    )


def completed(
    provider: Any, request: Any, files: Pictures, into: Path, reference: str = "film/shot_001/1"
) -> Rendered:
    """What comes of a request, as the film's own activities have it."""
    into.mkdir(parents=True, exist_ok=True)
    if isinstance(provider, Renderer):
        return provider.render(request, Bench(into, files.file))
    assert isinstance(provider, Hosted)
    job_id = provider.submit(request, files.file, reference)
    state = ended(provider, job_id)
    assert state.status == "done", state
    return provider.fetch(job_id, into)


def ended(provider: Hosted[Any], job_id: str, looks: int = 50) -> JobState:
    """How a job ended; a look that fails in passing is taken again."""
    for _ in range(looks):
        try:
            state = provider.poll(job_id)
        except (Transient, RateLimited):
            continue
        if state.status in ("done", "failed"):
            return state
        time.sleep(0.01)
    raise AssertionError("the job never ended")


def cost_of(provider: Any, request: Any, rendered: Rendered) -> Any:
    """What is booked for it."""
    return provider.quote(request).usd if rendered.cost is None else rendered.cost


def speech_at(name: str, address: str, own: Path | None = None, **changes: Any) -> Any:
    """A speech model's provider by any of its names, pointed at a double."""
    model = SpeechTable.load(own).find(name)
    assert model is not None, name
    client = client_of(model.vendor, address, **changes)
    return speech_adapter(model.vendor)(client, model)


def spoken(provider: Any, request: SpeechRequest, into: Path) -> Rendered:
    """A line, spoken into a new folder."""
    into.mkdir(parents=True)
    rendered: Rendered = provider.render(request, Bench(into))
    return rendered
