"""Draws one row of the overview: ruler, scenes, stills, transitions, sound and words of a stretch of time."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from activities.cut.cards.motion import GOLD, INK, Colour
from infra.media.text.lettering import Letters, draw_text, text_size, wrap
from models.cut.timeline import Caption, Timeline, TimelineClip

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image, ImageDraw

    Levels = NDArray[np.float32]

PAPER: Colour = (240, 235, 224)
MUTED: Colour = (156, 152, 145)
QUIET: Colour = (92, 112, 138)
MISSING: Colour = (226, 66, 60)
_DIM: Colour = (62, 64, 72)
_BED: Colour = (25, 27, 32)
_SCENES: tuple[Colour, ...] = (
    (72, 110, 136), (136, 92, 72), (84, 120, 84), (122, 84, 126), (142, 120, 66), (64, 122, 118), (140, 78, 96),
    (96, 98, 140),
)  # fmt: skip
_RULER, _BAND, _LANE, _SPOKEN, _APART = 40, 34, 24, 8, 40
_LANES_AT_MOST = 4
_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
_LABEL_ROOM = 100
_LEVEL_CURVE = 0.6
"""Levels are drawn to this power: a quiet sound is seen, and a loud one still stands out."""


class Look(NamedTuple):
    """The heights of strip and waveform and the size of text in pixels; the most lines a caption takes."""

    strip: int
    wave: int
    text: int
    lines: int

    def strip_top(self, *, scenes: bool) -> int:
        """How far below the row's top the stills begin."""
        return _RULER + (_BAND if scenes else 0)

    def words_top(self, *, scenes: bool) -> int:
        """How far below the row's top the words begin."""
        return self.strip_top(scenes=scenes) + self.strip + _LANE + self.wave + _SPOKEN + 14

    def step(self) -> int:
        """The height of a line of words."""
        return round(self.text * 1.4)

    def height(self, *, scenes: bool) -> int:
        """The height of a whole row."""
        lines = self.lines if self.lines > 1 else _LANES_AT_MOST
        return self.words_top(scenes=scenes) + lines * self.step() + _APART


class Row(NamedTuple):
    """`frames` frames of the film from `first` on, over `width` pixels from `left`, drawn from `top` down."""

    first: int
    frames: int
    top: int
    left: int
    width: int
    scenes: bool

    def x(self, frame: float) -> float:
        """Where a frame of the film begins, in pixels; inside the row for a frame outside it."""
        return self.left + min(max((frame - self.first) / self.frames, 0.0), 1.0) * self.width

    def holds(self, frame: float) -> bool:
        """Whether the frame is in this row."""
        return self.first <= frame < self.first + self.frames


class Tile(NamedTuple):
    """A still to draw: its box (left, top, right, height), its frame of the film, and its clip."""

    box: tuple[int, int, int, int]
    frame: int
    clip: TimelineClip
    is_first: bool
    is_last: bool


def stills(sheet: "Image.Image", tiles: Sequence[Tile], pictures: Iterable["Image.Image"]) -> None:
    """Draw the tiles, each from its picture, with the number of the shot on the first of a shot's."""
    from PIL import Image, ImageDraw, ImageOps

    draw = ImageDraw.Draw(sheet)
    for tile, picture in zip(tiles, pictures, strict=True):
        left, top, right, tall = tile.box
        # A thin gap parts shots; the stills of one shot touch.
        wide = max(1, right - left - (3 if tile.is_last else 0))
        if tile.clip.kind in ("title", "end"):
            still = ImageOps.pad(picture, (wide, tall), Image.Resampling.LANCZOS, color=INK)
        else:
            still = ImageOps.fit(picture, (wide, tall), Image.Resampling.LANCZOS)
        if tile.clip.kind == "slate":
            still = Image.blend(still, Image.new("RGB", still.size, MISSING), 0.55)
        sheet.paste(still, (left, top))
        if tile.clip.kind == "slate":
            draw.rectangle((left, top, left + wide - 1, top + tall - 1), outline=MISSING, width=3)
        if tile.is_first:
            _number(sheet, draw, tile, wide)


def _number(sheet: "Image.Image", draw: "ImageDraw.ImageDraw", tile: Tile, wide: int) -> None:
    left, top, _, tall = tile.box
    size = max(14, tall // 8)
    name = str(tile.clip.shot_number) if tile.clip.kind in ("shot", "slate") else tile.clip.kind
    if tile.clip.kind == "slate" and text_size(f"{name} missing", size, bold=True)[0] + 20 < wide:
        name += " missing"
    across, high = text_size(name, size, bold=True)
    if across + 16 > wide:
        return
    box = (left + 5, top + 5, left + 17 + across, top + 5 + high)
    draw.rounded_rectangle(box, 6, fill=MISSING if tile.clip.kind == "slate" else INK)
    draw_text(sheet, (left + 11, top + 5), name, Letters(size, PAPER, bold=True))


def draw(
    sheet: "Image.Image",
    pen: "ImageDraw.ImageDraw",
    timeline: Timeline,
    row: Row,
    look: Look,
    levels: "tuple[Levels, Levels]",
) -> None:
    """Draw everything of a row but its stills; `levels` are of the whole film, a hundredth of a second each."""
    _ruler(sheet, pen, timeline, row)
    if row.scenes:
        _bands(sheet, pen, timeline, row)
    strip_ends = row.top + look.strip_top(scenes=row.scenes) + look.strip
    _transitions(sheet, pen, timeline, row, strip_ends)
    _wave(sheet, timeline, row, look, strip_ends + _LANE, levels)
    _voices(pen, timeline, row, strip_ends + _LANE + look.wave + 4)
    _words(sheet, timeline, row, look)


def clock(seconds: float) -> str:
    """Minutes and seconds, and hours where there are any: 0:07, 12:30, 1:02:03."""
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _ruler(sheet: "Image.Image", pen: "ImageDraw.ImageDraw", timeline: Timeline, row: Row) -> None:
    a_second = row.width * timeline.fps / row.frames
    step = next((step for step in _STEPS_S if step * a_second >= _LABEL_ROOM), _STEPS_S[-1])
    base = row.top + _RULER - 8
    end = min(row.first + row.frames, timeline.frames)
    pen.line((row.left, base, row.x(end), base), fill=_DIM)
    fifth = step / 5
    for tick in range(int(row.first / timeline.fps / fifth), int(end / timeline.fps / fifth) + 1):
        seconds = tick * fifth
        if not row.first <= seconds * timeline.fps <= end:
            continue
        x, whole = row.x(seconds * timeline.fps), tick % 5 == 0
        pen.line((x, base - (10 if whole else 5), x, base), fill=MUTED if whole else _DIM)
        if whole and x + 60 < row.left + row.width:
            draw_text(sheet, (x + 6, base - 2), clock(seconds), Letters(17, MUTED), anchor="lb")


def _bands(sheet: "Image.Image", pen: "ImageDraw.ImageDraw", timeline: Timeline, row: Row) -> None:
    """The scenes: a place at a time of day has one colour wherever it comes again."""
    scenes = sorted((m for m in timeline.markers if m.kind == "scene"), key=lambda scene: scene.frame)
    names = list(dict.fromkeys(scene.name for scene in scenes))
    last = timeline.picture[-1]
    end = timeline.frames - (last.frames if last.kind == "end" else 0)
    top = row.top + _RULER
    for scene, until in zip(scenes, [*(scene.frame for scene in scenes[1:]), end], strict=True):
        if until <= row.first or scene.frame >= row.first + row.frames:
            continue
        left, right = row.x(scene.frame), row.x(until) - 3
        if right - left < 1:
            continue
        colour = _SCENES[names.index(scene.name) % len(_SCENES)]
        pen.rounded_rectangle((left, top, right, top + _BAND - 6), 5, fill=colour)
        name = wrap(scene.name, 18, max(1, round(right - left - 20)), max_lines=1)
        if name and right - left > 70:
            draw_text(sheet, (left + 10, top + (_BAND - 6) / 2), name[0], Letters(18, PAPER), anchor="lm")


def _transitions(
    sheet: "Image.Image", pen: "ImageDraw.ImageDraw", timeline: Timeline, row: Row, top: int
) -> None:
    """Each transition as long as it is: the clip before goes down while the next comes up."""
    for clip, start in zip(timeline.picture, timeline.starts(), strict=True):
        over = clip.transition.frames
        if not over or not row.holds(start + over / 2):
            continue
        left, right, bottom = row.x(start), row.x(start + over), top + _LANE - 7
        pen.polygon([(left, top + 3), (right, bottom), (left, bottom)], fill=MUTED)
        pen.polygon([(right, top + 3), (right, bottom), (left, bottom)], fill=GOLD)
        name = clip.transition.kind.replace("-", " ")
        if row.x(start + clip.frames) - right > text_size(name, 14)[0] + 16:
            draw_text(sheet, (right + 7, (top + 3 + bottom) / 2), name, Letters(14, MUTED), anchor="lm")


def _wave(
    sheet: "Image.Image",
    timeline: Timeline,
    row: Row,
    look: Look,
    top: int,
    levels: "tuple[Levels, Levels]",
) -> None:
    """The sound, a column a pixel: its peaks pale, its mean level strong, and gold where somebody speaks."""
    import numpy as np
    from PIL import Image

    end = min(row.first + row.frames, timeline.frames)
    width = max(1, round(row.x(end)) - row.left)
    seconds = (row.first + np.arange(width + 1) * row.frames / row.width) / timeline.fps
    spoken = np.zeros(width, bool)
    for voice in timeline.voice:
        spoken |= (seconds[1:] > voice.start) & (seconds[:-1] < voice.start + voice.seconds)
    peak, mean = (_columns(level, seconds) ** _LEVEL_CURVE * look.wave / 2 for level in levels)
    away = np.abs(np.arange(look.wave) + 0.5 - look.wave / 2)[:, None]
    colours = np.where(spoken[:, None], np.array(GOLD, float), np.array(QUIET, float))
    # Shares of a pixel at the ends of each column keep the outline smooth.
    inner, outer = (np.clip(level - away + 0.5, 0, 1)[:, :, None] for level in (mean, peak))
    shade = np.maximum(inner, outer * 0.45)
    picture = np.array(_BED, float) * (1 - shade) + colours * shade
    sheet.paste(Image.fromarray(np.rint(picture).astype(np.uint8)), (row.left, top))


def _columns(level: "Levels", seconds: "NDArray[np.float64]") -> "Levels":
    """The highest level between each two of `seconds`; silence after the sound's end."""
    import numpy as np

    level = np.append(level, np.float32(0))
    edges = np.minimum(np.rint(seconds * 100).astype(int), len(level) - 1)
    highest = np.maximum.reduceat(level, edges[:-1])
    return np.asarray(highest, np.float32)


def _voices(pen: "ImageDraw.ImageDraw", timeline: Timeline, row: Row, top: int) -> None:
    for voice in timeline.voice:
        start, end = voice.start * timeline.fps, (voice.start + voice.seconds) * timeline.fps
        if end > row.first and start < row.first + row.frames:
            pen.rounded_rectangle(
                (row.x(start), top, max(row.x(end), row.x(start) + 2), top + 4), 2, fill=GOLD
            )


def _words(sheet: "Image.Image", timeline: Timeline, row: Row, look: Look) -> None:
    """The captions under their time: side by side where they fit, else in lanes, each cut where it must be."""
    said = [c for c in timeline.captions if row.holds((c.start + c.end) / 2 * timeline.fps)]
    if not said:
        return
    lanes = 1 if look.lines > 1 else _lanes(said, timeline, row, look)
    right = row.left + row.width
    texts = [" ".join(caption.lines) for caption in said]
    lefts = [
        min(row.x(caption.start * timeline.fps), right - min(220, text_size(text, look.text)[0]))
        for caption, text in zip(said, texts, strict=True)
    ]
    top = row.top + look.words_top(scenes=row.scenes)
    for n, (text, left) in enumerate(zip(texts, lefts, strict=True)):
        until = lefts[n + lanes] - 20 if n + lanes < len(lefts) else right
        room = round(until - left)
        if room < look.text * 2:
            continue
        for line, words in enumerate(wrap(text, look.text, room, max_lines=look.lines)):
            draw_text(sheet, (left, top + (n % lanes + line) * look.step()), words, Letters(look.text, PAPER))


def _lanes(said: Sequence[Caption], timeline: Timeline, row: Row, look: Look) -> int:
    """As many lanes as the words need beside each other, up to four."""
    needed = sum(text_size(" ".join(caption.lines), look.text)[0] + 12 for caption in said) / len(said)
    starts = [row.x(caption.start * timeline.fps) for caption in said]
    apart = min((after - before for before, after in pairwise(starts)), default=needed)
    return min(_LANES_AT_MOST, max(1, round(needed / max(1.0, apart))))
