"""Where the fonts are: files that come in wheels, so that no font of the system is assumed."""

import atexit
import errno
import hashlib
import os
import shutil
import sys
import tempfile
from contextlib import suppress
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from infra.owner_only import is_mine_alone
from models.errors import DiskFull, MissingExtra, StorageError

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

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
    when something there was cleared away. A folder of that name that others can write, or a link, is not used.

    Raises:
        MissingExtra: a font is not installed.
        DiskFull: no space is left.
        StorageError: the folder cannot be written.

    """
    files = font_files()
    key = hashlib.sha256("\n".join(f"{f} {f.stat().st_size} {f.stat().st_mtime_ns}" for f in files).encode())
    name = f"longtake-fonts-{os.getuid()}-{key.hexdigest()[:12]}"
    folder = Path(tempfile.gettempdir()) / name
    try:
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        if not is_mine_alone(folder):  # somebody else was there first: nothing in it can be believed
            folder = _own_folder(name)
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


@lru_cache
def _own_folder(name: str) -> Path:
    """A folder for this process alone, under a name that nobody could know before."""
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@lru_cache
def family(font: Path) -> str:
    """The name under which libass and Windows know a font; not always what the font calls its family."""
    with _opened(font) as tables:
        names = (name for name in tables["name"].names if (name.platformID, name.nameID) == (3, 1))
        return next((name.toUnicode() for name in names), font.stem)


class Metrics(NamedTuple):
    """How far a font's line reaches above and below its baseline, in ems."""

    ascent: float
    descent: float


@lru_cache
def metrics(font: Path) -> Metrics:
    """The height of a font's line, by the numbers by which libass and Windows scale it."""
    with _opened(font) as tables:
        em, heights = tables["head"].unitsPerEm, tables["OS/2"]
        return Metrics(heights.usWinAscent / em, heights.usWinDescent / em)


@lru_cache
def characters(font: Path) -> frozenset[int]:
    """The code points that `font` has a glyph for."""
    with _opened(font) as tables:
        # The map goes by the names of glyphs, which take as long to read as the map itself: numbers will do.
        tables.setGlyphOrder([str(number) for number in range(tables["maxp"].numGlyphs)])
        return frozenset(tables.getBestCmap())


def _opened(font: Path) -> "TTFont":
    from fontTools.ttLib import TTFont

    return TTFont(font, lazy=True)


@lru_cache
def _family(slug: str) -> Path:
    try:
        import fontpkg

        return Path(fontpkg.path(slug))
    except (ImportError, LookupError, OSError) as error:
        raise _missing(f"fontpkg-{slug}") from error


def _missing(wheel: str) -> MissingExtra:
    return MissingExtra(f"The font in {wheel} is not installed: run `pip install {wheel}`.")
