"""Casting and quoting: plain functions over the registry."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from activities.casting.story_plan import guards, plan_story
from models.brief import Brief
from models.cast import Cast, Choice, FilmQuotes, ShotQuote
from models.kinds import KINDS, Kind
from models.money import ZERO, Quote, Spending
from models.orders import FilmOrders, longest_s
from models.requests import AnyOrder, Order
from models.shots import Shot
from models.timeline import card_seconds
from providers.base import Limited
from providers.llm.chat import ChatDesk
from providers.registry import Registry, find_profile, is_hosted


def cast_film(brief: Brief, registry: Registry, desk: ChatDesk) -> Cast:
    """A provider for every kind: the brief's own choice, or its profile's.

    Raises:
        UnknownName: a profile, provider or model that does not exist.
        Unauthorised: the story's models need a key that is not set.
        BadInput: they cannot take the brief.

    """
    chosen = {**find_profile(brief.profile), **brief.casting}
    choices = {kind: _choice(registry, kind, chosen[kind]) for kind in KINDS if kind != "llm"}
    llm = chosen["llm"]
    if llm in registry.names("llm"):
        writer = registry.find("llm", llm)
        return Cast(llm=_choice(registry, "llm", llm), **choices, story_quote=writer.quote(brief))
    choice = Choice(kind="llm", provider=llm, label="io", revision="1")
    if brief.shots:
        return Cast(llm=choice, **choices, guards=guards(llm, desk))
    plan = plan_story(brief, llm, desk)
    return Cast(llm=choice, **choices, story_quote=Quote(usd=plan.quote), plan=plan, guards=guards(llm, desk))


def recast_film(cast: Cast, profile: str, registry: Registry) -> Cast:
    """The cast with the pictures, clips, voices and music of another profile.

    Raises:
        UnknownName: there is no such profile, or a provider of it does not exist here.

    """
    chosen = find_profile(profile)
    others: dict[str, Choice] = {
        kind: _choice(registry, kind, chosen[kind]) for kind in KINDS if kind != "llm"
    }
    return cast.model_copy(update=others)


def _choice(registry: Registry, kind: Kind, name: str) -> Choice:
    provider = registry.find(kind, name)
    return Choice(
        kind=kind,
        provider=provider.name,
        label=provider.label,
        revision=provider.revision,
        hosted=is_hosted(provider),
    )


def quote_film(film: FilmOrders, cast: Cast, shots: Sequence[Shot], registry: Registry) -> FilmQuotes:
    """Upper bounds in dollars for each shot's keyframe, voice and clip, and for the score; and what cannot be made."""
    seconds = sum(map(longest_s, shots)) + sum(card_seconds(film.brief.seconds))
    score = film.score(cast, seconds)
    return FilmQuotes(
        shots=tuple(_quote_shot(film, cast, shot, registry) for shot in shots),
        score=ZERO if film.brief.music else _price(score, registry),
        cannot_score="" if film.brief.music else _cannot(score, registry),
    )


def _quote_shot(film: FilmOrders, cast: Cast, shot: Shot, registry: Registry) -> ShotQuote:
    """A shot as long as it can become, with a transition after it; what cannot be made is judged as it is planned."""
    keyframe, planned = film.keyframe(shot, cast), film.shot(shot, cast)
    longest = film.shot(shot, cast, handle=film.brief.delivery.overlap).at_longest()
    judged: dict[Spending, AnyOrder | None] = {
        "keyframe": keyframe,
        "voice": planned.voice,
        "clip": planned.clip,
    }
    reasons = {step: _cannot(order, registry) for step, order in judged.items() if order}
    return ShotQuote(
        shot_id=shot.shot_id,
        keyframe=_price(keyframe, registry),
        voice=_price(planned.voice, registry) if planned.voice else ZERO,
        clip=_price(longest.clip, registry),
        cannot={step: reason for step, reason in reasons.items() if reason},
    )


def _price(order: Order[Any], registry: Registry) -> Decimal:
    return registry.maker(order).quote(order.request).usd


def _cannot(order: Order[Any], registry: Registry) -> str:
    maker = registry.maker(order)
    return maker.cannot(order.request) if isinstance(maker, Limited) else ""
