"""What stands in a room and tells a kitchen from a classroom; measured in heights of its back wall."""

from collections.abc import Callable

from providers.offline.animatic.palette import shade
from providers.offline.animatic.stage import Stage


class Room:
    """The back wall of a room: `left` to `right`, `top` to `floor`, in pixels."""

    def __init__(self, stage: Stage) -> None:
        rng, unit = stage.rng, stage.unit
        self.centre = stage.width * rng.uniform(0.42, 0.58)
        self.floor = min(stage.height * 0.94, max(stage.horizon + unit * 0.05, stage.ground_at(0.55)))
        wall = max(stage.person_at(self.floor) * 1.75, unit * 0.62)
        self.top = self.floor - wall
        half = max(stage.width * 0.34, wall * rng.uniform(0.62, 0.74))
        self.left, self.right = self.centre - half, self.centre + half
        self.tall, self.wide = wall, 2 * half


def living(stage: Stage, room: Room, side: int) -> None:
    """A sofa under pictures, a plant."""
    canvas, u = stage.canvas, room.tall
    x, y = room.centre + side * room.wide * 0.24, room.floor
    cloth = stage.tone(
        stage.coloured("sofa", ((104, 128, 142), (172, 112, 92), (122, 140, 108), (146, 112, 140)))
    )
    canvas.rect(
        (x - u * 0.34, y - u * 0.34, x + u * 0.34, y - u * 0.02), shade(cloth, -0.12), radius=u * 0.05
    )
    canvas.rect((x - u * 0.34, y - u * 0.19, x + u * 0.34, y - u * 0.02), cloth, radius=u * 0.03)
    for edge in (-0.38, 0.30):
        canvas.rect(
            (x + edge * u, y - u * 0.25, x + (edge + 0.08) * u, y), shade(cloth, -0.24), radius=u * 0.03
        )
    for k, tall in enumerate((0.16, 0.22, 0.14)):
        px, py = x + (k - 1) * u * 0.24, room.top + u * 0.26
        canvas.rect(
            (px - u * 0.08, py - tall * u / 2, px + u * 0.08, py + tall * u / 2), stage.tone((74, 62, 60))
        )
        art = stage.tone(stage.rng.choice(((216, 190, 150), (150, 180, 186), (206, 146, 120))))
        canvas.rect(
            (px - u * 0.065, py - tall * u / 2 + u * 0.015, px + u * 0.065, py + tall * u / 2 - u * 0.015),
            art,
        )
    _plant(stage, room.centre - side * room.wide * 0.44, y, u * 0.42)


def _plant(stage: Stage, x: float, y: float, tall: float) -> None:
    leaf = stage.tone((84, 134, 92))
    for lean in (-0.34, -0.16, 0.0, 0.17, 0.33):
        tip = (x + lean * tall, y - tall * (1 - abs(lean) * 0.6))
        base = (x, y - tall * 0.28)
        mid = ((tip[0] + base[0]) / 2, (tip[1] + base[1]) / 2)
        stage.canvas.shape([base, (mid[0] - tall * 0.07, mid[1]), tip, (mid[0] + tall * 0.07, mid[1])],
                           shade(leaf, lean * 0.7))  # fmt: skip
    stage.canvas.polygon([(x - tall * 0.13, y - tall * 0.3), (x + tall * 0.13, y - tall * 0.3), (x + tall * 0.09, y),
                          (x - tall * 0.09, y)], stage.tone((196, 112, 82)))  # fmt: skip


def _kitchen(stage: Stage, room: Room, side: int) -> None:
    """A counter with pots along the wall, shelves above."""
    canvas, u, y = stage.canvas, room.tall, room.floor
    front = stage.tone(stage.coloured("cupboards", ((92, 128, 124), (176, 132, 96), (112, 122, 150))))
    canvas.rect((room.left, y - u * 0.36, room.right, y), front)
    for k in range(1, 8):
        x = room.left + room.wide * k / 8
        canvas.rect((x, y - u * 0.33, x + u * 0.006, y - u * 0.03), shade(front, -0.3))
        canvas.rect((x - u * 0.05, y - u * 0.28, x - u * 0.02, y - u * 0.265), shade(front, 0.5))
    canvas.rect((room.left, y - u * 0.385, room.right, y - u * 0.35), stage.tone((236, 226, 206)))
    x = room.centre + side * room.wide * 0.24
    for row in (0.66, 0.84):
        canvas.rect(
            (x - u * 0.36, y - u * row, x + u * 0.36, y - u * (row - 0.018)), stage.tone((120, 86, 64))
        )
        for k in range(6):
            colour = stage.tone(
                stage.rng.choice(((214, 120, 88), (238, 220, 180), (110, 150, 152), (228, 178, 90)))
            )
            px, tall = x + (k - 2.5) * u * 0.115, u * stage.rng.uniform(0.06, 0.13)
            canvas.rect(
                (px - u * 0.035, y - u * row - tall, px + u * 0.035, y - u * row), colour, radius=u * 0.01
            )
    pot = stage.tone((86, 88, 98))
    px = room.centre - side * room.wide * 0.02
    canvas.rect((px - u * 0.09, y - u * 0.50, px + u * 0.09, y - u * 0.385), pot, radius=u * 0.02)
    canvas.rect((px - u * 0.10, y - u * 0.515, px + u * 0.10, y - u * 0.495), shade(pot, -0.3))


def _bedroom(stage: Stage, room: Room, side: int) -> None:
    """A bed with its head to the wall and a night table."""
    canvas, u, y = stage.canvas, room.tall, room.floor
    x = room.centre + side * room.wide * 0.22
    cloth = stage.tone(stage.coloured("bed", ((122, 144, 178), (186, 130, 122), (134, 158, 134))))
    canvas.rect((x - u * 0.32, y - u * 0.46, x + u * 0.32, y), stage.tone((116, 82, 64)), radius=u * 0.03)
    canvas.rect(
        (x - u * 0.26, y - u * 0.33, x - u * 0.02, y - u * 0.20), stage.tone((244, 240, 230)), radius=u * 0.03
    )
    canvas.rect(
        (x + u * 0.02, y - u * 0.33, x + u * 0.26, y - u * 0.20), stage.tone((236, 232, 222)), radius=u * 0.03
    )
    foot = y + u * 0.20
    canvas.polygon(
        [
            (x - u * 0.30, y - u * 0.22),
            (x + u * 0.30, y - u * 0.22),
            (x + u * 0.42, foot),
            (x - u * 0.42, foot),
        ],
        cloth,
    )
    canvas.polygon([(x - u * 0.30, y - u * 0.22), (x + u * 0.30, y - u * 0.22), (x + u * 0.33, y - u * 0.12),
                    (x - u * 0.33, y - u * 0.12)], shade(cloth, 0.35))  # fmt: skip
    canvas.rect((x - u * 0.42, foot, x + u * 0.42, foot + u * 0.10), shade(cloth, -0.3))
    _plant(stage, room.centre - side * room.wide * 0.44, y, u * 0.36)


def _shelves(stage: Stage, room: Room, side: int) -> None:
    """Books from wall to wall, a reading table."""
    canvas, u = stage.canvas, room.tall
    x0, x1 = (
        (room.left, room.centre + room.wide * 0.06)
        if side < 0
        else (room.centre - room.wide * 0.06, room.right)
    )
    wood = stage.tone((98, 68, 52))
    canvas.rect((x0, room.top + u * 0.06, x1, room.floor), shade(wood, -0.25))
    spines = ((168, 72, 62), (66, 98, 116), (196, 160, 92), (92, 112, 84), (126, 84, 110), (222, 206, 176))
    rows = 5
    for row in range(rows):
        low = room.top + u * (0.06 + 0.94 * (row + 1) / rows)
        x = x0 + u * 0.02
        while x < x1 - u * 0.03:
            wide, tall = u * stage.rng.uniform(0.014, 0.032), u * stage.rng.uniform(0.10, 0.15)
            if stage.rng.random() < 0.92:
                canvas.rect(
                    (x, low - tall - u * 0.012, x + wide, low - u * 0.012),
                    stage.tone(stage.rng.choice(spines)),
                )
            x += wide * 1.08
        canvas.rect((x0, low - u * 0.014, x1, low), wood)


def _attic(stage: Stage, room: Room, side: int) -> None:
    """Boxes and a trunk under the roof."""
    canvas, u, y = stage.canvas, room.tall, room.floor
    for k, (dx, wide, tall) in enumerate(((0.20, 0.30, 0.22), (0.33, 0.22, 0.16), (0.24, 0.20, 0.15))):
        x = room.centre + side * room.wide * dx
        base = y + u * (0.04 if k < 2 else -0.18)
        card = stage.tone(((186, 144, 98), (168, 126, 86), (200, 162, 114))[k])
        canvas.rect((x - u * wide / 2, base - u * tall, x + u * wide / 2, base), card)
        canvas.rect((x - u * 0.02, base - u * tall, x + u * 0.02, base), shade(card, 0.25))
    x = room.centre - side * room.wide * 0.30
    canvas.rect(
        (x - u * 0.17, y - u * 0.17, x + u * 0.17, y + u * 0.03), stage.tone((112, 70, 54)), radius=u * 0.02
    )
    canvas.rect((x - u * 0.17, y - u * 0.085, x + u * 0.17, y - u * 0.07), stage.tone((214, 172, 92)))


def _school(stage: Stage, room: Room, side: int) -> None:
    """A blackboard with chalk lines and two rows of desks."""
    canvas, u, y = stage.canvas, room.tall, room.floor
    x = room.centre + side * room.wide * 0.16
    canvas.rect(
        (x - u * 0.44, room.top + u * 0.20, x + u * 0.44, room.top + u * 0.60), stage.tone((140, 100, 70))
    )
    canvas.rect(
        (x - u * 0.42, room.top + u * 0.22, x + u * 0.42, room.top + u * 0.58), stage.tone((46, 78, 68))
    )
    for k in range(4):
        long = stage.rng.uniform(0.2, 0.6) * u
        top = room.top + u * (0.29 + 0.07 * k)
        canvas.line([(x - u * 0.36, top), (x - u * 0.36 + long, top)], (226, 232, 222), u * 0.008, 0.8)
    for seat in (-0.42, 0.0, 0.42):
        px, base = room.centre + seat * room.wide, y + u * 0.12
        canvas.rect(
            (px - u * 0.15, base - u * 0.24, px + u * 0.15, base - u * 0.205), stage.tone((204, 160, 104))
        )
        for leg in (-0.13, 0.12):
            canvas.rect(
                (px + leg * u, base - u * 0.21, px + (leg + 0.015) * u, base), stage.tone((84, 84, 94))
            )


def _office(stage: Stage, room: Room, side: int) -> None:
    """A desk with screens, a cabinet."""
    canvas, u, y = stage.canvas, room.tall, room.floor
    x = room.centre + side * room.wide * 0.20
    for dx in (-0.16, 0.16):
        px = x + dx * u
        canvas.rect(
            (px - u * 0.13, y - u * 0.58, px + u * 0.13, y - u * 0.40),
            stage.tone((46, 50, 62)),
            radius=u * 0.012,
        )
        canvas.gradient(
            y - u * 0.565, y - u * 0.415, (96, 168, 196), (60, 110, 160), px - u * 0.118, px + u * 0.118
        )
        canvas.rect((px - u * 0.012, y - u * 0.40, px + u * 0.012, y - u * 0.34), stage.tone((46, 50, 62)))
    canvas.rect((x - u * 0.40, y - u * 0.345, x + u * 0.40, y - u * 0.315), stage.tone((226, 220, 208)))
    for leg in (-0.38, 0.36):
        canvas.rect((x + leg * u, y - u * 0.32, x + (leg + 0.02) * u, y), stage.tone((90, 94, 106)))
    _plant(stage, room.centre - side * room.wide * 0.45, y, u * 0.46)


def _workshop(stage: Stage, room: Room, side: int) -> None:
    """A bench under a wall of tools."""
    canvas, u, y = stage.canvas, room.tall, room.floor
    x = room.centre + side * room.wide * 0.18
    canvas.rect(
        (x - u * 0.46, room.top + u * 0.22, x + u * 0.46, room.top + u * 0.52), stage.tone((176, 140, 102))
    )
    steel = stage.tone((96, 104, 116))
    for k in range(7):
        px, top, long = x + (k - 3) * u * 0.125, room.top + u * 0.26, u * stage.rng.uniform(0.10, 0.20)
        canvas.rect((px - u * 0.012, top, px + u * 0.012, top + long), steel, radius=u * 0.01)
        handle = stage.tone(stage.rng.choice(((196, 84, 66), (222, 176, 82), (82, 120, 140))))
        canvas.rect((px - u * 0.018, top + long * 0.55, px + u * 0.018, top + long), handle, radius=u * 0.012)
        if stage.rng.random() < 0.5:
            canvas.rect((px - u * 0.04, top, px + u * 0.04, top + u * 0.03), steel, radius=u * 0.008)
    canvas.rect((x - u * 0.50, y - u * 0.38, x + u * 0.50, y - u * 0.33), stage.tone((146, 104, 72)))
    for leg in (-0.46, 0.41):
        canvas.rect((x + leg * u, y - u * 0.34, x + (leg + 0.05) * u, y), stage.tone((112, 80, 58)))


FURNITURE: dict[str, Callable[[Stage, Room, int], None]] = {
    "room": living, "kitchen": _kitchen, "bedroom": _bedroom, "library": _shelves, "attic": _attic,
    "school": _school, "office": _office, "workshop": _workshop,
}  # fmt: skip
