"""A page of a film that is being made: where it stands, and those of its shots that changed, in a bounded answer."""

from collections.abc import Sequence

from pydantic import Field

from models.base import Frozen
from models.film.view import FilmView
from models.shots.view import ShotView
from models.subjects.bible import Bible

PAGE_BYTES = 44 * 1024
"""Of shots in one page, as JSON."""

SUMMARY_BYTES = 16 * 1024
"""Of everything else in one page, as JSON. Together they stay under 64 KiB, above which an answer would be stored."""

_GROWING = ("writing", "decisions", "notes", "needs", "unknown", "stages")
"""What grows with a film beside its shots. The latest entries are shown."""

BIBLE = "bible"
"""What is left out as a whole where it is too long: it has a query of its own."""


class PlacedShot(Frozen):
    """Where one shot stands, its place among the film's shots, from 0, and the change that brought it there."""

    place: int
    change: int
    view: ShotView


class FilmPage(Frozen):
    """What a film answers when it is asked where it stands.

    `film` is everything but its shots; of what would make it too long, `left_out` counts the earlier entries.
    `shots` are those of its `count` shots that changed after the change that was asked for, in the order in
    which they did; with `more` there are others, which are asked for with `change`.
    """

    film: FilmView
    count: int
    shots: tuple[PlacedShot, ...] = ()
    change: int = 0
    more: bool = False
    left_out: dict[str, int] = Field(default_factory=dict)


def film_page(film: FilmView, count: int, changed: Sequence[PlacedShot], since: int) -> FilmPage:
    """The page of a film without shots and of the shots that changed `since`, as many as fit, one at least."""
    shots: list[PlacedShot] = []
    size = 0
    for placed in changed:
        size += len(placed.model_dump_json())
        if shots and size > PAGE_BYTES:
            break
        shots.append(placed)
    short, left_out = _shortened(film)
    return FilmPage(
        film=short,
        count=count,
        shots=tuple(shots),
        change=shots[-1].change if shots else since,
        more=len(shots) < len(changed),
        left_out=left_out,
    )


def _shortened(film: FilmView) -> tuple[FilmView, dict[str, int]]:
    """The film without the earlier entries of what is too long, and how many of each were left out."""
    left_out: dict[str, int] = {}
    if len(film.model_dump_json(include={BIBLE})) > SUMMARY_BYTES // 2:
        left_out[BIBLE] = len(film.bible.subjects)
        film = film.model_copy(update={BIBLE: Bible()})
    size = len(film.model_dump_json())
    while size > SUMMARY_BYTES:
        sizes = {name: len(film.model_dump_json(include={name})) for name in _GROWING if getattr(film, name)}
        if not sizes:
            break
        name = max(sizes, key=lambda name: sizes[name])
        entries = getattr(film, name)
        kept = entries[-(len(entries) // 2) :] if len(entries) > 1 else ()
        left_out[name] = left_out.get(name, 0) + len(entries) - len(kept)
        film = film.model_copy(update={name: kept})
        size = len(film.model_dump_json())
    return film, left_out
