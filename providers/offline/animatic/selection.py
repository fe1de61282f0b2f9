"""Which of the things that a shot names get into its picture, and where: a frame holds few of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.shots.shot_list import Shot
from providers.offline.animatic.composition import is_close
from providers.offline.animatic.creatures.kinds import CREATURES
from providers.offline.animatic.people.look import Look
from providers.offline.animatic.scenes import Scene
from providers.offline.animatic.special_views import LIE_FLAT
from providers.offline.animatic.things.aloft import ALOFT
from providers.offline.animatic.things.landmarks import GROUND, OUTDOORS_ONLY
from providers.offline.animatic.things.props import HELD, PROPS
from providers.offline.animatic.words.prompts import bearing_of, is_indoors, things_named

MOST = 2
"""As many landmarks, things aloft and small things as a frame has room for, of each."""
_BIRDS = frozenset({"bird", "crow", "owl", "penguin", "duck"})


@dataclass(frozen=True)
class Selection:
    """What is painted besides the place and the people.

    `above` is a picture from straight above, `detail` one that the `subject`, or a face, fills. `held` is in the first
    one's hand; the others stand on the ground, are aloft, or are small and lie beside.
    """

    above: bool
    detail: bool
    subject: str
    held: str = ""
    grounded: tuple[str, ...] = ()
    aloft: tuple[str, ...] = ()
    small: tuple[str, ...] = ()

    @property
    def painted(self) -> frozenset[str]:
        """All of it."""
        return frozenset(filter(None, (self.subject, self.held, *self.grounded, *self.aloft, *self.small)))


def selection_of(shot: Shot, looks: Sequence[Look], scene: Scene) -> Selection:
    """What of a scene's things is painted in a shot in which these people and animals are seen."""
    things = scene.things
    subject = next((thing for thing in things if thing in PROPS or thing == "window"), "")
    detail = shot.shot_type in ("extreme-close-up", "close-up") and _is_detail(shot.shot_type, looks, things)
    if detail:
        return Selection(above=False, detail=True, subject=subject)
    # What has no picture from straight above is seen from as high as it has one.
    flat = subject in LIE_FLAT
    if shot.camera_angle == "overhead" and (looks or flat or not _stands(things)):
        return Selection(above=True, detail=False, subject=subject if flat else "")
    held = next((t for t in things if t in HELD), "") if looks and looks[0].kind == "person" else ""
    beside = [thing for thing in things if thing != held and thing not in _taken(shot, looks)]
    indoors = is_indoors(scene.place)
    small = [thing for thing in beside if thing in PROPS or thing in CREATURES]
    return Selection(
        above=False,
        detail=False,
        subject="",
        held=held,
        grounded=grounded(beside, scene.place),
        aloft=() if indoors else tuple(thing for thing in beside if thing in ALOFT)[:MOST],
        small=() if is_close(shot) and looks else tuple(small[:MOST]),
    )


def grounded(things: Sequence[str], place: str) -> tuple[str, ...]:
    """The landmarks that stand on the ground of a place."""
    indoors = is_indoors(place)
    return tuple(t for t in things if t in GROUND and not (indoors and t in OUTDOORS_ONLY))[:MOST]


def _stands(things: Sequence[str]) -> bool:
    """Whether there is anything of which a picture has a side."""
    return any(thing in GROUND or thing in ALOFT or thing in PROPS or thing in CREATURES for thing in things)


def _taken(shot: Shot, looks: Sequence[Look]) -> set[str]:
    """The things that are in the picture already, as somebody who is seen."""
    taken = {look.kind for look in looks}
    if taken & _BIRDS:
        taken.add("bird")
    # A husky that is called the dog is drawn as a wolf, and still it is the dog.
    taken |= {thing for thing in things_named(" . ".join(shot.characters)) if thing in CREATURES}
    if bearing_of(shot) == "sit":
        taken.add("chair")
    return taken


def _is_detail(size: str, looks: Sequence[Look], things: Sequence[str]) -> bool:
    """Whether the frame is filled by an object or by eyes: a close-up without anybody is one too."""
    small = any(thing in PROPS or thing == "window" for thing in things)
    somebody = any(look.kind == "person" for look in looks)
    return (small or somebody) if size == "extreme-close-up" else (small and not looks)
