"""How like whom they show the film's pictures are: measured, drawn anew where they are not, and the best kept."""

from itertools import pairwise

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.orders.assets import Blob
    from models.orders.cast import Choice
    from models.orders.likeness import TWINS, Compared, Likeness
    from models.shots.shot_list import Shot
    from workflows.errands import executed
    from workflows.failures import why
    from workflows.film_state import FilmState
    from workflows.keyframes import Drawn, Keyframes


class Likenesses:
    """Compares each picture with its characters' sheets, or else with the first picture of the film that shows them."""

    def __init__(self, state: FilmState, keyframes: Keyframes) -> None:
        self._state = state
        self._keyframes = keyframes

    def asked_of(self, shot_id: str) -> Choice | None:
        """Who compares a shot's picture; nobody where none is cast, and of a vendor's picture only where a person asks for it."""
        cast, named = self._state.cast_of(shot_id), "check" in self._state.brief.casting
        return cast.check if named or not cast.image.at_vendor else None

    async def best(self, shot: Shot, take: int, drawn: Drawn) -> Drawn:
        """The picture, or the most alike of those that are drawn in its place: each is reserved, and paid for, by itself."""
        comparer = self.asked_of(shot.shot_id)
        if comparer is None or drawn.keyframe is None:
            return drawn
        best = await self._measured(shot, drawn, comparer)
        rule = self._state.brief.likeness
        for redraw in range(1, rule.redraws + 1):
            likeness = best.likeness
            if likeness is None or likeness.subjects is None or not likeness.low:
                break
            if not self._state.reel.wants(shot.shot_id, take):
                break
            shot = self._state.reel.view(shot.shot_id).shot  # which may be worded anew by now
            again = await self._keyframes.drawn(shot, take, attempt=1 + redraw, redraw=redraw)
            if again.keyframe is None:
                self._state.note(
                    f"{shot.shot_id} is not like whom it shows, and was not drawn anew: {again.reason}"
                )
                break
            again = await self._measured(shot, again, comparer)
            if again.likeness is None or again.likeness.subjects is None:
                break
            kept = again if again.likeness.subjects > likeness.subjects else best
            index = redraw if kept is again else likeness.kept
            assert kept.likeness is not None, "both were measured"
            best = kept._replace(likeness=kept.likeness.model_copy(update={"redraws": redraw, "kept": index}))
        return best

    def tell_twins(self) -> None:
        """Say which neighbours look too much alike."""
        views = self._state.reel.views
        twins = [
            f"{before.shot.shot_id} and {view.shot.shot_id} ({view.likeness.before:.2f})"
            for before, view in pairwise(views)
            if view.likeness and view.likeness.before is not None and view.likeness.before >= TWINS
        ]
        if twins:
            more = f" and {len(twins) - 5} more pairs" if len(twins) > 5 else ""
            self._state.note(f"These neighbours look much alike: {', '.join(twins[:5])}{more}.")

    async def _measured(self, shot: Shot, drawn: Drawn, comparer: Choice) -> Drawn:
        """The picture with its likeness; without one where it cannot be measured, which is said."""
        assert drawn.keyframe is not None, "only what is drawn is measured"
        request = Compared(
            choice=comparer,
            shot_id=shot.shot_id,
            picture=drawn.keyframe.blob,
            subjects=self._subjects(shot),
            words=shot.seen,
            before=self._before(shot),
        )
        try:
            likeness: Likeness = await executed(
                contracts.Boards.likeness,
                request,
                task_queue=comparer.label,
                summary=f"Shot {shot.shot_number}: likeness",
                **retries.DRAWING,
            )
        except ActivityError as error:
            self._state.note(f"How like whom they show pictures are could not be measured: {why(error)}")
            return drawn
        least = self._state.brief.likeness.least
        return drawn._replace(likeness=likeness.model_copy(update={"least": least}))

    def _subjects(self, shot: Shot) -> tuple[tuple[Blob, ...], ...]:
        """The pictures of each character that is seen: the sheet and what was given, else the film's first picture of it."""
        views = [view for view in self._state.bible.seen_in(shot) if view.subject.kind == "character"]
        found = (view.pictures or self._first_of(view.name, shot) for view in views)
        return tuple(pictures for pictures in found if pictures)

    def _first_of(self, name: str, shot: Shot) -> tuple[Blob, ...]:
        for view in self._state.reel.in_order():
            if view.shot.shot_id == shot.shot_id:
                return ()
            if view.keyframe and any(one.subject == name for one in view.seen):
                return (view.keyframe.blob,)
        return ()

    def _before(self, shot: Shot) -> Blob | None:
        before = self._state.reel.before(shot.shot_id)
        return before.keyframe.blob if before and before.keyframe else None
