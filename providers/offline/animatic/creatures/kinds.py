"""The creatures that can be drawn: how tall each is, its usual colour and its painter."""

from dataclasses import dataclass

from providers.offline.animatic.creatures import birds, critters
from providers.offline.animatic.creatures.beasts import beast
from providers.offline.animatic.creatures.rigs import Painter, Rig
from providers.offline.animatic.creatures.robots import robot
from providers.offline.animatic.palette import RGB
from providers.offline.animatic.stage import Stage
from providers.offline.animatic.stands import Stand


@dataclass(frozen=True)
class Creature:
    """A kind of creature: `height` in persons, `face` where its head is in its own heights (x, y) and how large.

    `span` is how far it reaches behind and before its middle, in its own heights.
    """

    height: float
    fur: RGB
    painter: Painter
    face: tuple[float, float, float] = (0.66, 0.84, 0.42)
    span: tuple[float, float] = (0.90, 1.06)


CREATURES: dict[str, Creature] = {
    "robot": Creature(0.88, (170, 182, 190), robot, (0.02, 0.82, 0.5), span=(0.34, 0.34)),
    "dog": Creature(0.38, (172, 122, 78), beast("dog")),
    "wolf": Creature(0.50, (138, 140, 148), beast("wolf"), (0.72, 0.84, 0.46), span=(1.12, 1.06)),
    "fox": Creature(0.29, (212, 112, 58), beast("fox"), (0.72, 0.86, 0.46), span=(1.12, 1.06)),
    "cat": Creature(0.20, (92, 88, 100), beast("cat"), (0.58, 0.84, 0.42), span=(0.82, 0.84)),
    "tiger": Creature(0.56, (224, 142, 66), beast("tiger"), (0.64, 0.80, 0.42), span=(0.82, 0.92)),
    "lion": Creature(0.60, (206, 160, 96), beast("lion"), (0.58, 0.80, 0.50), span=(0.82, 0.92)),
    "bear": Creature(0.80, (112, 78, 58), beast("bear"), (0.68, 0.78, 0.44), span=(0.64, 0.98)),
    "horse": Creature(1.05, (128, 84, 62), beast("horse"), (0.82, 0.92, 0.46), span=(0.74, 1.14)),
    "donkey": Creature(0.80, (142, 134, 130), beast("donkey"), (0.80, 0.92, 0.46), span=(0.76, 1.12)),
    "deer": Creature(0.80, (168, 116, 76), beast("deer"), (0.72, 1.06, 0.50), span=(0.64, 0.98)),
    "goat": Creature(0.44, (226, 218, 204), beast("goat"), (0.70, 0.86, 0.40), span=(0.64, 0.96)),
    "cow": Creature(0.82, (148, 104, 78), beast("cow"), (0.74, 0.80, 0.42), span=(0.76, 1.02)),
    "elephant": Creature(1.40, (142, 142, 152), beast("elephant"), (0.66, 0.72, 0.60), span=(0.76, 1.0)),
    "dragon": Creature(1.20, (88, 142, 98), beast("dragon"), (0.90, 1.02, 0.44), span=(1.5, 1.2)),
    "rabbit": Creature(0.20, (178, 146, 116), critters.rabbit, (0.20, 0.72, 0.52), span=(0.5, 0.48)),
    "squirrel": Creature(0.15, (182, 100, 58), critters.squirrel, (0.16, 0.66, 0.46), span=(0.6, 0.48)),
    "mouse": Creature(0.11, (150, 144, 146), critters.mouse, (0.20, 0.66, 0.46), span=(0.92, 0.48)),
    "turtle": Creature(0.15, (96, 116, 70), critters.turtle, (0.90, 0.5, 0.5), span=(0.84, 1.2)),
    "frog": Creature(0.10, (104, 158, 78), critters.frog, (0.40, 0.74, 0.5), span=(0.72, 0.7)),
    "whale": Creature(0.90, (66, 92, 124), critters.whale, (0.52, 0.46, 0.62), span=(1.44, 0.92)),
    "fish": Creature(0.16, (236, 144, 66), critters.fish, (0.40, 0.5, 0.62), span=(1.02, 0.88)),
    "bird": Creature(0.12, (120, 110, 108), birds.bird, (0.28, 0.80, 0.42), span=(0.92, 0.7)),
    "crow": Creature(0.19, (46, 46, 58), birds.crow, (0.28, 0.80, 0.42), span=(0.92, 0.7)),
    "owl": Creature(0.26, (150, 112, 80), birds.owl, (0.0, 0.76, 0.52), span=(0.46, 0.46)),
    "penguin": Creature(0.46, (52, 56, 70), birds.penguin, (0.04, 0.80, 0.42), span=(0.42, 0.42)),
    "duck": Creature(0.24, (240, 236, 226), birds.duck, (0.36, 0.80, 0.46), span=(0.64, 0.74)),
}  # fmt: skip


def paint_creature(
    stage: Stage, kind: str, stand: Stand, fur: RGB | None = None, worn: RGB | None = None
) -> None:
    """A creature in its own colour or another, with a collar, a scarf or a blanket of the colour `worn`."""
    creature = CREATURES[kind]
    creature.painter(Rig(stage, stand, stand.tall * creature.height, fur or creature.fur, worn))
