"""Rooms in one-point perspective: walls, floor, a window on the hour, and what tells the room apart."""

from providers.offline.animatic.palette import RGB, mix, shade
from providers.offline.animatic.places.furniture import FURNITURE, Room, living
from providers.offline.animatic.stage import Stage

_LAMPLIGHT: RGB = (255, 208, 128)


def paint_room(stage: Stage, place: str, hour: str) -> None:
    """The whole room, furnished."""
    room = Room(stage)
    wall: RGB = stage.coloured("wall", _WALLS.get(place, _WALLS["room"]))
    wood: RGB = stage.coloured("wood", ((150, 110, 80), (132, 98, 78), (168, 130, 92)))
    _shell(stage, room, wall, wood)
    side = -1 if stage.sun < 0.5 else 1
    window(stage, room.centre + side * room.wide * 0.27, room.top + room.tall * 0.42, room.tall * 0.40, hour)
    _daylight(stage, room, side, hour)
    FURNITURE.get(place, living)(stage, room, -side)
    if place == "attic":
        _rafters(stage, room, wood)
    _lamp(stage, room)


_WALLS: dict[str, tuple[RGB, ...]] = {
    "room": ((196, 172, 146), (142, 160, 156), (170, 146, 158), (148, 158, 184)),
    "kitchen": ((222, 202, 158), (168, 192, 176), (216, 184, 160)),
    "bedroom": ((160, 160, 190), (196, 172, 176), (158, 178, 180)),
    "attic": ((160, 122, 92), (148, 118, 98)),
    "school": ((206, 198, 168), (178, 194, 178)),
    "library": ((146, 112, 90), (122, 110, 104)),
    "office": ((196, 204, 210), (178, 190, 202)),
    "workshop": ((168, 156, 142), (142, 146, 150)),
}


def _shell(stage: Stage, room: Room, wall: RGB, wood: RGB) -> None:
    canvas, w, h = stage.canvas, stage.width, stage.height
    spread = 2.6
    corners = {
        name: (room.centre + (x - room.centre) * spread, stage.horizon + (y - stage.horizon) * spread)
        for name, x, y in (("tl", room.left, room.top), ("tr", room.right, room.top),
                           ("bl", room.left, room.floor), ("br", room.right, room.floor))
    }  # fmt: skip
    canvas.gradient(0, h, stage.tone(shade(wall, -0.05)), stage.tone(shade(wall, -0.12)))
    canvas.polygon([(room.left, room.top), (room.right, room.top), corners["tr"], corners["tl"]],
                   stage.tone(shade(wall, 0.28)))  # fmt: skip
    bright, dim = stage.tone(shade(wall, -0.10)), stage.tone(shade(wall, -0.30))
    left, right = (dim, bright) if stage.sun < 0.5 else (bright, dim)
    canvas.polygon([(room.left, room.top), corners["tl"], corners["bl"], (room.left, room.floor)], left)
    canvas.polygon([(room.right, room.top), corners["tr"], corners["br"], (room.right, room.floor)], right)
    floor = stage.tone(wood)
    canvas.polygon([(room.left, room.floor), (room.right, room.floor), corners["br"], corners["bl"]], floor)
    for k in range(1, 12):
        x = room.left + room.wide * k / 12
        end = room.centre + (x - room.centre) * spread
        canvas.line(
            [(x, room.floor), (end, corners["bl"][1])], shade(floor, -0.16), max(1.0, stage.unit * 0.002)
        )
    skirting = stage.unit * 0.012 * min(1.8, stage.zoom)
    canvas.rect((room.left, room.floor - skirting, room.right, room.floor), stage.tone(shade(wall, -0.35)))
    if corners["bl"][1] < h:
        canvas.rect((0, corners["bl"][1], w, h), floor)


def window(stage: Stage, x: float, y: float, tall: float, hour: str) -> None:
    """A window around (x, y) with the sky of the hour in it."""
    canvas, light = stage.canvas, stage.palette
    half = tall * 0.40
    top, low = y - tall / 2, y + tall / 2
    frame = stage.tone((240, 232, 216))
    canvas.rect((x - half * 1.12, top - tall * 0.05, x + half * 1.12, low + tall * 0.05), frame)
    canvas.gradient(top, low, light.sky_top, light.sky_bottom, x - half, x + half)
    if hour == "night":
        for dx, dy in ((-0.6, 0.2), (-0.2, 0.12), (0.15, 0.55), (-0.5, 0.7), (0.7, 0.75)):
            canvas.ellipse(x + dx * half, top + dy * tall, tall * 0.006, tall * 0.006, (240, 240, 255))
        canvas.ellipse(x + half * 0.45, top + tall * 0.26, tall * 0.075, tall * 0.075, (240, 240, 226))
    else:
        canvas.polygon([(x - half, low), (x - half, low - tall * 0.16), (x - half * 0.2, low - tall * 0.26),
                        (x + half * 0.4, low - tall * 0.14), (x + half, low - tall * 0.22), (x + half, low)],
                       mix(light.tone((110, 134, 120)), light.sky_bottom, 0.5))  # fmt: skip
    bar = tall * 0.022
    canvas.rect((x - bar, top, x + bar, low), frame)
    canvas.rect((x - half, y - bar * 1.6, x + half, y + bar * 0.4), frame)
    canvas.rect((x - half * 1.25, low + tall * 0.05, x + half * 1.25, low + tall * 0.09), shade(frame, -0.12))


def _daylight(stage: Stage, room: Room, side: int, hour: str) -> None:
    """What falls through the window: a bright patch on the floor."""
    x = room.centre + side * room.wide * 0.27
    strength = {"night": 0.10, "dusk": 0.16, "dawn": 0.28, "evening": 0.34}.get(hour, 0.26)
    colour = stage.palette.light
    near = room.floor + (stage.height - room.floor) * 0.62
    lean = -side * room.wide * 0.28
    half = room.tall * 0.16
    stage.canvas.polygon([(x - half, room.floor), (x + half, room.floor), (x + lean + half * 2.2, near),
                          (x + lean - half * 2.2, near)], colour, strength)  # fmt: skip
    if hour != "night":
        stage.canvas.glow(x, room.top + room.tall * 0.42, room.tall * 0.8, colour, strength * 0.9)


def _lamp(stage: Stage, room: Room) -> None:
    x, y = room.centre + room.wide * stage.rng.uniform(-0.1, 0.1), room.top + room.tall * 0.16
    stage.canvas.line(
        [(x, min(0.0, room.top - room.tall)), (x, y)], stage.tone((60, 54, 58)), stage.unit * 0.003
    )
    half = room.tall * 0.07
    on = stage.palette.dark
    if on:
        stage.canvas.glow(x, y + half, room.tall * 0.95, _LAMPLIGHT, 0.62)
    stage.canvas.polygon([(x - half * 0.4, y), (x + half * 0.4, y), (x + half, y + half), (x - half, y + half)],
                         stage.tone(stage.coloured("shade", ((196, 92, 74),))))  # fmt: skip
    stage.canvas.ellipse(x, y + half, half * 0.85, half * 0.22, _LAMPLIGHT if on else (240, 234, 216))


def _rafters(stage: Stage, room: Room, wood: RGB) -> None:
    """A pitched roof: it cuts off the upper corners."""
    canvas, w = stage.canvas, stage.width
    slope, beam = stage.tone(shade(wood, -0.28)), stage.tone(shade(wood, -0.5))
    ridge_y = room.top - room.tall * 0.10
    low = room.top + room.tall * 0.55
    for edge, out in ((room.left, -w), (room.right, 2.0 * w)):
        canvas.polygon(
            [
                (room.centre, ridge_y),
                (edge, low),
                (out, low + (low - ridge_y) * 1.2),
                (out, -w),
                (room.centre, -w),
            ],
            slope,
        )
        for k in range(4):
            share = 0.1 + 0.27 * k
            x0 = room.centre + (edge - room.centre) * share
            y0 = ridge_y + (low - ridge_y) * share
            dx, dy = (x0 - room.centre) * 1.4, (y0 - stage.horizon) * 1.4
            canvas.line([(x0, y0), (x0 + dx, y0 + dy)], beam, stage.unit * 0.016)
        canvas.line([(room.centre, ridge_y), (edge, low)], beam, stage.unit * 0.02)
