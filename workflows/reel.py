"""A reel: a stretch of a film's shots, with the board and the gate that they share. A short film has one."""

from collections.abc import Callable, Iterable

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.cut.cutlist import handles
    from models.cut.delivery import Delivery
    from models.orders.cast import Cast
    from models.shots.noted import Noted
    from models.shots.shot_list import Shot, everybody
    from models.shots.view import ShotView
    from workflows.gate import Gate

_MADE = ("rendering", "unknown", "done")
"""How a shot stands whose clip is there, or on its way."""


class Reel:
    """Where each shot of the stretch stands; `changed` is told whenever one stands elsewhere.

    `handles` are the frames that each shot needs at its end for its transition, `characters` everybody who
    is seen, in order of appearance; `conformed` counts the clips that became the film's own.
    """

    def __init__(self, delivery: Delivery, gate: Gate, changed: Callable[[], None]) -> None:
        self.gate = gate
        self.handles: dict[str, int] = {}
        self.characters: tuple[str, ...] = ()
        self.conformed = 0
        self._delivery = delivery
        self._changed = changed
        self._views: dict[str, ShotView] = {}
        self._recast: dict[str, Cast] = {}

    def __bool__(self) -> bool:
        """Whether it has shots yet."""
        return bool(self._views)

    def fill(self, views: Iterable[ShotView]) -> None:
        """The shots that it is made of, in order."""
        self._views = {view.shot.shot_id: view for view in views}
        self.handles = handles(self.shots, self._delivery)
        self.characters = everybody(self.shots)

    @property
    def shots(self) -> tuple[Shot, ...]:
        """The shots in order, as revised."""
        return tuple(view.shot for view in self._views.values())

    @property
    def views(self) -> tuple[ShotView, ...]:
        """Where each shot stands, in order."""
        return tuple(self._views.values())

    @property
    def left(self) -> tuple[ShotView, ...]:
        """The shots that have a picture and no clip, and can still be made."""
        return tuple(view for view in self._views.values() if view.left)

    def wants(self, shot_id: str, take: int) -> bool:
        """Whether what is made for a take of a shot is still wanted.

        It is not once the shot was asked for anew, is missing for whatever reason, or the storyboard was
        rejected. Whoever waits, for money or a slot, asks again before anything is begun.
        """
        view = self._views[shot_id]
        return self.gate.rejected is None and view.take == take and not view.missing

    def view(self, shot_id: str) -> ShotView:
        """Where one shot stands."""
        return self._views[shot_id]

    def show(self, *views: ShotView) -> None:
        """Some shots stand elsewhere by now."""
        for view in views:
            name = view.shot.shot_id
            self.gate.block(name, blocked=bool(view.blocked))
            self.conformed += bool(view.conformed and view.conformed != self._views[name].conformed)
            self._views[name] = view
        if views:
            self._changed()

    def read(self, shot_id: str, noted: Noted) -> None:
        """What was said of a shot became its fields; as many frames are made for its transitions as it needs now.

        Where another hour or place would blend it with the shot before, and that one has its clip, without
        the frames for it, or gets it just now, it is cut to as before.
        """
        names, view = list(self._views), self._views[shot_id].read(noted)
        place = names.index(shot_id)
        before = self._views[names[place - 1]] if place else None
        self._views[shot_id] = view
        needed = handles(self.shots, self._delivery)
        if before and before.status in _MADE and needed[names[place - 1]] > self.handles[names[place - 1]]:
            view = view.cut_to()
            self._views[shot_id] = view
            needed = handles(self.shots, self._delivery)
        self.handles = needed
        self.show(view)

    def abandon(self) -> None:
        """What was on its way is no longer being made."""
        self._views = {name: view.abandoned() for name, view in self._views.items()}

    def recast(self, cast: Cast, shots: Iterable[str]) -> None:
        """Others make these shots from now on."""
        self._recast |= dict.fromkeys(shots, cast)

    def cast_of(self, shot_id: str) -> Cast | None:
        """Who makes a shot, where it is not whom the film cast."""
        return self._recast.get(shot_id)
