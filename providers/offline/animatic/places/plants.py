"""Trees and grass."""

from providers.offline.animatic.palette import RGB, shade
from providers.offline.animatic.stage import Stage


def tree(stage: Stage, x: float, y: float, size: float) -> None:
    """One broad tree, `size` of the frame high, at (x, y)."""
    tall = stage.unit * size * stage.rng.uniform(0.8, 1.2) * min(1.6, stage.zoom)
    broadleaf(stage, x, y, tall, stage.tone((82, 122, 74), 0.25))


def conifer(stage: Stage, x: float, y: float, tall: float, colour: RGB) -> None:
    """A fir: three skirts on a trunk."""
    stage.canvas.rect((x - tall * 0.018, y - tall * 0.14, x + tall * 0.018, y), shade(colour, -0.4))
    for low, high, half in ((0.10, 0.52, 0.20), (0.34, 0.76, 0.155), (0.58, 1.0, 0.11)):
        stage.canvas.polygon(
            [(x, y - tall * high), (x - tall * half, y - tall * low), (x + tall * half, y - tall * low)],
            colour,
        )
        stage.canvas.polygon([(x, y - tall * high), (x, y - tall * low), (x + tall * half, y - tall * low)],
                             shade(colour, -0.16))  # fmt: skip


def broadleaf(stage: Stage, x: float, y: float, tall: float, colour: RGB) -> None:
    """A tree with a round crown, lit from the side of the sun."""
    trunk = stage.tone((84, 64, 54), 0.2)
    stage.canvas.polygon([(x - tall * 0.035, y), (x - tall * 0.018, y - tall * 0.5), (x + tall * 0.018, y - tall * 0.5),
                          (x + tall * 0.035, y)], trunk)  # fmt: skip
    to_sun = -1 if stage.sun * stage.width < x else 1
    for dx, dy, r in ((-0.17, 0.52, 0.19), (0.17, 0.54, 0.18), (0.0, 0.74, 0.25), (0.0, 0.55, 0.2)):
        stage.canvas.ellipse(x + dx * tall, y - dy * tall, r * tall, r * tall, shade(colour, -0.15))
    for dx, dy, r in ((0.13, 0.57, 0.13), (0.06, 0.78, 0.17)):
        stage.canvas.ellipse(
            x + to_sun * dx * tall,
            y - dy * tall,
            r * tall,
            r * tall,
            shade(colour, 0.03 if stage.palette.dark else 0.10),
        )


def tufts(stage: Stage, colour: RGB, count: int) -> None:
    """Blades of grass, larger towards the viewer."""
    for y in sorted(stage.ground_at(stage.rng.random() ** 0.7 * 0.9) for _ in range(count)):
        if y > stage.height:
            continue
        size, x = min(stage.person_at(y) * 0.07, stage.unit * 0.05), stage.rng.random() * stage.width
        for lean in (-0.6, 0.0, 0.6):
            stage.canvas.polygon([(x - size * 0.12, y), (x + size * 0.12, y), (x + lean * size * 0.7, y - size)],
                                 stage.tone(colour, 0.1))  # fmt: skip
