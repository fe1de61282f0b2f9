"""What an endpoint is told in words: the shot's prompt, who is in which reference picture, how the clip moves and ends."""

from models.orders.references import ReferenceRule
from models.orders.requests import ImageRequest, VideoRequest
from models.shots.shot_list import Movement
from models.subjects.subject import Subject

_MOVES: dict[Movement, str] = {
    "hold": "The camera does not move.",
    "push": "The camera slowly pushes in.",
    "pull": "The camera slowly pulls back.",
    "pan-left": "The camera pans to the left.",
    "pan-right": "The camera pans to the right.",
    "tilt-up": "The camera tilts up.",
    "tilt-down": "The camera tilts down.",
}
_ENDS = (*".!?…:;,", *"。！？", *'"”»)')


def picture_prompt(request: ImageRequest, rule: ReferenceRule | None) -> str:
    """The prompt of a picture: which reference shows whom, then the shot, then who else is seen, where its words do not say."""
    shot = request.shot
    words = shot.start_frame_prompt or shot.enhanced_prompt
    shown = {reference.subject for reference in request.references}
    told = [words, *(_looks(one) for one in request.subjects if _untold(one, words, shown))]
    prompt = _joined(told)
    return rule.prompt(prompt, request.references) if rule else prompt


def clip_prompt(request: VideoRequest, rule: ReferenceRule | None) -> str:
    """The prompt of a clip: what happens, how the camera moves, how it ends."""
    shot = request.shot
    told = [shot.enhanced_prompt, _MOVES[shot.camera_movement]]
    if shot.end_frame_prompt:
        told.append(f"At the end: {shot.end_frame_prompt}")
    prompt = _joined(told)
    return rule.prompt(prompt, request.references) if rule else prompt


def _joined(told: list[str]) -> str:
    """What is told, one after the other; what has no end of a sentence gets one before the next."""
    *before, last = (one.rstrip() for one in told)
    return " ".join([*(one if one.endswith(_ENDS) else f"{one}." for one in before), last])


def _untold(subject: Subject, words: str, shown: set[str]) -> bool:
    looks = subject.drawn_as
    return bool(looks) and looks not in words and subject.name not in shown


def _looks(subject: Subject) -> str:
    looks = subject.drawn_as.rstrip(". ")
    return f"{looks}." if looks.startswith(subject.name) else f"{subject.name}: {looks}."
