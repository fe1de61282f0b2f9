"""Whose lips can be moved to what they say: the one whose face a shot shows, as far as its words and fields tell."""

import re

from models.brief import Brief
from models.shots.shot_list import Shot
from models.subjects.bible import Bible

_NOT_FACED = re.compile(
    r"""(?<!\w)(?:
        from\ behind(?!\ (?:an?|the|his|her|its|their)\b(?!\ camera)) | from\ (?:the|one)\ side | side[\ -](?:view|profile|on\b)
      | (?:in|full|left|right)\ profile | profile\ (?:view|shot) | (?:back|rear)[\ -]view
      | (?:his|her|their|its|the)\ backs?\ (?:to|towards?|turned) | facing\ away | faces\ away | turned\ away | turns\ away
      | over[\ -](?:an?|the|his|her|their)?[\ -]?shoulder | (?:in\ )?silhouette[sd]?
      | von\ hinten | von\ der\ Seite | im\ Profil | Rückenansicht | mit\ dem\ Rücken | abgewandt
      | de\ dos | de\ profil | de\ espaldas | de\ perfil | di\ spalle | di\ profilo
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
"""What is said of a face that is not seen from the front."""


def lips_wanted(shot: Shot, brief: Brief) -> bool:
    """Whether somebody wants the lips of a shot moved to what is said in it."""
    return brief.lip_sync if shot.lip_sync is None else shot.lip_sync


def left_alone(shot: Shot, bible: Bible) -> str:
    """Why the lips of a shot are not to be moved, as a clause; empty where one who is seen from the front speaks."""
    speakers = [*dict.fromkeys(_called(line.subject, bible) for line in shot.said if line.moves_lips)]
    if not speakers:
        return _unspoken(shot)
    if len(speakers) > 1:
        return f"{_and(speakers)} speak in it, and only one person's can be moved"
    people = [view.name for view in bible.seen_in(shot) if view.subject.kind == "character"]
    if speakers[0] not in people:
        return f"{speakers[0]} is heard and not seen"
    if len(people) > 1:
        return f"{_and(people)} are seen, and whose are to move cannot be said"
    if shot.shot_type == "extreme-wide":
        return f"{speakers[0]} is too far away"
    if shot.camera_angle == "overhead":
        return f"{speakers[0]} is seen from above"
    for words in (shot.enhanced_prompt, shot.action, shot.start_frame_prompt):
        if found := _NOT_FACED.search(words):
            return f"its words say “{found[0]}”, and a face has to be seen from the front"
    return ""


def _unspoken(shot: Shot) -> str:
    """Why nobody's lips move in what is heard."""
    if not shot.said:
        return "nothing is said in it"
    if all(line.manner == "thought" for line in shot.said):
        return "what is heard is only thought"
    return "a narrator is heard, and nobody who is there"


def _called(name: str, bible: Bible) -> str:
    """What the film calls somebody."""
    view = bible.find(name)
    return view.name if view else name


def _and(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"
