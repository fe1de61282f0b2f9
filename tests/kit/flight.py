"""`python -m tests.kit.flight URL STORE JOURNAL STALE_S`: one picture by a process of its own, printed as JSON.

To be raced with others that want the same, stopped, and killed.
"""

import sys
from decimal import Decimal
from pathlib import Path

from infra.database.database import Database, open_database
from infra.storage import LocalStore
from library.assets import Library
from library.leases import Leases
from library.work import Work
from library.workshop import Watch, Workshop
from models.orders.assets import Asset
from models.orders.requests import ImageRequest
from models.shots.shot_list import Shot
from providers.offline.animatic import Animatic
from tests.kit.providers import Journal, Watched

PRICE = Decimal("0.04")


def workshop_at(store: Path, database: Database, stale_s: float) -> Workshop:
    """A workshop that takes the silent for dead after `stale_s` seconds."""
    library = Library(LocalStore(store), database)
    library.leases = Leases(database, stale_s)
    return Workshop(library, store.parent / "scratch")


def draw(workshop: Workshop, journal: Path, fresh: str = "", prompt: str = "a door in the sea") -> Asset:
    """A small picture, watched; each that is drawn costs `PRICE`."""
    shot = Shot(shot_id="shot_001", shot_number=1, enhanced_prompt=prompt)
    request = ImageRequest(shot=shot, width=160, height=90)
    artist = Watched(Animatic(), Journal(journal), PRICE)
    return workshop.render(artist, request, Work(fresh=fresh), Watch(lambda _: None))


if __name__ == "__main__":
    url, store, journal, stale_s = sys.argv[1:]
    print(draw(workshop_at(Path(store), open_database(url), float(stale_s)), Path(journal)).model_dump_json())  # noqa: T201
