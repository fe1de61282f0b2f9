"""What a double that moves lips is given and gives: a real clip, a real track as long, and the clip with a mouth drawn into it.

Stricter than vendors, who take a track of another length than the clip and cut, repeat or stretch one of both.
"""

import base64
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import av
import numpy as np

from infra.media.encoder import VideoEncoder
from models.cut.delivery import Picture
from tests.kit.vendors.manners import Check

MOUTH = 8
"""The mouth is as many pixels wide as the picture has in this many parts, in its middle; it is white while somebody speaks."""
HEARD = 0.01
"""From this amplitude on somebody speaks."""
OFF_BY_S = 0.02


class Clip(NamedTuple):
    """What is measured of a clip."""

    seconds: float
    width: int
    height: int
    codec: str


class Track(NamedTuple):
    """What is measured of a track, and its samples."""

    seconds: float
    rate: int
    samples: Any


@lru_cache(maxsize=32)
def clip_of(uri: str) -> Clip:
    """What is in a data URI of an MP4; raises ValueError for anything else."""
    with av.open(BytesIO(_data(uri, "video/mp4")), "r", format="mp4") as container:
        stream = container.streams.video[0]
        frames = len([*container.decode(stream)])
        rate = stream.average_rate
        if not rate or not frames:
            raise ValueError("no pictures")
        return Clip(frames / float(rate), stream.width, stream.height, stream.codec_context.name)


@lru_cache(maxsize=32)
def track_of(uri: str) -> Track:
    """What is in a data URI of a WAV of one channel; raises ValueError for anything else."""
    with av.open(BytesIO(_data(uri, "audio/wav")), "r", format="wav") as container:
        stream = container.streams.audio[0]
        if stream.codec_context.channels != 1:
            raise ValueError("several channels")
        samples = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(stream)])
        return Track(len(samples) / stream.rate, stream.rate, samples.astype(np.float32) / 32768)


def clip(value: Any) -> str:
    """A check of a clip that may be of any length and size."""
    return clip_within(0, 600, (), 2**30)(value)


def track(value: Any) -> str:
    """A check of a track that may be of any length."""
    return track_within(0, 600, 2**30)(value)


def clip_within(least_s: float, most_s: float, lines: tuple[int, ...], most_bytes: int) -> Check:
    def check(value: Any) -> str:
        try:
            found = clip_of(value)
        except (ValueError, IndexError, av.error.FFmpegError):
            return "is no data URI of an MP4"
        if found.codec != "h264":
            return f"is {found.codec} and not H.264"
        if len(value) * 3 // 4 > most_bytes:
            return "is too large"
        if lines and min(found.width, found.height) not in lines:
            return f"has {min(found.width, found.height)} lines and not {lines}"
        return "" if least_s <= found.seconds <= most_s else f"has {found.seconds} s"

    return check


def track_within(least_s: float, most_s: float, most_bytes: int) -> Check:
    def check(value: Any) -> str:
        try:
            found = track_of(value)
        except (ValueError, IndexError, av.error.FFmpegError):
            return "is no data URI of a WAV of one channel"
        if len(value) * 3 // 4 > most_bytes:
            return "is too large"
        if np.abs(found.samples).max() < HEARD:
            return "is silent"
        return "" if least_s <= found.seconds <= most_s else f"has {found.seconds} s"

    return check


def apart(body: dict[str, Any]) -> str:
    """Why a clip and its track do not go together; empty when they do."""
    seconds, heard = clip_of(body["video_url"]).seconds, track_of(body["audio_url"]).seconds
    return "" if abs(seconds - heard) <= OFF_BY_S else f"has {heard} s, and the clip {seconds} s"


def moved(folder: Path, video: str, audio: str, *, short: bool) -> bytes:
    """The clip with a mouth that is white while somebody speaks and black while nobody does; half as long where `short`."""
    name = sha256(f"{video}{audio}{short}".encode()).hexdigest()[:16]
    path, sound, facts = folder / f"lips-{name}.mp4", track_of(audio), clip_of(video)
    if path.exists():
        return path.read_bytes()
    half = folder / f"half-{name}.mp4"
    with (
        av.open(BytesIO(_data(video, "video/mp4")), "r", format="mp4") as container,
        VideoEncoder(half, Picture(width=facts.width, height=facts.height)) as encoder,
    ):
        stream = container.streams.video[0]
        pictures = [
            np.array(frame.to_ndarray(format="rgb24"), np.uint8) for frame in container.decode(stream)
        ]
        rate = float(stream.average_rate or 24)
        for number, seen in enumerate(pictures[: len(pictures) // 2] if short else pictures):
            first, last = (round(at / rate * sound.rate) for at in (number, number + 1))
            speaks = bool(np.abs(sound.samples[first:last]).max(initial=0) >= HEARD)
            seen[mouth_of(facts.width, facts.height)] = 255 if speaks else 0
            encoder.add_rgb(seen)
    half.replace(path)
    return path.read_bytes()


def mouth_of(width: int, height: int) -> tuple[slice, slice]:
    """Where the mouth is, in rows and columns."""
    side = width // MOUTH // 2
    return slice(height // 2 - side, height // 2 + side), slice(width // 2 - side, width // 2 + side)


def _data(uri: str, kind: str) -> bytes:
    head = f"data:{kind};base64,"
    if not isinstance(uri, str) or not uri.startswith(head):
        raise ValueError("another kind of address")
    return base64.b64decode(uri[len(head) :], validate=True)
