"""Draws the cards of a film, its title, its end and the slate for a missing shot, and writes them as clips.

A title is alive, quietly: it comes out of its ground and goes back into it, grows by three per cent as if one
came nearer, and the rule below it draws itself out from its middle. A slate stands still.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from activities.cut.cards.motion import GOLD, INK, Colour, Face, Motion, Rule
from infra.media.encoder import VideoEncoder, edges, planes_of
from infra.media.text.lettering import Letters, draw_text, text_size, wrap
from models.cut.delivery import Picture
from models.cut.timeline import TimelineClip

if TYPE_CHECKING:
    from PIL import Image


_PAPER: Colour = (240, 235, 224)
_MUTED: Colour = (156, 152, 145)
_SLATE: Colour = (38, 40, 46)
_UNTITLED = "Untitled"
_FINE_UP_TO = 1080
"""The shorter side in pixels up to which letters are drawn at twice their size, to stay crisp as they grow."""


def title_card(title: str, width: int, height: int) -> "Image.Image":
    """The film's title, large, over a thin rule; a long title is set smaller, on more lines."""
    return _title(title, width, height).whole()


def end_card(title: str, width: int, height: int) -> "Image.Image":
    """The title again, small, and what made the film."""
    return _end(title, width, height).whole()


def slate(shot_number: int, reason: str, width: int, height: int) -> "Image.Image":
    """A striped slate that says which shot is missing and why; nobody takes it for a picture."""
    from PIL import Image

    card = Image.new("RGB", (width, height), _SLATE)
    short = min(width, height)
    band = round(short * 0.13)
    stripes = _stripes(width, band, round(short * 0.11))
    card.paste(stripes, (0, 0))
    card.paste(stripes, (0, height - band))
    head, lines = largest(
        f"SHOT {shot_number} · MISSING", short * 0.1, short * 0.05, round(width * 0.86), max_lines=1
    )
    small = round(short * 0.042)
    why = _balanced(reason, small, round(width * 0.8), max_lines=3 if width > height else 6)
    step = text_size("", small)[1]
    gap = round(short * 0.03)
    top = (height - text_size("", head, bold=True)[1] - gap - len(why) * step) / 2
    draw_text(card, (width / 2, top), lines[0], Letters(head, _PAPER, bold=True), anchor="ma")
    top += text_size("", head, bold=True)[1] + gap
    for line in why:
        draw_text(card, (width / 2, top), line, Letters(small, _MUTED), anchor="ma")
        top += step
    return card


def write_card(
    clip: TimelineClip, film_title: str, path: Path, picture: Picture, progress: Callable[[float], None]
) -> None:
    """Write the card that `clip` is to `path`, `clip.frames` frames of `picture`.

    Without media a clip of any kind but a title or an end is a slate, and its text why the shot is missing.
    There is a keyframe where the transition into the clip ends.

    Raises:
        DiskFull, MediaError: the clip could not be written.

    """
    keyframes = edges(clip.frames, clip.transition.frames)
    with VideoEncoder(path, picture, keyframes=keyframes) as encoder:
        if clip.kind in ("title", "end"):
            _write_moving(clip, film_title, encoder, progress)
        else:
            _write_still(
                slate(clip.shot_number, clip.text, picture.width, picture.height),
                clip.frames,
                encoder,
                progress,
            )


def printable(title: str) -> str:
    """The title, or `Untitled` where no font of ours can draw anything of it."""
    return title if wrap(title, 10, 1000) else _UNTITLED


def largest(text: str, most: float, least: float, width: int, *, max_lines: int) -> tuple[int, list[str]]:
    """The largest size from `most` down to `least` pixels at which bold `text` fits, and its lines."""
    size = round(most)
    while size > least:
        # The larger the letters, the fewer the lines they may take.
        allowed = max_lines if size < (most + least) / 2 else min(2, max_lines)
        if _words_fit(text, size, width) and len(wrap(text, size, width, bold=True)) <= allowed:
            break
        size -= 2
    return size, _balanced(text, size, width, max_lines=max_lines, bold=True)


def _title(title: str, width: int, height: int) -> Face:
    from PIL import Image

    card = Image.new("RGB", (width, height), INK)
    short = min(width, height)
    most = min(9, max(6, round(7 * height / width)))
    size, lines = largest(printable(title), short * 0.15, short * 0.05, round(width * 0.8), max_lines=most)
    step = text_size("", size, bold=True)[1]
    gap = round(short * 0.06)
    top = (height - len(lines) * step - gap) / 2
    for line in lines:
        draw_text(card, (width / 2, top), line, Letters(size, _PAPER, bold=True), anchor="ma")
        top += step
    return Face(card, Rule(round(top + gap), short * 0.16, max(2, round(short / 300))))


def _end(title: str, width: int, height: int) -> Face:
    from PIL import Image

    card = Image.new("RGB", (width, height), INK)
    short = min(width, height)
    small, smaller = round(short * 0.055), round(short * 0.036)
    lines = _balanced(printable(title), small, round(width * 0.7), max_lines=3, bold=True)
    step = text_size("", small, bold=True)[1]
    gap = round(short * 0.045)
    top = (height - len(lines) * step - 2 * gap - smaller) / 2
    for line in lines:
        draw_text(card, (width / 2, top), line, Letters(small, _PAPER, bold=True), anchor="ma")
        top += step
    draw_text(card, (width / 2, top + 2 * gap), "made with Longtake", Letters(smaller, _MUTED), anchor="ma")
    return Face(card, Rule(round(top + gap), short * 0.09, max(2, round(short / 300))))


def _write_moving(
    clip: TimelineClip, film_title: str, encoder: VideoEncoder, progress: Callable[[float], None]
) -> None:
    import numpy as np

    # On import, MoviePy would load the nearest `.env` into this process's environment.
    os.environ.setdefault("PYTHON_DOTENV_DISABLED", "1")
    from moviepy import VideoClip

    picture, seconds = encoder.picture, clip.frames / encoder.picture.fps
    title = (clip.text if clip.kind == "title" else film_title) or film_title
    fine = 2 if min(picture.width, picture.height) <= _FINE_UP_TO else 1
    draw = _title if clip.kind == "title" else _end
    motion = Motion(draw(title, picture.width * fine, picture.height * fine), fine, seconds)
    # Half a frame longer, so that the last frame is not lost to rounding.
    film = VideoClip(motion.frame, duration=seconds + 0.5 / picture.fps)
    planes = planes_of(np.full((picture.height, picture.width, 3), INK, np.uint8))
    for frame in film.iter_frames(fps=picture.fps, dtype="uint8"):
        progress(encoder.frames / clip.frames)
        for plane, moved, step in zip(planes, planes_of(frame), (1, 2, 2), strict=True):
            left, top, right, bottom = (edge // step for edge in motion.box)
            plane[top:bottom, left:right] = moved
        encoder.add_planes(*planes)


def _write_still(
    card: "Image.Image", frames: int, encoder: VideoEncoder, progress: Callable[[float], None]
) -> None:
    import numpy as np

    planes = planes_of(np.asarray(card))
    for frame in range(frames):
        progress(frame / frames)
        encoder.add_planes(*planes)


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


def _stripes(width: int, height: int, pitch: int) -> "Image.Image":
    """A band of diagonal stripes, drawn at four times the size so that its edges are smooth."""
    from PIL import Image, ImageDraw

    fine = 4
    band = Image.new("RGB", (width * fine, height * fine), INK)
    draw = ImageDraw.Draw(band)
    tall, step = height * fine, pitch * fine
    for x in range(-2 * step - tall, width * fine + tall, step):
        draw.polygon([(x, tall), (x + step // 2, tall), (x + step // 2 + tall, 0), (x + tall, 0)], fill=GOLD)
    return band.resize((width, height), Image.Resampling.BOX)
