"""A look: how somebody is drawn, in every picture the same."""

from dataclasses import dataclass

from providers.offline.animatic.palette import RGB

WHITE: RGB = (244, 240, 230)
GREY: RGB = (208, 206, 204)
SHOES: RGB = (52, 44, 46)
OLD = 65
"""From how many years on a face has lines, and hair of which nothing is said is grey."""


@dataclass(frozen=True)
class Look:
    """How somebody is drawn.

    `kind` is `person` or a creature. `colour` is that of the outermost garment, which is `outfit`, or a creature's own;
    `second` is what shows under it, `sleeves` and `legs` the arms' and the legs' (`lower` is what is on
    them). `stature` is a share of a grown person's height, `build` of the usual width, `years` an age. An empty word or
    None is something that is not worn.
    """

    kind: str
    colour: RGB
    second: RGB
    sleeves: RGB
    outfit: str
    lower: str
    legs: RGB
    shoes: RGB
    skin: RGB
    hair: RGB
    style: str
    build: float
    stature: float
    years: int
    eyes: RGB | None = None
    boots: bool = False
    pattern: str = ""
    apron: RGB | None = None
    hat: str = ""
    hat_colour: RGB = WHITE
    scarf: RGB | None = None
    tie: str = ""
    tie_colour: RGB = WHITE
    bag: RGB | None = None
    glasses: bool = False
    beard: str = ""
    beard_colour: RGB = GREY
    freckles: bool = False
    worn: RGB | None = None

    @property
    def old(self) -> bool:
        """Whether the face has lines."""
        return self.years >= OLD

    @property
    def child(self) -> bool:
        """Whether it is somebody who still grows."""
        return self.years < 14


def look_of_nobody(colour: RGB) -> Look:
    """Somebody plain in a coat of a colour: whom a prompt mentions and nobody describes."""
    return Look(
        kind="person", colour=colour, second=(150, 154, 168), sleeves=colour, outfit="coat", lower="trousers", legs=(58, 60, 78), shoes=SHOES,
        skin=(206, 164, 132), hair=(52, 46, 54), style="crop", build=1.0, stature=1.0, years=35, scarf=(150, 154, 168),
    )  # fmt: skip
