"""Files that vendors made: fetched, and named for what they are rather than for what they are called."""

from pathlib import Path

from providers.vendors.client import VendorClient
from providers.vendors.exchange import Get

MOST_BYTES = 2 * 2**30
"""Of one clip; a minute of 4K has some hundred megabytes."""
_HEAD = 16
_BEGINNINGS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG", ".png"),
    (0, b"\xff\xd8\xff", ".jpg"),
    (8, b"WEBP", ".webp"),
    (0, b"GIF8", ".gif"),
    (4, b"ftyp", ".mp4"),
    (0, b"\x1a\x45\xdf\xa3", ".webm"),
)
"""Where and how a kind of file begins."""


def fetched(client: VendorClient, url: str, what: str, into: Path, *, keyed: bool = False) -> Path:
    """The file at an address that the vendor named, in the folder `into`; only what is `keyed` is asked for with the key.

    Raises:
        ProviderError: it cannot be had now, or never; nothing is left in the folder then.

    """
    path = into / "made"
    client.download(Get(url, what, "*/*", MOST_BYTES, keyed), path)
    return named(path)


def named(path: Path) -> Path:
    """The file, renamed for how it begins; one that begins like nothing we know is looked at by whoever uses it."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    suffix = next((each for at, begin, each in _BEGINNINGS if head[at : at + len(begin)] == begin), ".bin")
    return path.rename(path.with_suffix(suffix))
