"""The table of speech models: those that ship, a person's own and their prices over them, and the short names of some."""

import difflib
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from pydantic import ValidationError

from infra.given_files import read_tables, rows_of
from models.errors import BadInput
from providers.price_origins import Origin
from providers.vendors.endpoints.table import MOST_BYTES, VENDORS, sentence_of
from providers.vendors.speech.model import SPEECH_UNITS, SpeechModel, SpeechPrice

LISTED = ("openai", "openrouter", "elevenlabs", "edge")
"""The vendors with a table of speech models in their folder."""
_SPEECHLESS = frozenset({*VENDORS, "fal-platform"} - {*LISTED})
"""Vendors whose speech nobody here can ask for."""
_UNLISTED: Mapping[str, dict[str, Any]] = {
    "openrouter": {"format": "mp3", "voice": "alloy"},
    "elevenlabs": {"format": "wav_24000", "words": True, "seed": "seed"},
}
"""What is known of a vendor's models that nobody listed, where it is not as everywhere."""
_USUAL = {"voice": "alloy"}
_NEAR = 9

Rows = dict[str, dict[str, Any]]


def today() -> date:
    """The date here and now, in UTC."""
    return datetime.now(UTC).date()


class SpeechTable:
    """Every speech model that is known, by `vendor/id`; a vendor's other ids are known by little more than their name.

    `vendors` says of each vendor that is known whether it is free.
    """

    def __init__(
        self,
        rows: Rows,
        prices: Rows,
        vendors: Mapping[str, bool],
        short_names: Mapping[str, str] = MappingProxyType({}),
        own_prices: frozenset[str] = frozenset(),
    ) -> None:
        self._vendors = vendors
        self.short_names = short_names
        self._own_prices = own_prices
        self._prices = {name: _priced(name, row) for name, row in prices.items()}
        self._models = {
            name: self._read(name, {**row, "price": self._prices.get(name, row.get("price"))})
            for name, row in rows.items()
        }

    @classmethod
    def load(cls, own: Path | None = None) -> Self:
        """The table that ships, with a person's `own` models.toml over it.

        Raises:
            BadInput: the file cannot be read; the sentence names the file and the field.

        """
        here = files("providers").joinpath("vendors")
        known = tomllib.loads(here.joinpath("vendors.toml").read_text(encoding="utf-8"))["vendors"]
        short = tomllib.loads(here.joinpath("endpoints", "short_names.toml").read_text(encoding="utf-8"))
        rows: Rows = {}
        for vendor in LISTED:
            table = tomllib.loads(here.joinpath(vendor, "speech.toml").read_text(encoding="utf-8"))
            rows |= {f"{vendor}/{name}": row for name, row in table.items()}
        free = {name: bool(row.get("free")) for name, row in known.items()}
        if own is None:
            return cls(rows, {}, free, short["speech"])
        try:
            tables = read_tables(own, MOST_BYTES)
            over = {name: row for name, row in rows_of(tables, "endpoints").items() if is_speech(row)}
            prices = {name: row for name, row in rows_of(tables, "prices").items() if is_speech(row)}
            own_prices = {name for name, row in over.items() if "price" in row}
            for name, row in rows_of(tables, "vendors").items():
                free[name] = bool(row.get("free", free.get(name)))
            rows |= {name: {**rows.get(name, {}), **row} for name, row in over.items()}
            return cls(rows, prices, free, short["speech"], frozenset({*prices, *own_prices}))
        except BadInput as error:
            raise BadInput(f"The file {own} cannot be used: {error}") from None

    def models(self) -> list[SpeechModel]:
        """Those that are listed, in the order of the tables, and those of which there is a price alone."""
        alone = [found for name in self._prices if name not in self._models and (found := self.find(name))]
        return [*self._models.values(), *alone]

    def called(self, model: SpeechModel) -> list[str]:
        """The short names of a model."""
        return [short for short, name in self.short_names.items() if name == model.name]

    def origin(self, name: str) -> Origin:
        """Whose price the one of a model is."""
        return "yours" if name in self._own_prices else "built in"

    def is_free(self, model: SpeechModel) -> bool:
        """Whether its vendor takes nothing."""
        return self._vendors.get(model.vendor, False)

    def find(self, name: str) -> SpeechModel | None:
        """The model of a short name, of `vendor/id`, or of a vendor's own id; None where nothing is called so.

        Of a vendor that speaks an id that is not listed is taken as it is.
        """
        name = self.short_names.get(name.casefold(), name)
        found = self._models.get(name)
        if found is not None:
            return found
        same = [one for one in self._models.values() if one.id == name]
        if len(same) == 1:
            return same[0]
        vendor, _, id_ = name.partition("/")
        if not id_ or vendor not in self._vendors or vendor in _SPEECHLESS or vendor == "edge":
            return None
        given = {**_UNLISTED.get(vendor, _USUAL), "price": self._prices.get(name)}
        try:
            return SpeechModel.model_validate({**given, "vendor": vendor, "id": id_})
        except ValidationError:
            return None

    def near(self, name: str) -> list[str]:
        """Names that somebody may have meant: the short ones, and those that are like it."""
        return [*self.short_names, *difflib.get_close_matches(name, self._models, 3)][:_NEAR]

    def checked(self, model: SpeechModel) -> SpeechModel:
        """The model, whose price is known.

        Raises:
            BadInput: it is not.

        """
        if model.price is None and not self.is_free(model):
            raise BadInput(
                f'There is no price for {model.name}: add [prices."{model.name}"] with unit ("character", "minute" or '
                '"token"), usd and per to your models.toml.'
            )
        return model

    def check_lasts(self, model: SpeechModel) -> None:
        """See that a model answers still; whoever was cast before finds what it has made.

        Raises:
            BadInput: it does not.

        """
        if model.ends and today() >= model.ends:
            raise BadInput(
                f"{model.name} answers no more since {model.ends}: choose another speech provider "
                "(`longtake providers speech`)."
            )

    def _read(self, name: str, row: Mapping[str, Any]) -> SpeechModel:
        vendor, _, id_ = name.partition("/")
        if vendor not in self._vendors or vendor in _SPEECHLESS or not id_:
            able = ", ".join(one for one in self._vendors if one not in _SPEECHLESS)
            raise BadInput(f"endpoints.{name!r} is not `vendor/id` with a vendor among {able}.")
        try:
            return SpeechModel.model_validate({**row, "vendor": vendor, "id": id_})
        except ValidationError as error:
            raise sentence_of(error, f"endpoints.{name!r}") from None


def is_speech(row: Mapping[str, Any]) -> bool:
    """Whether a row of a person's file is about speech: an endpoint by its kind, a price by its unit."""
    return row.get("kind") == "speech" or row.get("unit") in SPEECH_UNITS


def _priced(name: str, row: Mapping[str, Any]) -> SpeechPrice:
    try:
        return SpeechPrice.model_validate(row)
    except ValidationError as error:
        raise sentence_of(error, f"prices.{name!r}") from None
