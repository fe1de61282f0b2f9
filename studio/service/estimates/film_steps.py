"""The steps of a film: what each may cost at most and how long it takes, of what is not there already."""

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_UP, Decimal
from math import ceil
from typing import Literal, NamedTuple

from activities.documents.untold import sentences_in, untold_text
from models.base import Frozen
from models.money.dollars import ZERO, Usd
from models.orders.assets import Asset
from models.orders.cast import Cast, Choice, FilmQuotes, ShotQuote
from models.orders.requests import AnyOrder
from models.orders.shot_orders import UNSEEN, ShotOrder
from models.story.coverage import crowded, remark
from models.story.plan import StageRoute, StoryPlan
from studio.service.estimates.found_film import FoundFilm
from studio.service.estimates.means import Means, Recalled

StepName = Literal[
    "story", "safety", "sheets", "keyframes", "voices", "clips", "lips", "score", "effects", "cut"
]

GUARD_BATCH = 20
"""How many shots one safety check looks at."""

_CALL_S, _TOKENS_A_SECOND, _SHARE_WRITTEN = 2.0, 60, 0.5
"""A model's answer: the wait before it, its speed, and how much of its room it fills; assumed, vendors differ."""

_CUT_S, _CUT_A_SECOND = 1.0, 0.12
"""Cutting a film on two cores: measured at 4 to 5 s for 30 s of film."""


class Estimated(Frozen):
    """One step: `usd` is the most that what is not `found` may cost, `saved` what the rest would have.

    `seconds` is how long it is expected to take, with as many made at once as there are slots.
    """

    step: StepName
    by: str
    count: int
    found: int = 0
    usd: Usd = ZERO
    saved: Usd = ZERO
    seconds: float = 0.0


class _Item(NamedTuple):
    """One thing to be made, at most for `usd` dollars, in `seconds`; `asset` is there when it was made before."""

    usd: Decimal
    seconds: float
    asset: Asset | None


def film_steps(film: FoundFilm, quotes: FilmQuotes, recalled: Recalled, means: Means) -> list[Estimated]:
    """The steps in order, as far as `stop_at` says; what its provider is not able to make is not among them."""
    cast, stop_at = film.cast, film.request.options.stop_at
    steps = _story(film, recalled, means.slots) + _safety(cast, len(film.script.shots))

    def item(order: AnyOrder, usd: Decimal, asset: Asset | None) -> _Item:
        maker = means.registry.find(order.choice.kind, order.choice.provider)
        return _Item(usd, maker.quote(order.request).seconds, asset)

    def estimated(step: StepName, by: Choice, items: Sequence[_Item]) -> Estimated:
        beside = any(name.startswith(f"{by.kind} ") for name in cast.others)
        whom = f"{by.provider} and others" if beside and step != "sheets" else by.provider
        return _sum(step, whom, items, means.slots.get(by.label, 1))

    if stop_at != "story":
        priced_sheets = zip(film.sheets, quotes.sheets, strict=True)
        sheets = [
            item(found.order, quote.usd, found.asset) for found, quote in priced_sheets if not quote.cannot
        ]
        steps.append(estimated("sheets", cast.image, sheets))
        drawn = zip(film.keyframes, quotes.shots, strict=True)
        items = [
            item(found.order, quote.keyframe, found.asset)
            for found, quote in drawn
            if not quote.cannot.get("keyframe")
        ]
        steps.append(estimated("keyframes", cast.image, items))
    if stop_at == "film":
        priced = [*zip(film.shots, quotes.shots, strict=True)]
        voices = [
            item(voice, quote.voice_of(line), shot.made.voice(line))
            for shot, quote in priced
            for line, voice in enumerate(shot.voices, start=1)
            if voice and line not in quote.silent()
        ]
        clips = [
            item(shot.clip, quote.clip, shot.made.clip)
            for shot, quote in priced
            if not quote.cannot.get("clip")
        ]
        steps += [estimated("voices", cast.speech, voices), estimated("clips", cast.video, clips)]
        steps += [estimated("lips", cast.lips, _lips(priced, item))] if cast.lips else []
        if film.score and quotes.cannot_score:
            steps.append(Estimated(step="score", by=cast.music.provider, count=0))
        elif film.score:
            each = _share(quotes.score, len(film.score))
            scores = [item(found.order, each, found.asset) for found in film.score]
            steps.append(estimated("score", cast.music, scores))
        else:
            steps.append(Estimated(step="score", by="the file given", count=1, found=1))
        if film.effects and cast.effect:
            most = max((quote.effect for quote in quotes.shots), default=ZERO)
            effects = [item(found.order, most, found.asset) for found in film.effects]
            steps.append(estimated("effects", cast.effect, effects))
        # Cutting costs nothing.
        cut = _Item(ZERO, _CUT_S + _CUT_A_SECOND * film.cut_list.seconds, film.cut)
        steps.append(_sum("cut", "cut", [cut], means.slots.get("cpu", 1)))
    return steps


def _lips(
    priced: Sequence[tuple[ShotOrder, ShotQuote]], item: Callable[[AnyOrder, Decimal, Asset | None], _Item]
) -> list[_Item]:
    """The shots whose lips are to move."""
    wanted = [
        (shot, quote, shot.lips_of(UNSEEN, UNSEEN, shot.clip.request.frames))
        for shot, quote in priced
        if not quote.lips_alone and not quote.cannot.get("clip")
    ]
    return [item(order, quote.lips, shot.made.lips) for shot, quote, order in wanted if order]


def _share(usd: Decimal, count: int) -> Decimal:
    """One of so many equal parts of an amount, rounded up."""
    return usd if count == 1 else (usd / count).quantize(Decimal("1e-10"), ROUND_UP)


def notes(film: FoundFilm) -> list[str]:
    """What is assumed, a sentence each."""
    script, said = film.script, []
    if not script.exact:
        count = f"{len(script.shots)} shots are" if len(script.shots) != 1 else "one shot is"
        said.append(
            f"Models write the story, so its shots are not known yet: {count} assumed, as the offline writer "
            "would make them."
        )
    brief = film.request.brief
    if not brief.shots and not script.exact:
        said += filter(None, [crowded(sentences_in(brief), brief.seconds, len(script.shots))])
    elif not brief.shots:
        told = untold_text(brief, brief.title, script.shots, rewritten=film.cast.plan is not None)
        said += [remark(told.left, brief.seconds, len(script.shots))] if told else []
    if film.cast.plan and not script.exact:
        said.append("The story's price is that of every call that it may still need.")
    if not film.request.options.use_cache:
        said.append("Everything is made afresh: nothing of the library is used.")
    said.append(
        "Prices are upper bounds for one take of each; times are expected, with nothing else running."
    )
    return said


def _story(film: FoundFilm, recalled: Recalled, slots: Mapping[str, int]) -> list[Estimated]:
    cast, by = film.cast, film.cast.llm.provider
    if film.request.brief.shots:
        return []
    if cast.plan is None:
        quote = cast.story_quote
        return [Estimated(step="story", by=by, count=1, usd=quote.usd, seconds=quote.seconds)]
    at_once = slots.get("io", 1) if film.request.options.story_parallel else 1
    routes = _asked_first(cast.plan, recalled)
    saved = sum((route.quote / route.parts * (parts - left) for route, parts, left in routes), ZERO)
    return [
        Estimated(
            step="story",
            by=by,
            count=sum(parts for _, parts, _ in routes),
            found=sum(recalled.answered.values()),
            usd=ZERO if recalled.documents else cast.plan.quote - saved,
            saved=cast.plan.quote if recalled.documents else saved,
            seconds=round(sum(ceil(left / at_once) * _answer_s(route) for route, _, left in routes), 1),
        )
    ]


class _Asked(NamedTuple):
    """A stage that a story goes through when nothing goes wrong: in so many parts, of which so many are `left` to be asked for."""

    route: StageRoute
    parts: int
    left: int


def _asked_first(plan: StoryPlan, recalled: Recalled) -> list[_Asked]:
    """The stages of a story, of one in stretches those of its overview and then theirs."""
    if not plan.stretches:
        return _asked_at((0,), plan, recalled)
    first = _asked_at((0,), plan.overview, recalled) if plan.overview else []
    return first + _asked_at(range(1, plan.stretches + 1), plan, recalled)


def _asked_at(places: Sequence[int], plan: StoryPlan, recalled: Recalled) -> list[_Asked]:
    # One call for everything is made where it is all that was planned: else it is made when the stages could not be.
    staged = tuple(route for route in plan.routes if route.stage != "single")
    return [
        _Asked(
            route,
            route.parts * len(places),
            sum(
                max(0, route.parts - recalled.answered.get((place, route.stage), 0))
                for place in places
                if place not in recalled.whole
            ),
        )
        for route in staged or plan.routes
    ]


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


def _sum(step: StepName, by: str, items: Sequence[_Item], at_once: int) -> Estimated:
    left = [item for item in items if item.asset is None]
    longest = max((item.seconds for item in left), default=0.0)
    return Estimated(
        step=step,
        by=by,
        count=len(items),
        found=len(items) - len(left),
        usd=sum((item.usd for item in left), ZERO),
        saved=sum((item.usd for item in items if item.asset), ZERO),
        seconds=round(max(longest, sum(item.seconds for item in left) / max(1, at_once)), 1),
    )
