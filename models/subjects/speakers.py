"""Who of a film's bible says something, and which voices people chose that nobody speaks with."""

from collections.abc import Iterable, Sequence

from models.shots.shot_list import Shot
from models.subjects.bible import Bible
from models.subjects.names import named
from models.subjects.subject import NARRATOR

_LISTED = 12
"""How many people a sentence names."""


def speaking(bible: Bible, shots: Iterable[Shot]) -> tuple[str, ...]:
    """The names of the subjects that say something in these shots, in the order in which they first do."""
    names = dict.fromkeys(line.subject for shot in shots for line in shot.said if line.subject)
    views = (bible.find(name) for name in names)
    return tuple(dict.fromkeys(view.name for view in views if view))


def unused_voices(bible: Bible, shots: Sequence[Shot], narrator: str) -> tuple[str, ...]:
    """A note for each voice that a person chose for somebody who says nothing in the film, or is not in it."""
    heard = speaking(bible, shots)
    here = [view.name for view in bible.subjects if view.subject.kind == "character" and view.shots]
    people = ", ".join(here[:_LISTED]) + (f" and {len(here) - _LISTED} more" if len(here) > _LISTED else "")
    notes = []
    for view in bible.subjects:
        if not view.subject.voice or view.name in heard:
            continue
        thing = next(
            (one for one in bible.subjects if one is not view and named(view.name, [one.name])), None
        )
        if view.shots:
            why = f"{view.name} says nothing in this film"
        elif thing:
            why = f"{thing.name} is a {thing.subject.kind} in this film"
        else:
            why = f"the film has {people or 'nobody by name'}"
        notes.append(f"The voice {view.name}={view.subject.voice} was not used: {why}.")
    if narrator and all(line.subject for shot in shots for line in shot.said):
        notes.append(f"The voice {NARRATOR}={narrator} was not used: nothing is narrated in this film.")
    return tuple(notes)
