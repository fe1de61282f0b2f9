"""The small line at a frame's lower edge: which shot this is, its size and how the camera moves."""

from PIL import Image, ImageDraw

from infra.media.text.lettering import Letters, draw_text, text_size
from models.shots.shot_list import Movement, Shot

_MARGIN = 0.05
"""The line's distance from the edges, as a share of the frame's shorter side."""
_LOST_ACROSS, _LOST_ALONG = 0.07, 0.13
"""Shares of the frame that a push or pull takes from each edge at most, and a pan or tilt from one edge."""
_PAPER, _INK = (246, 242, 232), (14, 16, 26)
_FINE = 4
_POINTS: dict[Movement, tuple[tuple[float, float], ...]] = {
    "pan-left": ((-1.0, 0.0),), "pan-right": ((1.0, 0.0),), "tilt-up": ((0.0, -1.0),), "tilt-down": ((0.0, 1.0),),
    "push": ((0.7, -0.7), (-0.7, 0.7)), "pull": ((0.7, -0.7), (-0.7, 0.7)),
}  # fmt: skip
"""Where the arrows of a movement point."""


def draw_slate_line(picture: Image.Image, shot: Shot) -> None:
    """Put the line in the lower left corner, where the camera's move leaves it whole."""
    width, height = picture.size
    size = max(9, round(min(width, height) * 0.022))
    pad = round(size * 0.7)
    left, bottom = _insets(shot.camera_movement, width, height)
    plain = shot.shot_id == f"shot_{shot.shot_number:03d}"
    words = [shot.shot_type.replace("-", " ")]
    if shot.camera_angle != "eye-level":
        words.append(shot.camera_angle)
    words.append(shot.camera_movement.replace("-", " "))
    number = str(shot.shot_number) if plain else f"{shot.shot_number} · {shot.shot_id}"
    text = "  ·  ".join(words)
    wide, tall = text_size(number, size, bold=True)
    total = wide + pad + text_size(text, size)[0]
    moving = shot.camera_movement in _POINTS
    box = (
        left,
        height - bottom - tall - pad,
        left + total + 2 * pad + (size + pad if moving else 0),
        height - bottom,
    )
    _plate(picture, box)
    middle = (box[1] + box[3]) / 2
    draw_text(picture, (box[0] + pad, middle), number, Letters(size, _PAPER, bold=True), anchor="lm")
    draw_text(picture, (box[0] + 2 * pad + wide, middle), text, Letters(size, (222, 218, 210)), anchor="lm")
    if moving:
        _arrows(picture, shot.camera_movement, box[2] - pad - size / 2, middle, size)


def _insets(movement: Movement, width: int, height: int) -> tuple[int, int]:
    """Pixels from the left and from the lower edge."""
    margin = min(width, height) * _MARGIN
    if movement == "hold":
        return round(margin), round(margin)
    across = _LOST_ALONG if movement.startswith("pan") else _LOST_ACROSS
    down = _LOST_ALONG if movement.startswith("tilt") else _LOST_ACROSS
    return round(width * across + margin / 2), round(height * down + margin / 2)


def _plate(picture: Image.Image, box: tuple[int, int, int, int]) -> None:
    w, h = box[2] - box[0], box[3] - box[1]
    mask = Image.new("L", (w * _FINE, h * _FINE))
    ImageDraw.Draw(mask).rounded_rectangle(
        (0, 0, w * _FINE - 1, h * _FINE - 1), radius=h * _FINE // 2, fill=132
    )
    picture.paste(_INK, box, mask.reduce(_FINE))


def _arrows(picture: Image.Image, movement: Movement, x: float, y: float, size: int) -> None:
    """Arrows in a square of `size` pixels: outward for a push in, inward for a pull out."""
    side = size * _FINE
    mask = Image.new("L", (side, side))
    pen, half = ImageDraw.Draw(mask), side / 2
    for dx, dy in _POINTS[movement]:
        tip, tail = 0.92 * half, -0.85 * half if len(_POINTS[movement]) == 1 else 0.2 * half
        if movement == "pull":
            tip, tail = 0.22 * half, 0.95 * half
        way = 1 if tip > tail else -1
        end, start = (half + dx * tip, half + dy * tip), (half + dx * tail, half + dy * tail)
        pen.line([start, end], fill=255, width=max(2, side // 9))
        back = tip - way * half * 0.5
        for turn in (-0.38, 0.38):
            corner = (half + dx * back - dy * turn * half, half + dy * back + dx * turn * half)
            pen.line([end, corner], fill=255, width=max(2, side // 9))
    picture.paste(_PAPER, (round(x - size / 2), round(y - size / 2)), mask.reduce(_FINE))
