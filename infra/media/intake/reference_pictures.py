"""A picture of somebody or something that a person hands in: looked through, set upright, and stored the same every time."""

import warnings
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from infra.given_files import read_given
from infra.media.intake.stills import STILL, opened_still
from models.errors import BrokenMedia

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES = 64 * 2**20
LEAST_PIXELS = 64
"""Of the shorter side: less shows nobody's face."""
LONGEST_PIXELS = 2048
"""Of the longer side, as it is stored; vendors take no more, and make pictures of less."""

_ORIENTATION = 0x0112
_UPRIGHT = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
"""What Exif's orientation asks for, by Pillow's names."""
_GREY = (235, 235, 235)
"""What lies behind a picture that is transparent in places."""
_HIGH = 256
"""16-bit values over 8-bit ones."""


def read_reference(path: Path) -> tuple[bytes, str]:
    """What is stored of a picture's file, and its suffix: upright, in RGB, at most 2048 pixels long, without metadata.

    What was PNG stays PNG, everything else becomes JPEG; the same file gives the same bytes.

    Raises:
        BadInput: it is no regular file, or has more than 64 MB.
        BrokenMedia: it is no PNG, JPEG or WebP, moves, or has far too many or too few pixels.
        MediaError: it is broken.
        OSError: it is missing, or cannot be read.

    """
    data = read_given(path, MOST_BYTES)
    with opened_still(path, BytesIO(data)) as picture:
        _check(picture, path)
        suffix = ".png" if picture.format == "PNG" else ".jpg"
        turned = _upright(picture)
        turned.thumbnail((LONGEST_PIXELS, LONGEST_PIXELS), _resampling())
        if min(turned.size) < LEAST_PIXELS:
            raise BrokenMedia(
                f"{path.name} is too long and narrow: made {LONGEST_PIXELS} pixels long, as pictures are, it would be "
                f"{min(turned.size)} wide: crop it to what it is to show."
            )
        return _encoded(turned, suffix), suffix


def check_reference(path: Path, size: int) -> None:
    """See that a stored file, of so many bytes, is a still picture that can be used, whoever stored it.

    Raises:
        BrokenMedia, MediaError: as `read_reference`.

    """
    if path.suffix not in STILL:
        raise BrokenMedia(f"{path.name} is not a picture that can be used: give PNG, JPEG or WebP.")
    if size > MOST_BYTES:
        raise BrokenMedia(f"{path.name} has {size / 2**20:.1f} MB: {MOST_BYTES // 2**20} MB is the most.")
    with opened_still(path) as picture:
        _check(picture, path)
        picture.load()


def _check(picture: "Image.Image", path: Path) -> None:
    # A telephone's JPEG may hold a second picture for depth, which is no film.
    if picture.format != "MPO" and getattr(picture, "n_frames", 1) > 1:
        raise BrokenMedia(f"{path.name} moves: give a still picture.")
    if min(picture.size) < LEAST_PIXELS:
        raise BrokenMedia(
            f"{path.name} has {picture.width}×{picture.height} pixels: a side needs {LEAST_PIXELS} at least "
            "to show anybody."
        )


def _upright(picture: "Image.Image") -> "Image.Image":
    """The pixels in RGB as they are meant to be looked at."""
    from PIL import Image

    picture.load()
    if picture.mode.startswith("I;16") or picture.mode == "I":
        # Pillow would cut off whatever is brighter than 255.
        picture = picture.convert("I").point(lambda value: value / _HIGH).convert("L")
    orientation = _orientation(picture)
    if picture.has_transparency_data:
        over = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", over.size, (*_GREY, 255)), over)
    picture = picture.convert("RGB")
    step = _UPRIGHT.get(orientation) if isinstance(orientation, int) else None
    return picture.transpose(Image.Transpose[step]) if step else picture


def _orientation(picture: "Image.Image") -> object:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return picture.getexif().get(_ORIENTATION)
    except (ArithmeticError, LookupError, OSError, SyntaxError, TypeError, ValueError):
        return None  # broken metadata makes no picture useless


def _resampling() -> "Image.Resampling":
    from PIL import Image

    return Image.Resampling.LANCZOS


def _encoded(picture: "Image.Image", suffix: str) -> bytes:
    from PIL import Image

    # A new picture: nothing that the file said of itself goes along.
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    into = BytesIO()
    if suffix == ".png":
        bare.save(into, "PNG", compress_level=6)
    else:
        bare.save(into, "JPEG", quality=95, subsampling=0)
    return into.getvalue()
