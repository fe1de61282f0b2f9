"""Still pictures that somebody else made, read by a few decoders of Pillow's and only up to a size."""

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from infra.media.intake.material import MOST_PIXELS
from models.errors import BrokenMedia, MediaError

if TYPE_CHECKING:
    from PIL import Image

STILL = (".png", ".jpg", ".jpeg", ".webp")
"""What a picture's file is called."""
_FORMATS = ("PNG", "JPEG", "WEBP")
"""By Pillow's names; others read further files, or run other programs."""


def read_still(path: Path) -> "Image.Image":
    """The picture, decoded to its end, in RGB; of several in one file the first.

    Raises:
        BrokenMedia: it is no PNG, JPEG or WebP, or is larger than any picture that is asked for.
        MediaError: it is missing, or broken amid its pixels.

    """
    with opened_still(path) as picture:
        return picture.convert("RGB")


def still_size(path: Path) -> tuple[int, int]:
    """Width and height in pixels, as the header tells them.

    Raises:
        BrokenMedia, MediaError: as `read_still`.

    """
    with opened_still(path) as picture:
        return picture.size


@contextmanager
def opened_still(path: Path, data: BytesIO | None = None) -> "Iterator[Image.Image]":
    """The picture in a file, open until the block ends; of `data` where its bytes were read already.

    Raises:
        BrokenMedia, MediaError: as `read_still`, out of the block too.

    """
    from PIL import Image, UnidentifiedImageError

    broken = (OSError, SyntaxError, ValueError, EOFError, struct.error)
    try:
        with warnings.catch_warnings():
            # What is too large is refused here, in a sentence; what Pillow remarks beside is for nobody.
            warnings.simplefilter("ignore")
            opened = Image.open(data or path, formats=_FORMATS)
        with opened as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise _too_large(path, f"{picture.width:,}×{picture.height:,} pixels")
            yield picture
    except UnidentifiedImageError as error:
        raise BrokenMedia(
            f"{path.name} is not a picture that can be used: give PNG, JPEG or WebP."
        ) from error
    except Image.DecompressionBombError as error:
        raise _too_large(path, "too many pixels") from error
    except broken as error:
        raise MediaError(f"{path.name} is not a whole picture: {error}.") from error


def _too_large(path: Path, size: str) -> BrokenMedia:
    return BrokenMedia(f"{path.name} has {size}: {MOST_PIXELS:,} is the most that a picture may have.")
