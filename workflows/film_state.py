"""Where a film stands, in one place; everything people read of it is made from this."""

from decimal import Decimal
from typing import Any

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributeUpdate

with workflow.unsafe.imports_passed_through():
    from models.film.board import board_markdown
    from models.film.decisions import MONEY_KINDS, Decision, DecisionRecord
    from models.film.start import FilmRequest
    from models.film.view import COST_ATTRIBUTE, STAGE_ATTRIBUTE, TITLE_ATTRIBUTE, FilmView, Stage, StageTime
    from models.money.dollars import ZERO
    from models.money.steps import Spending, Step
    from models.names import score_place, step_reference
    from models.orders.assets import Blob
    from models.orders.cast import Cast, FilmQuotes
    from models.orders.film_orders import FilmOrders
    from models.story.records import StageRecord
    from workflows.gate import Gate
    from workflows.money.budget import Budget
    from workflows.money.needs import waiting_for_money
    from workflows.money.unknown_jobs import Unknowns
    from workflows.reel import Reel

STAGE = SearchAttributeKey.for_keyword(STAGE_ATTRIBUTE)
TITLE = SearchAttributeKey.for_text(TITLE_ATTRIBUTE)
COST = SearchAttributeKey.for_float(COST_ATTRIBUTE)


class FilmState:
    """The film's stage, money, decisions and papers; changed by FilmWorkflow alone. Its shots are in its `reel`."""

    cast: Cast
    quotes: FilmQuotes

    def __init__(self, request: FilmRequest) -> None:
        self.request = request
        self.digest = request.brief.digest()
        self.film_id = workflow.info().workflow_id
        self.fresh = "" if request.options.use_cache else workflow.info().run_id
        options = request.options
        self.gate = Gate(options.approve, options.approval)
        self.reel = Reel(request.brief.delivery, self.gate, self.changed)
        self.budget = Budget(
            options.budget,
            changed=self.changed,
            say=self.note,
            mode=options.budget_mode,
            approve_above=options.approve_above,
            brought=request.previous.view.spent if request.previous else ZERO,
        )
        self.unknowns = Unknowns(options.unknown_submit, self.changed)
        self.stage: Stage = "casting"
        self.mark = ""
        self._attributes = False
        self.script_begun = False
        self.reason = ""
        self.paused = False
        self.title = request.brief.title
        self.language = "und"
        self.mood = request.brief.mood
        self.documents: dict[str, Blob] = {}
        self.notes: list[str] = []
        self.film_seconds = 0.0
        self.film_frames = 0
        self.writing: tuple[StageRecord, ...] = ()
        self._decisions: list[DecisionRecord] = []
        self._stages: list[StageTime] = []

    def enter(self, stage: Stage, reason: str = "") -> None:
        """The film is at a new stage; search attributes say so."""
        self.stage, self.reason = stage, reason
        self._stages.append(StageTime(stage=stage, began=workflow.now().isoformat()))
        self._tell()
        self.changed()

    def settle_on(self, mark: str, *, attributes: bool, note: str) -> None:
        """The film stands on the pair of store and database with that mark, and may tell its stage or may not."""
        self.mark, self._attributes = mark, attributes
        if note:
            self.note(note)
        self._tell()

    def _tell(self) -> None:
        """Say by search attributes where the film stands: a server that does not know them fails the workflow's step."""
        if not self._attributes:
            return
        values: list[SearchAttributeUpdate[Any]] = [
            STAGE.value_set(self.stage),
            COST.value_set(float(self.budget.ledger.spent)),
        ]
        if self.title:
            values.append(TITLE.value_set(self.title))
        workflow.upsert_search_attributes(values)

    def changed(self) -> None:
        """Show the state as it is now in Temporal's UI."""
        workflow.set_current_details(board_markdown(self.view()))

    async def clear(self) -> None:
        """Nothing new begins while the film is paused; a rejection ends the wait too."""
        await workflow.wait_condition(lambda: not self.paused or self.gate.rejected is not None)

    @property
    def orders(self) -> FilmOrders:
        """What the film orders, as far as it is known by now."""
        return FilmOrders(
            brief=self.request.brief,
            language=self.language,
            mood=self.mood,
            characters=self.reel.characters,
            fresh=self.fresh,
        )

    def cast_of(self, shot_id: str) -> Cast:
        """Who makes a shot."""
        return self.reel.cast_of(shot_id) or self.cast

    def heed(self, quotes: FilmQuotes) -> None:
        """What everything may cost at most; what the cast is not able to make is said before anything is spent."""
        self.quotes = quotes
        for reason in quotes.cannot():
            self.note(reason)

    def cannot(self, shot_id: str, step: Spending) -> str:
        """Why a step of a shot cannot be made by who is cast for it; empty when it can."""
        return self.quotes.of(shot_id).cannot.get(step, "")

    def recast(self, cast: Cast, quotes: FilmQuotes, shots: tuple[str, ...], *, score: bool) -> None:
        """Others make these shots from now on, and the score, at other quotes."""
        self.reel.recast(cast, shots)
        kept = tuple(quote for quote in self.quotes.shots if quote.shot_id not in shots)
        if score:
            self.cast = self.cast.model_copy(update={"music": cast.music})
        music = quotes if score else self.quotes
        self.heed(
            FilmQuotes(shots=(*kept, *quotes.shots), score=music.score, cannot_score=music.cannot_score)
        )

    def reference(self, step: Step) -> str:
        """The name under which a vendor is asked for a step; no other step of any run has it."""
        return step_reference(self.film_id, workflow.info().run_id, step.place)

    def hear(self, records: tuple[StageRecord, ...], notes: tuple[str, ...]) -> None:
        """What became of the story's stages."""
        self.writing = records
        for text in notes:
            self.note(text)

    def note(self, text: str) -> None:
        """Something a person should know about the whole film, said once."""
        if text not in self.notes:
            self.notes.append(text)

    def record(self, decision: Decision, *, reason: str = "") -> DecisionRecord:
        """Write a decision down; with a reason, it was not taken."""
        record = DecisionRecord(
            decision=decision, accepted=not reason, reason=reason, at=workflow.now().isoformat()
        )
        self._decisions.append(record)
        if reason and decision.kind not in MONEY_KINDS:
            self.note(f"A decision ({decision.kind}) was not taken: {reason}")
        self.changed()
        return record

    def remember(self, decisions: tuple[DecisionRecord, ...]) -> None:
        """What was decided in an earlier run."""
        self._decisions[:0] = decisions

    def _waiting(self) -> str:
        if self.paused:
            return f"Paused: `longtake resume {self.film_id}` goes on."
        money = waiting_for_money(self.film_id, self.budget, self.unknowns, self._to_the_end())
        if self.gate.waits and self.stage in ("approval", "shots"):
            return " ".join(filter(None, (self._board_waiting(), money)))
        if self.stage == "approval" and not money:
            return f"Being redrawn: {', '.join(self.gate.redrawing) or 'the board'}."
        return money

    def _board_waiting(self) -> str:
        """What a person is asked to decide about the board, and how."""
        blocked = self.gate.blocked
        if blocked:
            first = self.reel.view(blocked[0])
            wait = "waits for a revision" if len(blocked) == 1 else "wait for revisions"
            revise = f"longtake revise {self.film_id} {first.shot.shot_id} --prompt … --dialogue …"
            why = " ".join(self.reel.view(name).missing for name in blocked)
            return f"{', '.join(blocked)} {wait}. {why} `{revise}`, or `reject`."
        approve = f"longtake approve {self.film_id} --board {self.gate.board}"
        return f"Board {self.gate.board} waits for a decision: `{approve}`, `revise` or `reject`."

    def _to_the_end(self) -> Decimal:
        """The most that everything may cost which is neither made nor waits for money, in dollars."""
        needed = {(need.shot_id, need.stage) for need in self.budget.needs}
        held = {(step.shot_id, step.stage) for step in self.budget.ledger.outstanding()}
        rest: dict[tuple[str, str], Decimal] = {}
        for view in self.reel.views:
            if not view.unfinished:
                continue
            quote = self.quotes.of(view.shot.shot_id)
            parts = {"clip": quote.clip} | ({} if view.keyframe else {"keyframe": quote.keyframe})
            parts |= {"voice": quote.voice} if view.shot.dialogue.strip() else {}
            rest |= {(view.shot.shot_id, stage): usd for stage, usd in parts.items()}
        if self.reel and score_place(".wav") not in self.documents:
            rest["", "score"] = self.quotes.score
        return sum((usd for part, usd in rest.items() if part not in needed | held), ZERO)

    def view(self) -> FilmView:
        """Everything that can be read of the film."""
        picture = self.request.brief.picture
        ledger = self.budget.ledger
        return FilmView(
            film_id=self.film_id,
            brief_digest=self.digest,
            title=self.title,
            language=self.language,
            mood=self.mood,
            stage=self.stage,
            reason=self.reason,
            waiting=self._waiting(),
            paused=self.paused,
            width=picture.width,
            height=picture.height,
            board=self.gate.board,
            approved_board=self.gate.approved_board,
            shots=self.reel.views,
            notes=tuple(self.notes),
            decisions=tuple(self._decisions),
            spent=ledger.spent,
            reserved=ledger.reserved,
            budget=ledger.budget,
            budget_mode=ledger.mode,
            needs=self.budget.needs,
            unknown=self.unknowns.jobs,
            documents=self.documents,
            film_seconds=self.film_seconds,
            film_frames=self.film_frames,
            stages=tuple(self._stages),
            writing=self.writing,
        )
