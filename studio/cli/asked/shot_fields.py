"""What flags change of a shot's fields."""

from collections.abc import Mapping
from typing import Any

from models.shots.fields import ShotFields
from studio.cli.flags.flag import Flag
from studio.service.requests.values import validated

_SEVERAL = ("colours", "references")


def asked_fields(given: Mapping[Flag, str | None]) -> dict[str, Any]:
    """The fields of a revision that its flags amount to; none where no flag is given.

    Raises:
        BadInput: a value that cannot be used, named as its flag.

    """
    named = {flag.parameter: flag for flag in given}
    fields: dict[str, Any] = {
        name: _split(text) if name in _SEVERAL else text.strip()
        for name, flag in named.items()
        if (text := given[flag]) is not None
    }
    validated(ShotFields, fields, lambda where: str(named[str(where[0])]))
    return fields


def _split(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
