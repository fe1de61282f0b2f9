"""The storyboard sheet: every shot's frame on one page, with what a film crew writes under it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from activities.boards.bible_panels import SubjectPanel, draw_strip, strip_height
from activities.boards.heard_lines import heard_over
from activities.boards.sheet_heading import FAINT, INK, MUTED, dot, draw_heading, heading_height, shortened
from activities.boards.sheet_layout import MARGIN, Layout, fitting
from infra.media.intake.stills import read_still, still_size
from infra.media.text.bidi import is_rtl
from infra.media.text.lettering import Letters, draw_text, text_size, wrap
from models.errors import MediaError
from models.names import shot_id
from models.shots.shot_list import Shot
from providers.offline.animatic.palette import RGB, character_colour

if TYPE_CHECKING:
    from PIL import Image

_PAPER: RGB = (250, 248, 243)
_NEW: RGB = (176, 58, 40)
"""What a revision changed, and what is not as it should be."""
_NO_PICTURE = "No picture yet."


@dataclass(frozen=True)
class Panel:
    """A shot on the sheet; without a picture, `missing` says why in one sentence.

    `changed` says which fields its revision changed, from what to what; `stale` whom the picture shows as they are no
    longer; `shown` whose reference pictures it was drawn with; `undrawn` what it asks for and the picture does not show.
    `likeness` is how like whom it shows it is, in words, and is `low` where it is less so than the film asks.
    `follows` is the number of the shot whose last frame takes the picture's place in the film, 0 for none.
    """

    shot: Shot
    picture: Path | None
    missing: str = ""
    changed: str = ""
    stale: str = ""
    shown: str = ""
    undrawn: str = ""
    follows: int = 0
    likeness: str = ""
    low: bool = False


@dataclass(frozen=True)
class Page:
    """What a sheet is of: the film, the board's revision, and the bible that stands above it.

    `colours` are those that characters wear, by their names; others have the colour of their names. `left_out` says how
    much of the film's text it does not tell. `place` is which page of how many it is, `reel` of
    which reel, where the film has several.
    """

    title: str
    board: int
    film_id: str = ""
    bible: Sequence[SubjectPanel] = ()
    colours: Mapping[str, RGB] = field(default_factory=dict)
    left_out: str = ""
    place: tuple[int, int] = (1, 1)
    reel: int = 0


def draw_sheet(page: Page, panels: Sequence[Panel], out: Path) -> Path:
    """Write a storyboard to `out`, a PNG under 12 megapixels up to 400 shots.

    Long boards are drawn smaller, down to a grid of thumbnails. A picture that is missing or cannot
    be read becomes a hatched panel with the reason. Raises OSError when `out` cannot be written.
    """
    from PIL import Image

    layout = fitting(len(panels), _aspect(panels), left_out=any(panel.undrawn for panel in panels))
    cast = {
        name: page.colours.get(name) or character_colour(name)
        for panel in panels
        for name in panel.shot.characters
    }
    heading = heading_height(page.title, cast, layout.page_width, MARGIN)
    top = heading + strip_height(page.bible, layout.page_width)
    sheet = Image.new("RGB", (layout.page_width, layout.page_height(len(panels), top)), _PAPER)
    draw_heading(sheet, page.title, _facts(page, panels), cast, MARGIN)
    draw_strip(sheet, page.bible, heading)
    for k, panel in enumerate(panels):
        row, column = divmod(k, layout.columns)
        x = MARGIN + column * (layout.wide + layout.gap)
        y = top + row * (layout.high + layout.below + layout.gap)
        _draw_frame(sheet, panel, x, y, layout)
        _draw_notes(sheet, panel, cast, x, y + layout.high + round(layout.size * 0.5), layout)
    sheet.save(out, format="PNG", compress_level=6)
    return out


def _aspect(panels: Sequence[Panel]) -> float:
    """Width over height of the film's frames, from the first picture that can be read."""
    for panel in panels:
        if panel.picture:
            with suppress(MediaError):
                width, height = still_size(panel.picture)
                return width / height
    return 16 / 9


def _facts(page: Page, panels: Sequence[Panel]) -> str:
    seconds = round(sum(panel.shot.duration for panel in panels))
    length = f"{seconds // 60} min {seconds % 60} s" if seconds >= 60 else f"{seconds} s"
    numbers = [panel.shot.shot_number for panel in panels]
    shots = "1 shot" if len(panels) == 1 else f"{len(panels)} shots"
    if page.place != (1, 1) and len(panels) > 1 and numbers == sorted(numbers):
        shots = f"shots {numbers[0]} to {numbers[-1]}"
    missing, short = (sum(p.picture is None for p in panels), sum(bool(p.undrawn) for p in panels))
    counts = ((missing, "without a picture"), (short, "with something not drawn"))
    number, pages = page.place
    which = f"board {page.board}" if pages == 1 else f"page {number} of {pages}"
    which = f"reel {page.reel}, {which}" if page.reel else which
    parts = [f"Storyboard, {which}", shots, length, *(f"{n} {what}" for n, what in counts if n)]
    return "   ·   ".join(filter(None, [*parts, page.left_out, page.film_id]))


def _draw_frame(sheet: "Image.Image", panel: Panel, x: int, y: int, layout: Layout) -> None:
    from PIL import Image, ImageDraw

    reason = panel.missing or _NO_PICTURE
    if panel.picture:
        try:
            picture = read_still(panel.picture)
        except MediaError:
            reason = f"{panel.picture.name} cannot be read."
        else:
            fit = min(layout.wide / picture.width, layout.high / picture.height)
            size = max(1, round(picture.width * fit)), max(1, round(picture.height * fit))
            picture = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
            sheet.paste((22, 22, 26), (x, y, x + layout.wide, y + layout.high))
            sheet.paste(picture, (x + (layout.wide - size[0]) // 2, y + (layout.high - size[1]) // 2))
            if panel.follows:
                _draw_replaced(sheet, panel.follows, x, y, layout)
            return
    _hatch(sheet, x, y, layout.wide, layout.high)
    lines = wrap(reason, layout.size, layout.wide - 2 * layout.size, max_lines=4 if layout.names else 2)
    top = y + layout.high / 2 - layout.line * (len(lines) - 1) / 2
    plate = max(text_size(line, layout.size)[0] for line in lines) / 2 + layout.size * 0.7
    middle = x + layout.wide / 2
    half = layout.line * len(lines) / 2 + layout.size * 0.4
    centre = y + layout.high / 2
    ImageDraw.Draw(sheet).rectangle(
        [middle - plate, centre - half, middle + plate, centre + half], fill=_PAPER
    )
    for k, line in enumerate(lines):
        draw_text(sheet, (middle, top + k * layout.line), line, Letters(layout.size, MUTED), anchor="mm")


def _draw_replaced(sheet: "Image.Image", follows: int, x: int, y: int, layout: Layout) -> None:
    """A plate on a picture that another takes the place of: the last frame of the shot of that number."""
    from PIL import ImageDraw

    said = f"opens as {follows} ends" if layout.names else f"as {follows}"
    wide, pad = text_size(said, layout.size)[0], round(layout.size * 0.4)
    plate = [x, y, x + wide + 2 * pad, y + layout.line + pad]
    ImageDraw.Draw(sheet).rectangle(plate, fill=_PAPER)
    draw_text(sheet, (x + pad, y + pad // 2), said, Letters(layout.size, _NEW))


def _hatch(sheet: "Image.Image", x: int, y: int, wide: int, high: int) -> None:
    """Diagonal lines in a thin frame: a picture that is not there."""
    from PIL import Image, ImageDraw

    tile = Image.new("RGB", (wide * 2, high * 2), (240, 237, 230))
    pen = ImageDraw.Draw(tile)
    step = max(14, wide // 12)
    for start in range(-high * 2, wide * 2, step):
        pen.line([(start, high * 2), (start + high * 2, 0)], fill=FAINT, width=3)
    pen.rectangle([0, 0, wide * 2 - 1, high * 2 - 1], outline=(190, 185, 176), width=3)
    sheet.paste(tile.reduce(2), (x, y))


def _draw_notes(
    sheet: "Image.Image", panel: Panel, cast: Mapping[str, RGB], x: int, y: int, layout: Layout
) -> None:
    shot, size, right = panel.shot, layout.size, x + layout.wide
    seconds = f"{shot.duration:.1f} s".replace(".0 ", " ")
    draw_text(sheet, (right, y), seconds, Letters(size, MUTED), anchor="ra")
    room = layout.wide - text_size(seconds, size)[0] - size * 0.7
    number = _called(shot, size, room)
    draw_text(sheet, (x, y), number, Letters(size, INK, bold=True))
    start = x + text_size(number, size, bold=True)[0] + size * 0.7
    room -= start - x
    camera = [shot.shot_type, shot.camera_angle, shot.camera_movement]
    if not layout.names:
        _draw_dots(sheet, [cast[name] for name in dict.fromkeys(shot.characters)], (start, y), room, layout)
        if layout.camera:
            filmed = shortened(_in_words([camera[0], camera[2]]), size, layout.wide)
            draw_text(sheet, (x, y + layout.line), filmed, Letters(size, MUTED))
        return
    draw_text(sheet, (start, y), shortened(_in_words(camera), size, int(room)), Letters(size, INK))
    y += layout.line
    told = f"stale: {panel.stale}" if panel.stale else panel.changed
    for text, most, colour in (
        (told, bool(layout.lines), _NEW),
        (panel.likeness if panel.low else "", 1, _NEW),
        (shot.seen, layout.lines - bool(told) - panel.low, INK),
        (heard_over(shot), layout.dialogue, MUTED),
        (f"not drawn: {panel.undrawn}" if panel.undrawn else "", layout.left_out, _NEW),
    ):
        if not text or not most:
            continue
        for line in wrap(" ".join(text.split()), size, layout.wide, max_lines=most):
            rtl = is_rtl(line)
            draw_text(
                sheet, (right if rtl else x, y), line, Letters(size, colour), anchor="ra" if rtl else "la"
            )
            y += layout.line
    at: float = x
    for name in dict.fromkeys(shot.characters):
        wide = text_size(name, size)[0]
        if at + size + wide > right:
            break
        dot(sheet, at + size * 0.36, y + size * 0.68, size * 0.36, cast[name])
        draw_text(sheet, (at + size, y), name, Letters(size, MUTED))
        at += size * 2 + wide
    beside = [f"drawn with {panel.shown}" if panel.shown else "", "" if panel.low else panel.likeness]
    if any(beside):
        drawn_with = shortened(" · ".join(filter(None, beside)), size, max(0, round(right - at)))
        draw_text(sheet, (right, y), drawn_with, Letters(size, MUTED), anchor="ra")


def _called(shot: Shot, size: int, room: float) -> str:
    """A shot's number, and its id where that says something else and leaves enough of `room` pixels."""
    number = str(shot.shot_number)
    named = f"{number} · {shot.shot_id}"
    plain = shot.shot_id == shot_id(shot.shot_number) or text_size(named, size, bold=True)[0] > room * 0.6
    return number if plain else named


def _in_words(camera: Sequence[str]) -> str:
    return " · ".join(word.replace("-", " ") for word in camera)


def _draw_dots(
    sheet: "Image.Image", colours: Sequence[RGB], xy: tuple[float, float], room: float, layout: Layout
) -> None:
    """The characters of a thumbnail as dots from `xy` on, as many as there is room for."""
    (x, y), radius = xy, layout.size * 0.32
    for k, colour in enumerate(colours):
        if (k + 1) * radius * 2.6 > room:
            break
        dot(sheet, x + radius + k * radius * 2.6, y + layout.size * 0.68, radius, colour)
