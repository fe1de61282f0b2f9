"""Vendors: whose queues are wanted here, and whom nobody asks for now, since they failed again and again."""

from contextlib import closing, suppress

from infra.patience import patient
from infra.settings import Settings
from models.errors import LongtakeError
from studio.service.database import missing_file
from studio.service.engine.check import Check

_LOCK_WAIT_S = 3.0
"""How long somebody else may hold the database's lock."""


def vendors_in_order(settings: Settings) -> Check:
    """Which vendors are out of order, and when they are asked again; nothing is asked of them."""
    from activities.jobs.breakers import Breakers
    from infra.database.database import open_database

    shut: list[str] = []
    with (
        patient(lambda: None, seconds=0),
        suppress(LongtakeError),
    ):  # what is wrong with the database is said of it
        if missing_file(settings):
            return Check(name="vendors", ok=True, found="none is out of order")
        with closing(open_database(settings.database_url, lock_wait_s=_LOCK_WAIT_S)) as database:
            shut = [
                f"{vendor} is not asked until {found.until.astimezone():%H:%M:%S}: {found.why.rstrip('.')}"
                for vendor, found in Breakers(database).shut().items()
            ]
    mend = "nothing, where it passes: what waits for a vendor goes on by itself" if shut else ""
    return Check(name="vendors", ok=True, found="; ".join(shut) or "none is out of order", mend=mend)


def vendor_queues(settings: Settings) -> tuple[str, ...]:
    """The queues of those vendors whose keys are set here."""
    from providers.registry import ADAPTERS
    from workers import language_models

    clients = language_models.clients(language_models.catalogue(settings), settings)
    return tuple(dict.fromkeys(one.vendor for one in ADAPTERS if clients.has_key(one.vendor)))
