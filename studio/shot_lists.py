"""Shot lists that people hand over: read from a JSON file, and checked entry by entry."""

import difflib
from pathlib import Path
from typing import Any

from models.errors import BadInput
from models.sentences import Naming
from models.shots import Shot
from studio.text_files import parsed_json, read_text

_MEANT = {
    **dict.fromkeys(("prompt", "image_prompt", "description", "text"), "enhanced_prompt"),
    **dict.fromkeys(("seconds", "length", "duration_seconds"), "duration"),
    **dict.fromkeys(("narration", "voice", "voice_over"), "dialogue"),
    **dict.fromkeys(("place", "location"), "landscapes"),
    "id": "shot_id",
    "number": "shot_number",
    "angle": "camera_angle",
    "movement": "camera_movement",
}
"""What other tools call a field."""


def read_shots(path: Path) -> list[Any]:
    """The entries of a shot list, unchecked.

    Raises:
        BadInput: the file cannot be read, or holds no list of shots.

    """
    data = parsed_json(read_text(path, "--shots"), path)
    if isinstance(data, dict) and "shots" in data:
        data = data["shots"]
    if not isinstance(data, list):
        raise BadInput(f'{path} must hold a JSON list of shots, or an object with "shots".')
    if not data:
        raise BadInput(f"{path} has no shots: it needs at least one.")
    return data


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
