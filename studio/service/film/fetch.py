"""A film fetched: its folder with the money that its ledger has, and a sentence where the film was forgotten."""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from temporalio.service import RPCError

from infra.settings import Settings
from models.errors import CorruptAsset, LongtakeError, StorageError
from models.film.view import FilmView
from studio.client.executions import first_run
from studio.service.database import read_or
from studio.service.film.folder import REPORT, write_folder
from studio.service.review.markers import laid_in
from studio.service.session import Session

if TYPE_CHECKING:
    from activities.money.film_money import FilmMoney


async def write_film(session: Session, view: FilmView, out: Path, only: Collection[str] = ()) -> list[Path]:
    """Write what the film has by now into `out`, its comments in what editors read; gives the files that are new.

    `only` are the places that alone are wanted; the report comes in any case, since by it a folder is known as a film's.

    A film that ended without a report of its own, cancelled for example, gets one with what its ledger holds.

    Raises:
        StorageError: the disk said no, the store lost something, or the film was forgotten and its files removed.

    """
    money = None
    if view.ended and REPORT not in view.documents:
        money = await booked_money(session, view)
    laid: dict[str, bytes] = {}
    with suppress(LongtakeError):  # the folder is worth more than the comments in it
        laid = await laid_in(session, view.film_id, view.documents)
    try:
        return await asyncio.to_thread(write_folder, view, session.studio.store, out, money, laid, only)
    except CorruptAsset as error:
        if await asyncio.to_thread(_forgotten, session.settings, view.film_id):
            raise StorageError(
                f"The film {view.film_id!r} was forgotten, and its files are gone: make it again from the same "
                f"brief, with `longtake make … --id {view.film_id}`."
            ) from error
        raise


async def booked_money(session: Session, view: FilmView) -> "FilmMoney | None":
    """What a film cost, as its ledger's table has it; None where that cannot be told."""
    try:
        run = await session.studio.client.get_workflow_handle(view.film_id).describe()
        runs = tuple(dict.fromkeys((first_run(run), *view.runs, run.run_id)))
        return await asyncio.to_thread(_booked, session.settings, view, runs)
    except (LongtakeError, RPCError):
        return None  # the folder is worth more than the breakdown in its report


def _booked(settings: Settings, view: FilmView, runs: Sequence[str]) -> "FilmMoney | None":
    """What the table has, unless that is not all the film spent: it was not written to its end, or is elsewhere."""
    from activities.money.film_money import film_money, found_in

    money = read_or(settings, lambda database: film_money(database, view.film_id, runs, found_in(view)), None)
    return money if money and money.explains(view.spent) else None


def _forgotten(settings: Settings, film_id: str) -> bool:
    """Whether the library is there and has nothing of the film."""
    from library.garbage import is_forgotten

    try:
        return read_or(settings, lambda database: is_forgotten(database, film_id), nothing=False)
    except LongtakeError:
        return False
