"""Draws the cards of a film: its title, its end, and the slate that stands in for a missing shot."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from infra.media.encode import VideoEncoder
from infra.media.lettering import draw_text, text_size, wrap
from models.timeline import FPS

if TYPE_CHECKING:
    from PIL import Image

Colour = tuple[int, int, int]

_INK: Colour = (17, 18, 22)
_PAPER: Colour = (240, 235, 224)
_MUTED: Colour = (156, 152, 145)
_GOLD: Colour = (200, 158, 92)
_SLATE: Colour = (38, 40, 46)
_FADE_S = 0.6


def title_card(title: str, width: int, height: int) -> "Image.Image":
    """The film's title, large, over a thin rule; a long title is set smaller on up to four lines."""
    from PIL import Image

    card = Image.new("RGB", (width, height), _INK)
    short = min(width, height)
    size, lines = _largest(title, short * 0.15, short * 0.06, round(width * 0.8), max_lines=4)
    step = text_size("", size, bold=True)[1]
    gap = round(short * 0.05)
    top = (height - len(lines) * step - gap) / 2
    for line in lines:
        draw_text(card, (width / 2, top), line, size, _PAPER, anchor="ma", bold=True)
        top += step
    _rule(card, round(top + gap), round(short * 0.16))
    return card


def end_card(title: str, width: int, height: int) -> "Image.Image":
    """The title again, small, and what made the film."""
    from PIL import Image

    card = Image.new("RGB", (width, height), _INK)
    short = min(width, height)
    small, smaller = round(short * 0.055), round(short * 0.036)
    lines = _balanced(title, small, round(width * 0.7), max_lines=2, bold=True)
    step = text_size("", small, bold=True)[1]
    gap = round(short * 0.045)
    top = (height - len(lines) * step - 2 * gap - smaller) / 2
    for line in lines:
        draw_text(card, (width / 2, top), line, small, _PAPER, anchor="ma", bold=True)
        top += step
    _rule(card, round(top + gap), round(short * 0.09))
    draw_text(card, (width / 2, top + 2 * gap), "made with Longtake", smaller, _MUTED, anchor="ma")
    return card


def slate(shot_number: int, reason: str, width: int, height: int) -> "Image.Image":
    """A striped slate that says which shot is missing and why; nobody takes it for a picture."""
    from PIL import Image

    card = Image.new("RGB", (width, height), _SLATE)
    short = min(width, height)
    band = round(short * 0.13)
    stripes = _stripes(width, band, round(short * 0.11))
    card.paste(stripes, (0, 0))
    card.paste(stripes, (0, height - band))
    head, lines = _largest(
        f"SHOT {shot_number} · MISSING", short * 0.1, short * 0.05, round(width * 0.86), max_lines=1
    )
    small = round(short * 0.042)
    why = _balanced(reason, small, round(width * 0.8), max_lines=3)
    step = text_size("", small)[1]
    gap = round(short * 0.03)
    top = (height - text_size("", head, bold=True)[1] - gap - len(why) * step) / 2
    draw_text(card, (width / 2, top), lines[0], head, _PAPER, anchor="ma", bold=True)
    top += text_size("", head, bold=True)[1] + gap
    for line in why:
        draw_text(card, (width / 2, top), line, small, _MUTED, anchor="ma")
        top += step
    return card


def write_card(
    card: "Image.Image", frames: int, path: Path, progress: Callable[[float], None], *, fades: bool
) -> None:
    """Encode `frames` frames of `card` to `path`; with `fades` it comes out of its background and returns.

    Raises:
        DiskFull, MediaError: the clip could not be written.

    """
    import numpy as np

    # On import, MoviePy would load the nearest `.env` into this process's environment.
    os.environ.setdefault("PYTHON_DOTENV_DISABLED", "1")
    from moviepy import ImageClip
    from moviepy.video.fx import FadeIn, FadeOut

    # Half a frame longer, so that the last frame is not lost to rounding.
    clip = ImageClip(np.asarray(card)).with_duration((frames + 0.5) / FPS)
    if fades:
        fade_s = min(_FADE_S, frames / FPS / 3)
        clip = clip.with_effects([FadeIn(fade_s, list(_INK)), FadeOut(fade_s, list(_INK))])
    with VideoEncoder(path, card.width, card.height) as encoder:
        for frame in clip.iter_frames(fps=FPS, dtype="uint8"):
            progress(encoder.frames / frames)
            encoder.add_rgb(frame)


def _largest(text: str, most: float, least: float, width: int, *, max_lines: int) -> tuple[int, list[str]]:
    """The largest size from `most` down to `least` pixels at which bold `text` fits, and its lines."""
    size = round(most)
    while size > least:
        # The larger the letters, the fewer the lines they may take.
        allowed = max_lines if size < (most + least) / 2 else min(2, max_lines)
        if _words_fit(text, size, width) and len(wrap(text, size, width, bold=True)) <= allowed:
            break
        size -= 2
    return size, _balanced(text, size, width, max_lines=max_lines, bold=True)


def _balanced(text: str, size: int, width: int, *, max_lines: int, bold: bool = False) -> list[str]:
    """As few lines as `wrap` needs, of about the same length, so that no word is left alone on the last."""
    lines = wrap(text, size, width, max_lines=max_lines, bold=bold)
    while len(lines) > 1 and _words_fit(text, size, width := round(width * 0.95)):
        narrower = wrap(text, size, width, bold=bold)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


def _words_fit(text: str, size: int, width: int) -> bool:
    return all(text_size(word, size, bold=True)[0] <= width for word in text.split())


def _rule(card: "Image.Image", y: int, length: int) -> None:
    from PIL import ImageDraw

    middle, thick = card.width / 2, max(2, round(min(card.size) / 300))
    box = (round(middle - length / 2), y, round(middle + length / 2), y + thick - 1)
    ImageDraw.Draw(card).rectangle(box, fill=_GOLD)


def _stripes(width: int, height: int, pitch: int) -> "Image.Image":
    """A band of diagonal stripes, drawn at four times the size so that its edges are smooth."""
    from PIL import Image, ImageDraw

    fine = 4
    band = Image.new("RGB", (width * fine, height * fine), _INK)
    draw = ImageDraw.Draw(band)
    tall, step = height * fine, pitch * fine
    for x in range(-2 * step - tall, width * fine + tall, step):
        draw.polygon([(x, tall), (x + step // 2, tall), (x + step // 2 + tall, 0), (x + tall, 0)], fill=_GOLD)
    return band.resize((width, height), Image.Resampling.BOX)
