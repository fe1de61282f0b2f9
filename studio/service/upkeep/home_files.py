"""Which files of a home go into a copy beside the database and the store, and what has to be kept apart."""

from collections.abc import Iterator
from pathlib import Path

from infra.settings import Settings
from infra.storage.moved import MOVED
from models.errors import BadInput

TOKENS = "tokens.json"
_FILES = ("models.toml", "prices.toml", "licences.txt", "tenants.toml", TOKENS)
_FOLDERS = ("templates", "voices")
HOME = "home"
"""The folder of a copy that has them."""
CONTENTS = (*_FILES, *_FOLDERS, "assets", "state", "longtake.db", "longtake.db-wal", "longtake.db-shm", MOVED)
"""What a restored home has of its own; anything else may lie there already."""


def home_files(home: Path) -> Iterator[tuple[str, Path]]:
    """A home's own files, by their places in it: settings that are typed or downloaded once, digests of tokens, never a key.

    Raises:
        BadInput: a file has a name that is no text, which no copy can tell of.

    """
    for name in _FILES:
        if (home / name).is_file():
            yield name, home / name
    for name in _FOLDERS:
        for path in sorted((home / name).rglob("*")):
            if path.is_file():
                place = str(path.relative_to(home))
                try:
                    place.encode()
                except UnicodeEncodeError:
                    raise BadInput(
                        f"The name of {place!a} in {home} is no text: rename it, as a copy cannot tell of it."
                    ) from None
                yield place, path


def is_home_file(place: str) -> bool:
    """Whether a place in a home is one that a copy may fill: no copy that somebody has changed writes elsewhere."""
    first, *rest = place.split("/")
    return place in _FILES or (first in _FOLDERS and bool(rest) and not {"", ".", ".."} & set(rest))


def kept_apart(settings: Settings) -> list[str]:
    """What no copy has, and whoever restores one needs or misses: a sentence each."""
    told = []
    if settings.encryption_keys:
        told.append(
            f"The keys in {settings.encryption_keys}: what Temporal keeps is encrypted with them, and without them nobody reads "
            "the films' histories. Keep a copy of that file apart from this one."
        )
    told.append("Vendors' keys, passwords and addresses of the environment and of .env.")
    if (settings.home / "credentials").is_dir():
        told.append("The login for releases: `longtake login youtube` makes it anew.")
    for what, path, default in (
        ("models", settings.models, settings.home / "models.toml"),
        ("voices", settings.voices, settings.home / "voices"),
    ):
        if path and path != default:
            told.append(f"Your own {what} in {path}, which is outside of the home.")
    for name in _FOLDERS:
        links = (path for path in sorted((settings.home / name).rglob("*")) if path.is_symlink())
        told += [f"What {path} leads to: put the files there themselves." for path in links if path.is_dir()]
    if settings.weights_dir.is_dir():
        told.append(
            f"Weights of open models in {settings.weights_dir}: `longtake models pull` fetches them again."
        )
    if (settings.home / "tenants").is_dir():
        told.append("Tenants: each has a home of its own, `longtake --tenant NAME backup` copies one.")
    told.append(
        "Films' folders, logs and local copies of a bucket: `longtake fetch` writes a film's folder again."
    )
    return told
