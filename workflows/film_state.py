"""Where a film stands, in one place; everything people read of it is made from this."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributeUpdate

with workflow.unsafe.imports_passed_through():
    from models.film.decision_log import DecisionLog
    from models.film.decisions import Decision, DecisionRecord
    from models.film.reel_order import ReelOrder
    from models.film.reels import ReelPlan, ReelStanding
    from models.film.start import FilmRequest
    from models.film.view import (
        COST_ATTRIBUTE,
        ENDED,
        STAGE_ATTRIBUTE,
        TITLE_ATTRIBUTE,
        TITLE_MEMO,
        FilmView,
        Stage,
        StageTime,
    )
    from models.money.dollars import ZERO
    from models.money.steps import Step
    from models.names import WorkflowName, run_mark, step_reference
    from models.orders.assets import Blob
    from models.orders.cast import Cast, FilmQuotes, ShotQuote, lips_left_alone
    from models.orders.film_orders import FilmOrders
    from models.orders.requests import MusicRequest
    from models.places import reel_place
    from models.shots.shot_list import Shot
    from models.story.coverage import LeftOut
    from models.story.records import StageRecord
    from models.subjects.bible import Bible
    from workflows.board.history import EditHistory
    from workflows.gates.bible_gate import BibleGate
    from workflows.gates.gate import Gate
    from workflows.money.budget import Budget
    from workflows.money.quote_book import QuoteBook
    from workflows.money.unknown_jobs import Unknowns
    from workflows.reels.reel import Reel

STAGE = SearchAttributeKey.for_keyword(STAGE_ATTRIBUTE)
TITLE = SearchAttributeKey.for_text(TITLE_ATTRIBUTE)
COST = SearchAttributeKey.for_float(COST_ATTRIBUTE)


LENT_WITHIN = timedelta(seconds=30)
"""How long a film is given to lend one of its reels what a step needs that nobody planned."""
ENTRIES_OF_A_REEL = 1_000_000
"""How far apart the numbers of the ledger's entries are of which reels write the first."""


class FilmState:
    """The film's stage, money, decisions and papers; changed by FilmWorkflow alone. Its shots are in its `reel`."""

    cast: Cast

    def __init__(self, request: FilmRequest, reel: ReelOrder | None = None) -> None:
        self.request = request
        self.brief = request.brief
        self.given: tuple[Shot, ...] = ()
        self.listed = 0
        self.digest = request.brief.digest()
        # The first of its runs: a name has to last when a film goes on as another run.
        self.film_id, self.run_id = workflow.info().workflow_id, workflow.info().first_execution_run_id
        self.fresh = "" if request.options.use_cache else request.fresh or self.run_id
        self.number, self.plans = 0, tuple[ReelPlan, ...]()
        self.began = workflow.info().workflow_start_time.isoformat()
        self.earlier_runs: tuple[str, ...] = ()
        options = request.options
        self.edits = EditHistory()
        self.gate = Gate(options.approve, options.approval, self.film_id)
        self.bible_gate = BibleGate(asked=options.approve_bible, policy=options.approval)
        closes = reel.plan.closes if reel and not reel.plan.ends else None
        self.reel = Reel(
            request.brief.delivery, self.gate, continuity=request.brief.continuity, closes=closes
        )
        self.budget = Budget(
            options.budget,
            say=self.note,
            mode=options.budget_mode,
            approve_above=options.approve_above,
            first=1 + ENTRIES_OF_A_REEL * (reel.plan.number if reel else 0),
        )
        self.quotes = QuoteBook()
        self.places = asyncio.Semaphore(options.at_once.vendor_jobs)
        self.unknowns = Unknowns(options.unknown_submit)
        self.earlier: FilmView | None = None
        self.stage: Stage = "casting"
        self.mark = ""
        self.attributes, self.titled = False, True
        self.title_told = ""
        self.script_begun = False
        self.reason = ""
        self.paused = False
        self.ending = False
        self.title = request.brief.title
        self.language = "und"
        self.mood = request.brief.mood
        self.bible = Bible()
        self.documents: dict[str, Blob] = {}
        self.left_out: LeftOut | None = None
        self.score: tuple[MusicRequest, ...] = ()
        self.notes: dict[str, None] = {}
        self.film_seconds = 0.0
        self.film_frames = 0
        self.writing: tuple[StageRecord, ...] = ()
        self._orders: FilmOrders | None = None
        self.others: Cast | None = None
        self.log = DecisionLog()
        self.stages: list[StageTime] = []
        self.standings: dict[int, ReelStanding] = {}
        self.shortage = self.wanted = ZERO
        if reel is not None:
            self._be(reel)

    def _be(self, reel: ReelOrder) -> None:
        """It is the state of one reel of a film, which knows this much by now."""
        self.film_id, self.run_id, self.fresh, self.digest = (
            reel.film_id,
            reel.run_id,
            reel.fresh,
            reel.digest,
        )
        self.began = reel.began
        self.gate.film_id, self.number, self.plans = reel.film_id, reel.plan.number, (reel.plan,)
        self.title, self.language, self.mood = reel.title, reel.language, reel.mood
        self.cast, self.bible = reel.cast, reel.bible
        self.reel.first_number = reel.first_number or reel.plan.numbers[0]

    def place(self, name: str) -> str:
        """Where one of its papers lies in the film's folder."""
        return reel_place(self.number, name) if self.number else name

    def enter(self, stage: Stage, reason: str = "") -> None:
        """The film is at a new stage; search attributes say so."""
        self.stage, self.reason = stage, reason
        self.paused = self.paused and stage not in ENDED
        self.stages.append(StageTime(stage=stage, began=workflow.now().isoformat()))
        self._tell()

    def settle_on(self, mark: str, *, attributes: bool, titled: bool, note: str) -> None:
        """The film stands on the pair of store and database with that mark, and may tell its stage or may not."""
        self.mark, self.attributes, self.titled = mark, attributes, titled
        if note:
            self.note(note)
        self._tell()

    def _tell(self) -> None:
        """Say by search attributes where the film stands: a server that does not know them fails the workflow's step."""
        if not self.titled and self.title != self.title_told:
            self.title_told = self.title
            workflow.upsert_memo({TITLE_MEMO: self.title})
        if not self.attributes:
            return
        values: list[SearchAttributeUpdate[Any]] = [
            STAGE.value_set(self.stage),
            COST.value_set(float(self.spent)),
        ]
        if self.title and self.titled:
            values.append(TITLE.value_set(self.title))
        workflow.upsert_search_attributes(values)

    async def afforded(self, step: Step, usd: Decimal) -> bool:
        """Whether so many dollars may be spent on a step that nobody planned; a reel asks its film for them first."""
        return await self.budget.afforded({step: usd}, LENT_WITHIN if self.number else timedelta())

    @property
    def spent(self) -> Decimal:
        """Dollars that the film has spent, its reels included, as far as it has heard."""
        return self.budget.ledger.spent + sum((reel.spent for reel in self.standings.values()), ZERO)

    def end(self) -> None:
        """The film is ending: nothing more is decided, and nothing waits."""
        self.ending, self.paused = True, False
        self.gate.close("the film has ended")

    async def clear(self) -> None:
        """Nothing new begins while the film is paused; a rejection ends the wait too."""
        await workflow.wait_condition(lambda: not self.paused or self.gate.rejected is not None)

    @property
    def orders(self) -> FilmOrders:
        """What the film orders, as far as it is known by now."""
        known = (self.brief, self.language, self.mood, self.bible)
        if self._orders is None or known != (
            self._orders.brief,
            self._orders.language,
            self._orders.mood,
            self._orders.bible,
        ):
            # Made once: a brief is checked whenever something is made of it, shot by shot.
            self._orders = FilmOrders(
                brief=self.brief,
                language=self.language,
                mood=self.mood,
                bible=self.bible,
                see_bible=self.bible_gate.asked,
                fresh=self.fresh,
            )
        return self._orders

    def cast_of(self, shot_id: str) -> Cast:
        """Who makes a shot."""
        return (self.reel.cast_of(shot_id) or self.cast).of_shot(self.reel.view(shot_id).shot)

    @property
    def bible_cast(self) -> Cast:
        """Who draws sheets of subjects, and whose voices they have: the film's cast, until all of it is recast."""
        return self.others or self.cast

    def heed(self, quotes: FilmQuotes, *, score: bool = True) -> None:
        """What these shots may cost at most, and the score; what the cast is not able to make is said before anything is spent."""
        wanted = quotes if self.request.options.stop_at == "film" else quotes.of_board()
        for reason in self.quotes.enter(wanted, score=score):
            self.note(reason)

    def heed_lips(self, quote: ShotQuote) -> None:
        """A shot is asked for in other words: its lips are moved, or left alone, as its quote in those says."""
        if self.quotes.enter_lips(quote) and self.request.options.stop_at == "film":
            for reason in lips_left_alone((quote,)):
                self.note(reason)

    def recast(self, cast: Cast, quotes: FilmQuotes, shots: tuple[str, ...], *, score: bool) -> None:
        """Others make these shots from now on, and the score, at other quotes."""
        self.reel.recast(cast, shots)
        if score:
            self.cast = self.cast.model_copy(update={"music": cast.music})
            self.others = cast
        self.heed(quotes, score=score)

    def reference(self, step: Step) -> str:
        """The name under which a vendor is asked for a step; no other step of any run has it."""
        return self.named(step.place)

    def named(self, place: str) -> str:
        """The name of a place within this run: no other run has it."""
        return step_reference(self.film_id, self.run_id, place)

    def child(self, **whose: Any) -> str:  # noqa: ANN401 - as `WorkflowName` takes them
        """The id of a workflow that makes something of the film: `story`, a `reel`, or `shot_id` with its `take` and `run`."""
        return str(WorkflowName(self.film_id, run_mark(self.run_id), **whose))

    def hear(self, records: tuple[StageRecord, ...], notes: tuple[str, ...]) -> None:
        """What became of the story's stages."""
        self.writing = records
        for text in notes:
            self.note(text)

    def note(self, text: str) -> None:
        """Something a person should know about the whole film, said once."""
        self.notes.setdefault(text)

    def record(self, decision: Decision, *, reason: str = "", says: str = "") -> DecisionRecord:
        """Write a decision down; with a reason, it was not taken, and it `says` what a person should know of one that was."""
        self.log = self.log.having(decision, workflow.now().isoformat(), reason, says)
        return self.log.records[-1]
