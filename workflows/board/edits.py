"""Edits of a board carried out: the list of shots as it is then, and what of it is drawn, quoted and laid out anew."""

from collections.abc import Sequence

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from models.cut.effects import by_ids
    from models.errors import BadInput
    from models.film.decisions import Decision
    from models.film.reels import MOST_OF_AN_EDITED_REEL
    from models.shots.edit_steps import arranged, undone
    from models.shots.edits import Board, Edit, Edited, edited, lost_said
    from models.shots.takes import MOST_TAKES
    from workflows.bible.staleness import stale_names
    from workflows.failures import why
    from workflows.film_state import FilmState
    from workflows.money.requotes import requoted, rescored
    from workflows.pictures import Pictures


THE_BOARD = "the board"
"""What is being drawn anew where no single shot is."""


class BoardEdits:
    """What a person does to the list of shots while its board waits to be approved."""

    def __init__(self, state: FilmState, pictures: Pictures) -> None:
        self._state = state
        self._pictures = pictures

    def objection(self, decision: Decision) -> str:
        """Why the board is not edited so now, in one sentence; empty when it can be."""
        state, gate = self._state, self._state.gate
        plain = decision.model_copy(update={"shot": ""})
        if reason := gate.objection(plain, state.reel.shots):
            return reason
        if decision.board is not None and not gate.settled:
            return f"Board {decision.board} is being changed already: look at board {gate.board + 1} when it is there."
        if decision.kind == "undo":
            return self._undo_objection()
        if gate.taken or gate.passed or gate.retakes:
            return (
                f"Board {gate.approved_board} was approved: its shots stay which they are, and in their order. "
                "`longtake revise` changes one of them."
            )
        try:
            done = self._edited(decision)
        except BadInput as error:
            return str(error)
        return self._drawn_objection(done.concerned) or self._take_objection(done)

    def edit(self, decision: Decision) -> str:
        """Carry an edit out that nothing speaks against; gives what a person should know of it."""
        state, reel, edit = self._state, self._state.reel, decision.edit
        assert edit is not None, "an edit is of a kind of its own"
        done = self._edited(decision)
        self._name_effects()
        state.edits.reordered = True
        now = reel.arranged
        after, step = arranged(now, done, self._said_of(edit, done))
        back = {view.shot.shot_id for view in now.dropped}
        new = [name for name in done.added if name not in back]
        for name in new:
            state.quotes.expect(name, now.views[0].shot.shot_id)
        reel.arrange(after)
        state.edits.add(step)
        self._recount()
        shots = {shot.shot_id: shot for shot in done.shots}
        for name in (*done.redrawn, *done.reworded):
            self._pictures.begin(shots[name], same=name in done.reworded)
        for name in new:
            self._pictures.begin_new(shots[name])
        self._pictures.show_after(THE_BOARD, self._settled([name for name in done.added if name in back]))
        return _told(done)

    def number_from(self, first: int) -> None:
        """The shots of a reel begin with another number: reels before it have more shots by now, or fewer."""
        state, reel = self._state, self._state.reel
        reel.first_number = first
        more = first - reel.views[0].shot.shot_number if reel else 0
        if not more:
            return
        self._name_effects()
        now = reel.arranged
        shots = (
            view.shot.model_copy(update={"shot_number": view.shot.shot_number + more}) for view in now.views
        )
        views = tuple(view.called(shot) for view, shot in zip(now.views, shots, strict=True))
        reel.arrange(now._replace(views=views))
        if state.gate.board:
            self._pictures.pages.relabel()

    def undo(self) -> str:
        """Undo the last change of the board; gives what a person should know of it."""
        state, reel = self._state, self._state.reel
        step = state.edits.undo()
        if state.number:
            step = step.numbered_from(reel.first_number)
        before = [view.shot.shot_id for view in reel.views]
        reel.arrange(undone(reel.arranged, step))
        self._recount()
        names = [view.shot.shot_id for view in step.before if reel.find(view.shot.shot_id)]
        self._pictures.show_after(THE_BOARD, self._settled(names))
        gone = [name for name in before if reel.find(name) is None]
        kept = f" {', '.join(gone)} is dropped, and kept." if gone else ""
        return f"Undone: {step.what}.{kept}"

    def _undo_objection(self) -> str:
        state, gate = self._state, self._state.gate
        if gate.taken or gate.passed:
            return (
                f"Board {gate.approved_board} was approved: nothing that was done before is undone any more."
            )
        step = state.edits.last
        if step is None:
            return "There is nothing to undo: the board was not changed since it was shown first, or since all was undone."
        names = [view.shot.shot_id for view in step.before]
        came = [
            view.shot.shot_id
            for view in state.reel.views
            if step.order and view.shot.shot_id not in step.order
        ]
        return self._drawn_objection([*names, *came])

    def _drawn_objection(self, names: Sequence[str]) -> str:
        """Why shots cannot be changed now: they are being redrawn, or are on their way."""
        gate = self._state.gate
        being = [name for name in names if name in gate.redrawing]
        if not being:
            return ""
        return f"{', '.join(being)} is being redrawn: look at board {gate.board + 1} when it is there."

    def _take_objection(self, done: Edited) -> str:
        reel = self._state.reel
        often = (name for name in (*done.redrawn, *done.reworded) if reel.view(name).next_take > MOST_TAKES)
        return next((f"{name} was drawn {MOST_TAKES} times: one of those has to do." for name in often), "")

    def _edited(self, decision: Decision) -> Edited:
        """The list after an edit; raises as `edited`."""
        state, reel = self._state, self._state.reel
        assert decision.edit is not None, "an edit is of a kind of its own"
        views, dropped = reel.arranged
        plan = state.plans[0] if state.number else None
        board = Board(
            shots=reel.shots,
            dropped=tuple(view.shot for view in dropped),
            used=[view.shot.shot_id for view in (*views, *dropped)],
            first=reel.first_number if plan else 1,
            most=MOST_OF_AN_EDITED_REEL,
            opens=(reel.shots[0].transition or "cut") if plan and plan.number > 1 else None,
        )
        return edited(board, decision.edit)

    def _name_effects(self) -> None:
        """Effects that are given for shots by their numbers are for those shots, wherever they go."""
        state = self._state
        if not state.edits.reordered:
            ids = {str(shot.shot_number): shot.shot_id for shot in state.reel.shots}
            state.brief = state.brief.model_copy(update={"effects": by_ids(state.brief.effects, ids)})

    def _said_of(self, edit: Edit, done: Edited) -> str:
        """An edit in a few words, before it is carried out: `move shot_003`."""
        shots = filter(None, map(self._state.reel.find, (edit.shot, edit.other)))
        names = [shot.shot_id for shot in shots] if edit.kind != "insert" else done.added
        return f"{edit.kind} {' and '.join(names)}"

    def _recount(self) -> None:
        """In how many shots each subject is seen, of a film whose shots are all here."""
        state = self._state
        if not state.number:
            state.bible = state.bible.counted(state.reel.shots)

    async def _settled(self, names: Sequence[str]) -> None:
        """Ask what shots cost that stand as they did before, and mark what they show that has changed since."""
        state, reel = self._state, self._state.reel
        for name in names:
            try:
                await requoted(state, reel.view(name).shot)
            except ActivityError as error:
                state.note(f"What {name} costs could not be asked: {why(error)}")
        shown = [reel.view(name) for name in names if reel.find(name)]
        reel.show(*(view.stale_for(stale_names(state, view)) for view in shown if view.keyframe))
        await rescored(state)


def _told(done: Edited) -> str:
    """What came of an edit: the new shots, the dropped, and the lines that go."""
    new = f"New on the board: {', '.join(done.added)}." if done.added else ""
    gone = f"{', '.join(done.dropped)} is dropped, and kept." if done.dropped else ""
    return " ".join(filter(None, [new, gone, lost_said(done.lost)]))
