"""Where the shots of a board stand after an edit, and what it takes to undo that; shots that are dropped and come back. Pure."""

from collections.abc import Iterable
from typing import NamedTuple, Self

from models.base import Frozen
from models.shots.edits import Edited
from models.shots.noted import changes_between
from models.shots.shot_list import Shot
from models.shots.view import ShotStatus, ShotView


class Arranged(NamedTuple):
    """Where the shots on a board stand, in order, and those that were dropped from it."""

    views: tuple[ShotView, ...]
    dropped: tuple[ShotView, ...] = ()


class EditStep(Frozen):
    """What an edit changed: the `order` of the shots before it, with their `numbers`, and where those of them stood that it was about.

    The order is empty where nothing moved. `what` says which edit it was, for people. Of the shots `before`, other takes are
    left out: every shot has them.
    """

    what: str
    order: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    before: tuple[ShotView, ...] = ()

    @classmethod
    def of(cls, what: str, before: Iterable[ShotView], shots: Iterable[ShotView] = ()) -> Self:
        """The step of an edit that is about some shots, and changes the order of these ones if there are any."""
        order = tuple(shots)
        return cls(
            what=what,
            order=tuple(view.shot.shot_id for view in order),
            numbers=tuple(view.shot.shot_number for view in order),
            before=tuple(view.abandoned().model_copy(update={"takes": ()}) for view in before),
        )

    def numbered_from(self, first: int) -> Self:
        """It with the numbers as they are where the first shot has that one."""
        more = first - self.numbers[0] if self.numbers else 0
        return self.model_copy(update={"numbers": tuple(number + more for number in self.numbers)})


def arranged(now: Arranged, edited: Edited, what: str) -> tuple[Arranged, EditStep]:
    """The board after an edit, and the step that undoes it; what is asked for anew of a shot is not asked for yet.

    A shot that is new is on its way.
    """
    here = {view.shot.shot_id: view for view in now.views}
    gone = {view.shot.shot_id: view for view in now.dropped}
    asked = (*edited.redrawn, *edited.reworded)
    views: list[ShotView] = []
    changed: list[ShotView] = []
    for shot in edited.shots:
        name = shot.shot_id
        if (view := here.get(name)) is not None:
            told = _numbered(view.shot, shot.shot_number) if name in asked else shot
            views.append(view if told == view.shot else view.called(told))
            if name in asked or told != _numbered(view.shot, shot.shot_number):
                changed.append(view)
        elif name in gone:
            views.append(brought_back(gone[name]).called(shot))
        else:
            views.append(ShotView(shot=shot, status="drawing"))
    went = [view for view in now.views if view.shot.shot_id in edited.dropped]
    kept = [view for view in now.dropped if view.shot.shot_id not in edited.added]
    after = Arranged(tuple(views), (*kept, *map(dropped, went)))
    return after, EditStep.of(what, (*changed, *went), now.views)


def undone(now: Arranged, step: EditStep) -> Arranged:
    """The board as it was before an edit; what that had brought is dropped, and whatever was drawn since is kept as takes."""
    known = {view.shot.shot_id: view for view in (*now.views, *now.dropped)}
    was = {view.shot.shot_id: view for view in step.before}
    back = {name: view.put_back(was[name]) if name in was else view for name, view in known.items()}
    if not step.order:
        return Arranged(tuple(back[view.shot.shot_id] for view in now.views), now.dropped)
    views = tuple(
        back[name].called(_numbered(back[name].shot, number))
        for name, number in zip(step.order, step.numbers, strict=True)
    )
    gone = {view.shot.shot_id for view in now.dropped}
    rest = (view for name, view in known.items() if name not in step.order)
    return Arranged(views, tuple(view if view.shot.shot_id in gone else dropped(view) for view in rest))


def _numbered(shot: Shot, number: int) -> Shot:
    return shot if shot.shot_number == number else shot.model_copy(update={"shot_number": number})


def changed_to(view: ShotView, shot: Shot) -> ShotView:
    """A shot that is asked for anew with other fields: the board shows those that differ."""
    return view.revised(shot).model_copy(update={"changed": changes_between(view.shot, shot)})


def dropped(view: ShotView) -> ShotView:
    """The shot as it is kept beside the board, with all that was made of it."""
    return view.model_copy(update={"status": "dropped", "follows": "", "opening": None})


def brought_back(view: ShotView) -> ShotView:
    """A shot that was dropped, as it stands on the board again."""
    status: ShotStatus = "planned"
    if view.blocked:
        status = "blocked"
    elif view.missing:
        status = "missing"
    elif view.keyframe:
        status = "drawn"
    return view.model_copy(update={"status": status})
