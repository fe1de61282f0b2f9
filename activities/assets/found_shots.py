"""What the library has of shots: their voices, the clips of that length, and those as the film has them."""

from collections.abc import Callable, Sequence

from activities.asset_work import recipe_of
from activities.cut.captions.captions import captioned
from activities.cut.captions.spoken_words import VoicedLine
from activities.shots.recipe import conform_recipe
from activities.sound.tracks import track_recipe
from library.assets import Library
from models.orders.assets import Asset, Recipe, Use
from models.orders.requests import Order, SpeechRequest
from models.orders.shot_orders import MadeShot, ShotOrder
from providers.registry import Registry

_Find = Callable[[Sequence[Recipe | None]], list[Asset | None]]
"""Gives for each recipe, in its place, what the library has of it."""


def found_shots(
    orders: Sequence[ShotOrder],
    library: Library,
    registry: Registry,
    use_of: Callable[[str], Use] | None = None,
) -> list[MadeShot]:
    """What there is of each shot; a clip only together with the voices it was made for, which have their words with them.

    What is found is referred to from now on by the use that `use_of` gives for a shot's id. The orders
    are all fresh alike.

    Raises:
        UnknownName: a provider is not here.
        Unavailable: the library does not answer.

    """

    def find(recipes: Sequence[Recipe | None], owners: Sequence[ShotOrder] = orders) -> list[Asset | None]:
        wanted = [
            (recipe, order.shot.shot_id) for recipe, order in zip(recipes, owners, strict=True) if recipe
        ]
        if not wanted:
            return [None] * len(recipes)
        uses = [use_of(shot_id) for _, shot_id in wanted] if use_of else []
        fresh = owners[0].clip.fresh
        found = iter(library.find_many([recipe for recipe, _ in wanted], fresh, uses))
        return [next(found) if recipe else None for recipe in recipes]

    # Voices first: how long a clip is depends on the voices that were measured.
    lines = [(order, voice) for order in orders for voice in order.voices]
    speaking = [order for order, _ in lines]
    bare = find([_voice_recipe(voice, registry) for _, voice in lines], speaking)
    words = find([_words_recipe(line, voice) for (_, line), voice in zip(lines, bare, strict=True)], speaking)
    voices = iter(
        voice.model_copy(update={"words": heard.blob}) if voice and heard else voice
        for voice, heard in zip(bare, words, strict=True)
    )
    spoken = [order.having(MadeShot(voices=tuple(next(voices) for _ in order.voices))) for order in orders]
    clips = find([_clip_recipe(order, registry) for order in spoken])
    moving = [
        order.having(order.made.model_copy(update={"clip": clip}))
        for order, clip in zip(spoken, clips, strict=True)
    ]
    conformed = find([conform_recipe(order) if order.made.clip else None for order in moving])
    made = [
        order.made.model_copy(update={"conformed": clip})
        for order, clip in zip(moving, conformed, strict=True)
    ]
    return _with_lips([order.having(one) for order, one in zip(moving, made, strict=True)], registry, find)


def _with_lips(orders: Sequence[ShotOrder], registry: Registry, find: _Find) -> list[MadeShot]:
    """What there is of each shot; one whose lips are to move as the film has it only where they do, or are left alone for good.

    Lips that are there and not the film's own clip yet are none of the shot's: whoever makes it finds them again, for nothing.
    """
    wanted = [order.lips is not None and order.made.conformed is not None for order in orders]
    reasons = [order.lips_objection if one else "" for one, order in zip(wanted, orders, strict=True)]
    due = [one and not reason for one, reason in zip(wanted, reasons, strict=True)]
    orders = [
        order.having(order.made.lips_left_alone(f"{reason}.")) if reason else order
        for order, reason in zip(orders, reasons, strict=True)
    ]
    if not any(due):
        return [order.made for order in orders]

    def recipes(of: Callable[[int], Recipe | None]) -> list[Recipe | None]:
        return [of(number) if one else None for number, one in enumerate(due)]

    plain = find(recipes(lambda n: conform_recipe(orders[n].in_plain_codec())))
    tracks = find(recipes(lambda n: track_recipe(orders[n])))
    lips = find(recipes(lambda n: _lips_recipe(orders[n], plain[n], tracks[n], registry)))
    off = [order.lips_off(one) if one else "" for order, one in zip(orders, lips, strict=True)]
    moved = [
        order.having(order.made.model_copy(update={"lips": one}))
        for order, one in zip(orders, lips, strict=True)
    ]
    conformed = find(recipes(lambda n: conform_recipe(moved[n]) if lips[n] and not off[n] else None))
    made: list[MadeShot] = []
    for number, order in enumerate(orders):
        if not due[number]:
            made.append(order.made)
        elif off[number]:
            made.append(order.made.lips_left_alone(off[number]))
        else:
            clip = conformed[number]
            there = {"lips": lips[number] if clip else None, "conformed": clip}
            made.append(order.made.model_copy(update=there))
    return made


def _lips_recipe(
    order: ShotOrder, clip: Asset | None, track: Asset | None, registry: Registry
) -> Recipe | None:
    """What determines lips that move; none while the clip or what is said in it is not there."""
    wanted = order.lips_of(clip.blob, track.blob) if clip and track else None
    return recipe_of(wanted, registry) if wanted else None


def _voice_recipe(line: Order[SpeechRequest] | None, registry: Registry) -> Recipe | None:
    return None if line is None else recipe_of(line, registry)


def _words_recipe(line: Order[SpeechRequest] | None, voice: Asset | None) -> Recipe | None:
    """What determines when the words of a voice are heard; none of a line in which nothing is said."""
    if line is None or voice is None or not captioned(line.request.text):
        return None
    return VoicedLine(voice.blob, line.request.text, line.request.language).recipe()


def _clip_recipe(order: ShotOrder, registry: Registry) -> Recipe | None:
    """What determines the clip; none while a voice is not there, as long as all of which it has to be.

    None of a chain of clips either: each part is looked for when it is its turn.
    """
    if order.unspoken or len(order.parts) > 1:
        return None
    return recipe_of(order.clip, registry)
