"""The vendors, models, aliases, routes and prices that Longtake knows, with a person's own file merged over them."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from infra.given_files import read_tables
from models.base import Frozen
from models.errors import BadInput, UnknownName
from models.money.dollars import ZERO, Usd
from providers.llm.catalogue_models import (
    WORDS,
    Alias,
    ChatVendor,
    ModelCard,
    Price,
    Resolved,
    Row,
)
from providers.price_origins import Origin, newer
from providers.vendors.vendor import Vendor

_HERE = Path(__file__).parent
_BUILT_IN = (
    *(_HERE.parent / "vendors" / "vendors.toml", _HERE / "models.toml", _HERE / "routes.toml"),
    _HERE.parent / "prices.toml",
)
_FREE = Price(input=ZERO, output=ZERO)
_LOCAL_CONTEXT = 8192

MOST_BYTES = 4 * 2**20
"""Bytes of a file of models."""

T = TypeVar("T")


class _Tables(Frozen):
    """The tables that a file may have; entries are checked once they are merged."""

    vendors: dict[str, dict[str, Any]] = Field(default_factory=dict)
    models: dict[str, dict[str, Any]] = Field(default_factory=dict)
    aliases: dict[str, dict[str, Any]] = Field(default_factory=dict)
    routes: dict[str, dict[Row, tuple[str, ...]]] = Field(default_factory=dict)
    prices: dict[str, dict[str, Any]] = Field(default_factory=dict)
    endpoints: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Of pictures and clips, as are prices with a unit: read by `providers/vendors/endpoints/table.py`."""
    open_models: dict[str, dict[str, Any]] = Field(default_factory=dict, alias="open-models")
    """Of models on one's own cards: read by `providers/open_models/table.py`."""


class Catalogue:
    """What can be asked, by name, and what it costs; `vendors` are those that chat, `all_vendors` are all."""

    def __init__(self, tables: _Tables) -> None:
        self.all_vendors: dict[str, Vendor] = {
            name: _read(ChatVendor if row.get("chat", True) else Vendor, f"vendors.{name}", row, name=name)
            for name, row in tables.vendors.items()
        }
        self.vendors = {
            name: vendor for name, vendor in self.all_vendors.items() if isinstance(vendor, ChatVendor)
        }
        self._cards: dict[str, ModelCard] = {}
        for name, row in tables.models.items():
            vendor, own = self._split(f"models.{name!r}", name)
            self._cards[name] = _read(ModelCard, f"models.{name!r}", row, vendor=vendor, id=own)
        self.aliases = {name: _read(Alias, f"aliases.{name!r}", row) for name, row in tables.aliases.items()}
        self.origins: dict[str, Origin] = {}
        """Whose price a model's is, where it is not built in."""
        self._prices: dict[str, Price] = {}
        for name, row in tables.prices.items():
            if "unit" in row:
                continue
            self._split(f"prices.{name!r}", name)
            self._prices[name] = _read(Price, f"prices.{name!r}", row)
        self._also = {
            other.casefold(): (other, alias)
            for name, alias in self.aliases.items()
            for other in (name, *alias.also)
        }
        self._routes = tables.routes
        self._check_names()

    @classmethod
    def load(cls, overlay: Path | None = None, refreshed: Path | None = None) -> "Catalogue":
        """The built-in catalogue, with `refreshed` prices over it, and the tables of the TOML file `overlay` over both.

        Fields of vendors and models and rows of routes are merged one by one; an alias or a price
        replaces the built-in one, unless it is refreshed and older.

        Raises:
            BadInput: `overlay` cannot be read; the sentence names the file and the field.

        """
        tables = _Tables()
        for page in _BUILT_IN:
            tables = _merged(tables, _file(page))
        origins: dict[str, Origin] = {}
        layers: tuple[tuple[Path | None, Origin], ...] = ((refreshed, "refreshed"), (overlay, "yours"))
        for path, origin in layers:
            if path is None:
                continue
            try:
                over = _file(path)
                if origin == "refreshed":
                    over = _Tables(prices=newer(over.prices, tables.prices))
                tables = _merged(tables, over)
                origins |= dict.fromkeys(over.prices, origin)
                cls(tables)
            except BadInput as error:
                raise BadInput(f"The models file {path} cannot be used: {error}") from None
        known = cls(tables)
        known.origins = origins
        return known

    def cards(self) -> tuple[ModelCard, ...]:
        """Every model of the catalogue, in the order of the files."""
        return tuple(self._cards.values())

    def resolve(self, name: str) -> Resolved:
        """The model that an alias, `vendor/id`, or a vendor's own id stands for.

        A vendor's id that is not in the catalogue gets a careful card: it may be newer than the list.

        Raises:
            UnknownName: no model has this name.

        """
        old, alias = self._also.get(name.casefold(), (name, None))
        if alias and name not in self._cards:
            card = self._card(alias.to)
            vendor = self.vendors[card.vendor]
            now = f"{card.id} on {vendor.shown}"
            note = f"{old} {alias.why}: {now} answers in its place." if alias.why else f"{old} is {now}."
            return Resolved(vendor, card, note)
        if name not in self._cards:
            own = [card for card in self._cards.values() if card.id == name]
            if len(own) == 1:
                return Resolved(self.vendors[own[0].vendor], own[0])
        vendor_name, _, model_id = name.partition("/")
        if not model_id or vendor_name not in self.vendors:
            raise UnknownName("model", name, self._near(name))
        return Resolved(self.vendors[vendor_name], self._card(name))

    def route(self, name: str) -> dict[str, tuple[str, ...]] | None:
        """The models of a route by stage, in the order in which they are asked; None when there is none."""
        found = self._routes.get(name)
        return {str(row): names for row, names in found.items()} if found is not None else None

    def add_route(self, name: str, rows: Mapping[str, tuple[str, ...]]) -> None:
        """Add a route, or put another in its place; its models may be named as people name them."""
        self._routes = {**self._routes, name: TypeAdapter(dict[Row, tuple[str, ...]]).validate_python(rows)}

    def is_alias(self, name: str) -> bool:
        """Whether a name stands for a model that is called otherwise."""
        return name.casefold() in self._also

    def price(self, vendor_name: str, model_id: str) -> Price | None:
        """What a model costs: nothing at a free vendor; None when nobody knows."""
        vendor = self.vendors.get(vendor_name)
        if vendor and vendor.free:
            return _FREE
        return self._prices.get(f"{vendor_name}/{model_id}")

    def priced(self) -> dict[str, Price]:
        """Every price that is known, by `vendor/id`."""
        return dict(self._prices)

    def quote(self, vendor_name: str, model_id: str, input_tokens: int, output_tokens: int) -> Usd:
        """The most dollars that a call of up to so many tokens in and out may cost.

        Raises:
            BadInput: the model has no price.

        """
        price = self.price(vendor_name, model_id)
        if price is None:
            name = f"{vendor_name}/{model_id}"
            raise BadInput(
                f'There is no price for {name}: add [prices."{name}"] with input and output, in dollars '
                "per million tokens, to your models.toml."
            )
        return price.quote(input_tokens, output_tokens)

    def cost(self, vendor_name: str, model_id: str, input_tokens: int, output_tokens: int) -> Usd | None:
        """Dollars for a call that took exactly so many tokens; None when the model has no price."""
        price = self.price(vendor_name, model_id)
        return price.cost(input_tokens, output_tokens) if price else None

    def _card(self, name: str) -> ModelCard:
        vendor, _, model_id = name.partition("/")
        if name in self._cards:
            return self._cards[name]
        if self.vendors[vendor].free:
            return ModelCard(
                vendor=vendor, id=model_id, tier="local", context=_LOCAL_CONTEXT, temperature=True
            )
        return ModelCard(vendor=vendor, id=model_id)

    def _near(self, name: str) -> list[str]:
        """Names like `name`, nearest first, then the routes and the aliases."""
        same = [card.name for card in self._cards.values() if card.id == name]
        short = {card.id.rsplit("/", 1)[-1]: card.name for card in self._cards.values()}
        short |= {alias: alias for alias in self.aliases}
        near = [short[one] for one in difflib.get_close_matches(name, short, 4)]
        return list(dict.fromkeys([*same, *near, *self._routes, *self.aliases]))[:9]

    def _split(self, where: str, name: str) -> tuple[str, str]:
        vendor, _, model_id = name.partition("/")
        if vendor not in self.vendors or not model_id:
            raise BadInput(f"{where} is not `vendor/id` with a vendor among {', '.join(self.vendors)}.")
        return vendor, model_id

    def _check_names(self) -> None:
        for name, alias in self.aliases.items():
            self._split(f"aliases.{name!r}.to", alias.to)
        for route, rows in self._routes.items():
            for row, names in rows.items():
                if not names:
                    raise BadInput(f"routes.{route}.{row} names no model.")
                for name in names:
                    if name != WORDS or row != "safety":
                        self._split(f"{name!r} in routes.{route}.{row}", name)


def _read(kind: type[T], where: str, row: dict[str, Any], **given: str) -> T:
    twice = [name for name in given if name in row]
    if twice:
        raise BadInput(f"{where}.{twice[0]} is already said by the table's own name.")
    try:
        return TypeAdapter(kind).validate_python({**row, **given})
    except ValidationError as error:
        raise _sentence(error, where) from None


def _sentence(error: ValidationError, where: str = "") -> BadInput:
    first = error.errors(include_url=False, include_input=False)[0]
    field = ".".join([where, *map(str, first["loc"])] if where else map(str, first["loc"]))
    if first["type"] == "extra_forbidden":
        return BadInput(f"{field} is not a field that is known.")
    if first["type"] == "missing":
        return BadInput(f"{field} is missing.")
    message = first["msg"].removeprefix("Value error, ")
    return BadInput(f"{field} is not right ({message[:1].lower()}{message[1:]}).")


def _file(path: Path) -> _Tables:
    try:
        return _Tables.model_validate(read_tables(path, MOST_BYTES))
    except ValidationError as error:
        raise _sentence(error) from None


def _merged(under: _Tables, over: _Tables) -> _Tables:
    return _Tables(
        vendors=_fields(under.vendors, over.vendors),
        models=_fields(under.models, over.models),
        aliases={**under.aliases, **over.aliases},
        routes=_fields(under.routes, over.routes),
        prices={**under.prices, **over.prices},
    )


def _fields(under: dict[str, dict[Any, T]], over: dict[str, dict[Any, T]]) -> dict[str, dict[Any, T]]:
    return {name: {**under.get(name, {}), **over.get(name, {})} for name in (*under, *over)}
