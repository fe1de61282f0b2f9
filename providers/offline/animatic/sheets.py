"""Sheets: one subject alone on plain ground, so that everybody can see what it looks like in the film."""

import random
from collections.abc import Mapping

from PIL import Image

from models.orders.requests import ImageRequest
from models.shots.shot_list import Shot
from models.subjects.subject import Subject
from providers.offline.animatic.canvas import SCALE, Canvas
from providers.offline.animatic.composition import view_of
from providers.offline.animatic.creatures.kinds import CREATURES, paint_creature
from providers.offline.animatic.frame import paint_landmarks, paint_place, stage_of
from providers.offline.animatic.palette import EVEN, RGB, palette_of, shade
from providers.offline.animatic.people.crowds import looks_of
from providers.offline.animatic.people.figures import paint_figure
from providers.offline.animatic.people.heads import head_share
from providers.offline.animatic.people.look import Look
from providers.offline.animatic.scenes import prop_of, scene_of
from providers.offline.animatic.stage import Stage
from providers.offline.animatic.stands import Stand
from providers.offline.animatic.things.aloft import ALOFT
from providers.offline.animatic.things.landmarks import GROUND, WINDOW
from providers.offline.animatic.things.props import PROPS

_WALL: RGB = (226, 226, 224)
_FLOOR: RGB = (204, 204, 203)


def paint_sheet(request: ImageRequest, dice: random.Random) -> Image.Image:
    """The sheet of the request's subject, in RGB at the size of the request."""
    subject = next(iter(request.subjects), None) or _listed(request.shot)
    if subject.kind == "place":
        return _place(request, subject, dice)
    if subject.kind == "prop":
        return _prop(request, subject, dice)
    return _characters(request, looks_of(subject, request.tints.get(subject.name)), dice)


def _listed(shot: Shot) -> Subject:
    """The one subject that the shot of a sheet lists."""
    if shot.landscapes:
        return Subject(name=shot.landscapes[0], kind="place")
    if shot.props:
        return Subject(name=shot.props[0], kind="prop")
    return Subject(name=next(iter(shot.characters), "somebody"))


def plain_stage(
    width: int, height: int, dice: random.Random, painted: Mapping[str, RGB], floor: float
) -> Stage:
    """A stage with nothing on it: a light grey wall, and from `floor` of its height down a light grey ground."""
    canvas, low = Canvas(width, height), height * floor
    canvas.gradient(0, height, shade(_WALL, 0.25), _WALL)
    if floor < 1:
        canvas.gradient(low, height, _FLOOR, shade(_FLOOR, 0.2))
        canvas.gradient(low - height * 0.05, low, _WALL, _FLOOR)
    return Stage(
        canvas=canvas,
        palette=EVEN,
        rng=dice,
        horizon=low,
        feet=height * 0.955,
        person=height * 0.86,
        zoom=1.0,
        sun=0.3,
        setting="sheet",
        painted=painted,
    )


def _characters(request: ImageRequest, looks: list[Look], dice: random.Random) -> Image.Image:
    """Face and full figure side by side; of several, a face above each figure."""
    width, height = request.width, request.height
    sheet = Canvas(width, height)
    many = len(looks)
    for k, look in enumerate(looks):
        if many == 1:
            split = round(width * (0.54 if look.kind == "person" else 0.44))
            boxes = [(0, 0, split, height), (split, 0, width, height)]
        else:
            left, right, split = round(width * k / many), round(width * (k + 1) / many), round(height * 0.36)
            boxes = [(left, 0, right, split), (left, split, right, height)]
        for painter, (x0, y0, x1, y1) in zip((_face, _full), boxes, strict=True):
            floor = 1.0 if painter is _face else 0.86 if look.kind == "person" else 0.72
            stage = plain_stage(x1 - x0, y1 - y0, dice, {}, floor)
            painter(stage, look)
            sheet.image.paste(stage.canvas.image, (x0 * SCALE, y0 * SCALE))
    if many == 1:
        sheet.rect((split - 1, height * 0.04, split + 1, height * 0.96), (188, 188, 188))
    return sheet.image.reduce(SCALE)


def _face(stage: Stage, look: Look) -> None:
    """The face, seen from the front."""
    width, height = stage.width, stage.height
    if look.kind != "person":
        creature = CREATURES[look.kind]
        fx, fy, reach = creature.face
        tall = min(width, height * 0.8) * 0.56 / reach
        stand = Stand(width / 2 - fx * tall, height * 0.46 + fy * tall, tall / creature.height, turn=0.5)
        paint_creature(stage, look.kind, stand, look.colour, look.worn)
        return
    size = min(width * 0.56, height * 0.52)
    tall = size / head_share(look)
    feet = height * (0.46 if look.hat else 0.43) + tall * 0.916
    paint_figure(stage, look, Stand(width / 2, feet, tall / look.stature), "calm")


def _full(stage: Stage, look: Look) -> None:
    """The whole figure, from head to feet."""
    width, height = stage.width, stage.height
    if look.kind != "person":
        behind, before = CREATURES[look.kind].span
        tall = min(height * 0.6, width * 0.92 / (behind + before))
        floor = height * 0.84
        stage.canvas.ellipse(
            width / 2, floor, tall * (behind + before) * 0.34, tall * 0.05, stage.palette.ink, 0.25
        )
        middle = width / 2 + (behind - before) / 2 * tall
        stand = Stand(middle, floor, tall / CREATURES[look.kind].height, turn=0.5)
        paint_creature(stage, look.kind, stand, look.colour, look.worn)
        return
    tall = min(height * 0.84 * (0.58 + 0.42 * min(1.08, look.stature)), width * 2.0)
    paint_figure(stage, look, Stand(width / 2, height * 0.955, tall / look.stature, turn=0.22), "calm")


def _place(request: ImageRequest, subject: Subject, dice: random.Random) -> Image.Image:
    """The place, wide, by day, with nobody in it."""
    shot = request.shot.model_copy(
        update={
            "enhanced_prompt": subject.name,
            "action": "",
            "landscapes": (subject.name,),
            "shot_type": "wide",
            "time_of_day": "day",
        }
    )
    scene, view = scene_of(shot, (subject,)), view_of(shot, request.width, request.height, dice)
    canvas = Canvas(request.width, request.height)
    stage = stage_of(scene, view, canvas, palette_of("day", "calm"), dice, 0.28)
    paint_place(stage, scene.place, "day", "")
    paint_landmarks(stage, view, scene, scene.things, people=False)
    return stage.canvas.finished()


def _prop(request: ImageRequest, subject: Subject, dice: random.Random) -> Image.Image:
    """The thing alone, whole and large."""
    thing, width, height = prop_of(subject), request.width, request.height
    scene = scene_of(request.shot, (subject,))
    colour = scene.painted.get(thing)
    stage = plain_stage(width, height, dice, scene.painted, 0.70)
    x, size = width / 2, min(width, height) * 0.56
    if thing in GROUND:
        _, breadth, painter = GROUND[thing]
        tall = min(height * 0.62, width * 0.72 / breadth)
        stage.canvas.ellipse(x, height * 0.84, tall * breadth * 0.6, tall * 0.05, stage.palette.ink, 0.22)
        painter(stage, x, height * 0.84, tall)
        return stage.canvas.image.reduce(SCALE)
    if thing in CREATURES:
        paint_creature(
            stage, thing, Stand(x, height * 0.82, size / CREATURES[thing].height, turn=0.5), colour
        )
    elif thing in ALOFT:
        ALOFT[thing][1](stage, x, height * 0.74, size)
    elif thing in PROPS:
        stage.canvas.ellipse(x, height * 0.5 + size * 0.51, size * 0.58, size * 0.06, stage.palette.ink, 0.22)
        PROPS[thing][1](stage, x, height * 0.5, size)
    else:
        WINDOW(stage, x, height * 0.5 + size * 0.5, size)
    return stage.canvas.image.reduce(SCALE)
