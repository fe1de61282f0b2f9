"""Casting and quoting: plain functions over the registry."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from activities.casting.drafts import drafted, remark_on
from activities.casting.keys import LackingKeys
from activities.casting.lips import FLAT, is_flat, with_lips
from activities.casting.named import check_looks, choices_of, others_of
from activities.casting.story_plan import guards, note_route
from activities.casting.stretch_plan import plan_script
from activities.casting.voices.cast_voices import check_brief_voices
from models.brief import Brief
from models.kinds import OPTIONAL, Kind
from models.money.dollars import ZERO
from models.money.steps import Quote, Spending
from models.names import step_part
from models.orders.cast import (
    Cast,
    Choice,
    FilmQuotes,
    SheetQuote,
    ShotQuote,
    lips_left_alone,
)
from models.orders.film_orders import THE_SCORE, FilmOrders, ToQuote
from models.orders.requests import Order
from models.shots.shot_list import Shot
from providers.base import Cautious, Limited
from providers.llm.chat import ChatDesk
from providers.profiles import find_profile
from providers.registry import Registry

NOBODY = "off"
"""Whom a brief casts that wants nobody to compare its pictures, or to make effects."""

NO_EFFECTS = "Nobody is cast for effects: scenes have the ambience that is made here (`--effect-provider elevenlabs` has them made)."


def cast_film(
    brief: Brief, registry: Registry, desk: ChatDesk, *, story_only: bool = False, draft: bool = False
) -> Cast:
    """A provider for every kind: the brief's own choice, or its profile's; `story_only` of a film that is only written.

    A `draft` has its pictures and clips made by the cheapest of the family of whoever is chosen.

    Raises:
        UnknownName: a profile, provider or model that does not exist.
        MissingKeys: keys are not set; the sentence names every variable.
        BadInput: they cannot take the brief, nobody accepted a licence, or a voice that it asks for is not the speech
            provider's.

    """
    chosen = with_lips({**find_profile(brief.profile), **brief.casting}, brief)
    for kind in OPTIONAL:
        if chosen.get(kind) == NOBODY:
            del chosen[kind]
    if not brief.effects.auto:
        chosen.pop("effect", None)
    llm = chosen["llm"]
    offline = llm in registry.names("llm")
    lacking, plan = LackingKeys(), None
    makers = {kind: name for kind, name in chosen.items() if offline or kind != "llm"}
    asked = makers
    if draft := draft and not story_only:
        with lacking.of("video"):
            makers = drafted(asked, brief, registry)
    movers: dict[Kind, str] = {kind: name for kind, name in makers.items() if kind == "lips"}
    rest: dict[Kind, str] = {kind: name for kind, name in makers.items() if kind != "lips"}
    choices = choices_of(rest, registry, lacking, keyed=not story_only)
    others = others_of(brief, registry, lacking, keyed=not story_only, draft=draft)
    # Whoever names who is to move them has them moved whatever they are moved in.
    by_itself = bool(movers) and "lips" not in brief.casting
    flat = by_itself and is_flat((choices.get("image"), choices.get("video"), *others.values()))
    choices |= choices_of({} if flat else movers, registry, lacking, keyed=not story_only)
    spares = choices_of({**brief.fallback}, registry, lacking, keyed=not story_only)
    choices = {kind: _spared(choice, spares) for kind, choice in choices.items()}
    others = {name: _spared(choice, spares) for name, choice in others.items()}
    if not offline and not brief.shots:
        with lacking.of("llm"):
            plan = plan_script(brief, llm, desk)
    lacking.check()
    check_looks(brief, (choices["image"], *others.values()), registry)
    check_brief_voices(brief, registry, chosen["speech"], offline=offline)
    remarks = tuple(filter(None, [remark_on(asked, makers), FLAT * flat]))
    if offline:
        quote = registry.find("llm", llm).quote(brief)
        return Cast(**choices, others=others, story_quote=quote, remarks=remarks)
    choice = Choice(kind="llm", provider=llm, label="io", revision="1")
    beside = Cast(
        llm=choice,
        **choices,
        others=others,
        guards=guards(llm, desk),
        notes=note_route(brief, llm, desk),
        remarks=remarks,
    )
    return beside.model_copy(update={"story_quote": Quote(usd=plan.quote), "plan": plan}) if plan else beside


def recast_film(cast: Cast, profile: str, registry: Registry, brief: Brief, *, draft: bool = False) -> Cast:
    """The cast with the pictures, clips, voices and music of another profile, or with those of a `draft` of a film by it.

    Raises:
        UnknownName: there is no such profile, or a provider of it does not exist here.
        MissingKeys: keys are not set; the sentence names every variable.
        BadInput: nobody accepted a licence.

    """
    lacking = LackingKeys()
    chosen: dict[Kind, str] = {kind: name for kind, name in find_profile(profile).items() if kind != "llm"}
    if draft:
        with lacking.of("video"):
            chosen = drafted(chosen, brief, registry)
    others = choices_of(chosen, registry, lacking, keyed=True)
    # Lips that a vendor moves are of clips that one makes: whoever has others make them for nothing wants to spend nothing.
    lips = None
    if not draft and "video" in others and others["video"].at_vendor:
        mover: dict[Kind, str] = (
            {"lips": name} if (name := with_lips(brief.casting, brief).get("lips")) else {}
        )
        lips = cast.lips or choices_of(mover, registry, lacking, keyed=True).get("lips")
    lacking.check()
    return cast.model_copy(update={**others, "others": {}, "lips": lips})


def _spared(choice: Choice, spares: Mapping[str, Choice]) -> Choice:
    """The choice with who is asked where its vendor is down."""
    spare = spares.get(choice.kind)
    if spare is None or spare.provider == choice.provider:
        return choice
    return choice.model_copy(update={"fallback": spare})


def quote_film(film: FilmOrders, cast: Cast, shots: Sequence[Shot], registry: Registry) -> FilmQuotes:
    """Upper bounds in dollars for each shot's keyframe, voice and clip, and for the score; and what cannot be made."""
    wanted = film.to_quote(shots, cast)
    quoted = {name: [_quoted(each, registry) for each in of_shot] for name, of_shot in wanted.items()}
    score = quoted.pop(THE_SCORE, [])
    later = film.expecting_sheets(cast)
    refused = {shot.shot_id: later.cannot_show(shot, cast) for shot in shots}
    every = [one for each in (*quoted.values(), score) for one in each]
    notes = dict.fromkeys(note for one in every if one.step == "keyframe" for note in one.notes)
    apart = film.brief.exchanges == "together" and not cast.speech.exchange
    beside = [f"{cast.speech.provider} speaks lines one by one: no exchange is spoken at once."] * apart
    beside += [NO_EFFECTS] * (film.brief.effects.auto and cast.effect is None)
    of_shots = tuple(_of_shot(name, quotes, refused[name]) for name, quotes in quoted.items())
    if cast.lips:
        alone = {shot.shot_id: film.lips_alone(shot) for shot in shots}
        of_shots = tuple(_left_alone(one, alone[one.shot_id]) for one in of_shots)
        beside += lips_left_alone(of_shots)
    return FilmQuotes(
        shots=of_shots,
        score=sum((one.usd for one in score), ZERO),
        cannot_score=next((one.cannot for one in score if one.cannot), ""),
        notes=tuple(notes),
        later_notes=tuple(
            dict.fromkeys((*beside, *(note for one in every for note in one.notes if note not in notes)))
        ),
        sheets=tuple(
            SheetQuote(subject_id=name, usd=one.usd, cannot=one.cannot)
            for name, each in film.sheets_to_quote(cast).items()
            if (one := _quoted(each, registry))
        ),
    )


class _Quoted(NamedTuple):
    """What a step may cost, and each of the `parts` that it is made of; why it cannot be made is empty when it can."""

    step: Spending
    usd: Decimal
    parts: tuple[Decimal, ...]
    cannot: str
    line: int
    notes: tuple[str, ...]


def _quoted(wanted: ToQuote, registry: Registry) -> _Quoted:
    planned: Order[Any] = wanted.planned
    maker = registry.maker(planned)
    cannot = maker.cannot(planned.request) if isinstance(maker, Limited) else ""
    notes = maker.cautions(planned.request) if isinstance(maker, Cautious) and not cannot else ()
    dearest = wanted.parts or (wanted.dearest,)
    parts = [maker.quote(part.request).usd for part in dearest]
    usd = sum(parts, ZERO)
    if spare := planned.choice.fallback:
        spared: list[Order[Any]] = [part.by(spare) for part in dearest]
        others = [registry.maker(part).quote(part.request).usd for part in spared]
        usd, parts = max(usd, sum(others, ZERO)), list(map(max, parts, others))
    return _Quoted(wanted.step, usd, tuple(parts), cannot, wanted.line, notes)


def _of_shot(shot_id: str, quotes: Sequence[_Quoted], refused: str) -> ShotQuote:
    usd = {one.step: one.usd for one in quotes}
    clips = next(one.parts for one in quotes if one.step == "clip")
    cannot = {
        step_part(one.step, one.line): one.cannot for one in quotes if one.cannot and one.step != "lips"
    }
    unable = "".join(one.cannot for one in quotes if one.step == "lips")
    return ShotQuote(
        shot_id=shot_id,
        keyframe=usd["keyframe"],
        voices=tuple(one.usd for one in quotes if one.step == "voice"),
        clip=usd["clip"],
        clips=clips if len(clips) > 1 else (),
        lips=ZERO if unable else usd.get("lips", ZERO),
        lips_alone=unable,
        effect=usd.get("effect", ZERO),
        cannot=cannot | ({"keyframe": refused} if refused else {}),
    )


def _left_alone(quote: ShotQuote, reason: str) -> ShotQuote:
    """The quote of a shot whose lips are left alone for a reason, where there is one."""
    return quote.model_copy(update={"lips": ZERO, "lips_alone": reason}) if reason else quote
