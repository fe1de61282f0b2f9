"""A shot's takes by several makers as one picture: a row each, with frames of its clip, what it cost and how long it took."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from activities.boards.sheet_heading import INK, MUTED, draw_heading, heading_height, shortened
from infra.media.frame_still import save_frame
from infra.media.intake.stills import read_still
from infra.media.text.lettering import Letters, draw_text, wrap
from models.shots.trials import Trial, TrialSheet
from providers.base import Progress
from providers.offline.animatic.palette import RGB

if TYPE_CHECKING:
    from PIL import Image

_PAPER: RGB = (250, 248, 243)
_PANEL: RGB = (240, 237, 230)
_MARGIN, _GAP = 56, 12
_FRAMES = 4
"""Frames of a clip: its first, its last, and those between at equal distances."""
_WIDE = 440
_SIZE = 20


class Row(NamedTuple):
    """A maker's take, and its clip; None where there is none."""

    trial: Trial
    clip: Path | None


def draw_trials(sheet: TrialSheet, rows: Sequence[Row], folder: Path, progress: Progress) -> Path:
    """Write the picture into `folder`, a PNG.

    Raises:
        MediaError: a clip cannot be read.
        OSError: it cannot be written.

    """
    from PIL import Image

    high = round(_WIDE * sheet.picture.height / sheet.picture.width)
    line = round(_SIZE * 1.4)
    row_high = line + high + 2 * _GAP + _SIZE
    wide = 2 * _MARGIN + _FRAMES * _WIDE + (_FRAMES - 1) * _GAP
    title = f"{sheet.title}: shot {sheet.shot.shot_number}" if sheet.title else sheet.shot.shot_id
    top = heading_height(title, (), wide, _MARGIN)
    page = Image.new("RGB", (wide, top + len(rows) * row_high + _MARGIN - _GAP), _PAPER)
    facts = "   ·   ".join(
        [sheet.shot.shot_id, f"{len(rows)} take{'' if len(rows) == 1 else 's'}", sheet.film_id]
    )
    draw_heading(page, title, facts, {}, _MARGIN)
    for number, row in enumerate(rows):
        y = top + number * row_high
        _draw_words(page, row.trial, y, wide)
        if row.clip is None:
            _draw_reason(page, row.trial.reason, y + line + _GAP, (wide, high))
        else:
            _draw_frames(page, sheet, row, folder, (y + line + _GAP, high), progress)
    into = folder / "tried.png"
    page.save(into, format="PNG", compress_level=6)
    return into


def told(trial: Trial) -> str:
    """What one has to know to choose: `take 3 · $0.56 · 5.0 s, there after 74 s`."""
    if trial.clip is None:
        return "no clip"
    price = "found in the library" if trial.found else f"${trial.usd:.2f}" if trial.usd else "free"
    waited = "" if trial.found else f", there after {trial.waited_s:.0f} s"
    return f"take {trial.take} · {price} · {trial.seconds:.1f} s{waited}"


def _draw_words(page: "Image.Image", trial: Trial, y: int, wide: int) -> None:
    half = wide // 2 - _MARGIN
    name = shortened(trial.maker, _SIZE, half)
    draw_text(page, (_MARGIN, y), name, Letters(_SIZE, INK, bold=True))
    draw_text(
        page, (wide - _MARGIN, y), shortened(told(trial), _SIZE, half), Letters(_SIZE, MUTED), anchor="ra"
    )


def _draw_reason(page: "Image.Image", reason: str, y: int, size: tuple[int, int]) -> None:
    wide, high = size
    page.paste(_PANEL, (_MARGIN, y, wide - _MARGIN, y + high))
    lines = wrap(reason, _SIZE, wide - 4 * _MARGIN, max_lines=4)
    for number, text in enumerate(lines):
        middle = y + high / 2 + (number - (len(lines) - 1) / 2) * _SIZE * 1.4
        draw_text(page, (wide / 2, middle), text, Letters(_SIZE, MUTED), anchor="mm")


def _draw_frames(
    page: "Image.Image", sheet: TrialSheet, row: Row, folder: Path, place: tuple[int, int], progress: Progress
) -> None:
    from PIL import Image

    assert row.clip is not None, "who has no clip has a reason"
    (y, high), last = place, max(0, round(row.trial.seconds * sheet.picture.fps) - 1)
    for number in range(_FRAMES):
        still = folder / f"{row.trial.take}-{number}.png"
        frame = round(last * number / (_FRAMES - 1))
        save_frame(row.clip, still, frame, sheet.picture, fit=sheet.fit, progress=progress)
        shown = read_still(still).resize((_WIDE, high), Image.Resampling.LANCZOS, reducing_gap=2.0)
        page.paste(shown, (_MARGIN + number * (_WIDE + _GAP), y))
