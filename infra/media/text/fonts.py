"""Where the fonts are: files that come in wheels, so that no font of the system is assumed."""

import errno
import getpass
import hashlib
import os
import shutil
import struct
import sys
import tempfile
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from models.errors import DiskFull, MissingExtra, StorageError

_CJK_WHEEL = "cvttf-NotoSansCJK-Regular"
_CJK_FILE = "NotoSansCJKtc-Regular.otf"


def latin() -> Path:
    """Noto Sans (Latin, Greek, Cyrillic, Devanagari), variable in weight; raises MissingExtra."""
    return _family("noto-sans")


def arabic() -> Path:
    """Noto Sans Arabic, variable in weight; raises MissingExtra."""
    return _family("noto-sans-arabic")


@lru_cache
def cjk() -> Path:
    """Noto Sans CJK Regular (Chinese, Japanese, Korean); raises MissingExtra.

    Its wheel installs the font as a data file at the environment's prefix, so the wheel's own list
    of files is asked first and the usual prefixes after it.
    """
    try:
        listed = [Path(str(f.locate())) for f in metadata.files(_CJK_WHEEL) or () if f.name == _CJK_FILE]
    except metadata.PackageNotFoundError:
        listed = []
    places = [*listed, Path(sys.prefix) / _CJK_FILE, Path(sys.base_prefix) / _CJK_FILE]
    for place in places:
        if place.is_file():
            return place.resolve()
    raise _missing(_CJK_WHEEL)


def font_files() -> tuple[Path, ...]:
    """Every font of Longtake, in the order in which a character looks for its glyph."""
    return latin(), arabic(), cjk()


def burn_fonts() -> Path:
    """A folder with exactly the fonts of `font_files`, for libass, which reads every file of its `fontsdir`.

    It is made in the system's folder for temporary files, once for all processes of a user, and mended
    when something there was cleared away.

    Raises:
        MissingExtra: a font is not installed.
        DiskFull: no space is left.
        StorageError: the folder cannot be written.

    """
    files = font_files()
    key = hashlib.sha256("\n".join(f"{f} {f.stat().st_size} {f.stat().st_mtime_ns}" for f in files).encode())
    folder = Path(tempfile.gettempdir()) / f"longtake-fonts-{_user()}-{key.hexdigest()[:12]}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        for font in files:
            place = folder / font.name
            if not (place.is_file() and place.stat().st_size == font.stat().st_size):
                _put(font, place)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(
                f"No space is left in {folder.parent} for the captions' fonts: free some."
            ) from error
        raise StorageError(f"The captions' fonts cannot be put into {folder}: {error.strerror}.") from error
    return folder


def _put(font: Path, place: Path) -> None:
    """Link or copy a font, in one step, so that nobody finds half of it."""
    # Aside means beside the folder: libass would read an unfinished file within it.
    aside = Path(tempfile.mkdtemp(prefix="longtake-font-", dir=place.parent.parent))
    try:
        try:
            (aside / font.name).symlink_to(font)
        except OSError:
            shutil.copyfile(font, aside / font.name)
        (aside / font.name).replace(place)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _user() -> str:
    try:
        return str(os.getuid()) if hasattr(os, "getuid") else getpass.getuser()
    except (OSError, KeyError):
        return "anyone"


@lru_cache
def family(font: Path) -> str:
    """The name under which libass and Windows know a font; not always what the font calls its family."""
    names = _table(font, b"name")
    count, strings = struct.unpack_from(">HH", names, 2)
    for record in range(count):
        platform, _, _, kind, length, at = struct.unpack_from(">6H", names, 6 + 12 * record)
        if (platform, kind) == (3, 1):
            return names[strings + at : strings + at + length].decode("utf-16-be")
    return font.stem


class Metrics(NamedTuple):
    """How far a font's line reaches above and below its baseline, in ems."""

    ascent: float
    descent: float


@lru_cache
def metrics(font: Path) -> Metrics:
    """The height of a font's line, by the numbers by which libass and Windows scale it."""
    (units,) = struct.unpack_from(">H", _table(font, b"head"), 18)
    ascent, descent = struct.unpack_from(">HH", _table(font, b"OS/2"), 74)
    return Metrics(ascent / units, descent / units)


@lru_cache
def _family(slug: str) -> Path:
    try:
        import fontpkg

        return Path(fontpkg.path(slug))
    except (ImportError, LookupError, OSError) as error:
        raise _missing(f"fontpkg-{slug}") from error


def _missing(wheel: str) -> MissingExtra:
    return MissingExtra(f"The font in {wheel} is not installed: run `pip install {wheel}`.")


@lru_cache
def characters(font: Path) -> frozenset[int]:
    """The code points that `font` has a glyph for, read from its character map (formats 4 and 12)."""
    cmap = _table(font, b"cmap")
    found: set[int] = set()
    for index in range(struct.unpack_from(">2xH", cmap)[0]):
        at = struct.unpack_from(">4xI", cmap, 4 + 8 * index)[0]
        kind = struct.unpack_from(">H", cmap, at)[0]
        if kind == 4:
            found |= _two_byte_map(cmap, at)
        elif kind == 12:
            groups = struct.unpack_from(">I", cmap, at + 12)[0]
            for first, last, _ in struct.iter_unpack(">III", cmap[at + 16 : at + 16 + 12 * groups]):
                found.update(range(first, last + 1))
    return frozenset(found)


def _table(font: Path, name: bytes) -> bytes:
    """One table of an OpenType file."""
    with font.open("rb") as file:
        count = struct.unpack(">4xH6x", file.read(12))[0]
        tables = [struct.unpack(">4s4xII", file.read(16)) for _ in range(count)]
        start, length = next((at, size) for tag, at, size in tables if tag == name)
        file.seek(start)
        return file.read(length)


def _two_byte_map(cmap: bytes, at: int) -> set[int]:
    """The code points of a format 4 table: segments, some of which point into a list of glyphs."""
    doubled = struct.unpack_from(">H", cmap, at + 6)[0]
    segments = f">{doubled // 2}H"
    ends = struct.unpack_from(segments, cmap, at + 14)
    starts = struct.unpack_from(segments, cmap, at + 16 + doubled)
    deltas = struct.unpack_from(segments, cmap, at + 16 + 2 * doubled)
    offsets_at = at + 16 + 3 * doubled
    offsets = struct.unpack_from(segments, cmap, offsets_at)
    found: set[int] = set()
    for i, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                glyph = struct.unpack_from(">H", cmap, offsets_at + 2 * i + offset + 2 * (code - first))[0]
                if not glyph:
                    continue
            if (glyph + delta) & 0xFFFF:
                found.add(code)
    return found
