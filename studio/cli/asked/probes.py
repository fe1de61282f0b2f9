"""Where a worker's probes are answered: said on its line, and read wherever settings are."""

import os

from infra.probes import probes_at
from models.errors import BadInput
from studio.cli.flags.command_flags import PROBES


def answer_at(place: str | None) -> None:
    """Have this process answer at `[ADDRESS:]PORT`; where nothing was typed, as its settings say.

    An empty place is refused: most often it is a shell variable that is not set, and nobody could ask such a worker.

    Raises:
        BadInput: it is no such place.

    """
    if place is None:
        return
    try:
        probes_at(place)
    except ValueError as error:
        raise BadInput(f"{PROBES} {error}.") from error
    os.environ["LONGTAKE_PROBES"] = place
