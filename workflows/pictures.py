"""Keyframes and the board: drawn once, redrawn one at a time, laid out anew whenever one changed."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from models.film.decisions import Decision
    from models.runs.continuation import WorkLeft
    from models.shots.edit_steps import changed_to
    from models.shots.fields import shows_the_same
    from models.shots.noted import MOST_WORDS
    from models.shots.shot_list import Shot
    from models.shots.takes import as_cast
    from models.shots.view import ShotView
    from models.story.plan import Blocked
    from models.subjects.changes import retold
    from models.subjects.seen import changed_since
    from workflows.bible.newcomers import welcome
    from workflows.bible.staleness import stale_names
    from workflows.bible.subjects import Subjects
    from workflows.errands import Errands, Window
    from workflows.failures import lost_file, why
    from workflows.film_state import FilmState
    from workflows.gates.board_pages import BoardPages
    from workflows.keyframes import Drawn, Keyframes
    from workflows.likenesses import Likenesses
    from workflows.money.requotes import requoted
    from workflows.story.notes import read_words, tell
    from workflows.story.safety import check_shots


class Pictures:
    """The film's keyframes and its board, on its `pages`; its `subjects` are drawn before them."""

    def __init__(self, state: FilmState) -> None:
        self._state = state
        self.subjects = Subjects(state, self.board_after)
        self._window = Window(state.request.options.at_once.pictures, state.places)
        self._redraws = Errands()
        self._boards = Errands()
        self.pages = BoardPages(state)
        self._unread: dict[str, str] = {}
        self._keyframes = Keyframes(state, self.subjects.mend)
        self._likenesses = Likenesses(state, self._keyframes)

    def leave(self, work: WorkLeft) -> WorkLeft:
        """What is left of the `work`, with what is remembered of the pictures."""
        pictures = {
            "unread": dict(self._unread),
            "pictures_lost": dict(self._keyframes.lost),
            "sheets_lost": dict(self.subjects.lost),
            "sheets_asked": dict(self.subjects.asked),
        }
        return work.model_copy(update=pictures)

    def take_up(self, work: WorkLeft) -> None:
        """The pictures as the run before left them, and the pages of the board that shows them."""
        self._unread = dict(work.unread)
        self._keyframes.lost.update(work.pictures_lost)
        self.subjects.lost.update(work.sheets_lost)
        self.subjects.asked.update(work.sheets_asked)
        self.pages.take_up(self._state.gate.board)

    def stop(self, shot_id: str | None = None) -> None:
        """Stop the redraws of one shot, or of all; the board is laid out without them."""
        self._redraws.stop(shot_id)

    async def finish(self) -> None:
        """Wait for redraws that are still on their way, and for the board of them."""
        await self._boards.done()

    async def abandon(self) -> None:
        """Stop redraws that are still on their way, and their board."""
        await self.pages.stopped()
        await self._boards.stopped()
        await self._redraws.stopped()

    async def draw_all(self) -> None:
        """A keyframe for every shot that may be drawn; one that cannot be is reported and the rest stand."""
        state, reel = self._state, self._state.reel
        blocked = await check_shots(state, reel.shots)
        reel.show(*(_blocked(reel.view(name), why) for name, why in blocked.items()))
        shots = tuple(shot for shot in reel.shots if shot.shot_id not in blocked)
        found = await self._keyframes.found(shots)
        for name, drawn in found.items():
            self._show(name, 1, drawn)

        async def draw(shot: Shot) -> None:
            async with self._window.slot(state.cast_of(shot.shot_id).image):
                await state.clear()
                reel.show(reel.view(shot.shot_id).drawing())
                drawn = await self._keyframes.drawn(shot, take=1, aside=self._window.aside)
                self._show(shot.shot_id, 1, drawn)

        await asyncio.gather(*(draw(shot) for shot in shots if shot.shot_id not in found))
        await self._compare(shots)

    async def _compare(self, shots: tuple[Shot, ...]) -> None:
        """Measure how like whom they show the pictures are, and draw anew those that are not."""
        reel = self._state.reel

        async def compare(shot: Shot) -> None:
            view = reel.view(shot.shot_id)
            async with self._window.slot(self._state.cast_of(shot.shot_id).image):
                await self._state.clear()
                drawn = Drawn(view.keyframe, seen=view.seen)
                self._show(shot.shot_id, view.take, await self._likenesses.best(shot, view.take, drawn))

        asked = [
            shot
            for shot in shots
            if reel.view(shot.shot_id).keyframe and self._likenesses.asked_of(shot.shot_id)
        ]
        await asyncio.gather(*map(compare, asked))
        self._likenesses.tell_twins()

    def redraw(self, decision: Decision, *, own: bool = False) -> str:
        """Begin to redraw the shot that a revision names, and only that; gives its id. `own` as in `Change`."""
        reel = self._state.reel
        shot = reel.find(decision.shot)
        assert shot is not None, "the gate objects to a shot that does not exist"
        revised = decision.over(shot.revised(prompt=decision.prompt, note=decision.note))
        revised = as_cast(revised, reel.view(shot.shot_id).kept()) if own else revised
        # Other words over the same picture: it is not drawn, or paid, again.
        words_alone = decision.says and not (decision.prompt or decision.note)
        before = reel.view(shot.shot_id).drawn_for
        same = words_alone and before.revised(dialogue=revised.dialogue, lines=revised.lines) == revised
        self._hear(shot.shot_id, decision)
        if decision.fields.given:
            revised = decision.fields.applied(revised)
            same = not (decision.prompt or decision.note) and shows_the_same(before, revised)
        self.begin(revised, same=same, fields=bool(decision.fields.given))
        return shot.shot_id

    def redraw_stale(self, shot_id: str) -> str:
        """Begin to draw a shot anew with its subjects as they are now; gives its id. What was heard alone is heard anew."""
        reel = self._state.reel
        view = reel.view(shot_id)
        told = retold(view.shot, self._state.bible)
        looks = self._state.orders.seen(told, self._state.cast_of(shot_id))
        self.begin(told, same=told == view.drawn_for and not changed_since(view.seen, looks))
        return shot_id

    def begin_new(self, shot: Shot) -> None:
        """Begin to draw a shot that is new on the board."""
        self.show_after(shot.shot_id, self._redraw(shot, 1, None))

    def show_after(self, what: str, work: Coroutine[Any, Any, None]) -> None:
        """Lay the board out anew once some work is done, which is about a shot, or about `what` else."""
        self._state.gate.begin_redraw(what)
        task = self._redraws.begin(what, work)
        self._boards.begin(what, self.board_after(task, what))

    def begin(self, revised: Shot, *, same: bool, fields: bool = False) -> None:
        """Begin another take of a shot; with the `same` picture when there is one. Of `fields` that were given the board says which."""
        reel, shot_id = self._state.reel, revised.shot_id
        before = reel.view(shot_id)
        same_picture = Drawn(before.keyframe, seen=before.seen, likeness=before.likeness)
        kept = same_picture if same and before.keyframe else None
        self._state.gate.begin_redraw(shot_id)
        self._state.unknowns.drop(shot_id)
        if fields:
            view = changed_to(before, revised)
            reel.meet(view)
        else:
            view = before.revised(revised)
            reel.show(view)
        self._state.quotes.ask_anew(shot_id)
        redraw = self._redraws.begin(shot_id, self._redraw(revised, view.take, kept))
        self._boards.begin(shot_id, self.board_after(redraw, shot_id))

    def _hear(self, shot_id: str, decision: Decision) -> None:
        """What a revision says of the picture, with what an earlier one said that nobody has read yet."""
        said = (self._unread.get(shot_id, ""), decision.prompt, decision.note)
        if decision.prompt or decision.note:
            self._unread[shot_id] = "\n".join(part for part in said if part)[-MOST_WORDS:]

    async def _read(self, shot_id: str, take: int) -> Shot:
        """The shot with what was said of it as its fields, if that take is still wanted."""
        state, reel, words = self._state, self._state.reel, self._unread.get(shot_id)
        if words and reel.wants(shot_id, take):
            noted = await read_words(state, reel.view(shot_id).shot, take, words)
            # What nobody could read is read with the next words that somebody says.
            if noted is not None and reel.wants(shot_id, take):
                del self._unread[shot_id]
                reel.read(shot_id, noted)
                view = reel.view(shot_id)
                tell(state, view.shot, take, words, noted, view.changed)
        return reel.view(shot_id).shot

    async def _redraw(self, shot: Shot, take: int, kept: Drawn | None) -> None:
        """Read what was said of the shot, check it as it is then, and draw it unless its picture is `kept`."""
        reel, name = self._state.reel, shot.shot_id
        try:
            shot = await self._read(name, take)
            if reel.wants(name, take):
                await welcome(self._state, shot)
                await requoted(self._state, shot)
            blocked = (await check_shots(self._state, (shot,))).get(name)
            if blocked and reel.wants(name, take):
                reel.show(_blocked(reel.view(name), blocked))
            if reel.wants(name, take):
                async with self._window.place(self._state.cast_of(name).image):
                    drawn = kept or await self._likenesses.best(
                        shot, take, await self._keyframes.had(shot, take)
                    )
                    self._show(name, take, drawn)
        except ActivityError as error:
            self._show(name, take, Drawn(None, f"It could not be redrawn: {why(error)}"))

    async def board_after(self, redraw: asyncio.Task[None], shot_id: str) -> None:
        """Lay the board out anew once no picture changes any more, whatever became of this redraw, which was begun at the gate."""
        gate = self._state.gate
        try:
            await workflow.wait([redraw])
        finally:
            gate.end_redraw(shot_id)
        while gate.needs_board():
            await self.lay_out()
        error = None if redraw.cancelled() else redraw.exception()
        if error is not None and not is_cancelled_exception(error):
            raise error

    def _show(self, shot_id: str, take: int, drawn: Drawn) -> None:
        """The new picture, or why there is none, where that take is still wanted."""
        reel = self._state.reel
        if not reel.wants(shot_id, take):
            return
        view = reel.view(shot_id)
        if drawn.keyframe is None:
            reel.show(view.undrawn(drawn.reason))
            return
        view = view.drawn(drawn.keyframe, drawn.seen, drawn.likeness)
        # A subject may have changed while the picture was on its way.
        reel.show(view.stale_for(stale_names(self._state, view)))

    async def lay_out(self) -> None:
        """Draw the board of the pictures as they are and show it; it is then open for decisions."""
        state = self._state
        board = state.gate.begin_board()
        while True:
            try:
                await self.pages.lay_out(board)
            except ActivityError as error:
                if await self._mended(lost_file(error)):
                    continue
                state.note(f"Board {board} could not be drawn: {why(error)}; its frames can still be seen.")
            break
        state.gate.show_board()

    async def draw_again(self, shot_id: str) -> bool:
        """Draw the picture anew whose stored copy was lost; whether it is the very same.

        Another picture goes onto a new board, and waits for an approval of its own.
        """
        gate, reel = self._state.gate, self._state.reel
        before = reel.view(shot_id)
        drawn = await self._keyframes.again(before)
        if drawn.keyframe is None or not reel.wants(shot_id, before.take):
            return False
        if before.keyframe and drawn.keyframe.blob == before.keyframe.blob:
            return True
        gate.begin_redraw(shot_id)
        reel.show(reel.view(shot_id).drawn(drawn.keyframe, drawn.seen, drawn.likeness))
        gate.end_redraw(shot_id)
        while gate.needs_board():
            await self.lay_out()
        return False

    async def _mended(self, lost: str) -> bool:
        """Whether the pictures of which a lost file is the stored copy were drawn anew."""
        owners = [
            view for view in self._state.reel.views if view.keyframe and view.keyframe.blob.sha256 == lost
        ]
        for view in owners:
            drawn = await self._keyframes.again(view)
            if drawn.keyframe is None:
                return False
            self._show(view.shot.shot_id, view.take, drawn)
        return bool(owners)


def _blocked(view: ShotView, why: Blocked) -> ShotView:
    return view.blocked_for(why.category, why.sentence)
