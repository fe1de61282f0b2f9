"""What the command line says of a film: the values of its flags, and the fields of a request that they give."""

from typing import Any

from studio.cli.flags.film_flags import FILM_FLAGS, SCENARIO_FLAGS
from studio.service.requests.values import Given

READ_FROM_FILES = ("prompt", "story", "shots", "brief")
"""The parameters that say what the film is about, or where all of it stands; `of_files` reads them."""

TYPED = {flag.parameter: flag for flag in (*FILM_FLAGS, *SCENARIO_FLAGS) if flag.field not in READ_FROM_FILES}
"""The flags whose values are the fields', by their parameters."""


class Flags(dict[str, Any]):
    """What the command line says about a film, by the flags' parameters; what it does not say is not in it."""

    def __init__(self, **said: Any) -> None:  # noqa: ANN401 - a text, a file, a switch, or several texts
        unknown = said.keys() - TYPED.keys() - {*READ_FROM_FILES}
        assert not unknown, f"There is no such flag: {unknown}"
        super().__init__({name: value for name, value in said.items() if value not in (None, False, (), [])})


def of_flags(flags: Flags) -> list[Given]:
    """What every flag gives but those that are read from files.

    Raises:
        BadInput: a model without a name, or a trigger that is no NAME=TOKEN.

    """
    given = []
    for name, flag in TYPED.items():
        if name not in flags:
            continue
        table, _, field = flag.field.rpartition(".")
        value = flag.read(flags[name], str(flag))
        given.append(Given(table or field, {field: value} if table else value, str(flag)))
    return given
