"""A migrated, empty SQLite database, made once and copied: quicker than migrating one for each test."""

import tempfile
from functools import cache
from pathlib import Path

from infra.database.database import open_database


def migrated(file: Path) -> None:
    """Put such a copy where there is no database yet."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_bytes(_sqlite_template())


@cache
def _sqlite_template() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "longtake.db"
        open_database(f"sqlite:///{file}").close()
        return file.read_bytes()
