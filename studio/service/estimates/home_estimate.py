"""Estimates in this home: with its keys, its library, and as much at once as its workers make."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from models.errors import LongtakeError
from models.film.start import FilmRequest

if TYPE_CHECKING:
    from infra.database.database import Database
    from infra.settings import Settings
    from providers.llm.chat import ChatDesk
    from providers.registry import Registry
    from studio.service.estimates.estimate import Estimate
    from studio.service.estimates.means import Means


def estimate(request: FilmRequest) -> "Estimate":
    """What a film may cost and how long it takes, without an engine.

    Raises:
        BadInput: the brief cannot be cast or written, or LONGTAKE_DATABASE names a file that is not there.
        MissingKeys: keys are not set; the sentence names every variable.
        Unavailable: the library does not answer.

    """
    from infra.settings import load_settings
    from studio.service.database import check_named
    from studio.service.estimates.price import estimate_film
    from workers.language_models import chat_desk
    from workers.registry import build_registry

    settings = load_settings()
    check_named(settings)
    with _means(settings, request, build_registry(settings), chat_desk(settings)) as means:
        return estimate_film(request, means)


class Price(NamedTuple):
    """What a film may cost: an `estimate` where it costs something; `free` where it is known to cost nothing."""

    estimate: "Estimate | None" = None
    free: bool = False


def known_price(request: FilmRequest) -> Price:
    """What a film may cost; neither an estimate nor free when that cannot be said now."""
    from infra.settings import load_settings
    from studio.service.estimates.price import price_of
    from workers.language_models import chat_desk
    from workers.registry import build_registry

    try:
        settings = load_settings()
        found = price_of(
            request, build_registry(settings), chat_desk(settings), partial(_means, settings, request)
        )
    except LongtakeError:
        return Price()  # what is wrong is said by whoever needs it
    return Price(found, free=found is None)


@contextmanager
def _means(
    settings: "Settings", request: FilmRequest, registry: "Registry", desk: "ChatDesk"
) -> "Iterator[Means]":
    from infra.storage import open_store
    from library.assets import Library
    from models.queues import LABELS
    from studio.service.estimates.means import Means
    from studio.service.estimates.recalled_story import recall_from

    wide = settings.windows(request.options.at_once, embedded=True).shots
    slots = {label: settings.slots(label) for label in (*LABELS, *registry.labels())}
    with _library_database(settings) as database:
        library = Library(open_store(settings), database)
        yield Means(
            registry=registry,
            desk=desk,
            templates=settings.templates_dir,
            library=library,
            slots={label: min(wide, count) for label, count in slots.items()},
            recall=recall_from(desk, library, settings.templates_dir),
        )


@contextmanager
def _library_database(settings: "Settings") -> "Iterator[Database]":
    """The database; an empty one for a while where there is none yet, since an estimate makes nothing."""
    from infra.database.database import open_database
    from studio.service.database import missing_file, opened_database

    if missing_file(settings) is None:
        with opened_database(settings) as database:
            yield database
        return
    with TemporaryDirectory(prefix="longtake-") as folder:
        database = open_database(f"sqlite:///{folder}/empty.db")
        try:
            yield database
        finally:
            database.close()
