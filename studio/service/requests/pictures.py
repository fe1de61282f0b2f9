"""Reference pictures that a brief names: found beside what names them, and known to be pictures before anything starts."""

import hashlib
from pathlib import Path

from models.errors import BadInput, LongtakeError
from models.orders.assets import Blob
from studio.service.requests.files import GivenFile


def given_picture(given: str, beside: Path, called: str) -> GivenFile:
    """The picture's file at a path, which goes from the folder `beside` where it is relative; `called` is what gave it.

    Raises:
        BadInput: there is no such file, or it is no picture that can be used.

    """
    from infra.media.intake.reference_pictures import read_reference

    path = beside / given
    if not given.strip():
        raise BadInput(f"{called}: there is no file {given!r}.")
    try:
        data, suffix = read_reference(path)
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise BadInput(f"{called}: there is no file {given!r}.") from error
    except OSError as error:
        raise BadInput(f"{called}: the file {given!r} cannot be read: {error.strerror}.") from error
    except LongtakeError as error:
        raise BadInput(f"{called}: {error}") from error
    blob = Blob(sha256=hashlib.sha256(data).hexdigest(), suffix=suffix, size=len(data))
    return GivenFile(path, blob, called, read_reference)
