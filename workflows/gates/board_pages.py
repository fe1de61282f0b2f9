"""The board as pages: a short one is one page, and of a long one only the pages are drawn whose panels changed."""

import asyncio

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.film.board_pages import on_page, paged
    from models.places import board_place
    from workflows.errands import Errands, executed
    from workflows.failures import why
    from workflows.film_state import FilmState

AT_ONCE = 8
"""Pages that are drawn at once."""


class BoardPages:
    """The pages of the film's board among its documents."""

    def __init__(self, state: FilmState) -> None:
        self._state = state
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._laid: dict[int, contracts.SheetRequest] = {}
        self._labels = Errands()

    def take_up(self, board: int) -> None:
        """The pages of that board, which shows the pictures as they are, were laid out by the run before."""
        self._laid = {page.page: page for page in (self._pages(board) if board else ()) if page.pages > 1}

    async def lay_out(self, board: int) -> None:
        """Draw the pages that are not there as they are to be.

        Raises:
            ActivityError: one of them cannot be drawn; what could be is kept.

        """
        pages = self._pages(board)
        asked = [page for page in pages if page.pages == 1 or self._laid.get(page.page) != page]
        self._forget_after(len(pages))
        drawn = await asyncio.gather(*(self._draw(page, board) for page in asked), return_exceptions=True)
        for failed in drawn:
            if failed is not None:
                raise failed

    @property
    def still(self) -> bool:
        """Whether no board is being drawn with other numbers."""
        return self._labels.still

    async def stopped(self) -> None:
        """Draw no board with other numbers any more."""
        await self._labels.stopped()

    def relabel(self) -> None:
        """Draw the board anew whose shots have other numbers and the same pictures: what was approved of it stays so."""
        self._labels.begin("", self._relabelled())

    async def _relabelled(self) -> None:
        state, gate = self._state, self._state.gate
        await workflow.wait_condition(lambda: gate.settled or state.ending or gate.rejected is not None)
        if not gate.settled or state.ending:
            return
        try:
            await self.lay_out(gate.board)
        except ActivityError as error:
            state.note(f"Board {gate.board} could not be drawn with its new numbers: {why(error)}")

    def _forget_after(self, last: int) -> None:
        """The board has no pages after that one any more."""
        for page in [page for page in self._laid if page > last]:
            del self._laid[page]
            self._state.documents.pop(self._state.place(board_place(page)), None)
        if last == 1:
            self._laid.clear()

    def _pages(self, board: int) -> list[contracts.SheetRequest]:
        state = self._state
        panels = paged(tuple(view.on_board() for view in state.reel.views))
        whole = contracts.SheetRequest(
            film_id=state.film_id,
            title=state.title,
            board=board,
            shots=panels[0],
            bible=state.bible,
            left_out=state.left_out.short if state.left_out else "",
            reel=state.number,
        )
        if len(panels) == 1:
            return [whole]
        numbers = {view.shot.shot_id: view.shot.shot_number for page in panels for view in page}
        pages = []
        for number, page in enumerate(panels, start=1):
            here = {view.shot.shot_id for view in page}
            followed = (view.follows for view in page if view.follows and view.follows not in here)
            changes = {
                "board": 0,
                "page": number,
                "pages": len(panels),
                "shots": page,
                "bible": on_page(state.bible, page, first=number == 1),
                "left_out": whole.left_out if number == 1 else "",
                "elsewhere": {name: numbers[name] for name in followed if name in numbers},
            }
            pages.append(whole.model_copy(update=changes))
        return pages

    async def _draw(self, page: contracts.SheetRequest, board: int) -> None:
        summary = f"Board {board}" + (f", page {page.page} of {page.pages}" if page.pages > 1 else "")
        async with self._slots:
            picture = await executed(
                contracts.Boards.sheet, page, task_queue="cpu", summary=summary, **retries.DRAWING
            )
        self._state.documents[self._state.place(board_place(page.page))] = picture
        self._laid[page.page] = page
