"""The table of open models: those that ship, and a person's own over them."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationError

from infra.given_files import read_tables, rows_of
from models.errors import BadInput, UnknownName
from providers.open_models.entry import OpenKind, OpenModel

_PAGES: Mapping[str, OpenKind] = {
    "images.toml": "image",
    "videos.toml": "video",
    "music.toml": "music",
    "checks.toml": "check",
}
_MOST_BYTES = 4 * 2**20
OWN = "open-models"
"""The table of a person's own models in their models.toml."""


class OpenModels:
    """Every open model that is known, by its name."""

    def __init__(self, models: Mapping[str, OpenModel]) -> None:
        self._models = dict(models)

    @classmethod
    def load(cls, own: Path | None = None) -> Self:
        """The tables that ship, with the models and single fields of a person's `own` models.toml over them.

        Raises:
            BadInput: the file cannot be read; the sentence names it and the field.

        """
        here = files("providers").joinpath("open_models")
        rows: dict[str, dict[str, Any]] = {}
        for page, kind in _PAGES.items():
            table = tomllib.loads(here.joinpath(page).read_text(encoding="utf-8"))
            rows |= {name: {**row, "kind": kind} for name, row in table.items()}
        if own is None:
            return cls({name: _read(name, row) for name, row in rows.items()})
        try:
            over = rows_of(read_tables(own, _MOST_BYTES), OWN)
            merged = rows | {name: {**rows.get(name, {}), **row} for name, row in over.items()}
            return cls({name: _read(name, row) for name, row in merged.items()})
        except BadInput as error:
            raise BadInput(f"The file {own} cannot be used: {error}") from None

    def of(self, kind: OpenKind) -> list[OpenModel]:
        """The models of a kind, in the order of the tables."""
        return [one for one in self._models.values() if one.kind == kind]

    def all(self) -> list[OpenModel]:
        """Every model."""
        return list(self._models.values())

    def find(self, name: str) -> OpenModel:
        """The model of that name.

        Raises:
            UnknownName: there is none; the message lists them.

        """
        if name not in self._models:
            raise UnknownName("open model", name, list(self._models))
        return self._models[name]


def _read(name: str, row: Mapping[str, Any]) -> OpenModel:
    try:
        return OpenModel(**{**row, "name": name})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join([f"{OWN}.{name}", *map(str, first["loc"])])
        raise BadInput(f"{field} is not right ({first['msg'].removeprefix('Value error, ')}).") from None
