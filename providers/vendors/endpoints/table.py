"""The table of endpoints: those that ship, a person's own and their prices over them, and the short names of some."""

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, Self

from pydantic import ValidationError

from infra.given_files import read_tables, rows_of
from models.errors import BadInput
from models.kinds import Kind
from providers.price_origins import Origin, newer
from providers.vendors.endpoints.endpoint import Endpoint, EndpointKind, Lengths, Lips, UnitPrice
from providers.vendors.speech.model import SPEECH_UNITS

VENDORS = ("fal", "replicate", "runway", "openrouter")
"""The vendors with a folder of tables beside this one; `images.toml`, `videos.toml` and `lips.toml` where they have such."""
_KINDS: Mapping[str, EndpointKind] = {
    "images.toml": "image",
    "videos.toml": "video",
    "lips.toml": "lips",
}
_UNLISTED: Mapping[str, dict[str, Any]] = {
    "runway": {"prompt": "promptText", "first": "promptImage"},
    "openrouter": {"first": "frame_images", "lengths": Lengths(field="duration", seconds=(5,))},
}
"""What a vendor calls the fields of a clip's endpoint that nobody listed, where it is not as everywhere."""
MOST_BYTES = 4 * 2**20
"""Of a person's own file."""
_NEAR = 9

Rows = dict[str, dict[str, Any]]


class ShortName(NamedTuple):
    """What a short name stands for, since when."""

    name: str
    kind: EndpointKind
    to: str
    as_of: date


class Endpoints:
    """Every endpoint that is known, by `vendor/id`; a vendor's other ids are known by little more than their name."""

    def __init__(
        self,
        rows: Rows,
        prices: Rows,
        short_names: Iterable[ShortName],
        origins: Mapping[str, Origin] = MappingProxyType({}),
    ) -> None:
        """`prices` are of whatever endpoints, listed or not, in place of those of the rows; `origins` says whose each is."""
        self._origins = origins
        self.short_names = tuple(short_names)
        self._prices = {name: _read_price(name, row) for name, row in prices.items()}
        rows = {
            name: {**row, "price": self._prices.get(name, row.get("price"))} for name, row in rows.items()
        }
        found = {name: _read(name, row) for name, row in rows.items()}
        self._endpoints = {name: _paired(one, found) for name, one in found.items()}

    @classmethod
    def load(cls, own: Path | None = None, refreshed: Path | None = None) -> Self:
        """The table that ships, with `refreshed` prices over it, and a person's `own` models.toml over both.

        A refreshed price that is older than the one that ships does not count.

        Raises:
            BadInput: a file cannot be read; the sentence names the file and the field.

        """
        rows: Rows = {}
        prices: Rows = {}
        here = files("providers").joinpath("vendors")
        for vendor in VENDORS:
            for file, kind in _KINDS.items():
                page = here.joinpath(vendor, file)
                if page.is_file():
                    table = tomllib.loads(page.read_text(encoding="utf-8"))
                    rows |= {f"{vendor}/{name}": {**row, "kind": kind} for name, row in table.items()}
        short = tomllib.loads(here.joinpath("endpoints", "short_names.toml").read_text(encoding="utf-8"))
        built_in = {name: row["price"] for name, row in rows.items() if "price" in row}
        origins: dict[str, Origin] = {}
        layers: tuple[tuple[Path | None, Origin], ...] = ((refreshed, "refreshed"), (own, "yours"))
        for path, origin in layers:
            if path is None:
                continue
            try:
                endpoints, priced = _tables(path)
                rows = _merged(rows, endpoints)
                priced = newer(priced, built_in) if origin == "refreshed" else _own_prices(endpoints) | priced
                prices |= priced
                origins |= dict.fromkeys(priced, origin)
                cls(rows, prices, ())
            except BadInput as error:
                raise BadInput(f"The file {path} cannot be used: {error}") from None
        return cls(rows, prices, _short_names(short), origins)

    def origin(self, name: str) -> Origin:
        """Whose price the one of an endpoint is."""
        return self._origins.get(name, "built in")

    def priced(self) -> dict[str, UnitPrice]:
        """Every price that is known, by `vendor/id`; of endpoints that are not listed too."""
        listed = {name: one.price for name, one in self._endpoints.items() if one.price}
        return listed | {name: price for name, price in self._prices.items() if name not in listed}

    def names(self, kind: Kind) -> list[str]:
        """The endpoints of a kind, by `vendor/id`."""
        return [name for name, one in self._endpoints.items() if one.kind == kind]

    def of(self, kind: Kind) -> list[Endpoint]:
        """The endpoints of a kind, in the order of the tables."""
        return [one for one in self._endpoints.values() if one.kind == kind]

    def family(self, endpoint: Endpoint) -> list[Endpoint]:
        """The endpoints of a vendor that make the same kind of thing in the same manner, itself first; those that end are left out."""
        others = [
            one
            for one in self.of(endpoint.kind)
            if (one.vendor, one.family) == (endpoint.vendor, endpoint.family) and one.price and not one.ends
        ]
        return [endpoint, *(one for one in others if endpoint.family and one.name != endpoint.name)]

    def called(self, endpoint: Endpoint) -> list[str]:
        """The short names of an endpoint."""
        return [
            short.name
            for short in self.short_names
            if (short.kind, short.to) == (endpoint.kind, endpoint.name)
        ]

    def find(self, kind: Kind, name: str) -> Endpoint | None:
        """The endpoint of a short name, of `vendor/id`, or of a vendor's own id; None where nothing is called so.

        Of a vendor that is known an id that is not listed is taken as it is: it gets a prompt, and its clips a
        picture to open with, in `image_url` or as its vendor calls it; whatever else it takes, a person says.
        """
        short = {one.name: one.to for one in self.short_names if one.kind == kind}
        name = short.get(name.casefold(), name)
        found = self._endpoints.get(name)
        if found is None:
            same = [one for one in self.of(kind) if one.id == name]
            found = same[0] if len(same) == 1 else None
        if found is not None:
            return found if found.kind == kind else None
        vendor, _, id_ = name.partition("/")
        if vendor in VENDORS and id_ and kind in _KINDS.values():
            return _unlisted(kind, vendor, id_, self._prices.get(name))
        return None

    def near(self, kind: Kind, name: str) -> list[str]:
        """Names that somebody may have meant: the short ones, and those that are like it."""
        short = [one.name for one in self.short_names if one.kind == kind]
        return [*short, *difflib.get_close_matches(name, self.names(kind), 3)][:_NEAR]


def checked_price(endpoint: Endpoint) -> Endpoint:
    """The endpoint, whose price is known.

    Raises:
        BadInput: it is not.

    """
    for one in (endpoint, endpoint.other):
        if one is not None and one.price is None:
            raise BadInput(
                f'There is no price for {one.name}: add [prices."{one.name}"] with unit ("image", "megapixel", "second" or '
                '"clip") and usd to your models.toml.'
            )
    return endpoint


def _unlisted(kind: Kind, vendor: str, id_: str, price: UnitPrice | None) -> Endpoint | None:
    given: dict[str, Any] = {"vendor": vendor, "id": id_, "kind": kind, "price": price}
    if kind == "lips":
        given["lips"] = Lips()
    if kind == "video":
        given |= {"first": "image_url", "lengths": Lengths(seconds=(5,)), **_UNLISTED.get(vendor, {})}
    try:
        return Endpoint(**given)
    except ValidationError:
        return None


def _read(name: str, row: Mapping[str, Any]) -> Endpoint:
    vendor, _, id_ = name.partition("/")
    if vendor not in VENDORS or not id_:
        raise BadInput(f"endpoints.{name!r} is not `vendor/id` with a vendor among {', '.join(VENDORS)}.")
    try:
        return Endpoint.model_validate({**row, "vendor": vendor, "id": id_})
    except ValidationError as error:
        raise sentence_of(error, f"endpoints.{name!r}") from None


def _read_price(name: str, row: Mapping[str, Any]) -> UnitPrice:
    try:
        return UnitPrice.model_validate(row)
    except ValidationError as error:
        raise sentence_of(error, f"prices.{name!r}") from None


def sentence_of(error: ValidationError, where: str) -> BadInput:
    """What is wrong with a row, the first of it, by its field."""
    first = error.errors(include_url=False, include_input=False)[0]
    field = ".".join([where, *map(str, first["loc"])])
    return BadInput(f"{field} is not right ({first['msg'].removeprefix('Value error, ')}).")


def _paired(one: Endpoint, found: Mapping[str, Endpoint]) -> Endpoint:
    """The endpoint with the other one that it names."""
    named = one.with_references or one.without_references
    if not named:
        return one
    other = found.get(f"{one.vendor}/{named}")
    if other is None or other.kind != one.kind:
        raise BadInput(f"endpoints.{one.name!r} names the {one.kind} endpoint {named!r}, which is not there.")
    return one.model_copy(update={"other": other})


def _tables(path: Path) -> tuple[Rows, Rows]:
    """The endpoints and the prices of endpoints in a file of a person's own; a model's prices are by tokens.

    Those of speech have a table of their own.
    """
    tables = read_tables(path, MOST_BYTES)
    endpoints, prices = rows_of(tables, "endpoints"), rows_of(tables, "prices")
    return (
        {name: row for name, row in endpoints.items() if row.get("kind") != "speech"},
        {name: row for name, row in prices.items() if "unit" in row and row["unit"] not in SPEECH_UNITS},
    )


def _own_prices(endpoints: Rows) -> Rows:
    """The prices that stand with endpoints of a person's own."""
    return {name: row["price"] for name, row in endpoints.items() if isinstance(row.get("price"), dict)}


def _merged(rows: Rows, over: Rows) -> Rows:
    """The rows with fields of others over them, one by one."""
    for name, row in over.items():
        if row.get("kind", rows.get(name, {}).get("kind")) not in _KINDS.values():
            raise BadInput(f"endpoints.{name!r}.kind must be image, video, lips or speech.")
    return rows | {name: {**rows.get(name, {}), **row} for name, row in over.items()}


def _short_names(table: Mapping[str, Any]) -> list[ShortName]:
    as_of: date = table["as_of"]
    return [
        ShortName(name, kind, to, as_of)
        for kind in _KINDS.values()
        for name, to in table.get(kind, {}).items()
    ]
