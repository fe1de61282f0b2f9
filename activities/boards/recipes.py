"""What determines a storyboard and the page of a bible: the words and pictures on them."""

from activities import contracts
from models.film.board_pages import shown_above
from models.orders.assets import Blob, Recipe
from models.shots.noted import changes_said
from models.shots.trials import TrialSheet
from models.subjects.bible import SubjectView
from providers.offline.animatic.palette import RGB

SHEET_REVISION = "3"
"""Changes whenever the same pictures would be laid out as another board."""
BIBLE_REVISION = "1"
TRIALS_REVISION = "1"


def sheet_recipe(request: contracts.SheetRequest) -> Recipe:
    """What determines a storyboard: its words, and its pictures in order."""
    pictures = [view.keyframe.blob if view.keyframe else None for view in request.shots]
    panels = [
        {
            "shot": view.shot.model_dump(mode="json"),
            "keyframe": picture.model_dump(mode="json") if picture else None,
            "missing": view.missing,
            **({"changed": changes_said(view.changed)} if view.changed else {}),
            **({"stale": view.stale} if view.stale else {}),
            **({"follows": view.follows} if view.follows else {}),
            **({"likeness": alike} if view.likeness and (alike := view.likeness.told()) else {}),
            **({"undrawn": view.not_drawn} if view.not_drawn else {}),
            **({"shown": shown} if (shown := [one.subject for one in view.seen if one.pictures]) else {}),
        }
        for view, picture in zip(request.shots, pictures, strict=True)
    ]
    subjects = shown_above(request.bible)
    bible: dict[str, object] = {"bible": [_subject(view) for view in subjects]} if subjects else {}
    bible |= {"left_out": request.left_out} if request.left_out else {}
    bible |= {"colours": colours} if (colours := worn_colours(request)) else {}
    # A page of several is the same on every board that its panels are on.
    apart = {"board"} if request.pages > 1 else {"page", "pages", "elsewhere"}
    return Recipe(
        kind="board",
        provider="sheet",
        revision=SHEET_REVISION,
        parameters={
            **request.model_dump(mode="json", exclude={"shots", "bible", "left_out", *apart}),
            "panels": panels,
            **bible,
        },
        inputs=tuple(picture.sha256 for picture in (*pictures, *_pictures(subjects)) if picture),
    )


def bible_recipe(request: contracts.BibleRequest) -> Recipe:
    """What determines the page of a bible."""
    subjects = request.bible.subjects
    words = {"title": request.title, "film_id": request.film_id, "revision": request.revision}
    return Recipe(
        kind="board",
        provider="bible",
        revision=BIBLE_REVISION,
        parameters={**words, "subjects": [_subject(view) for view in subjects]},
        inputs=tuple(picture.sha256 for picture in _pictures(subjects) if picture),
    )


def trials_recipe(request: TrialSheet) -> Recipe:
    """What determines the picture of a shot's takes side by side."""
    return Recipe(
        kind="board",
        provider="trials",
        revision=TRIALS_REVISION,
        parameters=request.model_dump(mode="json"),
        inputs=tuple(one.clip.sha256 for one in request.trials if one.clip),
    )


def worn_colours(request: contracts.SheetRequest) -> dict[str, RGB]:
    """The colour of each character's clothes, by the names that the shots have for them."""
    from providers.offline.animatic.people.crowds import colour_of

    names = dict.fromkeys(name for view in request.shots for name in view.shot.characters)
    found = {name: view for name in names if (view := request.bible.find(name))}
    return {name: colour_of(view.subject, view.tint) for name, view in found.items()}


def facts_of(view: SubjectView) -> str:
    """What stands under a subject's name: `character · voice joe-light · 4 shots`."""
    shots = "in no shot" if not view.shots else "1 shot" if view.shots == 1 else f"{view.shots} shots"
    voice = [f"voice {view.voice}"] if view.voice else []
    given = ["picture given"] if view.subject.references else []
    return " · ".join([view.subject.kind, *voice, shots, *given])


def unseen_because(view: SubjectView) -> str:
    """Why there is no picture of a subject, for the place where it would be; empty when there is one."""
    if view.pictures:
        return ""
    if view.missing:
        return view.missing
    return "In one shot alone: no sheet." if view.shots == 1 else "No sheet."


def _pictures(subjects: tuple[SubjectView, ...]) -> list[Blob | None]:
    return [next(iter(view.pictures), None) for view in subjects]


def _subject(view: SubjectView) -> dict[str, object]:
    first = next(iter(view.pictures), None)
    words = {
        "name": view.name,
        "facts": facts_of(view),
        "words": view.subject.drawn_as,
        "unseen": unseen_because(view),
    }
    return {**words, "picture": first.sha256 if first else None}
