"""What the library has of a film already: each asset is looked up after those that it is made from."""

from collections.abc import Sequence
from typing import NamedTuple

from activities.asset_work import recipe_of
from activities.assets.found_shots import found_shots
from activities.cut.recipes import cut_recipe
from models.brief import Brief
from models.cut.cutline import heard_in
from models.cut.cutlist import CutList, CutShot, cut_list, handles
from models.cut.lengths import clip_frames
from models.film.start import FilmRequest
from models.orders.assets import Asset
from models.orders.cast import Cast
from models.orders.film_orders import FilmOrders
from models.orders.requests import AnyOrder, EffectRequest, Order
from models.orders.scene_effects import scenes_of
from models.orders.scores import Mood
from models.orders.shot_orders import UNSEEN, ShotOrder
from models.shots.shot_list import Shot
from studio.service.estimates.assumed_script import Script
from studio.service.estimates.means import Means


class Found(NamedTuple):
    """One thing to be made; `asset` is there when it was made before."""

    order: AnyOrder
    asset: Asset | None


class FoundFilm(NamedTuple):
    """A film as it will be ordered, with what there is of it: its `sheets`; `shots` have what was made of each.

    `score` is the music to be made, in pieces, none when a file is given; `effects` are those of its scenes; `cut` is the whole film. `cut_list` has clips
    that are there at their lengths, the others as planned.
    """

    request: FilmRequest
    cast: Cast
    script: Script
    sheets: tuple[Found, ...]
    keyframes: tuple[Found, ...]
    shots: tuple[ShotOrder, ...]
    score: tuple[Found, ...]
    effects: tuple[Found, ...]
    cut: Asset | None
    cut_list: CutList


def found_film(
    request: FilmRequest, cast: Cast, script: Script, orders: FilmOrders, means: Means
) -> FoundFilm:
    """The orders of a film, looked up as far as `stop_at` says; what is made afresh is not looked for.

    Raises:
        UnknownName: a provider is not here.
        Unavailable: the library does not answer.

    """
    brief, shots, stop_at = request.brief, script.shots, request.options.stop_at
    looked_for = request.options.use_cache and stop_at != "story"

    def find(wanted: Sequence[AnyOrder]) -> list[Asset | None]:
        if not looked_for:
            return [None] * len(wanted)
        return means.library.find_many([recipe_of(order, means.registry) for order in wanted])

    after = handles(shots, brief.delivery)
    recurring = orders.sheets(cast)
    sheets = [orders.sheet(view.subject, cast) for view in recurring]
    there = find(sheets)
    orders = orders.expecting_sheets(
        cast, {view.name: sheet for view, sheet in zip(recurring, there, strict=True) if sheet}
    )
    pictures = [orders.keyframe(shot, cast) for shot in shots]
    drawn = find(pictures)
    moving = [
        orders.shot(shot, cast, still.blob if still else UNSEEN, after[shot.shot_id])
        for shot, still in zip(shots, drawn, strict=True)
    ]
    if looked_for:
        made = found_shots(moving, means.library, means.registry)
        moving = [order.having(parts) for order, parts in zip(moving, made, strict=True)]
    cut = cut_list(brief, "", script.title, script.language, shots, [_planned(order) for order in moving])
    whole = bool(moving) and all(order.made.conformed for order in moving)
    scores = [] if brief.music else [*orders.scores(cast, [Mood(orders.mood, cut.seconds)])]
    score = tuple(map(Found, scores, find(scores) if whole else [None] * len(scores)))
    sounds = _scene_sounds(brief, cast, shots, cut, orders)
    music = score[0].asset.blob if len(score) == 1 and score[0].asset else brief.music
    film = None
    if whole and music and looked_for:
        film = means.library.find(cut_recipe(cut, music))
    return FoundFilm(
        request=request,
        cast=cast,
        script=script,
        sheets=tuple(map(Found, sheets, there)),
        keyframes=tuple(map(Found, pictures, drawn)),
        shots=tuple(moving),
        score=score,
        effects=tuple(map(Found, sounds, find(sounds))),
        cut=film,
        cut_list=cut,
    )


def _scene_sounds(
    brief: Brief, cast: Cast, shots: Sequence[Shot], cut: CutList, orders: FilmOrders
) -> list[Order[EffectRequest]]:
    """The sounds of the film's scenes that are to be made, as long as those are planned."""
    if cast.effect is None or not brief.effects.auto:
        return []
    lengths = {shot.shot_id: shot.frames / cut.fps for shot in cut.shots}
    return [
        orders.effect(scene.words, sum(lengths[name] for name in scene.shots), cast.effect)
        for scene in scenes_of(shots)
    ]


def _planned(order: ShotOrder) -> CutShot:
    """The shot in the cut: its clip, when it is there, at its length."""
    shot, clip = order.shot, order.made.conformed
    fps = order.clip.request.picture.fps
    return CutShot(
        shot_id=shot.shot_id,
        shot_number=shot.shot_number,
        frames=clip.frames if clip else clip_frames(shot.duration, 0.0, fps, order.handle),
        clip=clip.blob if clip else None,
        conformed=clip is not None,
        **heard_in(shot, order.made.voices),
    )
