"""Who of a film's bible says something, and which voices people chose that nobody speaks with."""

from collections.abc import Iterable, Sequence

from models.shots.shot_list import Shot
from models.subjects.bible import Bible
from models.subjects.subject import NARRATOR, Subject

_LISTED = 12
"""How many people a sentence names."""


def speaking(bible: Bible, shots: Iterable[Shot]) -> tuple[str, ...]:
    """The names of the subjects that say something in these shots, in the order in which they first do."""
    names = dict.fromkeys(line.subject for shot in shots for line in shot.said if line.subject)
    views = (bible.find(name) for name in names)
    return tuple(dict.fromkeys(view.name for view in views if view))


def unused_voices(
    given: Iterable[Subject], bible: Bible, shots: Sequence[Shot], narrator: str
) -> tuple[str, ...]:
    """A note for each voice that a person chose for somebody who says nothing in the film, or is not in it.

    `given` are the subjects as people gave them.
    """
    heard = speaking(bible, shots)
    here = [view.name for view in bible.subjects if view.subject.kind == "character" and view.shots]
    people = ", ".join(here[:_LISTED]) + (f" and {len(here) - _LISTED} more" if len(here) > _LISTED else "")
    notes = []
    for one in given:
        view = bible.find(one.name)
        if not one.voice or (view and view.name in heard):
            continue
        if view and view.subject.kind != "character":
            why = f"{one.name} is a {view.subject.kind} in this film"
        elif view and view.shots:
            why = f"{one.name} says nothing in this film"
        else:
            why = f"the film has {people or 'nobody by name'}"
        notes.append(f"The voice {one.name}={one.voice} was not used: {why}.")
    if narrator and all(line.subject for shot in shots for line in shot.said):
        notes.append(f"The voice {NARRATOR}={narrator} was not used: nothing is narrated in this film.")
    return tuple(notes)
