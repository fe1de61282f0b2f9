"""Shot lists that people hand over, checked entry by entry for what other tools call things."""

import difflib

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
        prompt = entry.get("enhanced_prompt")
        if isinstance(prompt, str) and not prompt.strip():
            raise BadInput(f"{named(('shots', index, 'enhanced_prompt'))} is empty: it needs some words.")
