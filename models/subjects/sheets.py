"""A sheet: what a picture of one subject alone is asked for, so that every other picture can keep to it."""

from models.names import subject_id
from models.shots.shot_list import Shot
from models.subjects.subject import Subject, SubjectKind

_HOW: dict[SubjectKind, str] = {
    "character": "Character sheet of {who}: on the left a close-up of the face seen from the front, on the right the full figure "
    "from head to feet, the same person twice, standing, neutral expression, even light, plain light grey background.",
    "place": "One wide view of {who}, with nobody in it, by day, even light.",
    "prop": "Product sheet of {who}: the thing alone, whole, seen slightly from above, even light, plain light grey background.",
}
_NOT = "text, letters, captions, labels, watermark, frame, collage of more than two pictures"


def sheet_shot(subject: Subject, style: str = "") -> Shot:
    """The shot that a sheet is drawn as; it is in no film."""
    looks = subject.drawn_as
    who = looks if looks.startswith(subject.name) else ", ".join(filter(None, (subject.name, looks)))
    words = _HOW[subject.kind].format(who=who.rstrip(". "))
    return Shot(
        shot_id=subject_id(subject.name),
        shot_number=1,
        shot_type="wide" if subject.kind == "place" else "full",
        enhanced_prompt=f"{words} {style.rstrip('. ')}." if style else words,
        negative_prompt=_NOT,
        characters=(subject.name,) if subject.kind == "character" else (),
        landscapes=(subject.name,) if subject.kind == "place" else (),
        props=(subject.name,) if subject.kind == "prop" else (),
        styles=(style,) if style else (),
    )


def sheet_size(subject: Subject) -> tuple[int, int]:
    """Width and height of a sheet in pixels: a place is wide; face and figure need height."""
    return (1280, 720) if subject.kind == "place" else (1024, 1024)


def bare(subject: Subject) -> Subject:
    """A subject as a picture shows it: without its reference pictures and its voice, which change nothing of it."""
    return subject.model_copy(update={"references": (), "voice": ""})
