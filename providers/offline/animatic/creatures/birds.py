"""Birds that stand: small ones, owls, ducks and penguins."""

from providers.offline.animatic.creatures.rigs import Rig
from providers.offline.animatic.palette import RGB, mix, shade

_BEAK: RGB = (230, 160, 62)


def bird(rig: Rig) -> None:
    """A songbird or a gull, on two thin legs."""
    _perched(rig, rig.stage.lit(_BEAK), belly=rig.pale)


def crow(rig: Rig) -> None:
    """A crow, whose beak is as dark as it is."""
    _perched(rig, shade(rig.ink, 0.1), belly=shade(rig.fur, 0.1))


def _perched(rig: Rig, beak: RGB, belly: RGB) -> None:
    legs = mix(beak, rig.ink, 0.4)
    for dx in (-0.02, 0.10):
        rig.stroke([(dx, 0.24), (dx + 0.02, 0.02), (dx + 0.12, 0.01)], legs, 0.028)
    rig.shape([(-0.30, 0.40), (-0.86, 0.20), (-0.90, 0.10), (-0.26, 0.24)], rig.dark)
    rig.shape(
        [(-0.46, 0.34), (-0.20, 0.64), (0.14, 0.78), (0.36, 0.58), (0.30, 0.32), (0.02, 0.18), (-0.28, 0.20)],
        rig.fur,
    )
    rig.shape([(0.12, 0.66), (0.36, 0.62), (0.32, 0.34), (0.04, 0.18), (-0.14, 0.20), (0.10, 0.36)], belly)
    rig.shape([(-0.56, 0.26), (-0.26, 0.58), (0.04, 0.62), (0.06, 0.44), (-0.20, 0.30)], rig.dark)
    rig.facet([(0.40, 0.90), (0.68, 0.80), (0.40, 0.76)], beak)
    rig.dot(0.24, 0.82, 0.20, 0.18, rig.fur)
    if rig.worn:
        rig.shape(
            [(0.04, 0.70), (0.22, 0.66), (0.40, 0.68), (0.38, 0.58), (0.2, 0.55), (0.04, 0.62)], rig.worn
        )
    rig.eye(0.31, 0.86, 0.038, (120, 84, 50))


def owl(rig: Rig) -> None:
    """An owl, seen from the front."""
    beak = rig.stage.lit(_BEAK)
    for dx in (-0.12, 0.12):
        for toe in (-0.06, 0.0, 0.06):
            rig.dot(dx + toe, 0.03, 0.028, 0.04, beak)
    rig.shape(
        [(-0.30, 0.30), (-0.36, 0.66), (0.0, 0.86), (0.36, 0.66), (0.30, 0.30), (0.14, 0.05), (-0.14, 0.05)],
        rig.fur,
    )
    rig.shape([(-0.20, 0.50), (0.0, 0.60), (0.20, 0.50), (0.18, 0.18), (0.0, 0.08), (-0.18, 0.18)], rig.pale)
    for row in range(4):
        for k in range(-1, 2):
            rig.dot(k * 0.10 + 0.05 * (row % 2), 0.46 - row * 0.09, 0.026, 0.032, rig.dark, 0.6)
    for side in (-1, 1):
        rig.shape(
            [(side * 0.28, 0.62), (side * 0.44, 0.44), (side * 0.36, 0.12), (side * 0.24, 0.22)], rig.dark
        )
        rig.facet([(side * 0.16, 0.88), (side * 0.34, 1.04), (side * 0.34, 0.80)], rig.dark)
    if rig.worn:
        rig.shape(
            [(-0.28, 0.58), (0.0, 0.52), (0.28, 0.58), (0.27, 0.50), (0.0, 0.44), (-0.27, 0.50)], rig.worn
        )
    rig.shape(
        [(-0.36, 0.74), (-0.22, 0.92), (0.0, 0.88), (0.22, 0.92), (0.36, 0.74), (0.20, 0.56), (-0.20, 0.56)],
        rig.fur,
    )
    for side in (-1, 1):
        rig.dot(side * 0.155, 0.74, 0.145, 0.145, rig.pale)
        rig.eye(side * 0.14, 0.74, 0.082, (240, 168, 50))
    rig.facet([(-0.045, 0.69), (0.045, 0.69), (0.0, 0.58)], beak)


def penguin(rig: Rig) -> None:
    """A penguin, upright."""
    beak = rig.stage.lit(_BEAK)
    for dx in (-0.12, 0.12):
        rig.dot(dx + 0.03, 0.03, 0.11, 0.035, beak)
    rig.shape(
        [(-0.26, 0.08), (-0.30, 0.46), (-0.18, 0.74), (0.18, 0.74), (0.28, 0.46), (0.24, 0.06)], rig.fur
    )
    rig.shape([(-0.12, 0.08), (-0.12, 0.56), (0.06, 0.70), (0.20, 0.56), (0.20, 0.08)], (244, 242, 236))
    rig.shape([(-0.24, 0.62), (-0.40, 0.34), (-0.36, 0.24), (-0.20, 0.42)], rig.dark)
    rig.shape([(0.22, 0.62), (0.36, 0.36), (0.32, 0.26), (0.20, 0.42)], rig.dark)
    rig.facet([(0.16, 0.88), (0.38, 0.84), (0.16, 0.80)], beak)
    rig.dot(0.02, 0.84, 0.19, 0.17, rig.fur)
    rig.dot(0.10, 0.82, 0.09, 0.09, (244, 242, 236))
    if rig.worn:
        rig.shape(
            [(-0.20, 0.72), (0.02, 0.68), (0.22, 0.72), (0.22, 0.64), (0.02, 0.60), (-0.22, 0.64)], rig.worn
        )
    rig.eye(0.11, 0.87, 0.032, (90, 70, 60))


def duck(rig: Rig) -> None:
    """A duck, a goose or a swan."""
    beak = rig.stage.lit(_BEAK)
    for dx in (-0.10, 0.08):
        rig.stroke([(dx, 0.2), (dx, 0.03), (dx + 0.12, 0.02)], beak, 0.045)
    rig.shape(
        [
            (-0.62, 0.50),
            (-0.50, 0.28),
            (-0.10, 0.14),
            (0.30, 0.22),
            (0.42, 0.44),
            (0.10, 0.56),
            (-0.36, 0.48),
        ],
        rig.fur,
    )
    rig.shape([(0.10, 0.52), (0.24, 0.74), (0.26, 0.92), (0.44, 0.90), (0.44, 0.60), (0.42, 0.40)], rig.fur)
    rig.shape([(-0.58, 0.52), (-0.28, 0.52), (0.12, 0.46), (0.06, 0.30), (-0.28, 0.28)], rig.dark)
    rig.shape([(0.46, 0.88), (0.66, 0.84), (0.72, 0.78), (0.46, 0.77)], beak)
    rig.dot(0.36, 0.86, 0.145, 0.135, rig.fur)
    if rig.worn:
        rig.shape(
            [(0.22, 0.70), (0.34, 0.67), (0.46, 0.69), (0.46, 0.61), (0.33, 0.59), (0.21, 0.62)], rig.worn
        )
    rig.eye(0.41, 0.89, 0.03, (90, 70, 60))
