"""The quotes of a running film: found by shot, and changed one by one."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.money.dollars import ZERO, Usd
    from models.money.steps import Spending
    from models.orders.cast import FilmQuotes, SheetQuote, ShotQuote


class QuoteBook:
    """The most that each step after the story may cost, as whoever is cast by now asks for it.

    `score` is in dollars; `cannot_score` says why there can be no score, and is empty when there can.
    """

    def __init__(self) -> None:
        self._shots: dict[str, ShotQuote] = {}
        self._sheets: dict[str, SheetQuote] = {}
        self.score = ZERO
        self.cannot_score = ""

    def of(self, shot_id: str) -> ShotQuote:
        """The quote of one shot."""
        return self._shots[shot_id]

    def of_sheet(self, subject_id: str) -> SheetQuote | None:
        """The quote of a subject's sheet; None where none was asked for."""
        return self._sheets.get(subject_id)

    def cannot(self, shot_id: str, step: Spending) -> str:
        """Why a step of a shot cannot be made by who is cast for it; empty when it can."""
        return self.of(shot_id).cannot.get(step, "")

    def enter(self, quotes: FilmQuotes, *, score: bool = True) -> tuple[str, ...]:
        """What these shots cost from now on, and the score; gives what a person should know of them, in sentences."""
        self._shots |= {quote.shot_id: quote for quote in quotes.shots}
        self._sheets |= {quote.subject_id: quote for quote in quotes.sheets}
        if score:
            self.score, self.cannot_score = quotes.score, quotes.cannot_score
        return (*self._whole().cannot(), *quotes.notes, *quotes.later_notes)

    def enter_lips(self, quote: ShotQuote) -> bool:
        """What moving the lips of a shot costs from now on, or why they are left alone; whether that is something new."""
        before = self.of(quote.shot_id)
        now = before.model_copy(update={"lips": quote.lips, "lips_alone": quote.lips_alone})
        self._shots[quote.shot_id] = now
        return now != before

    @property
    def effect(self) -> Usd:
        """The most that the sound of any scene may cost."""
        return max((quote.effect for quote in self._shots.values()), default=ZERO)

    def hopeless(self, *, clips: bool) -> str:
        """Why there can be no film at all, as `FilmQuotes.hopeless`."""
        return self._whole().hopeless(clips=clips)

    def _whole(self) -> FilmQuotes:
        return FilmQuotes(shots=tuple(self._shots.values()), score=self.score, cannot_score=self.cannot_score)

    def left(self) -> FilmQuotes:
        """All of them."""
        return self._whole().model_copy(update={"sheets": tuple(self._sheets.values())})

    def ask_anew(self, shot_id: str) -> None:
        """A shot is asked for otherwise: what could not be made of it is not known any more."""
        self._shots[shot_id] = self.of(shot_id).model_copy(update={"cannot": {}})
