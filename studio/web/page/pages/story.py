"""The story: its four stages as a book has them, who wrote each, and what of a given text is not told."""

import asyncio
import re
from typing import Annotated, Any, Literal

from fastapi import Query, Request, Response

from infra.settings import Settings
from infra.storage import Store
from models.errors import LongtakeError, StorageError
from models.film.view import FilmView
from models.places import LEFT_OUT_PAPER
from models.story.stages import PlannedShot, ShotPrompts, StoryDocument
from studio.service.choices import story_choices
from studio.service.facts.film.work import asking_facts
from studio.service.film.reading.shots import shots_after
from studio.service.programs.progress import story_of
from studio.service.session import Session
from studio.web.doors import Open
from studio.web.page.cards import card_of
from studio.web.page.pages.board import headed, looked_at
from studio.web.page.renderer import file_url, render
from studio.web.page.screen import screens
from studio.web.page.tabs.written_story import beside, writing_of
from studio.web.routes.v1.parameters import SEE, Cursor, FilmId

router = screens()

_AT_ONCE = 60
_MOST_LEFT_OUT = 400
_ENTRY = re.compile(r"\s*- (?:\*\*(?P<place>[^*]+)\*\* ?)?(?P<text>.*)")

After = Annotated[int, Query(ge=-1, le=10**6)]
Of = Annotated[Literal["scenes", "drawn", "shots"], Query(description="Which list goes on.")]


@router.get("/films/{film_id}/story", dependencies=[SEE])
async def story(request: Request, film_id: FilmId, session: Open) -> Response:
    """The story."""
    return render(request, "story.html", **await _told(session, film_id))


@router.get("/films/{film_id}/story/book", dependencies=[SEE])
async def book(request: Request, film_id: FilmId, session: Open) -> Response:
    """The story alone, as it is now."""
    return render(request, "parts/story_book.html", **await _told(session, film_id))


@router.get("/films/{film_id}/story/more", dependencies=[SEE])
async def more(
    request: Request, film_id: FilmId, session: Open, of: Of, after: After = -1, cursor: Cursor = None
) -> Response:
    """More of one of the story's long lists: those behind a place."""
    view, head = await looked_at(session, film_id)
    told: dict[str, Any] = {"head": head, "of": of}
    if of == "shots":
        return render(request, "parts/story_more.html", **told, **await _shots(session, film_id, cursor))
    document = await asyncio.to_thread(story_of, view, session.studio.store)
    part = _scenes(document, after) if of == "scenes" else _drawn(document, after)
    return render(request, "parts/story_more.html", **told, **part)


async def _told(session: Session, film_id: str) -> dict[str, Any]:
    view, head = await headed(session, film_id)
    if answered := await session.studio.story_records(view):
        view = view.model_copy(update={"writing": (*view.writing, *answered)})
    store = session.studio.store
    document = await asyncio.to_thread(story_of, view, store)
    given = document is not None and document.story is None and document.plan is None
    asking = () if view.ended else asking_facts(await session.studio.attempts(view))
    told: dict[str, Any] = {
        "head": head,
        "view": view,
        "document": document,
        "given": given,
        "writing": writing_of(view, [one.what for one in asking]),
        "beside": beside(view),
        "asking": asking,
        "asked": await _asked(session, film_id),
        "left": view.left_out,
        "left_paper": await asyncio.to_thread(_left_out, view, store) if view.left_out else (),
        "left_url": file_url(film_id, LEFT_OUT_PAPER, view.documents.get(LEFT_OUT_PAPER)),
        **_named(session.settings, document),
        **{f"scenes_{name}": one for name, one in _scenes(document, -1).items()},
        **{f"drawn_{name}": one for name, one in _drawn(document, -1).items()},
    }
    if given or (document is None and head.shots):
        told |= {f"shots_{name}": one for name, one in (await _shots(session, film_id, None)).items()}
    return told


async def _asked(session: Session, film_id: str) -> dict[str, Any]:
    """What the film was asked to be: a sentence, a text, or shots; nothing where its history is gone."""
    try:
        brief = (await session.studio.request_of(film_id)).brief
    except LongtakeError:
        return {}
    words = brief.story or (brief.material.beginning if brief.material else "")
    return {"prompt": brief.prompt, "words": words[:500], "seconds": brief.seconds, "mode": brief.story_mode}


def _named(settings: Settings, document: StoryDocument | None) -> dict[str, str]:
    """The template that was chosen and the next best, by their names."""
    choice = document.template if document else None
    ids = (choice.selected_template, choice.alternative_template) if choice else ("", "")
    try:
        known = (
            {one.id: one.name for one in story_choices(settings.templates_dir).templates} if choice else {}
        )
    except LongtakeError:
        known = {}
    chosen, other = (known.get(one, one) for one in ids)
    return {"template_name": chosen, "alternative_name": other}


def _left_out(view: FilmView, store: Store) -> tuple[tuple[str, str], ...]:
    """What the paper of a text lists that is not told, with the place of each in the text."""
    blob = view.documents.get(LEFT_OUT_PAPER)
    try:
        lines = store.read_bytes(blob).decode().splitlines() if blob else []
    except (StorageError, ValueError):
        return ()
    found = [one for one in map(_ENTRY.fullmatch, lines) if one]
    return tuple((one["place"] or "", one["text"]) for one in found[:_MOST_LEFT_OUT])


def _scenes(document: StoryDocument | None, after: int) -> dict[str, Any]:
    planned: tuple[PlannedShot, ...] = document.plan.shots if document and document.plan else ()
    some = planned[after + 1 : after + 1 + _AT_ONCE]
    before = planned[after].story_beat if 0 <= after < len(planned) else ""
    return {"list": some, "beat": before, "following": _following(len(planned), after)}


def _drawn(document: StoryDocument | None, after: int) -> dict[str, Any]:
    prompts: tuple[ShotPrompts, ...] = document.visuals.shots if document and document.visuals else ()
    return {"list": prompts[after + 1 : after + 1 + _AT_ONCE], "following": _following(len(prompts), after)}


def _following(count: int, after: int) -> int | None:
    last = after + _AT_ONCE
    return last if last < count - 1 else None


async def _shots(session: Session, film_id: str, cursor: str | None) -> dict[str, Any]:
    found = await shots_after(session, film_id, cursor, _AT_ONCE)
    return {"list": [card_of(film_id, shot) for shot in found.shots], "following": found.next}
