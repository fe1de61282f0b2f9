"""A reel: a stretch of a film's shots, with the board and the gate that they share. A short film has one."""

from collections.abc import Iterable, Iterator

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.cut.cutlist import handles, scene_of
    from models.cut.delivery import Delivery
    from models.cut.transitions import TransitionKind
    from models.film.shot_state import PlacedShot
    from models.orders.cast import Cast
    from models.runs.continuation import ShotsCast
    from models.shots.edit_steps import Arranged
    from models.shots.noted import Noted
    from models.shots.shot_list import Shot
    from models.shots.view import ShotView
    from workflows.gates.gate import Gate

_MADE = ("rendering", "unknown", "done")
"""How a shot stands whose clip is there, or on its way."""


class Reel:
    """Where each shot of the stretch stands; what a change of one shot takes does not grow with their number.

    `handles` are the frames that each shot needs at its end for its transition. `conformed` are shots whose clips
    became the film's own, until whoever joins them takes them out. `change` counts what has changed. With `continuity` each
    shot follows the one before it in its scene. `first_number` is that of its first shot, once it is edited. `closes` is how the next reel's first shot follows, where there is one.
    """

    def __init__(
        self,
        delivery: Delivery,
        gate: Gate,
        *,
        continuity: bool = False,
        closes: TransitionKind | None = None,
    ) -> None:
        self.gate = gate
        self.handles: dict[str, int] = {}
        self.conformed: list[str] = []
        self.first_number = 1
        self.change = 0
        self._delivery = delivery
        self._continuity = continuity
        self._closes = closes
        self._views: dict[str, ShotView] = {}
        self._dropped: dict[str, ShotView] = {}
        self._order: tuple[str, ...] = ()
        self._places: dict[str, int] = {}
        self._numbers: dict[str, str] = {}
        self._changes: dict[str, int] = {}
        self._recast: dict[str, Cast] = {}

    def __bool__(self) -> bool:
        """Whether it has shots yet."""
        return bool(self._views)

    def __len__(self) -> int:
        """How many shots it has."""
        return len(self._views)

    def fill(self, views: Iterable[ShotView], dropped: Iterable[ShotView] = ()) -> None:
        """The shots that it is made of, in order, and those that were dropped from it."""
        self._lay(views, dropped)
        self._follow(*self._order)
        self._changed(*self._order, *self._dropped)
        self.handles = handles(self.shots, self._delivery, self._closes)

    def _lay(self, views: Iterable[ShotView], dropped: Iterable[ShotView]) -> None:
        self._views = {view.shot.shot_id: view for view in views}
        self._dropped = {view.shot.shot_id: view for view in dropped}
        self._order = tuple(self._views)
        self._places = {name: place for place, name in enumerate(self._order)}
        self._numbers = {str(view.shot.shot_number): name for name, view in reversed(self._views.items())}

    @property
    def arranged(self) -> Arranged:
        """Where its shots stand, and those that were dropped from it."""
        return Arranged(self.views, tuple(self._dropped.values()))

    def arrange(self, arranged: Arranged) -> None:
        """Other shots, or the same in another order or with other numbers; those that have clips stay beside each other."""
        before = {**self._dropped, **self._views}
        places = self._places
        self._lay(arranged.views, arranged.dropped)
        now = {**self._dropped, **self._views}
        moved = (
            name
            for name, view in now.items()
            if view is not before.get(name) or self._places.get(name) != places.get(name)
        )
        self._changed(*moved)
        self._follow(*self._order)
        for view in self._views.values():
            if bool(view.blocked) != (view.shot.shot_id in self.gate.blocked):
                self.gate.block(view.shot.shot_id, blocked=bool(view.blocked))
        for name in self._dropped:
            if name in self.gate.blocked:
                self.gate.block(name, blocked=False)
        self.handles |= handles(self.shots, self._delivery, self._closes)

    @property
    def others(self) -> tuple[ShotsCast, ...]:
        """Who makes shots that were recast, and which."""
        shots: dict[str, list[str]] = {}
        casts: dict[str, Cast] = {}
        for name, cast in self._recast.items():
            key = cast.model_dump_json()
            casts[key] = cast
            shots.setdefault(key, []).append(name)
        return tuple(ShotsCast(cast=casts[key], shots=tuple(names)) for key, names in shots.items())

    def take_up(self, left: Arranged, change: int, others: Iterable[ShotsCast]) -> None:
        """The shots as the run before left them, all of whose changes are told."""
        self.fill(left.views, left.dropped)
        self.first_number = left.views[0].shot.shot_number if left.views else 1
        self.change = change
        self._changes.clear()
        for one in others:
            self.recast(one.cast, one.shots)

    @property
    def shots(self) -> tuple[Shot, ...]:
        """The shots in order, as revised."""
        return tuple(view.shot for view in self._views.values())

    @property
    def views(self) -> tuple[ShotView, ...]:
        """Where each shot stands, in order."""
        return tuple(self._views.values())

    def in_order(self) -> Iterator[ShotView]:
        """Where each shot stands, in order, one after another."""
        return iter(self._views.values())

    @property
    def left(self) -> tuple[ShotView, ...]:
        """The shots that have a picture and no clip, and can still be made."""
        return tuple(view for view in self._views.values() if view.left)

    def wants(self, shot_id: str, take: int) -> bool:
        """Whether what is made for a take of a shot is still wanted.

        It is not once the shot was asked for anew, is missing for whatever reason, or the storyboard was
        rejected. Whoever waits, for money or a slot, asks again before anything is begun.
        """
        view = self._views.get(shot_id)
        return self.gate.rejected is None and view is not None and view.take == take and not view.missing

    def view(self, shot_id: str) -> ShotView:
        """Where one shot stands, also one that was dropped."""
        return self._views[shot_id] if shot_id in self._views else self._dropped[shot_id]

    def find(self, name: str) -> Shot | None:
        """The shot called `name`: its id, or its number."""
        text = name.strip()
        found = self._views.get(text) or self._views.get(self._numbers.get(text.lstrip("0"), ""))
        return found.shot if found else None

    def before(self, shot_id: str) -> ShotView | None:
        """The shot before one."""
        place = self._places[shot_id]
        return self._views[self._order[place - 1]] if place else None

    def next_of(self, shot_id: str) -> ShotView | None:
        """The shot after one."""
        after = self._places[shot_id] + 1
        return self._views[self._order[after]] if after < len(self._order) else None

    def joins(self, shot_id: str) -> Iterator[tuple[ShotView, ...]]:
        """Where the shot meets the one before it and the one after it: both shots, led by the one before them."""
        place = self._places[shot_id]
        for last in (place, place + 1):
            if 0 < last < len(self._order):
                yield tuple(self._views[name] for name in self._order[max(0, last - 2) : last + 1])

    def show(self, *views: ShotView) -> None:
        """Some shots stand elsewhere by now."""
        for view in views:
            name = view.shot.shot_id
            before = self._views[name]
            if view.blocked or before.blocked:
                self.gate.block(name, blocked=bool(view.blocked))
            if view.conformed and view.conformed != before.conformed:
                self.conformed.append(name)
            self._views[name] = view
        self._follow(*(view.shot.shot_id for view in views))
        self._changed(*(view.shot.shot_id for view in views))

    def changed_since(self, change: int) -> list[PlacedShot]:
        """The shots that stand elsewhere since a change, the one that changed first before the others."""
        found = []
        for name in reversed(self._changes):
            if self._changes[name] <= change:
                break
            place = self._places.get(name, len(self._order))
            found.append(PlacedShot(place=place, change=self._changes[name], view=self.view(name)))
        return found[::-1]

    def read(self, shot_id: str, noted: Noted) -> None:
        """What was said of a shot became its fields; as many frames are made for its transitions as it needs now."""
        self.meet(self._views[shot_id].read(noted))

    def meet(self, view: ShotView) -> None:
        """A shot stands elsewhere, and may meet the one before it otherwise.

        Where another hour or place would blend it with the shot before, and that one has its clip, without
        the frames for it, or gets it just now, it is cut to as before.
        """
        place = self._places[view.shot.shot_id]
        before = self._order[place - 1] if place else ""
        needed = self._handles_around(place, view)
        if before and self._views[before].status in _MADE and needed[before] > self.handles[before]:
            view = view.cut_to()
            needed = self._handles_around(place, view)
        self.handles |= needed
        self.show(view)

    def blends_too_late(self, shot: Shot) -> bool:
        """Whether it would blend with the shot before as it is then, which was made without the frames for that."""
        place = self._places[shot.shot_id]
        before = self._order[place - 1] if place else ""
        if not before or self._views[before].status not in _MADE:
            return False
        needed = self._handles_around(place, self._views[shot.shot_id].called(shot))
        return needed[before] > self.handles[before]

    def _handles_around(self, place: int, view: ShotView) -> dict[str, int]:
        """The frames that the shot before a place needs at its end, and the shot there when it is `view`."""
        names = self._order[max(0, place - 1) : place + 2]
        shots = [view.shot if name == self._order[place] else self._views[name].shot for name in names]
        closes = self._closes if names[-1] == self._order[-1] else None
        needed = handles(shots, self._delivery, closes)
        return {name: needed[name] for name in names[: place - max(0, place - 1) + 1]}

    def abandon(self) -> None:
        """What was on its way is no longer being made."""
        self.show(*(view.abandoned() for view in self._views.values() if view.abandoned() != view))

    def recast(self, cast: Cast, shots: Iterable[str]) -> None:
        """Others make these shots from now on."""
        self._recast |= dict.fromkeys(shots, cast)

    def cast_of(self, shot_id: str) -> Cast | None:
        """Who makes a shot, where it is not whom the film cast."""
        return self._recast.get(shot_id)

    def _follow(self, *names: str) -> None:
        """Each of these shots, and the one after it, follows the one before it where both are of one scene."""
        if not self._continuity:
            return
        places = {self._places[name] + step for name in names for step in (0, 1)}
        for place in sorted(places - {len(self._order)}):
            view = self._views[self._order[place]]
            before = self._views[self._order[place - 1]].shot if place else None
            follows = before.shot_id if before and scene_of(before) == scene_of(view.shot) else ""
            if follows != view.follows:
                self._views[view.shot.shot_id] = view.following(follows)
                self._changed(view.shot.shot_id)

    def _changed(self, *names: str) -> None:
        for name in names:
            self.change += 1
            self._changes.pop(name, None)
            self._changes[name] = self.change
