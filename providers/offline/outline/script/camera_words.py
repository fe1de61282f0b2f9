"""What the words of a script say of the camera: `close-up`, `WIDE SHOT of the street`, `zoom in`. It frames, and is not told."""

import re
from dataclasses import dataclass
from typing import get_args

from models.shots.shot_list import Angle, Movement, ShotType
from providers.offline.outline.notes.hits import Note

_MOVES: tuple[tuple[Movement, str], ...] = (
    ("push", r"push(?:es)? in|zoom(?:s|ing)? in|doll(?:y|ies) in|moves? in(?= on)|slow zoom|zoom avant|zoomt? (?:rein|heran)"),
    ("pull", r"pull(?:s|ing)? (?:back|out)|zoom(?:s|ing)? out|doll(?:y|ies) (?:out|back)|zoom arrière|zoomt? (?:raus|weg)"),
    ("pan-left", r"pan(?:s|ning)? (?:to the )?left|schwenk nach links|panoramique (?:à|vers la) gauche"),
    ("pan-right", r"pan(?:s|ning)?(?: (?:to the )?right| across| over| shot)|schwenk(?: nach rechts)?|panoramique(?: (?:à|vers la) droite)?"),
    ("tilt-up", r"tilt(?:s|ing)? up"), ("tilt-down", r"tilt(?:s|ing)? down"),
    ("hold", r"static(?: shot)?|locked[- ]off|still (?:shot|frame)|feste einstellung|plan fixe"),
)  # fmt: skip
_CLOSE = re.compile(
    r"^(?:angle|close) on\b|^(?:close|insert|tight)(?=\s*[:\-–—.,]|\s*$)|^ecu\b|^cu\b|^nah(?=\s*[:.]|$)|^détail(?=\s*[:.]|$)",
    re.IGNORECASE,
)
_MEDIUM = re.compile(
    r"^(?:two[- ]shot|over[- ]the[- ]shoulder(?: shot)?|pov(?: shot)?|ms|ots)\b", re.IGNORECASE
)
_WIDE = re.compile(
    r"^(?:wide|establishing|ws|totale)(?=\s*[:\-–—.,]|\s*$)|^drone(?: footage| shot)?(?=\s|$)", re.IGNORECASE
)
_WORDS = re.compile(
    r"^(?:(?:a|an|the|slow|slowly|shot|view|angle|camera|lens|cut to|of|on|from|into|to|showing|shows|as|and|with|we see|is|medium|in|at|hand-?held|tracking"
    r"|kamera|einstellung|von|auf|caméra|plan|sur|de|du|des|la|le|cámara|plano)(?!\w)|[\s:,;.\-–—()\d]|mm\b|f/)+",
    re.IGNORECASE,
)
_LEAST_LETTERS = 2


@dataclass(frozen=True)
class Framing:
    """What is said of the camera; None where nothing is."""

    size: ShotType | None = None
    angle: Angle | None = None
    movement: Movement | None = None

    def over(self, other: "Framing") -> "Framing":
        """This, and where it says nothing the other."""
        return Framing(self.size or other.size, self.angle or other.angle, self.movement or other.movement)


UNFRAMED = Framing()


def framed(text: str) -> tuple[Framing, str]:
    """What a sentence of action says of the camera, and what else it shows; empty where it is of the camera alone.

    The words go where the sentence begins with them: `Close-up of the key` shows the key.
    """
    note = Note(text, text)
    hits = [*note.take("size"), *note.take("angle")]
    sizes = [hit.value for hit in hits if hit.value in get_args(ShotType) and not hit.denied]
    angles = [hit.value for hit in hits if hit.value in get_args(Angle) and not hit.denied]
    movement = None
    spans = [(hit.start, hit.end) for hit in hits]
    for move, pattern in _MOVES:
        if found := re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE):
            movement = movement or move
            spans.append(found.span())
    size: ShotType | None = next((one for one in get_args(ShotType) if sizes and one == sizes[-1]), None)
    for meant, opening in (("close-up", _CLOSE), ("medium", _MEDIUM), ("wide", _WIDE)):
        if found := opening.match(text):
            size = size or next(one for one in get_args(ShotType) if one == meant)
            spans.append(found.span())
    if not spans:
        return UNFRAMED, text
    angle: Angle | None = next((one for one in get_args(Angle) if angles and one == angles[-1]), None)
    return Framing(size, angle, movement), _rest(text, sorted(spans))


def _rest(text: str, spans: list[tuple[int, int]]) -> str:
    """What is left of a sentence after the words of the camera that it begins with; all of it where it begins otherwise."""
    at = 0
    for start, end in spans:
        if re.sub(_WORDS, "", text[at:start]).strip():
            break
        at = max(at, end)
    if not at:
        return text
    rest = text[at:]
    shown = re.sub(
        r"^(?:\s*(?:shot|view|angle|footage))?\s*(?:of|on|from|showing|as|into|to|von|auf|sur|de|du)?(?=\W)[\s:,;.\-–—]*",
        "",
        rest,
        flags=re.IGNORECASE,
    )
    bare = _WORDS.sub("", shown)
    if len(re.findall(r"[^\W\d_]", bare)) < _LEAST_LETTERS:
        return ""
    return shown[:1].upper() + shown[1:]
