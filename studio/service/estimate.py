"""What a film may cost at most and how long it takes, before it is begun, and what the library has of it already."""

from decimal import Decimal
from math import ceil

from activities.casting.casting import cast_film, quote_film
from models.base import Frozen
from models.cast import Cast
from models.film import FilmRequest
from models.money import ZERO
from models.orders import FilmOrders
from models.shots import Shot
from models.writing import StageRoute, StoryPlan
from providers.llm.chat import ChatDesk
from providers.registry import Registry
from studio.service.film_steps import Estimated, FilmSteps, Means
from studio.service.script import Recalled, Script, assumed_script

GUARD_BATCH = 20
"""How many shots one safety check looks at."""

_CALL_S, _TOKENS_A_SECOND, _SHARE_WRITTEN = 2.0, 60, 0.5
"""A model's answer: the wait before it, its speed, and how much of its room it fills; assumed, vendors differ."""


class Estimate(Frozen):
    """The steps of a film in order; `film_seconds` is its planned length, cards included.

    `exact` says that the shots are those that the film will have; `notes` what is assumed.
    """

    steps: tuple[Estimated, ...]
    shots: int
    film_seconds: float
    exact: bool
    notes: tuple[str, ...] = ()

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


def estimate_film(request: FilmRequest, means: Means) -> Estimate:
    """The most that a film may cost, step by step as far as `stop_at` says.

    Raises:
        BadInput: the brief cannot be cast or written.
        Unauthorised: the story's models need a key that is not set.
        Unavailable: the library does not answer.

    """
    brief, options = request.brief, request.options
    cast = cast_film(brief, means.registry, means.desk)
    # What is made afresh, the story too, is not looked for.
    recalled = means.recall(request, cast) if cast.plan and options.use_cache else Recalled()
    script = assumed_script(brief, cast, means.registry, means.templates, recalled.document)
    film = FilmSteps(request, cast, script, means)
    steps = _story(request, cast, means, recalled) + _safety(cast, len(script.shots))
    if options.stop_at != "story":
        steps.append(film.keyframes())
    if options.stop_at == "film":
        steps += [film.voices(), film.clips(), film.score(), film.cut()]
    return Estimate(
        steps=tuple(step for step in steps if step.count),
        shots=len(script.shots),
        film_seconds=film.cut_list().seconds,
        exact=script.exact,
        notes=tuple(_notes(request, cast, script)),
    )


def may_cost(request: FilmRequest, registry: Registry, desk: ChatDesk) -> bool:
    """Whether anything of a film has a price, without working out how much.

    Raises:
        BadInput, Unauthorised: as `estimate_film`.

    """
    cast = cast_film(request.brief, registry, desk)
    sample = Shot(
        shot_id="shot_001", shot_number=1, enhanced_prompt="A door.", duration=5, dialogue="A door."
    )
    quotes = quote_film(FilmOrders(brief=request.brief), cast, (sample,), registry)
    one = quotes.shots[0]
    prices = (cast.story_quote.usd, one.keyframe, one.voice, one.clip, quotes.score)
    return any(prices) or any(guard.quote for guard in cast.guards)


def _story(request: FilmRequest, cast: Cast, means: Means, recalled: Recalled) -> list[Estimated]:
    if request.brief.shots:
        return []
    if cast.plan is None:
        seconds = means.registry.find("llm", cast.llm.provider).quote(request.brief).seconds
        return [
            Estimated(step="story", by=cast.llm.provider, count=1, usd=cast.story_quote.usd, seconds=seconds)
        ]
    routes = _asked_first(cast.plan)
    at_once = means.slots.get("io", 1) if request.options.story_parallel else 1
    left = {route.stage: route.parts - recalled.answered.get(route.stage, 0) for route in routes}
    saved = sum((route.quote / route.parts * (route.parts - left[route.stage]) for route in routes), ZERO)
    return [
        Estimated(
            step="story",
            by=cast.llm.provider,
            count=sum(route.parts for route in routes),
            found=sum(recalled.answered.values()),
            usd=ZERO if recalled.document else cast.plan.quote - saved,
            saved=cast.plan.quote if recalled.document else saved,
            seconds=round(sum(ceil(left[route.stage] / at_once) * _answer_s(route) for route in routes), 1),
        )
    ]


def _asked_first(plan: StoryPlan) -> tuple[StageRoute, ...]:
    """The stages that a story goes through when nothing goes wrong; one call for all is then not made."""
    staged = tuple(route for route in plan.routes if route.stage != "single")
    return staged or plan.routes


def _answer_s(route: StageRoute) -> float:
    return _CALL_S + route.models[0].output_tokens * _SHARE_WRITTEN / _TOKENS_A_SECOND


def _safety(cast: Cast, shots: int) -> list[Estimated]:
    """The checks by models; the word list is free and takes no time."""
    batches = ceil(shots / GUARD_BATCH)
    if not cast.guards:
        return []
    most = sum((guard.quote for guard in cast.guards), ZERO) * batches
    by = cast.guards[0].name
    return [Estimated(step="safety", by=by, count=batches, usd=most, seconds=batches * _CALL_S)]


def _notes(request: FilmRequest, cast: Cast, script: Script) -> list[str]:
    """What is assumed, a sentence each."""
    notes = []
    if not script.exact:
        count = f"{len(script.shots)} shots" if len(script.shots) != 1 else "one shot"
        notes.append(
            f"Models write the story, so its shots are not known yet: {count} are assumed, as the offline writer "
            "would make them."
        )
    if cast.plan and not script.exact:
        notes.append("The story's price is that of every call that it may still need.")
    if not request.options.use_cache:
        notes.append("Everything is made afresh: nothing of the library is used.")
    notes.append(
        "Prices are upper bounds for one take of each; times are expected, with nothing else running."
    )
    return notes
