"""How one picture or clip goes on where it is refused: each rung once, within the budget, written down, and in the end a person."""

from collections.abc import Callable
from decimal import Decimal

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.metrics import MODERATION
    from models.money.dollars import ZERO, plain
    from models.money.steps import Step
    from models.orders.cast import Cast, Choice, ShotQuote
    from models.orders.ladder import (
        Visible,
        mark_of,
        others,
        refused_before,
        reseeded,
        rungs_after,
        silenced,
        unspared,
    )
    from models.shots.refusals import (
        MOST_SAID,
        Refusal,
        RefusedPart,
        RefusedTry,
        Reworded,
        Rung,
        tried_words,
    )
    from models.shots.shot_list import Shot
    from workflows.errands import executed
    from workflows.failures import why
    from workflows.film_state import FilmState
    from workflows.moderation.counts import count
    from workflows.moderation.new_words import reworded

Ordered = Callable[[], Visible]
"""Gives the order as it is by now."""


class Climb:
    """One take's picture or clip on its way up; without the film's leave it stands where it is, and changes nothing."""

    def __init__(self, state: FilmState, shot_id: str, take: int, part: RefusedPart) -> None:
        self._state = state
        self._shot_id = shot_id
        self._take = take
        self._part = part
        self._may = state.request.options.climbs
        self._rung: Rung | None = None
        self._by: Choice | None = None
        self._quote: ShotQuote | None = None
        self._quoted_by = ""
        self._reseeded = self._silenced = False
        self._words: Reworded | None = None
        self._why = ""
        own = [one for one in self._known if (one.take, one.part) == (take, part)]
        self._done: set[Rung] = {one.then for one in own if one.then == "reword"}

    @property
    def quote(self) -> ShotQuote:
        """The most that the shot's steps may cost by whoever is asked now, who may have been cast anew meanwhile."""
        if self._quote is None or (self._by is None and self._cast_now.provider != self._quoted_by):
            return self._state.quotes.of(self._shot_id)
        return self._quote

    @property
    def usd(self) -> Decimal:
        """The most that it may cost by whoever is asked now."""
        return self.quote.keyframe if self._part == "keyframe" else self.quote.clip

    def worded(self, shot: Shot) -> Shot:
        """The shot in the words that it is asked for by now."""
        return self._words.applied(shot) if self._words else shot

    def order(self, order: Visible) -> Visible:
        """The order as it is tried now; who is tried in somebody's place has nobody in theirs."""
        if self._rung is not None:
            order = order.by(self._by.model_copy(update={"fallback": None})) if self._by else order
            order = reseeded(order) if self._reseeded else order
            order = silenced(order) if self._silenced else order
        return unspared(order, self._known)

    def cast(self, order: Visible) -> Cast:
        """Who makes the shot, as it is tried now."""
        cast = self._state.cast_of(self._shot_id)
        if self._by is None:
            return cast
        return cast.model_copy(update={order.choice.kind: order.choice, "others": {}})

    def step(self, step: Step) -> Step:
        """The step as it is tried now."""
        return step.model_copy(update={"rung": self._rung}) if self._rung else step

    async def clear(self, ordered: Ordered) -> bool:
        """Climb past what was refused before, so that it is not sent again; False where that leaves nothing to ask for."""
        return self._refused_before(ordered) is None or await self._past(ordered)

    async def next(self, refusal: Refusal, ordered: Ordered, usd: Decimal = ZERO) -> bool:
        """Whether something else is to be asked for after a refusal, which cost so many dollars all the same."""
        return self._may and await self._climbed(refusal, ordered, usd) and await self.clear(ordered)

    def told(self, reason: str) -> str:
        """Why there is none in the end, what was tried, and what a person can do; the reason alone where nothing may be tried."""
        if not self._may:
            return reason
        own = tuple(one for one in self._known if (one.take, one.part) == (self._take, self._part))
        tried = tried_words(own)
        film, shot = self._state.film_id, self._shot_id
        how = (
            f"Edit it: `longtake revise {film} {shot} --prompt …` before the cut, `longtake retake {film} {shot} "
            "--prompt …` after it."
        )
        said = [f"{reason.rstrip('.')}.", f"Tried as well: {tried}." if tried else "", self._why, how]
        return " ".join(filter(None, said))

    @property
    def _known(self) -> tuple[RefusedTry, ...]:
        return self._state.reel.view(self._shot_id).tries if self._may else ()

    @property
    def _cast_now(self) -> Choice:
        cast = self._state.cast_of(self._shot_id)
        return cast.image if self._part == "keyframe" else cast.video

    def _refused_before(self, ordered: Ordered) -> RefusedTry | None:
        return refused_before(ordered(), self._known) if self._known else None

    async def _past(self, ordered: Ordered) -> bool:
        while (before := self._refused_before(ordered)) is not None:
            if before.then == "other":
                self._done.add("reword")  # these are the other words already
            if not await self._climbed(Refusal(of=before.of, said=before.said), ordered, again=True):
                return False
        return True

    async def _climbed(
        self, refusal: Refusal, ordered: Ordered, usd: Decimal = ZERO, *, again: bool = False
    ) -> bool:
        """Take the next rung that there is, and write the refusal down; False where there is none.

        `again` says that nothing was sent, since it was refused before: only other words for it are written down.
        """
        order = self._refused_by(refusal, ordered())
        rungs = rungs_after(refusal.of, order, self._done, uploads=self._shows_uploads(order))
        self._why = "" if rungs else self._no_rung(refusal, order)
        before = self._words
        taken = None
        for rung in rungs:
            self._done.add(rung)
            self._why = await self._taken(rung, order, refusal)
            if not self._why:
                taken = self._rung = rung
                break
            if rung != "other":
                break  # what it costs, or its words, are in the way: a person is asked
        words = self._words if self._words is not before else None
        if not again:
            choice = order.choice
            vendor = choice.provider.partition("/")[0]
            count(MODERATION, {"kind": choice.kind, "vendor": vendor, "then": taken or "person"})
        if words or not again:
            tried = self._tried(refusal, order, usd, taken, words)
            self._write(tried.model_copy(update={"again": again}), words)
        return taken is not None

    def _refused_by(self, refusal: Refusal, order: Visible) -> Visible:
        """The order as whoever refused it had it: a fallback that was asked goes on in the place of who is down."""
        spare = order.choice.fallback
        if spare is None or spare.provider != refusal.by:
            return order
        self._by, self._quote, self._quoted_by = spare, self.quote, spare.provider
        return order.by(spare)

    async def _taken(self, rung: Rung, order: Visible, refusal: Refusal) -> str:
        """Go up one rung; why that is not possible, empty where it is."""
        if rung == "seed":
            self._reseeded = True
        elif rung == "sound":
            self._silenced = True
        elif rung == "other":
            if not await self._hand_over(order):
                return "There is no other model that could be asked."
        else:
            shot = order.request.shot
            attempt = 1 if self._part == "keyframe" else 2
            step = Step(
                stage="story",
                shot_id=self._shot_id,
                take=self._take,
                attempt=attempt,
                provider=self._state.cast.llm.provider,
                rung=rung,
            )
            found = await reworded(self._state, shot, step, refusal.said)
            if found.words is None:
                return found.why
            quote = await self._quoted(found.words.applied(shot), order.choice)
            if cannot := quote.cannot.get(self._part):
                return cannot
            self._words, self._quote, self._quoted_by = found.words, quote, order.choice.provider
        return await self._short()

    async def _short(self) -> str:
        """Why the budget does not allow what is to be tried now; empty where it does."""
        step = Step(stage=self._part, shot_id=self._shot_id, take=self._take)
        if await self._state.afforded(step, self.usd):
            return ""
        return f"Another try costs up to ${plain(self.usd)}, which nobody allowed yet."

    async def _hand_over(self, order: Visible) -> bool:
        """Whether somebody else is asked from now on."""
        state, now = self._state, self._cast_now
        asked = order.choice.model_copy(update={"fallback": now.fallback})
        found = others(asked, state.cast_of(self._shot_id), state.cast)
        if order.choice.provider != now.provider:
            # A fallback has refused it: whom it stood in for is down, and comes after who is not.
            found = (*(one for one in found if one.provider != now.provider), now)
        for choice in found:
            if refused_before(order.by(choice), self._known):
                continue
            quote = await self._quoted(order.request.shot, choice)
            if not quote.cannot.get(self._part):
                self._by, self._quote, self._quoted_by = choice, quote, choice.provider
                return True
        return False

    async def _quoted(self, shot: Shot, choice: Choice) -> ShotQuote:
        """What the shot costs in these words by whom is asked; why it cannot be made where that is not known."""
        state = self._state
        cast = state.cast_of(self._shot_id).model_copy(update={choice.kind: choice, "others": {}})
        request = contracts.QuotesRequest(film=state.orders, cast=cast, shots=(shot,))
        try:
            quotes = await executed(
                contracts.Casting.quotes,
                request,
                task_queue="io",
                summary=f"Quotes of shot {shot.shot_number} by {choice.provider}",
                **retries.QUICK,
            )
        except ActivityError as error:
            return ShotQuote(shot_id=self._shot_id, keyframe=ZERO, clip=ZERO, cannot={self._part: why(error)})
        return quotes.shots[0]

    def _shows_uploads(self, order: Visible) -> bool:
        """Whether pictures of a person's own are among what is given."""
        own = {blob.sha256 for view in self._state.bible.subjects for blob in view.subject.references}
        return any(one.picture.sha256 in own for one in order.request.references)

    def _no_rung(self, refusal: Refusal, order: Visible) -> str:
        if refusal.of == "picture":
            return (
                "A picture that it is made from was refused, and is not sent again: it has to be another one."
            )
        if refusal.of == "input" and self._shows_uploads(order) and "reword" not in self._done:
            return "It is made with pictures that a person gave, one of which may be what was refused: none is sent again unasked."
        return ""

    def _tried(
        self, refusal: Refusal, order: Visible, usd: Decimal, taken: Rung | None, words: Reworded | None
    ) -> RefusedTry:
        shot = order.request.shot
        return RefusedTry(
            part=self._part,
            take=self._take,
            by=order.choice.provider,
            of=refusal.of,
            said=refusal.said[:MOST_SAID],
            usd=usd,
            then=taken,
            was=shot.enhanced_prompt if words else "",
            words=words.prompt if words else "",
            asked=mark_of(order, refusal.of),
        )

    def _write(self, tried: RefusedTry, words: Reworded | None) -> None:
        reel = self._state.reel
        view = reel.view(self._shot_id).refused(tried)
        if words and reel.wants(self._shot_id, self._take):
            view = view.reworded(words)
        reel.show(view)
        self._state.note(f"{self._shot_id}, take {self._take}, {tried.sentence}.")
