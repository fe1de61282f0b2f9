"""What is asked of a film's effects: the sounds of its scenes made from their words, and sounds that a person gives."""

from collections.abc import Mapping

from pydantic import Field

from models.base import Frozen
from models.orders.assets import Blob
from models.readable import OneLine

MOST_GIVEN = 100


class GivenEffect(Frozen):
    """A sound file of a person's own: repeated under the whole film, or heard in one `shot`, by its id or number."""

    file: Blob
    shot: OneLine = Field(default="", max_length=200)

    def is_for(self, shot_id: str, number: int) -> bool:
        """Whether it is heard in that shot alone."""
        return self.shot in (shot_id, str(number))


class Effects(Frozen):
    """Effects are made `auto`matically, scene by scene, for films in which somebody is cast for that; `files` are given."""

    auto: bool = False
    files: tuple[GivenEffect, ...] = Field(default=(), max_length=MOST_GIVEN)


def by_ids(effects: Effects, ids: Mapping[str, str]) -> Effects:
    """The effects, those that name their shots by numbers with the ids that these stand for: numbers change with the order.

    One of a number that no shot has is left out: no shot has it later either.
    """
    known = frozenset(ids.values())
    files = tuple(
        one if one.shot in known else one.model_copy(update={"shot": ids.get(one.shot, one.shot)})
        for one in effects.files
        if one.shot in known or one.shot in ids or not one.shot.isdecimal()
    )
    return effects.model_copy(update={"files": files})


class CutEffect(Frozen):
    """The sound of a shot's scene, of so many measured `seconds`: repeated for as long as the shots last that share it."""

    sound: Blob
    seconds: float = Field(gt=0)
