"""How like its subjects, its words and its neighbour a picture is, by the provider that compares."""

from collections.abc import Sequence

from infra.storage import Store
from models.errors import InvalidRequest
from models.orders.likeness import Compared, Likeness
from providers.base import Comparer, Progress
from providers.registry import Registry


def compared(registry: Registry, store: Store, request: Compared, progress: Progress) -> Likeness:
    """The likeness of one picture; of several pictures of one subject the most like it counts, of several subjects the least.

    Raises:
        InvalidRequest: who is cast for it compares nothing.
        LongtakeError: whatever it says, or the store.

    """
    comparer = registry.find(request.choice.kind, request.choice.provider)
    if not isinstance(comparer, Comparer):
        raise InvalidRequest(f"{request.choice.provider} compares no pictures: cast another for check.")
    blobs = [request.picture, *(one for of in request.subjects for one in of)]
    blobs += [request.before] if request.before else []
    vectors = comparer.embed([store.open_file(blob) for blob in blobs], request.words, progress)
    picture, *others = vectors.pictures
    cosines = [cosine(picture, other) for other in others]
    before = cosines.pop() if request.before else None
    of_subjects = []
    for pictures in request.subjects:
        of_subjects.append(max(cosines[: len(pictures)]))
        cosines = cosines[len(pictures) :]
    return Likeness(
        subjects=min(of_subjects, default=None),
        words=None if vectors.words is None else cosine(picture, vectors.words),
        before=before,
    )


def cosine(one: Sequence[float], other: Sequence[float]) -> float:
    """The cosine of two vectors of length 1, to three places: more says nothing."""
    return round(sum(a * b for a, b in zip(one, other, strict=True)), 3)
