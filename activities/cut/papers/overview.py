"""Makes timeline.png: the film at one glance, its shots, sound and words over time, in rows.

Each row is a stretch of time. From its top: a ruler, the scenes as bands of colour, stills from the film
with the numbers of their shots, the transitions, the sound (gold where somebody speaks), and the words.
"""

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from activities.cut.cards.motion import GOLD, INK
from activities.cut.cards.title_card import printable
from activities.cut.papers import overview_row
from activities.cut.papers.film_glimpses import Glimpse, outline, pictures
from activities.cut.papers.overview_row import MISSING, MUTED, PAPER, QUIET, Look, Row, Tile
from infra.media.ffmpeg import media_errors
from infra.media.text.lettering import Letters, draw_text, text_size, wrap
from models.cut.timeline import Timeline, TimelineClip

if TYPE_CHECKING:
    from PIL import Image

WIDTH = 2400
_MARGIN = 60
_HEADER = 150
_ROW_S = 60
_ROWS_AT_MOST = 30
_LARGE = Look(strip=200, wave=130, text=22, lines=3)
_MEDIUM = Look(strip=124, wave=84, text=18, lines=2)
_SMALL = Look(strip=68, wave=52, text=15, lines=1)
_MEDIUM_ROWS = 8
"""Up to as many rows a film is drawn at the medium size."""
_DECODED_AT_MOST = 1500
"""Frames decoded in all for the stills, beside a keyframe for each."""


def overview(
    timeline: Timeline, film: Path, into: Path, progress: Callable[[float], None] = lambda _share: None
) -> Path:
    """Make `timeline.png` in the folder `into`, 2400 pixels wide and, for any film, at most 30 rows high.

    Raises:
        DiskFull: no space is left.
        MediaError: the film cannot be read, or has no sound.

    """
    from PIL import Image, ImageDraw

    rows, look = _rows(timeline)
    tiles = [tile for row in rows for tile in _tiles(timeline, row, look)]
    tall = look.height(scenes=_has_scenes(timeline))
    sheet = Image.new("RGB", (WIDTH, _HEADER + len(rows) * tall), INK)
    _header(sheet, timeline)
    overview_row.stills(sheet, tiles, _stills(timeline, film, tiles, look, progress))
    levels = outline(film)
    progress(0.9)
    for row in rows:
        overview_row.draw(sheet, ImageDraw.Draw(sheet), timeline, row, look, levels)
    path = into / "timeline.png"
    with media_errors("Writing timeline.png"):
        sheet.save(path)
    progress(1.0)
    return path


def _has_scenes(timeline: Timeline) -> bool:
    return any(marker.kind == "scene" for marker in timeline.markers)


def _rows(timeline: Timeline) -> tuple[list[Row], Look]:
    """The rows of the film, about a minute each, or longer where there would be too many of them."""
    count = min(_ROWS_AT_MOST, max(1, math.ceil(timeline.seconds / _ROW_S)))
    frames = math.ceil(timeline.frames / count)
    look = _LARGE if count == 1 else _MEDIUM if count <= _MEDIUM_ROWS else _SMALL
    tall = look.height(scenes=_has_scenes(timeline))
    rows = [
        Row(n * frames, frames, _HEADER + n * tall, _MARGIN, WIDTH - 2 * _MARGIN, _has_scenes(timeline))
        for n in range(count)
    ]
    return rows, look


class _Stretch(NamedTuple):
    """The frames of the film from `first` to before `end` in which a clip is seen: cut in its transitions."""

    clip: TimelineClip
    first: int
    end: int


def _stretches(timeline: Timeline) -> Iterator[_Stretch]:
    firsts = [
        start + clip.transition.frames // 2
        for clip, start in zip(timeline.picture, timeline.starts(), strict=True)
    ]
    ends = [*firsts[1:], timeline.frames]
    for clip, first, end in zip(timeline.picture, firsts, ends, strict=True):
        yield _Stretch(clip, first, end)


def _tiles(timeline: Timeline, row: Row, look: Look) -> Iterator[Tile]:
    """The stills of a row: each clip's stretch in as many as have about the film's own shape."""
    shape = timeline.format.width / timeline.format.height
    for clip, first, end in _stretches(timeline):
        begins, ends = max(first, row.first), min(end, row.first + row.frames)
        if begins >= ends:
            continue
        left, right = round(row.x(begins)), round(row.x(ends))
        # A card says the same all the time: once is enough.
        count = max(1, round((right - left) / (look.strip * shape))) if clip.kind == "shot" else 1
        for n in range(count):
            sides = left + (right - left) * n // count, left + (right - left) * (n + 1) // count
            middle = begins + (ends - begins) * (2 * n + 1) // (2 * count)
            box = sides[0], row.top + look.strip_top(scenes=row.scenes), sides[1], look.strip
            yield Tile(box, middle, clip, is_first=n == 0, is_last=n == count - 1)


def _stills(
    timeline: Timeline, film: Path, tiles: list[Tile], look: Look, progress: Callable[[float], None]
) -> Iterator["Image.Image"]:
    """A still for each tile; the more tiles, the fewer frames are decoded on the way to each."""
    from PIL import Image

    shape = timeline.format.width / timeline.format.height
    widest = max((tile.box[2] - tile.box[0] for tile in tiles), default=1)
    width = max(math.ceil(look.strip * shape), widest)
    size = width, math.ceil(width / shape)
    share = _DECODED_AT_MOST // max(1, len(tiles))
    # A card comes out of a blank ground: its keyframe shows nothing of it.
    glimpses = [Glimpse(t.frame, share if t.clip.kind == "shot" else 10_000) for t in tiles]
    for done, still in enumerate(pictures(film, glimpses, timeline.fps, size)):
        progress(0.7 * done / len(tiles))
        yield Image.fromarray(still)


def _header(sheet: "Image.Image", timeline: Timeline) -> None:
    """The film's title and measures, and what the colours mean."""
    from PIL import ImageDraw

    shape = timeline.format
    shots = [clip for clip in timeline.picture if clip.kind in ("shot", "slate")]
    missing = sum(clip.kind == "slate" for clip in shots)
    title = wrap(printable(timeline.title), 46, WIDTH - 2 * _MARGIN, max_lines=1, bold=True)[0]
    draw_text(sheet, (_MARGIN, 34), title, Letters(46, PAPER, bold=True))
    facts = [
        overview_row.clock(timeline.seconds),
        f"{len(shots)} shot{'s' * (len(shots) != 1)}",
        f"{shape.width}×{shape.height}",
        f"{shape.fps} frames a second",
    ]
    draw_text(sheet, (_MARGIN, 98), "  ·  ".join(facts), Letters(22, MUTED))
    legend = [(GOLD, "voice"), (QUIET, "music and ambience")]
    if missing:
        legend.append((MISSING, f"{missing} shot{'s' * (missing != 1)} missing"))
    x, draw = WIDTH - _MARGIN, ImageDraw.Draw(sheet)
    for colour, meaning in reversed(legend):
        x -= text_size(meaning, 22)[0]
        draw_text(sheet, (x, 98), meaning, Letters(22, MUTED))
        draw.rounded_rectangle((x - 32, 104, x - 12, 124), 5, fill=colour)
        x -= 64
