"""Estimates on this machine: with its keys, its library, and as much at once as its workers make."""

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from models.errors import LongtakeError
from models.film import FilmRequest
from models.money import plain

if TYPE_CHECKING:
    from infra.database import Database
    from infra.settings import Settings
    from studio.service.estimate import Estimate
    from studio.service.film_steps import Means


def estimate(request: FilmRequest) -> "Estimate":
    """What a film may cost and how long it takes, without an engine.

    Raises:
        BadInput: the brief cannot be cast or written.
        Unauthorised: its models need a key that is not set.
        Unavailable: the library does not answer.

    """
    from infra.settings import load_settings
    from studio.service.estimate import estimate_film

    with _means(load_settings()) as means:
        return estimate_film(request, means)


def price_line(request: FilmRequest) -> str:
    """The most that a film may cost, in a line; empty when it costs nothing, or when that cannot be said now."""
    from infra.settings import load_settings
    from studio.service.estimate import may_cost
    from workers.llm import chat_desk
    from workers.registry import build_registry

    try:
        settings = load_settings()
        if not may_cost(request, build_registry(settings), chat_desk(settings)):
            return ""
        return in_a_line(estimate(request), request)
    except LongtakeError:
        return ""  # what is wrong is said by whoever needs it


def in_a_line(estimated: "Estimate", request: FilmRequest) -> str:
    """`This film may cost up to $1.20; 3 assets of it are in the library already and save $0.30.`"""
    from studio.money_printing import most, saved

    line = f"This film may cost up to {most(estimated.usd)}"
    if estimated.found:
        one = estimated.found == 1
        assets = "one asset of it is" if one else f"{estimated.found} assets of it are"
        line += f"; {assets} in the library already"
        if estimated.saved:
            line += f" and {'saves' if one else 'save'} {saved(estimated.saved)}"
    options = request.options
    if options.budget is not None and options.budget < estimated.usd:
        line += f"; that is more than its budget of ${plain(options.budget)}"
        line += ": it waits when that is used up" if options.budget_mode == "cap" else ""
    return f"{line}."


@contextmanager
def _means(settings: "Settings") -> "Iterator[Means]":
    from infra.storage import open_store
    from library.assets import Library
    from models.labels import LABELS
    from studio.recalling import recall_from
    from studio.service.film_steps import Means
    from workers.llm import chat_desk
    from workers.registry import build_registry
    from workflows.window import SLOTS

    registry = build_registry(settings)
    slots = {label: settings.slots(label) for label in (*LABELS, *registry.labels())}
    with _library_database(settings) as database:
        desk, library = chat_desk(settings), Library(open_store(settings), database)
        yield Means(
            registry=registry,
            desk=desk,
            templates=settings.templates_dir,
            library=library,
            slots={label: min(SLOTS, count) for label, count in slots.items()},
            recall=recall_from(desk, library, settings.templates_dir),
        )


@contextmanager
def _library_database(settings: "Settings") -> "Iterator[Database]":
    """The database; an empty one for a while where there is none yet, since an estimate makes nothing."""
    from infra.database import open_database
    from studio.reading import missing_file, opened_database

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
