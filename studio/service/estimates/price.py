"""What a film may cost: it is cast once, and only one that has a price at all is worked out step by step."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from activities.casting.cast import cast_film, quote_film
from models.film.start import FilmRequest
from models.orders.film_orders import FilmOrders
from models.shots.shot_list import Shot
from providers.llm.chat import ChatDesk
from providers.registry import Registry
from studio.service.estimates.estimate import Estimate, estimate_cast
from studio.service.estimates.means import Means

_SAMPLE = Shot(shot_id="shot_001", shot_number=1, enhanced_prompt="A door.", duration=5, dialogue="A door.")


def price_of(
    request: FilmRequest,
    registry: Registry,
    desk: ChatDesk,
    opened: Callable[[Registry, ChatDesk], AbstractContextManager[Means]],
) -> Estimate | None:
    """What a film may cost; None when nothing of it has a price, and then no library is `opened`.

    Raises:
        BadInput, MissingKeys, Unavailable: as `estimate_film`.

    """
    cast = cast_film(request.brief, registry, desk, draft=request.options.draft)
    sample = quote_film(FilmOrders(brief=request.brief), cast, _samples(request.brief.shots), registry)
    prices = [price for one in sample.shots for price in (one.keyframe, one.voice, one.clip, one.effect)]
    if (
        cast.lips is None
        and not any((cast.story_quote.usd, sample.score, *prices))
        and not any(guard.quote for guard in cast.guards)
    ):
        return None
    with opened(registry, desk) as means:
        return estimate_cast(request, cast, means)


def _samples(shots: Sequence[Shot]) -> list[Shot]:
    """A shot for the film's own cast, and one for each other cast that single shots name."""
    named = dict.fromkeys([(None, None), *((shot.image_provider, shot.video_provider) for shot in shots)])
    return [
        _SAMPLE.model_copy(
            update={
                "shot_id": f"shot_{number:03}",
                "shot_number": number,
                "image_provider": image,
                "video_provider": video,
            }
        )
        for number, (image, video) in enumerate(named, 1)
    ]


def estimate_film(request: FilmRequest, means: Means) -> Estimate:
    """The most that a film may cost, step by step as far as `stop_at` says, free or not.

    Raises:
        BadInput: the brief cannot be cast or written.
        MissingKeys: keys are not set; the sentence names every variable.
        Unavailable: the library does not answer.

    """
    cast = cast_film(request.brief, means.registry, means.desk, draft=request.options.draft)
    return estimate_cast(request, cast, means)
