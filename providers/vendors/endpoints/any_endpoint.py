"""What all adapters of endpoints share, whatever those make: a client of the vendor, a row of its table, a name and a queue."""

from abc import abstractmethod
from typing import ClassVar, Generic, TypeVar

from pydantic import JsonValue

from models.kinds import Kind
from models.money.steps import Quote
from models.orders.assets import Recipe
from models.orders.cast import Choice
from models.orders.requests import ImageRequest, LipsRequest, VideoRequest
from providers.base import Label
from providers.offers import VendorProvider
from providers.vendors.client import VendorClient
from providers.vendors.endpoints.endpoint import Endpoint

A = TypeVar("A", ImageRequest, VideoRequest, LipsRequest)

Body = dict[str, JsonValue]
"""What is sent, but for files."""


class AnyEndpoint(VendorProvider, Generic[A]):
    """Makes something at one endpoint."""

    kind: ClassVar[Kind]

    def __init__(self, client: VendorClient, endpoint: Endpoint) -> None:
        super().__init__(client)
        self.endpoint = endpoint

    @classmethod
    @abstractmethod
    def cast_as(cls, endpoint: Endpoint) -> Choice:
        """An endpoint as it is cast, which its table alone says."""

    @property
    def name(self) -> str:
        """`vendor/id`."""
        return self.endpoint.name

    @property
    def label(self) -> Label:
        """Each vendor has a queue of its own."""
        return self.vendor

    @property
    def revision(self) -> str:
        """The endpoint's."""
        return self.endpoint.revision

    @property
    def hears(self) -> bool:
        """Whether the vendor is told an address to call."""
        return self.client.callback(self.vendor, "any").startswith("https://")

    @abstractmethod
    def endpoint_for(self, request: A) -> Endpoint:
        """The endpoint that a request goes to."""

    @abstractmethod
    def asked(self, request: A) -> Body:
        """The flat body of a request without its files."""

    @abstractmethod
    def recipe(self, request: A) -> Recipe:
        """What is sent; files by their sha256."""

    @abstractmethod
    def quote(self, request: A) -> Quote:
        """The table's price of what is sent."""
