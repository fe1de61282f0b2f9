"""What was given of subjects and comes to nothing: nobody sees them, nobody takes their pictures, or there are none."""

from collections.abc import Sequence

from models.orders.cast import Cast
from models.shots.shot_list import Shot
from models.subjects.bible import Bible, SubjectView
from models.subjects.subject import Subject, SubjectKind

_NOBODY: dict[SubjectKind, str] = {
    "character": "nobody by name",
    "place": "no place by name",
    "prop": "no thing by name",
}
_LISTED = 8
"""So many names are said."""


def unused_subjects(given: Sequence[Subject], bible: Bible, shots: Sequence[Shot]) -> tuple[str, ...]:
    """A sentence for each subject that a person gave and that no shot shows, nor anybody hears: what comes of it."""
    said = []
    for subject in given:
        view = bible.find(subject.name)
        if view and view.shots and view.subject.kind == subject.kind:
            continue
        if subject.references:
            what = f"The picture{'s' * (len(subject.references) > 1)} of {subject.name}"
            verb = "are" if len(subject.references) > 1 else "is"
        elif view and _speaks(view, bible, shots):
            continue
        elif subject.voice and not subject.drawn_as:
            continue  # what was given is a voice alone, of which `unused_voices` speaks
        else:
            what, verb = subject.name, "is"
        said.append(f"{what} {verb} not used: the film has {_those_there(subject.kind, bible)}.")
    return tuple(said)


def unseen_pictures(bible: Bible, cast: Cast) -> tuple[str, ...]:
    """That the pictures which people gave change no frame, where nobody is cast who takes any."""
    names = [view.name for view in bible.subjects if view.subject.references and view.shots]
    if not names or cast.takes_references:
        return ()
    sentence = (
        f"The {cast.image.provider} takes no reference pictures: those of {_joined(names)} stand in the bible, and "
        "frames are drawn by the words of their descriptions."
    )
    return (sentence,)


def missing_references(bible: Bible, shots: Sequence[Shot]) -> tuple[str, ...]:
    """A sentence for each name that a shot lists as a reference, and of whom there is and will be no picture."""
    said: dict[str, None] = {}
    for shot in shots:
        for name in shot.references:
            view = bible.find(name)
            if view is None:
                why = f"and nobody and nothing in the film is called that: {_everything(bible)}"
            elif not view.pictures and not view.wants_sheet:
                why = "of which there is no picture: give one, or leave it out"
            else:
                continue
            said[f"The shot {shot.shot_id} lists the reference {name!r}, {why}."] = None
    return tuple(said)


def _speaks(view: SubjectView, bible: Bible, shots: Sequence[Shot]) -> bool:
    return any(bible.find(line.subject) == view for shot in shots for line in shot.said if line.subject)


def _those_there(kind: SubjectKind, bible: Bible) -> str:
    names = [view.name for view in bible.subjects if view.shots and view.subject.kind == kind]
    return _joined(names) or _NOBODY[kind]


def _everything(bible: Bible) -> str:
    names = [view.name for view in bible.subjects if view.shots]
    return f"it has {_joined(names)}" if names else "it has nobody by name"


def _joined(names: list[str]) -> str:
    shown = names[:_LISTED]
    if len(names) > _LISTED:
        shown.append(f"{len(names) - _LISTED} more")
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))
