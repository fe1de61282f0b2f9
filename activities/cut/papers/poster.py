"""Makes poster.jpg: the film's most telling still, with its title over the foot of it."""

import math
from pathlib import Path
from typing import TYPE_CHECKING

from activities.cut.cards.motion import GOLD
from activities.cut.cards.title_card import largest, printable
from activities.cut.papers.film_glimpses import Glimpse, pictures
from infra.media.ffmpeg import media_errors
from infra.media.text.lettering import Letters, draw_text, text_size
from models.cut.timeline import Timeline

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    Pixels = NDArray[np.uint8]

_CANDIDATES = 18
_LOOKED_AT = 480
"""The longer side in pixels of a candidate as it is measured."""
_FORWARD = 12
_TO_THE_FRAME = 10_000
"""More frames than a keyframe is ever ahead: the poster is the very frame that was chosen."""
_PAPER = (240, 235, 224)
_QUALITY = 90


def poster(timeline: Timeline, film: Path, into: Path) -> Path:
    """Make `poster.jpg` in the folder `into`, of the film's size.

    Raises:
        DiskFull: no space is left.
        MediaError: the film cannot be read.

    """
    from PIL import Image

    size = timeline.format.width, timeline.format.height
    chosen = _most_telling(timeline, film)
    (still,) = pictures(film, [Glimpse(chosen, _TO_THE_FRAME)], timeline.fps, size)
    picture = Image.fromarray(_shaded(still))
    _set_title(picture, timeline.title)
    path = into / "poster.jpg"
    with media_errors("Writing poster.jpg"):
        picture.save(path, quality=_QUALITY, subsampling=0)
    return path


def _most_telling(timeline: Timeline, film: Path) -> int:
    """The frame of the film that shows most: sharp, rich in contrast, well lit, and not at either end."""
    scale = _LOOKED_AT / max(timeline.format.width, timeline.format.height)
    size = round(timeline.format.width * scale), round(timeline.format.height * scale)
    frames = _candidates(timeline)
    glimpses = [Glimpse(frame, _FORWARD) for frame in frames]
    scores = [
        _telling(still) * (0.75 + 0.25 * math.sin(math.pi * frame / timeline.frames))
        for frame, still in zip(frames, pictures(film, glimpses, timeline.fps, size), strict=True)
    ]
    return frames[scores.index(max(scores))]


def _candidates(timeline: Timeline) -> list[int]:
    """Frames in which shots are seen alone; those of cards where the film has nothing else."""
    spans = []
    follows = [*(clip.transition.frames for clip in timeline.picture[1:]), 0]
    for clip, start, tail in zip(timeline.picture, timeline.starts(), follows, strict=True):
        alone = clip.frames - clip.transition.frames - tail
        if clip.kind == "shot" and alone > 0:
            spans.append((start + clip.transition.frames, alone))
    if not spans:
        return [timeline.frames // 2]
    spans = spans[:: math.ceil(len(spans) / _CANDIDATES)]
    looks = max(1, min(3, _CANDIDATES // len(spans)))
    return [start + alone * (look + 1) // (looks + 1) for start, alone in spans for look in range(looks)]


def _telling(still: "Pixels") -> float:
    """How much a still shows, by its detail, contrast, light and colour; a black one shows nothing."""
    import numpy as np

    red, green, blue = (still[:, :, channel].astype(np.float32) for channel in range(3))
    grey = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    # The square root keeps one hard edge from outweighing a face full of soft ones.
    across, down = np.diff(grey, axis=1)[:-1], np.diff(grey, axis=0)[:, :-1]
    detail = float(np.sqrt(np.hypot(across, down)).mean())
    contrast = float(np.percentile(grey, 95) - np.percentile(grey, 5)) / 255
    light = math.exp(-(((float(grey.mean()) - 110) / 80) ** 2))
    colour = float(np.hypot((red - green).std(), (0.5 * (red + green) - blue).std())) / 100
    return detail * contrast * light * (0.7 + min(0.6, colour))


def _shaded(still: "Pixels") -> "Pixels":
    """The still, darker toward its foot, where the title stands."""
    import numpy as np

    height = still.shape[0]
    down = np.clip((np.arange(height, dtype=np.float32) / height - 0.4) / 0.6, 0, 1)
    light = 1 - 0.88 * (down * down * (3 - 2 * down))
    return np.asarray(np.rint(still * light[:, None, None]), np.uint8)


def _set_title(picture: "Image.Image", title: str) -> None:
    from PIL import ImageDraw

    width, height = picture.size
    short = min(width, height)
    lines_at_most = 3 if width > height else 5
    size, lines = largest(
        printable(title), short * 0.115, short * 0.05, round(width * 0.84), max_lines=lines_at_most
    )
    step = text_size("", size, bold=True)[1]
    top = height - short * 0.07 - len(lines) * step
    thick = max(2, round(short / 240))
    half, rule = short * 0.05, top - short * 0.035
    box = [round(edge) for edge in (width / 2 - half, rule, width / 2 + half, rule + thick - 1)]
    ImageDraw.Draw(picture).rectangle(box, fill=GOLD)
    for line in lines:
        draw_text(picture, (width / 2, top), line, Letters(size, _PAPER, bold=True), anchor="ma")
        top += step
