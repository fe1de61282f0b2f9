"""The face of cats, from house cats to lions."""

from collections.abc import Sequence

from providers.offline.animatic.canvas import Point
from providers.offline.animatic.creatures.rigs import Rig
from providers.offline.animatic.palette import RGB, mix, shade


def paint_cat_face(rig: Rig, head: tuple[float, float, float]) -> None:
    """A round head with full cheeks, a short pale muzzle, a small nose and green eyes; `head` as in `Beast`."""
    hx, hy, r = head

    def at(points: Sequence[Point]) -> list[Point]:
        return [(hx + r * x, hy + r * y) for x, y in points]

    def dot(x: float, y: float, rx: float, ry: float, colour: RGB) -> None:
        rig.dot(*at([(x, y)])[0], r * rx, r * ry, colour)

    dot(0.0, 0.0, 1.02, 0.92, rig.fur)
    dot(0.30, -0.28, 0.82, 0.62, rig.fur)
    dot(0.72, -0.36, 0.40, 0.32, mix(rig.pale, rig.fur, 0.25))
    rig.facet(at([(0.84, -0.16), (1.08, -0.18), (0.98, -0.32)]), mix(rig.ink, (226, 130, 132), 0.8))
    rig.stroke(at([(0.98, -0.32), (0.92, -0.48), (0.72, -0.50)]), shade(rig.fur, -0.5), r * 0.04)
    rig.eye(*at([(0.42, 0.14)])[0], r * 0.20, (150, 190, 92))
    if rig.tall * r > 12:
        for lift in (0.16, 0.0, -0.16):
            rig.stroke(at([(0.72, -0.36), (1.55, -0.36 + lift)]), (240, 238, 232), r * 0.02)
