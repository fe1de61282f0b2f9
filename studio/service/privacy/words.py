"""The words of a film that may stand in a log: its id, its title, whom it is about, what was given and what is said."""

import asyncio
from collections.abc import Iterator

from library.briefs import whole
from models.brief import Brief
from models.errors import LongtakeError
from models.film.view import FilmView
from studio.service.session import Session

_MOST_OF_A_STORY, _MOST_PHRASES = 20_000, 400
"""Characters of a story, and phrases of it and of shots, that logs are looked through for: each of them takes its time."""


async def words_of(session: Session | None, film_id: str) -> set[str]:
    """As many of them as can still be read; the id where nothing else can."""
    words, said = {film_id}, list[str]()
    if session is None:
        return words
    try:
        request = await session.studio.request_of(film_id)
        brief = await asyncio.to_thread(whole, request.brief, session.studio.store)
        words |= set(_given(brief))
        said += list(_asked(brief))
    except (LongtakeError, ValueError, RuntimeError):  # whoever starts a film may have written what they like
        pass
    try:
        view = await session.studio.last_run(film_id)
        words |= {view.title, *(subject.name for subject in view.bible.subjects)} if view else set()
        said += list(_heard(view)) if view else []
    except (LongtakeError, ValueError, RuntimeError):
        pass
    return {word.strip() for word in (*words, *said[:_MOST_PHRASES]) if word.strip()}


def _given(brief: Brief) -> Iterator[str]:
    yield from (brief.title, brief.prompt)
    yield from (subject.name for subject in brief.subjects)


def _asked(brief: Brief) -> Iterator[str]:
    yield from brief.story[:_MOST_OF_A_STORY].splitlines()
    for shot in brief.shots:
        yield shot.enhanced_prompt
        yield from (line.text for line in shot.said)


def _heard(view: FilmView) -> Iterator[str]:
    for shot in view.shots:
        yield shot.shot.enhanced_prompt
        yield from (line.text for line in shot.shot.said)
