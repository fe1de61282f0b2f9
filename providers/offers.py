"""What a provider's class says of itself before anything is made of it, and how it is made."""

from collections.abc import Callable
from typing import ClassVar, NamedTuple, Protocol, cast, runtime_checkable

from models.kinds import Kind
from models.orders.cast import Choice
from providers.base import Provider
from providers.vendors.client import VendorClient

ClientOf = Callable[[str], VendorClient]
"""Gives the client of a vendor by its name; raises `MissingKeys` where its key is not set."""


class Offered(Protocol):
    """What is known of a provider that need not be made yet: class attributes, or a made one's own."""

    @property
    def kind(self) -> Kind:
        """What it makes."""

    @property
    def name(self) -> str:
        """Its name within its kind."""

    @property
    def label(self) -> str:
        """The queue its work runs on."""


class VendorProvider:
    """The base of a vendor's providers: each is made with the client of the vendor that it names."""

    vendor: ClassVar[str]
    """The vendor's name in `vendors.toml`."""

    def __init__(self, client: VendorClient) -> None:
        self.client = client


class CastUnasked(VendorProvider):
    """The base of those whose class says how they are cast: the vendor's key is asked for later, with all others."""

    @classmethod
    def as_cast(cls) -> Choice:
        """The choice."""
        raise NotImplementedError


class Extra(NamedTuple):
    """What has to be installed for a provider: an extra of Longtake's, and the packages that show that it is there."""

    name: str
    packages: tuple[str, ...]


@runtime_checkable
class InExtra(Protocol):
    """A provider's class that needs an extra."""

    extra: Extra


Offer = Provider | type[Provider]
"""A provider, or the class of one that is made when it is first asked for.

Such a class takes nothing, unless it is a `VendorProvider`. Its `kind`, `name` and `label` are class attributes.
"""


def said_of(offer: Offer) -> Offered:
    """What an offer says of itself; nothing is made."""
    return cast(Offered, offer)
