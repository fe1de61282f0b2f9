"""What the library has of shots: their voices, the clips of that length, and those as the film has them."""

from collections.abc import Callable, Sequence

from activities.cut.captions.captions import captioned
from activities.cut.captions.spoken_words import VoicedLine
from activities.shots.recipe import conform_recipe
from library.assets import Library
from models.orders.assets import Asset, Recipe, Use
from models.orders.film_orders import MadeShot, ShotOrder
from providers.registry import Registry


def found_shots(
    orders: Sequence[ShotOrder],
    library: Library,
    registry: Registry,
    use_of: Callable[[str], Use] | None = None,
) -> list[MadeShot]:
    """What there is of each shot; a clip only together with the voice it was made for, which has its words with it.

    What is found is referred to from now on by the use that `use_of` gives for a shot's id. The orders
    are all fresh alike.

    Raises:
        UnknownName: a provider is not here.
        Unavailable: the library does not answer.

    """

    def find(recipes: Sequence[Recipe | None]) -> list[Asset | None]:
        wanted = [
            (recipe, order.shot.shot_id) for recipe, order in zip(recipes, orders, strict=True) if recipe
        ]
        if not wanted:
            return [None] * len(recipes)
        uses = [use_of(shot_id) for _, shot_id in wanted] if use_of else []
        fresh = orders[0].clip.fresh
        found = iter(library.find_many([recipe for recipe, _ in wanted], fresh, uses))
        return [next(found) if recipe else None for recipe in recipes]

    # Voices first: how long a clip is depends on the voice that was measured.
    bare = find([_voice_recipe(order, registry) for order in orders])
    words = find([_words_recipe(order, voice) for order, voice in zip(orders, bare, strict=True)])
    voices = [
        voice.model_copy(update={"words": heard.blob}) if voice and heard else voice
        for voice, heard in zip(bare, words, strict=True)
    ]
    spoken = [order.having(MadeShot(voice=voice)) for order, voice in zip(orders, voices, strict=True)]
    clips = find([_clip_recipe(order, registry) for order in spoken])
    moving = [
        order.having(order.made.model_copy(update={"clip": clip}))
        for order, clip in zip(spoken, clips, strict=True)
    ]
    conformed = find([conform_recipe(order) if order.made.clip else None for order in moving])
    return [
        order.made.model_copy(update={"conformed": clip})
        for order, clip in zip(moving, conformed, strict=True)
    ]


def _voice_recipe(order: ShotOrder, registry: Registry) -> Recipe | None:
    if order.voice is None:
        return None
    return registry.maker(order.voice).recipe(order.voice.request)


def _words_recipe(order: ShotOrder, voice: Asset | None) -> Recipe | None:
    """What determines when the words of a voice are heard; none of a shot in which nothing is said."""
    if order.voice is None or voice is None or not captioned(order.voice.request.text):
        return None
    return VoicedLine(voice.blob, order.voice.request.text, order.voice.request.language).recipe()


def _clip_recipe(order: ShotOrder, registry: Registry) -> Recipe | None:
    """What determines the clip; none while the voice that it has to be as long as is not there."""
    if order.voice is not None and order.made.voice is None:
        return None
    return registry.maker(order.clip).recipe(order.clip.request)
