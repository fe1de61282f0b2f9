"""Briefs whose words or shots are stored: a workflow carries a reference, whoever needs the words reads them here."""

from functools import lru_cache

from pydantic import ValidationError

from infra.storage import Store
from models.brief import Brief
from models.errors import BadInput
from models.orders.assets import Blob
from models.story.chunks import chunks

INLINE_BYTES = 32 * 1024
"""Of words or shots that still travel in a film's request, where Temporal's UI shows them."""

_REMEMBERED = 2
"""Of how many briefs the words are kept in memory: a long story is read again for each of its parts."""


def put_aside(brief: Brief, store: Store, above: int = INLINE_BYTES) -> Brief:
    """The brief with its story or shots in the store, when they take more than `above` bytes; else as it is."""
    if not (brief.story or brief.shots):
        return brief
    text = brief.model_dump_json().encode()
    return brief if len(text) <= above else brief.with_material(store.put_bytes(text, ".json"))


def whole(brief: Brief, store: Store) -> Brief:
    """The brief with its words and shots, read from the store when they are there.

    Raises:
        BadInput: what is stored is no brief, or another one.
        StorageError: it cannot be read.

    """
    if brief.material is None:
        return brief
    full = _remembered(brief.material.blob, _Reading(store))
    if full.with_material(brief.material.blob) != brief:
        raise BadInput("The film's stored brief is not the one that was asked for: start the film anew.")
    return full


@lru_cache(_REMEMBERED)
def pieces(text: str, count: int) -> tuple[str, ...]:
    """A long text in about `count` pieces, as `models.story.chunks`."""
    return chunks(text, count)


class _Reading:
    """Reads from a store; two are equal that read from the same place: what one tenant's store has, no other's remembers."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Reading) and self._store.describe == other._store.describe

    def __hash__(self) -> int:
        return hash(self._store.describe)

    def __call__(self, blob: Blob) -> Brief:
        try:
            return Brief.model_validate_json(self._store.read_bytes(blob))
        except ValidationError as error:
            raise BadInput("The film's stored brief cannot be read: start the film anew.") from error


@lru_cache(_REMEMBERED)
def _remembered(blob: Blob, read: _Reading) -> Brief:
    return read(blob)
