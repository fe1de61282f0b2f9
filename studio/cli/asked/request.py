"""What flags and files ask for, read in one pass: the flags are laid over the file, and the whole becomes a request."""

from functools import partial
from typing import Any

from pydantic import BaseModel

from models.cut.delivery import Delivery
from models.orders.diffusion import Diffusion
from models.orders.likeness import LikenessRule
from studio.cli.asked.files import of_files
from studio.cli.asked.flag_values import Flags, of_flags
from studio.cli.flags.film_flags import called, film_flag
from studio.service.environment.defaults import defaults
from studio.service.requests.request import Asked, read_request
from studio.service.requests.values import validated

TABLES: dict[str, type[BaseModel]] = {
    "delivery": Delivery,
    "diffusion": Diffusion,
    "likeness": LikenessRule,
}
"""The tables of a brief of which flags give single fields."""

NOTHING = (
    "There is nothing to film: give a prompt such as "
    '`longtake make "A lighthouse keeper finds a door in the sea"`, '
    f"{film_flag('story')}, {film_flag('shots')} or {film_flag('brief')}."
)


def _called_in(table: str, where: tuple[int | str, ...]) -> str:
    return called(f"{table}.{where[0]}")


def read_asked(flags: Flags, *, scenario: bool = False) -> Asked:
    """The request that flags and files amount to, with the environment's defaults for what they leave open.

    Raises:
        BadInput: one sentence about the first thing that cannot be used, named as the person gave it.

    """
    (in_files, notes), typed = of_files(flags), of_flags(flags)
    # A table of the brief would be named as a whole: what flags say of it is checked under their own names.
    for table, model in TABLES.items():
        fields: dict[str, Any] = {}
        for one in typed:
            fields |= one.value if one.field == table else {}
        fields.pop("loras", None)  # they are files, which are read later
        validated(model, fields, partial(_called_in, table))
    given = [*in_files, *typed]
    beside = defaults(given, scenario=scenario)
    asked = read_request([*given, *beside.given], nothing=NOTHING)
    return asked._replace(notes=(*notes, *asked.notes), defaults=beside.sentence)
