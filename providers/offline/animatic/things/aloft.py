"""Things in the air or in the water. `tall` is in pixels, (x, y) the lower end."""

from providers.offline.animatic.canvas import smooth
from providers.offline.animatic.palette import mix, shade
from providers.offline.animatic.stage import Painter, Stage


def _balloon(stage: Stage, x: float, y: float, tall: float) -> None:
    canvas, cloth = stage.canvas, stage.tone(stage.paint_of("balloon", ((222, 86, 68),)))
    top = y - tall
    canvas.ellipse(x, top + tall * 0.38, tall * 0.34, tall * 0.38, cloth)
    for k, colour in ((0.62, shade(cloth, 0.55)), (0.22, cloth)):
        canvas.ellipse(x, top + tall * 0.38, tall * 0.34 * k, tall * 0.38, colour)
    canvas.polygon([(x - tall * 0.16, top + tall * 0.70), (x + tall * 0.16, top + tall * 0.70), (x + tall * 0.05, y - tall * 0.12),
                    (x - tall * 0.05, y - tall * 0.12)], shade(cloth, -0.2))  # fmt: skip
    canvas.rect(
        (x - tall * 0.06, y - tall * 0.12, x + tall * 0.06, y), stage.tone((146, 104, 68)), radius=tall * 0.01
    )


def _kite(stage: Stage, x: float, y: float, tall: float) -> None:
    canvas, cloth = stage.canvas, stage.tone(stage.paint_of("kite", ((226, 96, 74),)))
    canvas.line(smooth([(x, y - tall * 0.2), (x + tall * 0.3, y + tall * 0.4), (x - tall * 0.1, y + tall * 1.2)], closed=False),
                stage.tone((80, 76, 84)), max(1.0, tall * 0.012))  # fmt: skip
    canvas.polygon(
        [(x, y - tall), (x + tall * 0.34, y - tall * 0.62), (x, y), (x - tall * 0.34, y - tall * 0.62)], cloth
    )
    canvas.polygon(
        [(x, y - tall), (x + tall * 0.34, y - tall * 0.62), (x, y - tall * 0.62)], stage.tone((246, 200, 92))
    )
    canvas.polygon(
        [(x, y), (x - tall * 0.34, y - tall * 0.62), (x, y - tall * 0.62)], stage.tone((72, 140, 160))
    )


def _birds(stage: Stage, x: float, y: float, tall: float) -> None:
    said = stage.painted.get("bird")
    ink = stage.tone(said) if said else mix(stage.palette.ink, stage.palette.sky_top, 0.2)
    for k in range(stage.rng.randint(4, 7)):
        size = tall * stage.rng.uniform(0.35, 0.8)
        at = (x + stage.rng.uniform(-2.2, 2.2) * tall, y - stage.rng.uniform(0.0, 1.5) * tall)
        lift = stage.rng.uniform(0.18, 0.42) * (1 if k % 3 else -0.4)
        wing = [(at[0] - size, at[1] - size * lift), (at[0] - size * 0.45, at[1] - size * (lift + 0.18)), (at[0], at[1]),
                (at[0] + size * 0.45, at[1] - size * (lift + 0.18)), (at[0] + size, at[1] - size * lift)]  # fmt: skip
        stage.canvas.polygon(
            [
                *smooth(wing, closed=False),
                (at[0] + size * 0.1, at[1] + size * 0.16),
                (at[0] - size * 0.1, at[1] + size * 0.16),
            ],
            ink,
        )


def _whale(stage: Stage, x: float, y: float, tall: float) -> None:
    canvas, skin = stage.canvas, stage.tone((66, 92, 124))
    body = [(-1.5, 0.45), (-1.1, 0.85), (-0.3, 1.0), (0.6, 0.8), (1.3, 0.5), (1.7, 0.75), (2.0, 1.1), (1.95, 0.5), (2.2, 0.2),
            (1.5, 0.28), (0.5, 0.1), (-0.8, 0.05)]  # fmt: skip
    canvas.shape([(x + dx * tall, y - dy * tall) for dx, dy in body], skin)
    belly = [(-1.45, 0.4), (-0.8, 0.35), (0.2, 0.3), (0.9, 0.25), (0.4, 0.1), (-0.8, 0.06)]
    canvas.shape([(x + dx * tall, y - dy * tall) for dx, dy in belly], shade(skin, 0.55))
    canvas.ellipse(x - tall * 1.05, y - tall * 0.52, tall * 0.035, tall * 0.035, stage.palette.ink)


def _fish(stage: Stage, x: float, y: float, tall: float) -> None:
    for _ in range(6):
        colour = stage.tone(stage.rng.choice(((240, 150, 66), (232, 206, 96), (220, 96, 86))))
        px, py = x + stage.rng.uniform(-2.4, 2.4) * tall, y - stage.rng.uniform(0, 1.6) * tall
        size = tall * stage.rng.uniform(0.2, 0.36)
        stage.canvas.ellipse(px, py, size, size * 0.5, colour)
        stage.canvas.polygon(
            [(px + size * 0.8, py), (px + size * 1.5, py - size * 0.5), (px + size * 1.5, py + size * 0.5)],
            shade(colour, -0.15),
        )
        stage.canvas.ellipse(px - size * 0.55, py - size * 0.08, size * 0.09, size * 0.09, stage.palette.ink)


ALOFT: dict[str, tuple[float, Painter]] = {
    "balloon": (0.30, _balloon), "kite": (0.16, _kite), "bird": (0.06, _birds), "whale": (0.16, _whale), "fish": (0.10, _fish),
}  # fmt: skip
"""Things in the air or the water: height as a share of the frame, painter."""
