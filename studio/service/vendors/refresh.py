"""Prices read again from the lists of those vendors who have one, and kept in the home: they count from then on."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from models.errors import BadInput, LongtakeError

if TYPE_CHECKING:
    from infra.settings import Settings
    from providers.vendors.endpoints.endpoint import UnitPrice

Rows = Mapping[str, Mapping[str, Any]]

HEAD = "# What vendors' own lists said, read by `longtake prices --refresh`. Yours go into models.toml, and count before these.\n"


class Change(NamedTuple):
    """A price that is another now; `before` is None where there was none."""

    name: str
    before: Mapping[str, Decimal] | None
    after: Mapping[str, Decimal]


class Refreshed(NamedTuple):
    """How many prices each list gave, which of them changed, and what could not be read, a sentence each."""

    read: dict[str, int]
    changes: tuple[Change, ...]
    unread: tuple[str, ...]
    file: Path


def refreshed(settings: "Settings") -> Refreshed:
    """Read every list there is, and keep what they say beside what was read before.

    A price that differs here by what is asked for is not replaced by a list's one figure.

    Raises:
        BadInput: a person's own models cannot be read.
        StorageError: the file cannot be written.

    """
    from infra.owner_only import make_folder
    from infra.storage import write_atomically
    from providers.price_lists import LISTS
    from providers.vendors.endpoints.table import Endpoints
    from workers.language_models import catalogue, clients

    _mend(settings)
    known, before, names = catalogue(settings), _rates(settings), _names(settings)
    asked, today = clients(known, settings), datetime.now(UTC).date()
    rows, read, unread = {**_kept(settings)}, dict[str, int](), list[str]()
    usual = Endpoints.load(settings.models_file).priced()
    for one in LISTS:
        title = known.all_vendors[one.vendor].shown
        try:
            client = asked.reading(one.at) if one.open else asked.of(one.at)
            ids = [name.partition("/")[2] for name in names if name.partition("/")[0] == one.vendor]
            listed = one.reader(client, ids)
        except LongtakeError as error:
            unread.append(str(error))
            continue
        given = {name: row for name, row in listed.rows.items() if _same_kind(row, usual.get(name))}
        read[title] = read.get(title, 0) + len(given)
        dated = {"as_of": today, "source": f"{title}'s own list"}
        rows |= {name: {**row, **dated} for name, row in given.items()}
        unread += [f"{name}: its price is none that can be told beforehand." for name in listed.unread]
        unread += [
            f"{name}: {title}'s list has one price, {_said(row)}, and here it differs by what is asked for: it stays as it was."
            for name, row in listed.rows.items()
            if name not in given
        ]
    file = settings.home / "prices.toml"
    if read:
        make_folder(settings.home)
        write_atomically(file, written(rows).encode())
    after = _rates(settings)
    changes = [
        Change(name, before.get(name), rates) for name, rates in after.items() if before.get(name) != rates
    ]
    return Refreshed(read, tuple(changes), tuple(unread), file)


def _same_kind(row: Mapping[str, Any], known: "UnitPrice | None") -> bool:
    """Whether a price of a list can stand for one that is known: one that differs by resolution or length needs more than that."""
    return known is None or (row.get("unit") == known.unit and not known.by and not known.reference)


def _said(row: Mapping[str, Any]) -> str:
    return f"${row['usd']} for each {row['unit']}"


def written(rows: Rows) -> str:
    """Rows of prices as TOML."""
    tables = (
        f'[prices."{name}"]\n' + "".join(f"{field} = {_value(value)}\n" for field, value in row.items())
        for name, row in sorted(rows.items())
    )
    return "\n".join((HEAD, *tables))


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_text(key)} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, date | int):
        return str(value)
    return f"{Decimal(value):f}" if isinstance(value, Decimal | float) else _text(str(value))


def _text(text: str) -> str:
    """A basic string of TOML; what its rules would have escaped is no part of a price."""
    return '"' + "".join(each for each in text if each.isprintable() and each not in '"\\') + '"'


def _mend(settings: "Settings") -> None:
    """Remove a file of ours that cannot be used, and would keep every price from being known; it is written anew."""
    if settings.prices_file is not None and not _kept(settings):
        settings.prices_file.unlink()


def _names(settings: "Settings") -> list[str]:
    """Everything that may have a price, by `vendor/id`."""
    from providers.vendors.endpoints.table import Endpoints
    from workers.language_models import catalogue

    known, endpoints = catalogue(settings), Endpoints.load(settings.models_file, settings.prices_file)
    named = (card.name for card in known.cards())
    return list(
        dict.fromkeys([*named, *endpoints.names("image"), *endpoints.names("video"), *_rates(settings)])
    )


def _kept(settings: "Settings") -> Rows:
    """What was read before; nothing of a file that cannot be used."""
    from infra.given_files import parse_toml

    if settings.prices_file is None:
        return {}
    try:
        tables = parse_toml(settings.prices_file.read_text(encoding="utf-8"))
    except (OSError, ValueError, BadInput):
        return {}
    prices = tables.get("prices")
    return (
        {name: row for name, row in prices.items() if isinstance(row, dict)}
        if isinstance(prices, dict)
        else {}
    )


def _rates(settings: "Settings") -> dict[str, dict[str, Decimal]]:
    """The dollars of every price that counts, by `vendor/id`."""
    from studio.service.vendors.price_list import price_list

    listed = price_list(settings)
    rates = {one.name: {"input": one.input, "output": one.output} for one in listed.models}
    return rates | {one.name: {"usd": one.price.usd, **one.price.by} for one in listed.endpoints}
