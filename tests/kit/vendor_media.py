"""What the vendor of `tests.kit.vendor` makes: real files, flat and quick, each job's own."""

import colorsys
import math
import wave
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

RATE = 48_000


def made(folder: Path, job_id: str, asked: dict[str, Any]) -> bytes:
    """The bytes of a job's file; clips are encoded once for each length and size, and copied."""
    hue = int(sha256(job_id.encode()).hexdigest()[:4], 16) / 0xFFFF
    match asked["kind"]:
        case "image":
            return _picture(asked["width"], asked["height"], hue)
        case "video":
            return _clip(folder, asked["frames"], asked["width"], asked["height"])
        case "speech":
            return _tone(0.4 + len(asked["prompt"]) * 0.06, 220 + 220 * hue)
        case "music":
            return _tone(asked["seconds"], 110 + 110 * hue)
    raise ValueError(f"nobody makes {asked['kind']!r}")


def _picture(width: int, height: int, hue: float) -> bytes:
    from PIL import Image

    red, green, blue = (round(255 * part) for part in colorsys.hsv_to_rgb(hue, 0.6, 0.7))
    file = BytesIO()
    Image.new("RGB", (width, height), (red, green, blue)).save(file, "PNG", compress_level=1)
    return file.getvalue()


def _clip(folder: Path, frames: int, width: int, height: int) -> bytes:
    import numpy as np

    from infra.media.encoder import VideoEncoder
    from models.cut.delivery import Picture

    path = folder / f"clip-{frames}-{width}x{height}.mp4"
    if not path.exists():
        half = folder / f"half-{path.name}"
        with VideoEncoder(half, Picture(width=width, height=height)) as encoder:
            chroma = np.full((height // 2, width // 2), 128, np.uint8)
            for number in range(frames):
                encoder.add_planes(np.full((height, width), 60 + number % 100, np.uint8), chroma, chroma)
        half.replace(path)
    return path.read_bytes()


def _tone(seconds: float, hertz: float) -> bytes:
    import numpy as np

    samples = np.sin(np.arange(int(seconds * RATE)) * (2 * math.pi * hertz / RATE))
    file = BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes((samples * 6000).astype("<i2").tobytes())
    return file.getvalue()
