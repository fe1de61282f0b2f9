"""Shot lists that people hand over, checked entry by entry for what other tools call things."""

import difflib
from functools import partial

from models.errors import BadInput
from models.field_errors import Naming
from models.shots.shot_list import Shot

_MEANT = {
    **dict.fromkeys(("prompt", "image_prompt", "description", "text"), "enhanced_prompt"),
    **dict.fromkeys(("seconds", "length", "duration_seconds"), "duration"),
    **dict.fromkeys(("narration", "voice", "voice_over"), "dialogue"),
    **dict.fromkeys(("place", "location"), "landscapes"),
    **dict.fromkeys(("color", "colour", "colors"), "colours"),
    "id": "shot_id",
    "number": "shot_number",
    "angle": "camera_angle",
    "movement": "camera_movement",
}
"""What other tools call a field."""

_LINE_FIELDS = ("subject", "text", "as", "delivery", "take")
_MEANT_OF_A_LINE = {
    **dict.fromkeys(("speaker", "character", "name", "who", "by", "voice"), "subject"),
    **dict.fromkeys(("line", "dialogue", "words", "says", "content"), "text"),
    **dict.fromkeys(("manner", "kind", "type", "mode"), "as"),
    **dict.fromkeys(("tone", "emotion", "style", "mood", "direction", "parenthetical"), "delivery"),
}


def check_entries(shots: object, named: Naming) -> None:
    """See that no entry has a field of another name, or a prompt without words.

    Raises:
        BadInput: names the first such field, and the one that is meant.

    """
    known = [*Shot.model_fields]
    for index, entry in enumerate(shots if isinstance(shots, list) else ()):
        if not isinstance(entry, dict):
            continue
        for field in entry:
            if field not in known:
                near = _MEANT.get(field) or next(iter(difflib.get_close_matches(field, known, n=1)), "")
                hint = f"did you mean {near!r}?" if near else f"known: {', '.join(known)}."
                raise BadInput(f"{named(('shots', index, field))} is not a known field: {hint}")
        check_lines(entry.get("lines"), partial(_of_entry, named, index))
        prompt = entry.get("enhanced_prompt")
        if isinstance(prompt, str) and not prompt.strip():
            raise BadInput(f"{named(('shots', index, 'enhanced_prompt'))} is empty: it needs some words.")


def _of_entry(named: Naming, index: int, where: tuple[int | str, ...]) -> str:
    return named(("shots", index, *where))


def check_lines(lines: object, named: Naming) -> None:
    """See that no line of a shot has a field of another name; `named` is told where it lies, from `lines` on.

    Raises:
        BadInput: names the first such field, and the one that is meant.

    """
    for number, line in enumerate(lines if isinstance(lines, list) else ()):
        for field in line if isinstance(line, dict) else ():
            if field not in _LINE_FIELDS:
                close = difflib.get_close_matches(str(field), _LINE_FIELDS, n=1)
                near = _MEANT_OF_A_LINE.get(str(field)) or next(iter(close), "")
                hint = f"did you mean {near!r}?" if near else f"known: {', '.join(_LINE_FIELDS)}."
                raise BadInput(f"{named(('lines', number, field))} is not a known field: {hint}")
