"""What a film may cost at most and how long it takes, before it is begun, and what the library has of it already."""

from decimal import Decimal

from activities.casting.cards import missing_weights
from activities.casting.cast import quote_film
from activities.casting.voices.cast_voices import give_voices
from activities.contracts import AssignedVoices, VoicesRequest
from models.base import Frozen
from models.film.start import FilmRequest
from models.money.dollars import ZERO
from models.orders.cast import Cast
from models.orders.film_orders import FilmOrders
from models.subjects.bible import Bible, bible_of
from models.subjects.changes import called_as
from models.subjects.speakers import speaking, unused_voices
from providers.profiles import settled_late
from studio.service.estimates.assumed_script import Script, assumed_script
from studio.service.estimates.film_steps import Estimated, film_steps, notes
from studio.service.estimates.found_film import found_film
from studio.service.estimates.means import NOTHING, Means


class Estimate(Frozen):
    """The steps of a film in order; `film_seconds` is its planned length, cards included.

    `exact` says that the shots are those that the film will have; `notes` what is assumed. `cannot` says what cannot be made, and
    `hopeless`, where it is not empty, why there can be no film at all.
    """

    steps: tuple[Estimated, ...]
    shots: int
    film_seconds: float
    exact: bool
    notes: tuple[str, ...] = ()
    cannot: tuple[str, ...] = ()
    hopeless: str = ""

    @property
    def usd(self) -> Decimal:
        """The most that the film may cost."""
        return sum((step.usd for step in self.steps), ZERO)

    @property
    def saved(self) -> Decimal:
        """The most that it would cost more, were the library empty."""
        return sum((step.saved for step in self.steps), ZERO)

    @property
    def found(self) -> int:
        """How many assets the library has already."""
        return sum(step.found for step in self.steps)

    @property
    def seconds(self) -> float:
        """How long it is expected to take; the steps follow each other."""
        return sum(step.seconds for step in self.steps)


def estimate_cast(request: FilmRequest, cast: Cast, means: Means) -> Estimate:
    """The estimate of a film that is cast: its shots, then their quotes, then what of them was made before.

    Raises:
        BadInput: the brief cannot be written.
        Unavailable: the library does not answer.

    """
    # What is made afresh, the story too, is not looked for.
    recalled = means.recall(request, cast) if cast.plan and request.options.use_cache else NOTHING
    script = assumed_script(request.brief, cast, means.registry, means.templates, recalled)
    bible, said = _bible(request, cast, script, means)
    script = script._replace(shots=tuple(called_as(shot, bible) for shot in script.shots))
    orders = FilmOrders(
        brief=request.brief,
        language=script.language,
        mood=script.mood,
        bible=bible,
        see_bible=request.options.approve_bible,
    )
    quotes = quote_film(orders, cast, script.shots, means.registry)
    quotes = quotes if request.options.stop_at == "film" else quotes.of_board()
    film = found_film(request, cast, script, orders, means)
    steps = film_steps(film, quotes, recalled, means)
    return Estimate(
        steps=tuple(step for step in steps if step.count),
        shots=len(script.shots),
        film_seconds=film.cut_list.seconds,
        exact=script.exact,
        notes=(
            *_of_cards(request, cast, means),
            *cast.remarks,
            *quotes.notes,
            *quotes.later_notes,
            *said,
            *notes(film),
            *_of_refusals(request, cast),
        ),
        cannot=quotes.cannot(),
        hopeless=quotes.hopeless(clips=request.options.stop_at == "film"),
    )


def _of_cards(request: FilmRequest, cast: Cast, means: Means) -> list[str]:
    """What is to be said of cards: which profile is assumed, and which weights are not on this machine."""
    said, profile, stop_at = [], request.brief.profile, request.options.stop_at
    if profile in settled_late():
        on_cards, otherwise = settled_late()[profile]
        said.append(
            f"This is the estimate of the profile {otherwise}: {profile} casts {on_cards} where a worker serves its cards "
            f"when the film begins, which is not looked up here: ask for the profile {on_cards} to estimate that."
        )
    if stop_at != "story":
        missing = missing_weights(cast, means.registry, pictures_only=stop_at == "storyboard")
        said += [f"On this machine: {sentence}" for sentence in missing]
    return said


def _bible(request: FilmRequest, cast: Cast, script: Script, means: Means) -> tuple[Bible, tuple[str, ...]]:
    """Who and what recurs, with a voice for everybody who speaks, and what is to be said of the voices."""
    brief, shots = request.brief, script.shots
    bible = bible_of(brief.subjects, script.described, shots, brief.narrator)
    wanted = VoicesRequest(
        bible=bible,
        speech=cast.speech,
        language=script.language,
        narrator=brief.narrator,
        speaking=speaking(bible, shots),
    )
    given = give_voices(wanted, means.registry) if wanted.needed else AssignedVoices(narrator=brief.narrator)
    unused = unused_voices(brief.subjects, bible, shots, brief.narrator) if script.exact else ()
    return given.given_to(bible), (*unused, *given.notes)


def _of_refusals(request: FilmRequest, cast: Cast) -> tuple[str, ...]:
    """That what vendors refuse is tried again, which no estimate has; nothing where nobody is asked who refuses."""
    asked = any(one.at_vendor for one in (cast.image, cast.video, *cast.others.values()))
    if request.options.on_moderated != "ladder" or not asked or request.options.stop_at == "story":
        return ()
    said = "Pictures and clips that a vendor refuses for what they show are tried again within the budget"
    return (f"{said}, up to four times each: that is not in here.",)
