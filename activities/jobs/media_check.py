"""Whether what a vendor sent is what was bought, before it is kept."""

from pathlib import Path

from infra.media.probe import probe
from library.workshop import STILL
from models.errors import MediaError


def check_media(path: Path) -> None:
    """See that a picture can be decoded to its end, and that a clip or a sound holds something.

    Raises:
        MediaError: it is empty, cut short, or something else altogether.

    """
    if path.suffix not in STILL:
        probe(path)
        return
    from PIL import Image

    try:
        with Image.open(path) as picture:
            picture.load()
    except (OSError, SyntaxError, ValueError) as error:
        raise MediaError(f"{path.name}, as it was sent, is not a whole picture: {error}.") from error
