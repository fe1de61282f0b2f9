"""The signature of a command that takes every flag of a film, made of their descriptions."""

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from studio.cli.asked.flag_values import Flags
from studio.cli.flags.film_flags import FILM_FLAGS

Prompt = Annotated[
    str | None, typer.Argument(metavar="PROMPT", help="The film in a sentence or a few, in quotes.")
]


def with_film_flags(command: Callable[..., int]) -> Callable[..., int]:
    """Decorates a command that takes `flags: Flags`: on the command line it has every flag of a film."""
    own = [one for one in inspect.signature(command).parameters.values() if one.name != "flags"]
    prompt = inspect.Parameter(
        "prompt", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None, annotation=Prompt
    )
    flags = [
        inspect.Parameter(
            flag.parameter,
            inspect.Parameter.KEYWORD_ONLY,
            default=False if flag.kind is bool else None,
            annotation=Annotated[flag.kind, flag.option()],
        )
        for flag in FILM_FLAGS
    ]

    @functools.wraps(command)
    def run(prompt: str | None = None, **given: Any) -> int:  # noqa: ANN401
        said = {flag.parameter: given.pop(flag.parameter) for flag in FILM_FLAGS}
        return command(flags=Flags(prompt=prompt, **said), **given)

    parameters = [prompt, *flags, *own]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    return run
