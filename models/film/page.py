"""What a film answers when it is asked where it stands: all but its shots, in a bounded answer."""

from collections.abc import Sequence

from pydantic import Field

from models.base import Frozen
from models.excerpt import excerpt
from models.film.reels import ReelStanding
from models.film.view import FilmView
from models.subjects.bible import Bible, SubjectView

PAGE_BYTES = 48 * 1024
"""Of an answer, as JSON: above 64 KiB, payloads are stored, and whatever looks at a film would leave something behind."""

_BIBLE_BYTES = _REELS_BYTES = 16 * 1024
_SENTENCE = 4000
"""Characters of what a film waits for, and of why it ended."""

_GROWING = ("writing", "decisions", "notes", "needs", "unknown", "stages")
"""What grows with a film beside its shots. The latest entries are shown."""

BIBLE, REELS = "bible", "reels"
"""What is left out as a whole where it is too long: each has a query of its own."""


class FilmPage(Frozen):
    """What a film answers when it is asked where it stands.

    `film` is everything but its shots, of which it has `count`; of what would make it too long, `left_out` counts the
    earlier entries. While it waits for a person, `reels` has the change of each reel that has to be read of its shots.
    """

    film: FilmView
    count: int
    reels: dict[int, int] = Field(default_factory=dict)
    left_out: dict[str, int] = Field(default_factory=dict)


class BiblePage(Frozen):
    """Subjects of a bible from a place on, as many as fit, one at least; with `more` there are others behind them."""

    bible: Bible
    more: bool = False


class ReelPage(Frozen):
    """Where some of a film's reels stand, in order; with `more` there are others after them."""

    reels: tuple[ReelStanding, ...] = ()
    more: bool = False


def reel_page(reels: Sequence[ReelStanding], first: int) -> ReelPage:
    """The page of reels from the place `first` on, from 0, as many as fit, one at least."""
    shown: list[ReelStanding] = []
    size = 0
    for reel in reels[max(0, first) :]:
        size += len(reel.model_dump_json())
        if shown and size > PAGE_BYTES:
            return ReelPage(reels=tuple(shown), more=True)
        shown.append(reel)
    return ReelPage(reels=tuple(shown))


def film_page(film: FilmView, count: int, reels: dict[int, int]) -> FilmPage:
    """The page of a film without shots, of which it has `count`."""
    short, left_out = _shortened(film)
    return FilmPage(film=short, count=count, reels=reels, left_out=left_out)


def bible_page(bible: Bible, start: int) -> BiblePage:
    """The page of a bible from the subject with that place on, from 0."""
    subjects: list[SubjectView] = []
    size = 0
    for subject in bible.subjects[max(0, start) :]:
        size += len(subject.model_dump_json())
        if subjects and size > PAGE_BYTES:
            break
        subjects.append(subject)
    told = bible.model_copy(update={"subjects": tuple(subjects)})
    return BiblePage(bible=told, more=max(0, start) + len(subjects) < len(bible.subjects))


def _shortened(film: FilmView) -> tuple[FilmView, dict[str, int]]:
    """The film without the earlier entries of what is too long, and how many of each were left out."""
    left_out: dict[str, int] = {}
    film = film.model_copy(
        update={"waiting": excerpt(film.waiting, _SENTENCE), "reason": excerpt(film.reason, _SENTENCE)}
    )
    if _size(film, BIBLE) > _BIBLE_BYTES:
        left_out[BIBLE] = len(film.bible.subjects)
        film = film.model_copy(update={BIBLE: Bible()})
    if film.reels and _size(film, REELS) > _REELS_BYTES:
        left_out[REELS] = len(film.reels)
        film = film.model_copy(update={REELS: ()})
    while len(film.model_dump_json()) > PAGE_BYTES:
        sizes = {name: _size(film, name) for name in _GROWING if getattr(film, name)}
        if not sizes:
            break
        name = max(sizes, key=lambda name: sizes[name])
        entries = getattr(film, name)
        kept = entries[-(len(entries) // 2) :] if len(entries) > 1 else ()
        left_out[name] = left_out.get(name, 0) + len(entries) - len(kept)
        film = film.model_copy(update={name: kept})
    return film, left_out


def _size(film: FilmView, name: str) -> int:
    return len(film.model_dump_json(include={name}))
