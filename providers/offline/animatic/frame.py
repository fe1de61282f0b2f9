"""Paints one frame of the animatic: sky, place, things, people, weather, in that order."""

import random
from collections.abc import Sequence
from dataclasses import replace

from PIL import Image

from models.orders.requests import ImageRequest
from models.shots.shot_list import Shot
from models.story.moods import mood_family
from providers.offline.animatic.canvas import Canvas
from providers.offline.animatic.composition import View, stands_of, view_of
from providers.offline.animatic.creatures.kinds import CREATURES, paint_creature
from providers.offline.animatic.palette import Palette, palette_of
from providers.offline.animatic.people.crowds import looks_in
from providers.offline.animatic.people.figures import paint_figure
from providers.offline.animatic.people.look import Look
from providers.offline.animatic.people.pelts import pelt_of
from providers.offline.animatic.places.interiors import paint_room
from providers.offline.animatic.places.landscapes import OUTDOORS
from providers.offline.animatic.places.sky import paint_bolt, paint_sky, paint_weather
from providers.offline.animatic.places.strange_places import STRANGE
from providers.offline.animatic.places.waterside import jetty
from providers.offline.animatic.scenes import Scene, scene_of
from providers.offline.animatic.selection import Selection, selection_of
from providers.offline.animatic.special_views import paint_detail, paint_from_above
from providers.offline.animatic.stage import Stage
from providers.offline.animatic.stands import Stand
from providers.offline.animatic.things.aloft import ALOFT
from providers.offline.animatic.things.landmarks import GROUND
from providers.offline.animatic.things.props import PROPS
from providers.offline.animatic.words.prompts import (
    colour_of,
    is_indoors,
    shows_hands,
    weather_of,
)

_SEEN_WELL = 0.36
"""The height, in persons, at which an animal alone is large enough for its frame."""
_BIRDS = frozenset({"bird", "crow", "owl", "penguin", "duck"})


def paint_frame(request: ImageRequest, dice: random.Random) -> Image.Image:
    """The finished frame, in RGB at the size of the request; `dice` decides everything left open."""
    shot = request.shot
    mood = mood_family(shot.mood)
    scene, weather = scene_of(shot, request.subjects), weather_of(shot)
    place, things = scene.place, scene.things
    looks = looks_in(shot, request.subjects, request.tints)
    palette = palette_of(shot.time_of_day, mood)
    indoors = is_indoors(place)
    view = view_of(shot, request.width, request.height, dice)
    sun = dice.choice((dice.uniform(0.10, 0.34), dice.uniform(0.66, 0.90)))
    stage = stage_of(scene, view, Canvas(request.width, request.height), palette, dice, sun)
    chosen = selection_of(shot, looks, scene)
    if chosen.above:
        paint_from_above(stage, place, looks, chosen.subject)
    else:
        paint_place(stage, place, shot.time_of_day, weather, moon="moon" in things and not indoors)
        if chosen.detail:
            stage.canvas.blur(view.blur)
            paint_detail(stage, looks, chosen.subject, mood, hands=shows_hands(shot))
        else:
            _paint_scene(stage, shot, view, looks, scene, chosen)
    if not indoors:
        paint_weather(stage, weather)
    if colour := colour_of(shot):
        stage.canvas.dye(colour)
    stage.canvas.tilt(view.tilt)
    return stage.canvas.finished()


def stage_of(
    scene: Scene, view: View, canvas: Canvas, light: Palette, dice: random.Random, sun: float
) -> Stage:
    """The stage of a scene as the camera sees it, in the light that falls outdoors; `sun` as in `Stage`."""
    return Stage(
        canvas=canvas,
        palette=light.indoors() if is_indoors(scene.place) else light,
        rng=dice,
        horizon=view.horizon,
        feet=view.feet,
        person=view.tall,
        zoom=view.zoom,
        setting=scene.setting,
        painted=scene.painted,
        sun=sun,
    )


def paint_place(stage: Stage, place: str, hour: str, weather: str, *, moon: bool = False) -> None:
    """Sky and land, or a room: what is behind everything."""
    if is_indoors(place):
        paint_room(stage, place, hour)
        return
    paint_sky(stage, hour, weather, moon=moon)
    if weather == "storm":
        paint_bolt(stage)
    (OUTDOORS.get(place) or STRANGE[place])(stage)


def _paint_scene(
    stage: Stage, shot: Shot, view: View, looks: list[Look], scene: Scene, chosen: Selection
) -> None:
    """Things behind, the loss of focus, people, and what stands beside them."""
    things, mood = scene.things, mood_family(shot.mood)
    if looks and scene.place == "sea" and "boat" not in things and not view.close:
        jetty(stage)
    paint_landmarks(stage, view, scene, (chosen.grounded, chosen.aloft), people=bool(looks))
    if looks or chosen.small:
        stage.canvas.blur(view.blur)
    stands = stands_of(shot, view, len(looks), chosen.held, stage.rng)
    _paint_props(stage, view, chosen.small, stands)
    nearer = _nearer(looks)
    for stand, look in sorted(zip(stands, looks, strict=False), key=_nearness):
        stand = stand if view.close else replace(stand, tall=stand.tall * nearer)
        if view.close:
            stand = _near_eye_line(stage, look, stand, view, alone=len(looks) == 1)
        elif look.kind in CREATURES and len(looks) > 1:
            # Its head is where a person would stand, its body behind that.
            creature = CREATURES[look.kind]
            stand = replace(
                stand, x=stand.x - stand.way * creature.face[0] * stand.tall * creature.height * 0.6
            )
        paint_figure(stage, look, stand, mood)


def _nearer(looks: Sequence[Look]) -> float:
    """How much nearer the camera comes where only small animals are seen: a mouse alone is seen as well as a dog."""
    heights = [CREATURES[look.kind].height if look.kind in CREATURES else 1.0 for look in looks]
    return max(1.0, _SEEN_WELL / max(heights, default=1.0))


def _nearness(placed: tuple[Stand, Look]) -> tuple[float, float, float]:
    """Who is near stands before who is far, and who is small before who is large."""
    stand, look = placed
    height = CREATURES[look.kind].height if look.kind in CREATURES else 1.0
    return stand.tall, -round(height * look.stature, 1), stand.y


def _near_eye_line(stage: Stage, look: Look, stand: Stand, view: View, *, alone: bool) -> Stand:
    """In a close shot the camera comes down to whoever is small, so that every face is near the eye line."""
    if look.kind == "person":
        return replace(stand, y=stand.y - (1 - look.stature) * stand.tall * (0.92 if alone else 0.6))
    creature = CREATURES[look.kind]
    fx, fy, _ = creature.face
    tall = stage.unit * min(1.5, max(0.95, view.tall / stage.unit * 0.42))
    eyes = stage.height * (0.40 if alone else 0.46)
    x = stand.x
    if not alone:
        # Beside somebody else an animal keeps its own size, and a small one is seen whole.
        tall = min(view.tall * creature.height * 0.9, view.tall * 0.62, stage.unit * 1.5) * look.stature
        eyes = max(stage.height * 0.60, min(view.feet, stage.height * 0.985) - tall * fy)
        if tall < stage.unit * 0.6:
            x = min(max(x, stage.width * 0.16), stage.width * 0.84)
    x -= stand.way * fx * tall * 0.3
    if alone:
        x = stage.width * (0.5 - 0.04 * stand.way) - stand.way * fx * tall
    return replace(stand, x=x, y=eyes + tall * fy, tall=tall / creature.height / look.stature)


def paint_landmarks(
    stage: Stage, view: View, scene: Scene, things: tuple[Sequence[str], Sequence[str]], *, people: bool
) -> None:
    """Landmarks on the ground and things aloft, on the side that the people leave free."""
    grounded, aloft = things
    side = (1.0 - view.lead) if people else stage.rng.choice((0.42, 0.5, 0.58))
    if people and view.lead == 0.5:
        side = stage.rng.choice((0.24, 0.76))
    for k, thing in enumerate(grounded):
        share, breadth, painter = GROUND[thing]
        x = (side if k == 0 else 1.0 - side) + stage.rng.uniform(-0.05, 0.05)
        tall, y = _fitted(stage, view, share, breadth, people=people)
        if thing == "boat" and scene.place in ("coast", "harbour", "pier"):
            tall, y = min(tall, stage.unit * 0.30), stage.horizon + (stage.height - stage.horizon) * 0.10
        painter(stage, x * stage.width, y, tall)
    for k, thing in enumerate(aloft):
        share, painter = ALOFT[thing]
        y = (
            stage.horizon * stage.rng.uniform(0.42, 0.66)
            if stage.horizon > stage.height * 0.25
            else stage.height * 0.2
        )
        painter(
            stage,
            (side + (0.0 if k == 0 else 0.3)) % 1.0 * stage.width,
            y,
            stage.unit * share * min(1.6, stage.zoom),
        )


def _fitted(stage: Stage, view: View, share: float, breadth: float, *, people: bool) -> tuple[float, float]:
    """Height and foot of a landmark `share` persons tall: true to scale where that fits, set back where not."""
    room = min(stage.unit * (0.56 if people else 0.66), stage.width * 0.8 / breadth)
    y = min(view.feet, stage.height * (0.86 if people else 0.88))
    if view.close:
        y = max(stage.ground_at(0.55), stage.height * 0.60)
        return min(room, max(stage.unit * 0.34, stage.person_at(y) * share)), y
    tall = stage.person_at(y) * share
    if tall > room:
        y = stage.horizon + (y - stage.horizon) * max(0.10, room / tall)
        tall = room
    return max(tall, min(room, stage.unit * 0.22)), y


def _paint_props(stage: Stage, view: View, things: Sequence[str], stands: list[Stand]) -> None:
    """Small things and animals on the ground beside the people, or in the middle when nobody is there."""
    free = 1.0 - view.lead if stands else 0.5
    for thing in things:
        x = (free + stage.rng.uniform(-0.08, 0.08)) * stage.width
        y = min(view.feet, stage.height * 0.9)
        if thing in CREATURES:
            person = max(min(stage.person_at(y), stage.unit * 1.5), stage.unit * (0.34 if stands else 0.8))
            if not stands:
                person = max(person, stage.unit * _SEEN_WELL * 0.8 / CREATURES[thing].height)
            paint_creature(
                stage,
                thing,
                Stand(x, y, person, turn=1 if free < 0.5 else -1),
                pelt_of(stage.painted.get(thing)),
            )
        else:
            share, painter = PROPS[thing]
            tall = max(stage.person_at(y) * share, stage.unit * (0.10 if stands else 0.30))
            stage.canvas.ellipse(x, y, tall * 0.5, tall * 0.05, stage.palette.ink, 0.3)
            painter(stage, x, y - tall * 0.5, tall)
        free = 1.0 - free + 0.1
