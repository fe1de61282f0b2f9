"""Small animals that sit, and those that have no legs to stand on."""

from providers.offline.animatic.creatures.rigs import Rig
from providers.offline.animatic.palette import mix, shade


def rabbit(rig: Rig) -> None:
    """It sits, with its ears up."""
    for dx, tilt in ((0.20, 0.10), (0.10, -0.02)):
        rig.shape(
            [
                (dx, 0.60),
                (dx - 0.07 + tilt, 0.84),
                (dx + tilt, 1.02),
                (dx + 0.07 + tilt, 0.84),
                (dx + 0.09, 0.60),
            ],
            rig.dark if dx > 0.15 else rig.fur,
        )
        rig.shape(
            [(dx + 0.02, 0.64), (dx - 0.02 + tilt, 0.84), (dx + tilt, 0.94), (dx + 0.03 + tilt, 0.84)],
            mix(rig.fur, (232, 160, 154), 0.55),
        )
    rig.dot(-0.36, 0.16, 0.10, 0.10, rig.pale)
    _sitting(rig)


def squirrel(rig: Rig) -> None:
    """It sits before its tail."""
    rig.shape(
        [
            (-0.2, 0.06),
            (-0.52, 0.34),
            (-0.56, 0.72),
            (-0.34, 1.0),
            (-0.08, 0.90),
            (-0.22, 0.70),
            (-0.22, 0.40),
        ],
        rig.dark,
    )
    rig.shape(
        [(-0.24, 0.16), (-0.44, 0.38), (-0.47, 0.70), (-0.32, 0.88), (-0.30, 0.60)], shade(rig.fur, 0.12)
    )
    for dx in (0.26, 0.13):
        rig.facet([(dx - 0.05, 0.66), (dx, 0.86), (dx + 0.06, 0.68)], rig.dark)
    _sitting(rig)


def mouse(rig: Rig) -> None:
    """It sits; its ears are round and its tail is bare."""
    tail = [(-0.26, 0.06), (-0.55, 0.02), (-0.78, 0.14), (-0.9, 0.34)]
    rig.stroke(tail, mix(rig.fur, (226, 160, 150), 0.6), 0.03)
    for dx in (0.28, 0.06):
        rig.dot(dx, 0.76, 0.15, 0.16, rig.dark)
        rig.dot(dx + 0.01, 0.75, 0.10, 0.11, mix(rig.fur, (232, 160, 154), 0.6))
    _sitting(rig)


def _sitting(rig: Rig) -> None:
    """Body, haunch, paws, head and what it wears around its neck."""
    rig.shape(
        [(-0.34, 0.10), (-0.30, 0.36), (-0.04, 0.58), (0.18, 0.52), (0.26, 0.24), (0.22, 0.02), (-0.24, 0.0)],
        rig.fur,
    )
    rig.shape([(0.06, 0.44), (0.20, 0.44), (0.25, 0.20), (0.18, 0.04), (0.04, 0.10)], rig.pale)
    rig.dot(-0.12, 0.15, 0.18, 0.16, rig.dark, 0.45)
    rig.dot(-0.02, 0.035, 0.19, 0.04, shade(rig.fur, 0.08))
    rig.dot(0.23, 0.03, 0.09, 0.035, shade(rig.fur, 0.08))
    rig.shape([(0.10, 0.38), (0.17, 0.36), (0.28, 0.26), (0.24, 0.22), (0.12, 0.28)], rig.dark)
    if rig.worn:
        rig.shape(
            [(0.0, 0.50), (0.14, 0.47), (0.28, 0.50), (0.27, 0.43), (0.14, 0.38), (0.0, 0.43)], rig.worn
        )
    rig.shape(
        [(-0.04, 0.58), (0.06, 0.75), (0.24, 0.77), (0.38, 0.62), (0.42, 0.54), (0.30, 0.46), (0.08, 0.46)],
        rig.fur,
    )
    rig.shape([(0.24, 0.52), (0.36, 0.58), (0.41, 0.54), (0.30, 0.47)], rig.pale)
    rig.dot(0.42, 0.555, 0.022, 0.018, mix(rig.ink, (200, 110, 110), 0.5))
    rig.eye(0.25, 0.63, 0.036, (84, 60, 48))


def turtle(rig: Rig) -> None:
    """A shell on four feet."""
    skin = mix(rig.stage.lit((128, 138, 92)), rig.fur, 0.2)
    for dx in (-0.5, 0.42):
        rig.shape(
            [(dx - 0.12, 0.36), (dx + 0.14, 0.36), (dx + 0.16, 0.0), (dx - 0.14, 0.0)], shade(skin, -0.1)
        )
    rig.shape([(0.55, 0.42), (0.86, 0.62), (1.12, 0.72), (1.16, 0.52), (0.9, 0.38), (0.6, 0.28)], skin)
    rig.shape([(-0.82, 0.26), (-0.62, 0.68), (-0.1, 0.98), (0.42, 0.82), (0.74, 0.30), (0.0, 0.20)], rig.fur)
    for dx in (-0.42, -0.04, 0.34):
        rig.shape([(dx - 0.14, 0.48), (dx, 0.76), (dx + 0.16, 0.48), (dx, 0.36)], rig.dark)
    rig.eye(1.04, 0.60, 0.035)


def frog(rig: Rig) -> None:
    """It sits with bent legs."""
    rig.shape([(-0.7, 0.04), (-0.66, 0.5), (-0.3, 0.56), (-0.1, 0.1), (-0.3, 0.0)], rig.dark)
    rig.shape([(-0.5, 0.24), (-0.1, 0.72), (0.46, 0.86), (0.66, 0.6), (0.4, 0.16), (-0.1, 0.06)], rig.fur)
    rig.shape([(0.3, 0.5), (0.64, 0.56), (0.5, 0.22), (0.2, 0.14)], rig.pale)
    rig.shape([(0.22, 0.36), (0.36, 0.3), (0.34, 0.03), (0.14, 0.03)], rig.dark)
    for dx in (0.28, 0.46):
        rig.dot(dx, 0.90, 0.11, 0.11, rig.fur)
        rig.eye(dx + 0.03, 0.91, 0.06)
    rig.stroke([(0.34, 0.58), (0.5, 0.55), (0.66, 0.62)], rig.ink, 0.02)


def whale(rig: Rig) -> None:
    """A whole whale, above the ground as in water."""
    body = [(0.9, 0.42), (0.72, 0.72), (0.2, 0.82), (-0.4, 0.68), (-0.86, 0.46), (-1.08, 0.62), (-1.3, 0.84), (-1.26, 0.5), (-1.42, 0.30), (-0.96, 0.34), (-0.3, 0.2), (0.55, 0.16)]  # fmt: skip
    rig.shape(body, rig.fur)
    rig.shape([(0.9, 0.40), (0.5, 0.36), (-0.2, 0.32), (-0.5, 0.27), (-0.3, 0.2), (0.5, 0.17)], rig.pale)
    rig.shape([(0.34, 0.30), (0.1, 0.06), (-0.06, 0.05), (0.14, 0.32)], rig.dark)
    rig.eye(0.62, 0.46, 0.028)


def fish(rig: Rig) -> None:
    """One fish, above the ground as in water."""
    rig.facet([(-0.55, 0.5), (-1.0, 0.82), (-0.9, 0.5), (-1.0, 0.2)], rig.dark)
    rig.shape([(-0.2, 0.75), (0.1, 0.98), (0.3, 0.72)], rig.dark)
    rig.shape([(-0.62, 0.5), (-0.1, 0.78), (0.5, 0.72), (0.86, 0.48), (0.5, 0.26), (-0.1, 0.22)], rig.fur)
    rig.shape([(-0.3, 0.36), (0.2, 0.40), (0.76, 0.44), (0.5, 0.26), (-0.1, 0.23)], rig.pale)
    rig.shape([(0.1, 0.46), (-0.16, 0.34), (-0.1, 0.54)], rig.dark)
    rig.eye(0.58, 0.56, 0.06)
