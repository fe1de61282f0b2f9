"""Licences accepted: of those models that may not be run by everybody for everything."""

from typing import TYPE_CHECKING

from models.errors import StorageError
from providers.open_models.entry import Licence
from studio.service.open_models.weights import find_model

if TYPE_CHECKING:
    from infra.settings import Settings


def accept_licence(settings: "Settings", name: str) -> Licence:
    """Write down that a model's licence is accepted in this home; gives what it is.

    Raises:
        UnknownName: there is no such model.
        StorageError: the home cannot be written.

    """
    from workers.cards.open_models import licences_of

    model = find_model(settings, name)
    if model.licence.restricted:
        try:
            licences_of(settings).accept(model)
        except OSError as error:
            raise StorageError(f"{settings.licences_file} cannot be written ({error.strerror}).") from error
    return model.licence
