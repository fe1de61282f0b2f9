"""The moving cards as they stand once their rule is drawn, for tests to look at."""

from PIL import Image, ImageDraw

from activities.cut.cards.motion import GOLD, Face
from activities.cut.cards.title_card import end_face, title_face


def title_card(title: str, width: int, height: int) -> Image.Image:
    """The title card, whole."""
    return _whole(title_face(title, width, height))


def end_card(title: str, width: int, height: int) -> Image.Image:
    """The end card, whole."""
    return _whole(end_face(title, width, height))


def _whole(face: Face) -> Image.Image:
    middle, rule = face.letters.width / 2, face.rule
    box = (middle - rule.length / 2, rule.top, middle + rule.length / 2, rule.top + rule.thick - 1)
    ImageDraw.Draw(face.letters).rectangle([round(edge) for edge in box], fill=GOLD)
    return face.letters
