"""The cut list of a film: as it was handed over, or joined of those that its reels left."""

from pydantic import ValidationError

from activities.contracts import CutRequest
from infra.storage import Store
from models.cut.cutlist import CutList, CutShot
from models.errors import BadInput


def whole_list(request: CutRequest, store: Store) -> CutList:
    """The list of all shots.

    Raises:
        BadInput: what a reel left is no cut list.
        StorageError: it cannot be read.

    """
    if not request.reels:
        return request.cut
    shots: list[CutShot] = []
    for blob in request.reels:
        try:
            shots += CutList.model_validate_json(store.read_bytes(blob)).shots
        except ValidationError as error:
            raise BadInput("What a reel left cannot be read: make the film anew.") from error
    return request.cut.model_copy(update={"shots": tuple(shots)})
