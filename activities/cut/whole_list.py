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
    for place, blob in enumerate(request.reels):
        try:
            left = CutList.model_validate_json(store.read_bytes(blob)).shots
            shots += _numbered(left, request.numbers[place] if request.numbers else 0)
        except ValidationError as error:
            raise BadInput("What a reel left cannot be read: make the film anew.") from error
    return request.cut.model_copy(update={"shots": tuple(shots)})


def _numbered(shots: tuple[CutShot, ...], first: int) -> tuple[CutShot, ...]:
    """The shots of a reel with their numbers from there on, as they were left where nothing is said."""
    more = first - shots[0].shot_number if first and shots else 0
    return tuple(shot.model_copy(update={"shot_number": shot.shot_number + more}) for shot in shots)
