"""How a door calls what is asked for, so that an error names it as the person gave it."""

from collections.abc import Callable

Called = Callable[[str], str]
"""From a field of the brief, of its options or of a request (`seconds`, `delivery.codec`, `id`) to its name at a door."""


def as_field(field: str) -> str:
    """The name of a field where it is given by that very name, such as in JSON."""
    return field
