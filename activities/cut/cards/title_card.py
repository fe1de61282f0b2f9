"""The title card and the end card: what stands on them, how large, and where."""

from activities.cut.cards.motion import INK, Colour, Face, Rule
from infra.media.text.breaks import pieces
from infra.media.text.lettering import Letters, draw_text, text_size, wrap

_PAPER: Colour = (240, 235, 224)
_MUTED: Colour = (156, 152, 145)
_UNTITLED = "Untitled"


def title_face(title: str, width: int, height: int) -> Face:
    """The film's title, large, over a thin rule; a long title is set smaller, on more lines."""
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


def end_face(title: str, width: int, height: int) -> Face:
    """The title again, small, and what made the film."""
    from PIL import Image

    card = Image.new("RGB", (width, height), INK)
    short = min(width, height)
    small, smaller = round(short * 0.055), round(short * 0.036)
    lines = balanced(printable(title), small, round(width * 0.7), max_lines=3, bold=True)
    step = text_size("", small, bold=True)[1]
    gap = round(short * 0.045)
    top = (height - len(lines) * step - 2 * gap - smaller) / 2
    for line in lines:
        draw_text(card, (width / 2, top), line, Letters(small, _PAPER, bold=True), anchor="ma")
        top += step
    draw_text(card, (width / 2, top + 2 * gap), "made with Longtake", Letters(smaller, _MUTED), anchor="ma")
    return Face(card, Rule(round(top + gap), short * 0.09, max(2, round(short / 300))))


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
    return size, balanced(text, size, width, max_lines=max_lines, bold=True)


def balanced(text: str, size: int, width: int, *, max_lines: int, bold: bool = False) -> list[str]:
    """As few lines as `wrap` needs, of about the same length, so that no word is left alone on the last."""
    lines = wrap(text, size, width, max_lines=max_lines, bold=bold)
    while len(lines) > 1 and _words_fit(text, size, width := round(width * 0.95)):
        narrower = wrap(text, size, width, bold=bold)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


def _words_fit(text: str, size: int, width: int) -> bool:
    """Whether no line would have to be broken inside of a word."""
    return all(text_size(piece.strip(), size, bold=True)[0] <= width for piece in pieces(text))
