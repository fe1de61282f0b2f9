"""A script whose story was written stretch by stretch, as one."""

from pydantic import ValidationError

from activities import contracts
from infra.storage import Store
from models.errors import BadInput
from models.orders.assets import Blob
from models.story.order import WrittenStory
from models.story.stretches import joined, numbered_through


def joined_script(script: contracts.Script, store: Store) -> contracts.Script:
    """The script with the shots and the document of its stretches; as it is where it has none.

    Raises:
        BadInput: what is stored is no story.
        StorageError: it cannot be read.

    """
    if not script.stretches:
        return script
    written = [_read(blob, store) for blob in script.stretches]
    return script.model_copy(
        update={
            "shots": numbered_through(one.shots for one in written),
            "document": joined([one.document for one in written], script.title),
        }
    )


def _read(blob: Blob, store: Store) -> WrittenStory:
    try:
        return WrittenStory.model_validate_json(store.read_bytes(blob))
    except ValidationError as error:
        raise BadInput("The film's stored story cannot be read: make the film anew.") from error
