"""The subjects of a film: their sheets, and what a person changes of them."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from decimal import Decimal

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.film.decisions import Decision
    from models.money.steps import Step
    from models.names import subject_id
    from models.orders.assets import Asset, Blob
    from models.orders.requests import ImageRequest, Order
    from models.subjects.bible import SubjectView
    from models.subjects.changes import called_as, changed_by
    from models.subjects.unused import unseen_pictures
    from workflows.bible.staleness import mark_stale
    from workflows.errands import Errands, Window, executed
    from workflows.failures import why
    from workflows.film_state import FilmState
    from workflows.library import look_up_keyframes
    from workflows.money.purchases import Unwanted, bought
    from workflows.money.unknown_jobs import MOST_LOST
    from workflows.orders import Lost
    from workflows.story.safety import check_shots


class Subjects:
    """The film's bible on its way. `board_after` has a new board laid out once a task is done that it shows.

    `asked` and `lost` count how often the sheet of a subject was asked for, and how often its stored copy was gone.
    """

    def __init__(
        self, state: FilmState, board_after: Callable[[asyncio.Task[None], str], Awaitable[None]]
    ) -> None:
        self._state = state
        self._board_after = board_after
        self._window = Window(state.request.options.at_once.pictures, state.places)
        self._changes = Errands()
        self.asked = Counter[str]()
        self.lost = Counter[str]()

    async def abandon(self) -> None:
        """Stop what is on its way."""
        await self._changes.stopped()

    async def draw(self) -> None:
        """A sheet for every subject that is to have one; then the bible can be looked at."""
        state = self._state
        if state.bible_gate.asked and not state.bible.subjects:
            state.note("There is no bible to approve: no shot lists anybody, a place or a thing.")
            state.bible_gate.waive()
        wanted = state.orders.sheets(state.bible_cast)
        if wanted or state.bible_gate.asked:
            state.enter("bible")
        await self._draw(wanted)
        if state.bible.subjects:
            await self._lay_out()
            state.bible_gate.show()

    async def mend(self, lost: set[str]) -> bool:
        """Have the sheets made again whose stored copies were lost, by their sha256; whether one was."""
        state = self._state
        mended = False
        for view in state.bible.subjects:
            if view.sheet is None or view.sheet.blob.sha256 not in lost:
                continue
            name = subject_id(view.name)
            if self.lost[name] == MOST_LOST:
                continue
            self.lost[name] += 1
            await self._quote((view,))
            sheet, reason = await self._bought(self._order(view))
            self._show(self._order(view), sheet, reason)
            mended = mended or sheet is not None
        return mended

    def change(self, decision: Decision) -> None:
        """Begin what a revision of a subject asks for, which nothing speaks against; its sheet is drawn anew where words changed."""
        state, subject = self._state, subject_id(decision.subject)
        before = {view.name: view for view in state.bible.subjects}
        state.bible = changed_by(state.bible, decision).counted(state.reel.shots)
        if decision.into:
            called = ((view, called_as(view.shot, state.bible)) for view in state.reel.in_order())
            state.reel.show(*(view.called(shot) for view, shot in called if shot != view.shot))
        for remark in unseen_pictures(state.bible, state.bible_cast):
            state.note(remark)
        redrawn = tuple(
            view for view in state.bible.subjects if self._needs_sheet(before.get(view.name), view)
        )
        board = state.gate.board > 0
        state.bible_gate.begin_sheet(subject)
        if board:
            state.gate.begin_redraw(subject)
        task = self._changes.begin(subject, self._redrawn(redrawn, decision))
        self._changes.begin(subject, self._shown_after(task, subject, board=board))

    async def _shown_after(self, task: asyncio.Task[None], subject: str, *, board: bool) -> None:
        """The bible as it is once the change is there, and the board of it, where there is one."""
        gate = self._state.bible_gate
        try:
            await workflow.wait([task])
            await self._lay_out()
        finally:
            gate.end_sheet(subject)
        gate.show()
        if board:
            await self._board_after(task, subject)

    async def _redrawn(self, views: tuple[SubjectView, ...], decision: Decision) -> None:
        """Draw the sheets that a change asks for; then what shows whom it is about is stale."""
        await self._draw(views)
        for before in views:
            now = self._state.bible.find(before.name)
            if before.sheet and now and now.sheet and now.sheet.blob == before.sheet.blob:
                provider = self._state.bible_cast.image.provider
                self._state.note(
                    f"The new sheet of {now.name} is the same picture: {provider} draws the same words the same way, and "
                    "sees nothing new in these. Describe what is to be seen otherwise, or give a picture of your own."
                )
        mark_stale(self._state, voice_of=decision.subject if decision.voice else "")

    def _needs_sheet(self, before: SubjectView | None, view: SubjectView) -> bool:
        """Whether a change asks for another sheet: the words of one that is drawn changed, or it recurs by now."""
        if view.subject.references:
            return False
        if view.sheet is None:
            return view in self._state.orders.sheets(self._state.bible_cast)
        words = (view.subject.drawn_as, view.take)
        return before is not None and words != (before.subject.drawn_as, before.take)

    async def objection(self, decision: Decision) -> str:
        """What an activity has against a picture or a voice that is given, in one sentence; empty where both can be used."""
        if decision.picture and (reason := await self._unusable(decision.picture)):
            return f"The picture that was given of {decision.subject} cannot be used: {reason}"
        return await self._unspeakable(decision) if decision.voice else ""

    async def _unusable(self, picture: Blob) -> str:
        """Why a stored file is no picture that anything can be drawn from; empty when it is one."""
        try:
            await executed(
                contracts.Boards.reference,
                picture,
                task_queue="io",
                summary="Is it a picture?",
                **retries.QUICK,
            )
        except ActivityError as error:
            return why(error)
        return ""

    async def _unspeakable(self, decision: Decision) -> str:
        """Why nobody can speak with the voice that a decision gives; empty when it can be spoken with."""
        state = self._state
        request = contracts.VoicesRequest(
            bible=changed_by(state.bible, decision),
            speech=state.bible_cast.speech,
            language=state.language,
            narrator=state.brief.narrator,
        )
        try:
            await executed(
                contracts.Casting.voices,
                request,
                task_queue="io",
                summary="Is there such a voice?",
                **retries.QUICK,
            )
        except ActivityError as error:
            return why(error)
        return ""

    async def _draw(self, views: tuple[SubjectView, ...]) -> None:
        """Draw the sheets of some subjects; one that cannot be drawn is said, and the film goes on without."""
        state = self._state
        if not views:
            return
        await self._quote(views)
        orders = {subject_id(view.name): self._order(view) for view in views}
        blocked = await check_shots(state, tuple(order.request.shot for order in orders.values()))
        for name, one in blocked.items():
            self._show(orders.pop(name), None, f"it falls under {one.category}")
        found = await look_up_keyframes(tuple(orders.values()))
        for name, sheet in found.items():
            self._show(orders.pop(name), sheet)

        async def draw(order: Order[ImageRequest]) -> None:
            async with self._window.slot(state.bible_cast.image):
                await state.clear()
                self._show(order, *await self._bought(order))

        await asyncio.gather(*map(draw, orders.values()))

    async def _quote(self, views: tuple[SubjectView, ...]) -> None:
        """Have the sheets quoted that were not asked for before."""
        state = self._state
        if all(state.quotes.of_sheet(subject_id(view.name)) for view in views):
            return
        asked = tuple(view.changed(sheet=None) for view in views)
        film = state.orders.model_copy(update={"bible": state.bible.with_(*asked), "see_bible": True})
        quotes = await executed(
            contracts.Casting.quotes,
            contracts.QuotesRequest(film=film, cast=state.bible_cast, shots=()),
            task_queue="io",
            summary="Quotes of sheets",
            **retries.QUICK,
        )
        state.quotes.enter(quotes, score=False)

    def _order(self, view: SubjectView) -> Order[ImageRequest]:
        return self._state.orders.sheet(view.subject, self._state.bible_cast, view.take)

    async def _bought(self, order: Order[ImageRequest]) -> tuple[Asset | None, str]:
        """The sheet, or why there is none."""
        state, name = self._state, order.request.shot.shot_id
        quote = state.quotes.of_sheet(name)
        if quote is None or quote.cannot:
            return None, quote.cannot if quote else "it was not quoted"
        self.asked[name] += 1  # a step of its own, whether its words or its look are others
        take = self.asked[name]

        def plan() -> tuple[Step, Decimal, Order[ImageRequest]]:
            planned = order.model_copy(update={"choice": state.bible_cast.image})
            step = Step(stage="sheet", shot_id=name, take=take, provider=planned.choice.provider)
            quoted = state.quotes.of_sheet(name) or quote
            return step, quoted.usd, planned

        summary = f"Sheet: {order.request.subjects[0].name}"
        try:
            wanted = self._wanted(name)
            return await bought(state, plan, summary, wanted=wanted, aside=self._window.aside), ""
        except Unwanted:
            return None, "the film ended before"
        except Lost as lost:
            return None, lost.reason
        except ActivityError as error:
            return None, why(error)

    def _wanted(self, subject: str) -> Callable[[], bool]:
        state = self._state
        return lambda: (
            state.gate.rejected is None
            and any(subject_id(view.name) == subject for view in state.bible.subjects)
        )

    def _show(self, order: Order[ImageRequest], sheet: Asset | None, reason: str = "") -> None:
        """The subject has its sheet, or keeps what it had, with the reason."""
        state, name = self._state, order.request.subjects[0].name
        view = state.bible.find(name)
        if view is None or view.name != name:
            return  # it was merged meanwhile
        if sheet is None:
            state.note(f"The sheet of {name} could not be drawn: {reason}")
            state.bible = state.bible.with_(view.changed(missing=reason))
        else:
            state.bible = state.bible.with_(view.changed(sheet=sheet, missing=""))

    async def _lay_out(self) -> None:
        """The bible as one picture, where there is something to be seen and somebody wants to look before the board."""
        state = self._state
        if not state.bible_gate.asked:
            return
        request = contracts.BibleRequest(
            film_id=state.film_id,
            title=state.title,
            revision=state.bible_gate.revision + 1,
            bible=state.bible,
        )
        try:
            state.documents["bible.png"] = await executed(
                contracts.Boards.bible, request, task_queue="cpu", summary="The bible", **retries.DRAWING
            )
        except ActivityError as error:
            state.note(f"The bible could not be laid out: {why(error)}; its sheets can still be seen.")
