"""What the doubles make: real files that show what was asked for: the prompt's words, the reference pictures, the still."""

import base64
import subprocess
import textwrap
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from infra.media.encoder import VideoEncoder
from infra.media.ffmpeg import executable
from models.cut.delivery import Picture

FPS = 24


def opened(uri: str) -> Image.Image:
    """The picture in a data URI."""
    return Image.open(BytesIO(base64.b64decode(uri.partition(";base64,")[2]))).convert("RGB")


def drawn(width: int, height: int, prompt: str, references: list[str]) -> bytes:
    """A PNG with the prompt's words on a colour of its own, and the references in a row."""
    shade = sha256(prompt.encode()).digest()
    image = Image.new("RGB", (width, height), (60 + shade[0] // 3, 60 + shade[1] // 3, 60 + shade[2] // 3))
    draw = ImageDraw.Draw(image)
    side = height // 4
    for place, uri in enumerate(references):
        one = opened(uri)
        one.thumbnail((side, side))
        image.paste(one, (8 + place * (side + 8), height - side - 8))
    draw.multiline_text(
        (12, 12), textwrap.fill(prompt, 60)[:600], fill="white", font_size=max(10, height // 24)
    )
    into = BytesIO()
    image.save(into, "PNG", compress_level=1)
    return into.getvalue()


def black(width: int, height: int) -> bytes:
    """What a filter leaves."""
    into = BytesIO()
    Image.new("RGB", (width, height)).save(into, "PNG")
    return into.getvalue()


def pitch_of(still: str) -> int:
    """The tone in hertz that a clip of a picture has where it has a sound of its own."""
    return 400 + 200 * (sha256(still.encode()).digest()[0] % 4)


def moved(folder: Path, still: str, seconds: float, height: int, *, sounds: bool = False) -> bytes:
    """An MP4 of a still picture, pushed into, of the still's shape and about that height; made once for all that ask for the same.

    One that `sounds` has a tone of its own, by the picture.
    """
    with opened(still) as image:
        width = round(image.width * height / image.height / 2) * 2
        height = round(height / 2) * 2
        name = sha256(f"{still}{seconds}{height}".encode()).hexdigest()[:16]
        path = folder / f"clip-{name}.mp4"
        if not path.exists():
            half = folder / f"half-{name}.mp4"
            frames = round(seconds * FPS)
            with VideoEncoder(half, Picture(width=width, height=height)) as encoder:
                for number in range(frames):
                    inset = 0.1 * number / frames
                    box = (
                        image.width * inset,
                        image.height * inset,
                        image.width * (1 - inset),
                        image.height * (1 - inset),
                    )
                    seen = image.resize((width, height), Image.Resampling.BILINEAR, box=box)
                    encoder.add_rgb(np.asarray(seen))
            half.replace(path)
    if sounds:
        return _sounding(path, pitch_of(still), seconds).read_bytes()
    return path.read_bytes()


def _sounding(clip: Path, hertz: int, seconds: float) -> Path:
    """The clip with a tone at about −21 LUFS."""
    path = clip.with_name(f"heard-{clip.name}")
    if not path.exists():
        half = path.with_name(f"half-{path.name}")
        tone = f"sine=frequency={hertz}:duration={seconds}:sample_rate=44100,volume=1.0"
        command = [executable(), "-v", "error", "-y", "-i", str(clip), "-f", "lavfi", "-i", tone]
        encoded = ["-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", "aac", "-b:a", "128k"]
        subprocess.run([*command, *encoded, str(half)], check=True)
        half.replace(path)
    return path
