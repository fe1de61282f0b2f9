"""Casting and quoting: plain functions over the registry."""

from pathlib import Path

from activities.casting.story_plan import guards, plan_story
from models.brief import Brief
from models.cast import Cast, Choice, FilmQuotes, ShotQuote
from models.kinds import KINDS, Kind
from models.money import ZERO, Quote
from models.shots import Shot
from models.timeline import VOICE_LEAD_S, VOICE_TAIL_S, card_seconds, frames_of
from providers.base import ImageRequest, InputFile, MusicRequest, SpeechRequest, VideoRequest
from providers.llm.chat import ChatDesk
from providers.registry import Registry, find_profile, is_hosted

SLOW_CHARACTERS_S = 6.0
"""Characters a second of a very slow voice: bounds a line's length, and so a clip's quote, from above."""


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


def quote_film(brief: Brief, cast: Cast, shots: tuple[Shot, ...], registry: Registry) -> FilmQuotes:
    """Upper bounds in dollars for each shot's keyframe, voice and clip, and for the score."""
    quotes = tuple(_quote_shot(brief, cast, shot, registry) for shot in shots)
    longest = sum(max(shot.duration, _longest_s(shot)) for shot in shots) + sum(card_seconds(brief.seconds))
    music = registry.find("music", cast.music.provider)
    score = (
        ZERO
        if brief.music
        else music.quote(MusicRequest(mood=brief.mood, seconds=longest, seed=brief.seed)).usd
    )
    return FilmQuotes(shots=quotes, score=score)


def _longest_s(shot: Shot) -> float:
    if not shot.dialogue:
        return 0.0
    return len(shot.dialogue) / SLOW_CHARACTERS_S + VOICE_LEAD_S + VOICE_TAIL_S


def _quote_shot(brief: Brief, cast: Cast, shot: Shot, registry: Registry) -> ShotQuote:
    (width, height), film = brief.drawn_size, brief.picture
    image = registry.find("image", cast.image.provider)
    video = registry.find("video", cast.video.provider)
    speech = registry.find("speech", cast.speech.provider)
    picture = ImageRequest(shot=shot, width=width, height=height, seed=brief.seed)
    clip = VideoRequest(
        still=InputFile(path=Path(), sha256=""),
        prompt=shot.enhanced_prompt,
        frames=frames_of(max(shot.duration, _longest_s(shot)), film.fps) + brief.delivery.overlap,
        fps=film.fps,
        width=film.width,
        height=film.height,
        seed=brief.seed,
        codec=film.codec,
        edge=brief.delivery.overlap,
    )
    voice = speech.quote(SpeechRequest(text=shot.dialogue)).usd if shot.dialogue.strip() else ZERO
    return ShotQuote(
        shot_id=shot.shot_id, keyframe=image.quote(picture).usd, voice=voice, clip=video.quote(clip).usd
    )
