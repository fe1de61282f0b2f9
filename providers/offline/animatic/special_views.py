"""The two views that need a picture of their own: straight from above, and a detail that fills the frame."""

import math
from collections.abc import Sequence

from models.story.moods import MoodFamily
from providers.offline.animatic.canvas import smooth
from providers.offline.animatic.creatures.kinds import CREATURES
from providers.offline.animatic.palette import RGB, mix, shade
from providers.offline.animatic.people.faces import paint_face
from providers.offline.animatic.people.hair import hair_behind
from providers.offline.animatic.people.hands import sleeve_and_hand
from providers.offline.animatic.people.heads import Head
from providers.offline.animatic.people.hoods import hood_behind
from providers.offline.animatic.people.look import Look
from providers.offline.animatic.stage import Stage
from providers.offline.animatic.things.landmarks import WINDOW
from providers.offline.animatic.things.props import HELD, PROPS

_GROUNDS: dict[str, RGB] = {
    "sea": (36, 108, 142), "underwater": (24, 96, 118), "coast": (222, 196, 150), "harbour": (152, 148, 144), "forest": (78, 104, 66), "mountains": (128, 140, 104),
    "desert": (226, 178, 112), "snow": (236, 242, 250), "city": (112, 112, 124), "road": (132, 152, 92), "field": (176, 176, 92),
    "space": (112, 108, 128), "cave": (84, 76, 84), "hills": (130, 156, 92), "village": (140, 156, 98),
}  # fmt: skip

_LIE_FLAT = frozenset(
    {"book", "letter", "key", "phone", "clock", "camera", "guitar", "bottle", "umbrella", "flower"}
)


def paint_from_above(stage: Stage, place: str, looks: Sequence[Look], thing: str) -> None:
    """Ground, long shadows and people as one sees them from a tower."""
    canvas, rng, w, h = stage.canvas, stage.rng, stage.width, stage.height
    ground = stage.tone(_GROUNDS.get(place, (158, 118, 86)))
    canvas.gradient(0, h, shade(ground, 0.06), shade(ground, -0.16))
    _ground_pattern(stage, place, ground)
    size = min(stage.person * 0.34, stage.unit * 0.34)
    people = max(1, len(looks))
    if thing in _LIE_FLAT:
        at = (w * rng.uniform(0.3, 0.7), h * rng.uniform(0.25, 0.4))
        if thing == "umbrella":
            _umbrella_from_above(stage, *at, max(size * 0.7, stage.unit * 0.10))
        else:
            PROPS[thing][1](stage, *at, max(size * 0.6, stage.unit * 0.12))
    start = rng.random() * math.tau
    for k, look in enumerate(looks):
        around = start + k / people * math.tau
        reach = 0.0 if people == 1 else size * (0.95 + 0.12 * people)
        x = w * (0.5 + (rng.uniform(-0.14, 0.14) if people == 1 else 0)) + math.cos(around) * reach * 1.3
        y = h * 0.54 + math.sin(around) * reach * 0.9
        if look.kind == "person":
            _person_from_above(stage, look, x, y, size * (0.4 + 0.6 * look.stature), around + math.pi)
        else:
            _creature_from_above(stage, look, (x, y), size, around + math.pi)


def _person_from_above(stage: Stage, look: Look, x: float, y: float, size: float, facing: float) -> None:
    canvas, cloth = stage.canvas, stage.lit(look.colour)

    def at(ahead: float, aside: float) -> tuple[float, float]:
        cos, sin = math.cos(facing), math.sin(facing)
        return x + (ahead * cos - aside * sin) * size, y + (ahead * sin + aside * cos) * size

    dx, dy = (1.0 if stage.sun < 0.5 else -1.0) * size * 1.1, size * 0.55
    shadow = smooth(
        [
            (x, y - size * 0.2),
            (x + dx, y + dy - size * 0.13),
            (x + dx * 1.2, y + dy),
            (x + dx, y + dy + size * 0.13),
            (x, y + size * 0.22),
        ]
    )
    canvas.polygon(shadow, stage.palette.ink, 0.32)
    for side in (-1, 1):
        canvas.line(
            [at(0.0, side * 0.32), at(0.18, side * 0.38), at(0.34, side * 0.26)],
            shade(stage.lit(look.sleeves), -0.2),
            size * 0.13,
        )
        hx, hy = at(0.38, side * 0.25)
        canvas.ellipse(hx, hy, size * 0.06, size * 0.06, stage.lit(look.skin))
    body = [at(math.cos(a / 16 * math.tau) * 0.20, math.sin(a / 16 * math.tau) * 0.42) for a in range(16)]
    canvas.shape(body, cloth)
    canvas.shape(
        [
            at(math.cos(a / 16 * math.tau) * 0.13 - 0.05, math.sin(a / 16 * math.tau) * 0.36)
            for a in range(16)
        ],
        shade(cloth, 0.12),
    )
    nose = at(0.21, 0)
    canvas.ellipse(*nose, size * 0.05, size * 0.05, stage.lit(look.skin))
    top = look.hat_colour if look.hat else look.skin if look.style in ("bald", "receding") else look.hair
    if look.hat in ("brim", "pointedhat", "bowler", "tophat"):
        canvas.ellipse(x, y, size * 0.34, size * 0.34, shade(stage.lit(top), -0.22))
    canvas.ellipse(x, y, size * 0.20, size * 0.20, shade(stage.lit(top), -0.1))
    canvas.ellipse(x - size * 0.05, y - size * 0.05, size * 0.12, size * 0.12, shade(stage.lit(top), 0.14))


def _creature_from_above(
    stage: Stage, look: Look, at: tuple[float, float], size: float, facing: float
) -> None:
    """A body with a head before it, and what it wears between the two."""
    (x, y), small = at, size * min(1.5, 0.1 + 1.5 * CREATURES[look.kind].height) * look.stature
    cos, sin = math.cos(facing), math.sin(facing)
    fur = stage.lit(look.colour)
    stage.canvas.ellipse(x + small * 0.3, y + small * 0.25, small * 0.5, small * 0.32, stage.palette.ink, 0.3)
    for along, r, tone in ((-0.42, 0.16, -0.2), (-0.22, 0.30, -0.05), (0.10, 0.32, 0.0), (0.52, 0.24, 0.06)):
        stage.canvas.ellipse(
            x + cos * along * small, y + sin * along * small, small * r, small * r, shade(fur, tone)
        )
    if look.worn:
        collar = [
            (x + (cos * 0.36 - sin * k) * small, y + (sin * 0.36 + cos * k) * small) for k in (-0.22, 0.22)
        ]
        stage.canvas.line(collar, stage.lit(look.worn), small * 0.09)
    for k in (-0.17, 0.17):
        stage.canvas.ellipse(
            x + (cos * 0.42 - sin * k) * small,
            y + (sin * 0.42 + cos * k) * small,
            small * 0.09,
            small * 0.09,
            shade(fur, -0.28),
        )


def _umbrella_from_above(stage: Stage, x: float, y: float, radius: float) -> None:
    cloth = stage.tone(stage.paint_of("umbrella", ((206, 62, 62),)))
    turn = stage.rng.random()
    stage.canvas.ellipse(x + radius * 0.5, y + radius * 0.4, radius, radius * 0.9, stage.palette.ink, 0.3)
    corners = [
        (x + math.cos((k + turn) / 8 * math.tau) * radius, y + math.sin((k + turn) / 8 * math.tau) * radius)
        for k in range(9)
    ]
    for k in range(8):
        stage.canvas.polygon(
            [(x, y), corners[k], corners[k + 1]], shade(cloth, (0.12, -0.06, -0.2, -0.06)[k % 4])
        )
    stage.canvas.ellipse(x, y, radius * 0.05, radius * 0.05, stage.palette.ink)


def _ground_pattern(stage: Stage, place: str, ground: RGB) -> None:
    canvas, rng, w, h, unit = stage.canvas, stage.rng, stage.width, stage.height, stage.unit
    if place in ("sea", "underwater"):
        for k in range(26):
            y = (k + rng.random()) / 26 * h
            x, long = rng.uniform(-0.1, 1.0) * w, unit * rng.uniform(0.1, 0.4)
            curve = smooth(
                [
                    (x, y),
                    (x + long * 0.33, y - unit * 0.012),
                    (x + long * 0.66, y + unit * 0.01),
                    (x + long, y),
                ],
                closed=False,
            )
            canvas.line(curve, shade(ground, 0.35), unit * 0.004, 0.6)
    elif place in ("city", "road"):
        lean = rng.uniform(-0.1, 0.1) * w
        canvas.polygon(
            [(w * 0.30 - lean, 0), (w * 0.70 - lean, 0), (w * 0.70 + lean, h), (w * 0.30 + lean, h)],
            stage.tone((84, 84, 96)),
        )
        for k in range(8):
            y = k / 8 * h
            x = w * 0.5 - lean + 2 * lean * (k / 8)
            canvas.polygon([(x - unit * 0.008, y), (x + unit * 0.008, y), (x + unit * 0.008 + lean / 8, y + h * 0.065), (x - unit * 0.008 + lean / 8, y + h * 0.065)],
                           stage.tone((230, 222, 190)))  # fmt: skip
    elif place in _GROUNDS:
        for _ in range(60):
            x, y, r = rng.random() * w, rng.random() * h, unit * rng.uniform(0.012, 0.05)
            if place in ("forest", "hills", "field", "village", "mountains"):
                canvas.ellipse(x + r * 0.3, y + r * 0.4, r, r, stage.palette.ink, 0.22)
            canvas.ellipse(
                x,
                y,
                r,
                r * (0.3 if place in ("desert", "snow", "coast") else 0.95),
                shade(ground, rng.uniform(-0.22, 0.14)),
            )
    else:
        step = unit * 0.085
        for k in range(int(h / step) + 1):
            canvas.rect((0, k * step, w, k * step + unit * 0.004), shade(ground, -0.22))
            x = rng.random() * w * 0.4
            while x < w:
                canvas.rect((x, k * step, x + unit * 0.004, (k + 1) * step), shade(ground, -0.22))
                x += unit * rng.uniform(0.35, 0.7)
        if place != "pier":
            _rug(stage)


def _rug(stage: Stage) -> None:
    """A rug with a border in the middle of a room."""
    canvas, w, h, unit = stage.canvas, stage.width, stage.height, stage.unit
    rug = stage.tone(stage.coloured("rug", ((168, 72, 64), (66, 104, 122), (140, 112, 150))))
    cx, cy, half = w * 0.5, h * 0.55, unit * 0.42
    canvas.rect(
        (cx - half * 1.35, cy - half * 0.85, cx + half * 1.35, cy + half * 0.85), rug, radius=unit * 0.02
    )
    canvas.rect(
        (cx - half * 1.25, cy - half * 0.75, cx + half * 1.25, cy + half * 0.75),
        shade(rug, 0.22),
        radius=unit * 0.015,
    )
    canvas.rect(
        (cx - half * 1.18, cy - half * 0.68, cx + half * 1.18, cy + half * 0.68), rug, radius=unit * 0.012
    )


def paint_detail(
    stage: Stage, looks: Sequence[Look], thing: str, mood: MoodFamily, *, hands: bool = False
) -> None:
    """An object large in the frame, in a hand when somebody is there; or else `hands`, or a pair of eyes."""
    rng, w, h, unit = stage.rng, stage.width, stage.height, stage.unit
    people = [look for look in looks if look.kind == "person"]
    if thing in PROPS or thing == "window":
        x, y, size = w * rng.uniform(0.46, 0.58), h * rng.uniform(0.46, 0.52), unit * rng.uniform(0.50, 0.60)
        if thing == "window":
            WINDOW(stage, x, y + size * 0.7, size * 1.4)
            return
        if people and thing in HELD:
            side = rng.choice((-1, 1))
            grip = 0.62 if thing in ("mug", "book", "letter", "camera", "bread") else 0.40
            PROPS[thing][1](stage, x, y, size)
            sleeve_and_hand(stage, people[0], (x - side * size * grip, y + size * 0.24), size * 0.36, side)
            return
        table = stage.tone((142, 102, 76))
        edge = y + size * 0.36
        stage.canvas.gradient(edge, h, table, shade(table, -0.3))
        stage.canvas.rect((0, edge, w, edge + unit * 0.012), shade(table, 0.22))
        stage.canvas.ellipse(x, y + size * 0.5, size * 0.75, size * 0.09, stage.palette.ink, 0.35)
        PROPS[thing][1](stage, x, y, size)
        return
    if people and hands:
        side, size = rng.choice((-1, 1)), unit * rng.uniform(0.24, 0.28)
        sleeve_and_hand(stage, people[0], (w / 2 - side * size * 0.6, h * 0.52), size, side)
        if len(people) > 1:
            sleeve_and_hand(stage, people[1], (w / 2 + side * size * 1.7, h * 0.60), size, -side)
    elif people:
        _eyes(stage, people[0], mood)


def _eyes(stage: Stage, look: Look, mood: MoodFamily) -> None:
    """Eyes and brows across the frame, the face cut by its edges."""
    rng = stage.rng
    turn = rng.choice((-0.45, -0.2, 0.2, 0.45))
    # An upright frame is too narrow for two eyes: it shows one.
    upright = stage.height > stage.width
    size = stage.height * 2.15 if upright else max(stage.width * 1.42, stage.height * 1.3)
    aside = rng.choice((-0.15, 0.15)) * size if upright else 0.0
    middle = stage.width / 2 - turn * 0.15 * size + aside
    head = Head(stage, look, middle, stage.height * rng.uniform(0.47, 0.53), size, turn)
    hair_behind(head)
    hood_behind(head)
    paint_face(head, mood)
    gloom = mix(stage.palette.ink, stage.palette.sky_top, 0.2)
    stage.canvas.rect((0, 0, stage.width, stage.height * 0.07), gloom, 0.25)
