"""Pictures for a model that looks at them: no larger than it sees, no heavier than a message should be."""

from io import BytesIO

from mcp.server.mcpserver import Image
from mcp_types import ImageContent

from infra.media.intake.stills import read_still
from infra.storage import Store
from models.orders.assets import Blob

LONGEST_SIDE = 1568
"""Pixels; models scale what is larger down to about that."""
_QUALITY = 82


def seen(store: Store, blob: Blob) -> ImageContent:
    """A stored picture as content of an answer; decodes and encodes, so in a loop it is for a thread.

    Raises:
        StorageError: the store lost it.
        MediaError: it cannot be read.

    """
    picture = read_still(store.open_file(blob))
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    data = BytesIO()
    picture.save(data, format="JPEG", quality=_QUALITY)
    return Image(data=data.getvalue(), format="jpeg").to_image_content()
