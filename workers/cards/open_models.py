"""The open models of this machine: their table with a person's own, their weights, their licences, the bay of its card."""

from collections.abc import Callable, Mapping
from typing import Any

from infra.settings import Settings
from models.errors import UnknownName
from providers.base import Provider
from providers.open_models.bay import Bay, Card
from providers.open_models.clips.provider import OpenClips
from providers.open_models.entry import OpenKind, OpenModel
from providers.open_models.licences import Licences
from providers.open_models.music.provider import OpenMusic
from providers.open_models.pictures.likeness import OpenLikeness
from providers.open_models.pictures.open_pictures import OpenPictures
from providers.open_models.table import OpenModels
from providers.open_models.weights import Weights

MAKERS: Mapping[OpenKind, Callable[[OpenModel, Bay], Any]] = {
    "image": OpenPictures,
    "video": OpenClips,
    "music": OpenMusic,
    "check": OpenLikeness,
}
"""What makes something with a model of a kind, in a bay."""


def open_models(settings: Settings) -> OpenModels:
    """Every open model, a person's own over those that ship.

    Raises:
        BadInput: a person's own models cannot be read.

    """
    return OpenModels.load(settings.models_file)


def licences_of(settings: Settings) -> Licences:
    """The licences that were accepted here: in the home's file, and by the variable."""
    given = (name.strip() for name in settings.licences.split(","))
    return Licences(settings.licences_file, filter(None, given))


def bay_of(settings: Settings, card: Card | None = None) -> Bay:
    """The bay of a card, with this machine's weights; torch is not imported for it."""
    return Bay(Weights(settings.weights_dir), licences_of(settings), card)


def open_providers(settings: Settings, bay: Bay) -> list[Provider]:
    """A provider for each open model that makes something of a film, all in one bay.

    Raises:
        BadInput: a person's own models cannot be read.

    """
    return [MAKERS[model.kind](model, bay) for model in open_models(settings).all() if model.kind in MAKERS]


def models_named(settings: Settings, names: tuple[str, ...]) -> tuple[OpenModel, ...]:
    """The models of these names, which make something of a film.

    Raises:
        UnknownName: one of them is none.
        BadInput: a person's own models cannot be read.

    """
    known = {model.name: model for model in open_models(settings).all() if model.kind in MAKERS}
    for name in names:
        if name not in known:
            raise UnknownName("open model", name, list(known))
    return tuple(known[name] for name in dict.fromkeys(names))
