"""The slate of a missing shot: which it is and why, on a card that nobody takes for a picture."""

from typing import TYPE_CHECKING

from activities.cut.cards.motion import GOLD, INK, Colour
from activities.cut.cards.title_card import balanced, largest
from infra.media.text.lettering import Letters, draw_text, text_size

if TYPE_CHECKING:
    from PIL import Image

_PAPER: Colour = (240, 235, 224)
_MUTED: Colour = (156, 152, 145)
_SLATE: Colour = (38, 40, 46)


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
    why = balanced(reason, small, round(width * 0.8), max_lines=3 if width > height else 6)
    step = text_size("", small)[1]
    gap = round(short * 0.03)
    top = (height - text_size("", head, bold=True)[1] - gap - len(why) * step) / 2
    draw_text(card, (width / 2, top), lines[0], Letters(head, _PAPER, bold=True), anchor="ma")
    top += text_size("", head, bold=True)[1] + gap
    for line in why:
        draw_text(card, (width / 2, top), line, Letters(small, _MUTED), anchor="ma")
        top += step
    return card


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
