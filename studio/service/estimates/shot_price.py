"""What it may cost at most to make single shots of a film anew: their pictures, and all that is made from those."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, Self

from activities.casting.cast import cast_film, quote_film
from activities.casting.named import clips_by, others_by, pairs_of
from infra.settings import Settings
from library.briefs import whole
from models.base import Frozen
from models.film.start import FilmRequest
from models.film.view import FilmView
from models.money.dollars import ZERO, Usd
from models.orders.cast import Cast, Choice, FilmQuotes
from models.orders.film_orders import FilmOrders
from models.shots.shot_list import Shot
from providers.registry import Registry


class ShotPrice(Frozen):
    """The most that shots may cost anew, in dollars, step by step.

    `pictures` are those of their board, with the reading of a note and the look at words; `clips` have their lips moved where
    those are wanted, `lips` is what that alone may cost, and `film` is the score and the effects of one whose lengths have changed.
    """

    pictures: Usd = ZERO
    voices: Usd = ZERO
    clips: Usd = ZERO
    lips: Usd = ZERO
    film: Usd = ZERO

    @property
    def clip_alone(self) -> Decimal:
        """The clips as they are filmed, whose lips nobody moves."""
        return self.clips - self.lips

    @property
    def usd(self) -> Decimal:
        """All of it."""
        return self.pictures + self.voices + self.clips + self.film


def shot_price(
    settings: Settings,
    view: FilmView,
    request: FilmRequest,
    changed: Sequence[Shot],
    makers: Sequence[str] = (),
) -> ShotPrice:
    """What these shots may cost, as they are asked for now, of a film that was started with that request.

    The `makers` are those of clips that the film itself does not cast.

    Raises:
        BadInput: the film's brief cannot be read, or cannot be cast by now.
        MissingKeys: keys are not set.
        StorageError: its stored brief cannot be read.

    """
    quoting = film_quoting(settings, view, request)
    quoting = quoting.having(clips_by(makers, quoting.registry))
    anew = {shot.shot_id: shot for shot in changed}
    shots = [anew.get(one.shot.shot_id, one.shot) for one in view.shots]
    quotes = quoting.of(shots)
    made = [quote for quote in quotes.shots if quote.shot_id in anew]
    return ShotPrice(
        pictures=sum((quote.keyframe for quote in made), ZERO) + (quoting.note + quoting.looks) * len(made),
        voices=sum((quote.voice for quote in made), ZERO),
        clips=sum((quote.clip + quote.lips for quote in made), ZERO),
        lips=sum((quote.lips for quote in made), ZERO),
        film=quotes.score + sum((quote.effect for quote in quotes.shots), ZERO),
    )


class Quoting(NamedTuple):
    """A film whose shots are quoted, by whom it casts for them."""

    film: FilmOrders
    cast: Cast
    registry: Registry

    @property
    def note(self) -> Decimal:
        """What the reading of a note may cost, in dollars."""
        return self.cast.notes.quote if self.cast.notes else ZERO

    @property
    def looks(self) -> Decimal:
        """What the looks at the words of a shot may cost, in dollars."""
        return sum((guard.quote for guard in self.cast.guards), ZERO)

    def having(self, others: Mapping[str, Choice]) -> Self:
        """The same with others beside whom it casts."""
        return self._replace(cast=self.cast.model_copy(update={"others": {**self.cast.others, **others}}))

    def of(self, shots: Sequence[Shot]) -> FilmQuotes:
        """What these may cost, as all the shots of the film."""
        return quote_film(self.film, self.cast, shots, self.registry)


def film_quoting(settings: Settings, view: FilmView, request: FilmRequest) -> Quoting:
    """How a film is quoted that was started with that request.

    Raises:
        BadInput: its brief cannot be read, or cannot be cast by now.
        MissingKeys: keys are not set.
        StorageError: its stored brief cannot be read.

    """
    from infra.storage import open_store
    from workers.language_models import chat_desk
    from workers.registry import build_registry

    registry, desk = build_registry(settings), chat_desk(settings)
    brief = whole(request.brief, open_store(settings))
    draft, previous = request.options.draft, request.previous
    cast = cast_film(brief, registry, desk, draft=draft)
    also = others_by(pairs_of(previous.named if previous else {}), brief, registry, draft=draft)
    film = FilmOrders(brief=brief, language=view.language, mood=view.mood, bible=view.bible)
    return Quoting(film, cast, registry).having(also)
