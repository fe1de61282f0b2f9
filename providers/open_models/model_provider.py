"""What all providers of open models share: what they declare, from the model's entry alone; nothing is loaded for that."""

from typing import ClassVar, Generic, TypeVar

from models.kinds import Kind
from models.money.steps import Quote
from models.orders.references import ReferenceRule
from models.orders.requests import ImageRequest, MusicRequest, VideoRequest
from providers.base import Label
from providers.open_models.bay import Bay
from providers.open_models.entry import OpenModel

R = TypeVar("R", ImageRequest, VideoRequest, MusicRequest)


class InBay:
    """Runs one open model in a bay."""

    kind: ClassVar[Kind]

    def __init__(self, model: OpenModel, bay: Bay) -> None:
        self.model = model
        self.bay = bay

    @property
    def name(self) -> str:
        """The model's."""
        return self.model.name

    @property
    def label(self) -> Label:
        """The class of cards that it runs on."""
        return self.model.label

    @property
    def revision(self) -> str:
        """The entry's; which weights they are stands in the recipe besides."""
        return self.model.revision

    def check_licence(self) -> None:
        """See that it may be run.

        Raises:
            BadInput: its licence is restricted, and nobody accepted it here.

        """
        self.bay.licences.check(self.model)

    def weights(self) -> str:
        """Which weights they are.

        Raises:
            BadInput: they are not there, not whole, or under a licence that nobody accepted.

        """
        self.check_licence()
        return self.bay.weights.revision(self.model)


class ModelProvider(InBay, Generic[R]):
    """Makes something with one open model."""

    @property
    def references(self) -> ReferenceRule | None:
        """How it takes references."""
        return self.model.rule

    def quote(self, request: R) -> Quote:  # noqa: ARG002 - one's own card costs nothing, whatever it makes
        """Nothing, and about how long it takes on a large card."""
        return Quote(seconds=self.model.seconds)
