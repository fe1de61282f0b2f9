"""The subjects of a film's bible by pages."""

from typing import NamedTuple

from models.names import subject_id
from models.subjects.bible import Bible, SubjectView
from studio.service.film.reading.cursors import behind, read, written


class PagedSubjects(NamedTuple):
    """Subjects of a film in the bible's order, and the cursor of those that follow, where others do."""

    subjects: tuple[SubjectView, ...]
    next: str | None = None


def subjects_after(bible: Bible, cursor: str | None, limit: int) -> PagedSubjects:
    """At most so many subjects from a page's `next` on.

    Raises:
        BadInput: the cursor is none, or what it is to follow is gone.

    """
    names = [subject_id(view.name) for view in bible.subjects]
    start = behind(names, _known(bible, names, read(cursor)))
    some = bible.subjects[start : start + limit]
    more = start + limit < len(names)
    return PagedSubjects(some, written(names[start : start + limit]) if more else None)


def _known(bible: Bible, names: list[str], after: tuple[str, ...]) -> tuple[str, ...]:
    """Those that are called so still; where none is, what they are called by now."""
    if any(name in names for name in after):
        return after
    called = {subject_id(name): subject_id(view.name) for view in bible.subjects for name in view.names}
    return tuple(called.get(name, name) for name in after)
