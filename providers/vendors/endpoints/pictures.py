"""Pictures in a request's body, as data URIs that a vendor takes."""

import base64
from io import BytesIO
from pathlib import Path

from models.errors import InvalidRequest

_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}
_QUALITIES = (95, 85, 70)
"""Of JPEG, in the order in which they are tried where a picture is too large to be sent as it is."""


def data_uri(path: Path, most_bytes: int) -> str:
    """The picture in a file as a data URI of at most `most_bytes` of picture: as it is, or as JPEG where it is larger.

    Raises:
        InvalidRequest: it cannot be made small enough.
        BrokenMedia, MediaError: it is no picture.

    """
    data, kind = path.read_bytes(), _TYPES.get(path.suffix.lower(), "")
    if not kind or len(data) > most_bytes:
        data, kind = _smaller(path, most_bytes), "image/jpeg"
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _smaller(path: Path, most_bytes: int) -> bytes:
    from infra.media.intake.stills import opened_still

    with opened_still(path) as picture:
        plain = picture.convert("RGB")
        for quality in _QUALITIES:
            into = BytesIO()
            plain.save(into, "JPEG", quality=quality)
            if into.tell() <= most_bytes:
                return into.getvalue()
    raise InvalidRequest(f"{path.name} is larger than the vendor takes a picture to be.")
