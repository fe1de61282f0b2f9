"""The film: its player with the timeline beneath it, what can be taken away, and before there is one what is made of it."""

import asyncio
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from infra.storage import Store
from models.film.view import FilmView
from studio.service.facts.film.releases import film_releases
from studio.service.film.reading.files import shot_files
from studio.service.film.reading.shots import one_shot, shots_after
from studio.service.film.reading.timeline import film_timeline
from studio.service.film.release import releases_of
from studio.service.session import Session
from studio.web.doors import Open
from studio.web.page.cards import card_of
from studio.web.page.film_head import Head
from studio.web.page.pages.board import headed
from studio.web.page.renderer import file_url, render
from studio.web.page.screen import screens
from studio.web.page.statics import static_at
from studio.web.page.tabs.downloads import cut_of, downloads_of
from studio.web.page.tabs.strip import Strip, strip_of
from studio.web.routes.v1.parameters import SEE, FilmId, ShotId

router = screens()

_READY_AT_ONCE = 60
_SMALL = 160
_CAPTIONS = "film.vtt"
_STILLS = ("opening", "frame")
"""Which of a shot's pictures stands for it: the one that it opens with."""


@router.get("/films/{film_id}/film", dependencies=[SEE])
async def film(request: Request, film_id: FilmId, session: Open) -> Response:
    """The film."""
    return render(request, "film.html", **await _told(session, film_id))


@router.get("/films/{film_id}/film/room", dependencies=[SEE])
async def room(request: Request, film_id: FilmId, session: Open) -> Response:
    """The film alone, as it is now."""
    return render(request, "parts/film_room.html", **await _told(session, film_id))


@router.get("/films/{film_id}/film/captions", dependencies=[SEE])
async def captions(film_id: FilmId, session: Open) -> Response:
    """The film's captions from here, wherever its files are: a browser takes a track of no other origin."""
    view = (await session.studio.glance(film_id, 1)).film
    found = view.documents.get(_CAPTIONS)
    if found is None:
        raise HTTPException(404, "The film has no captions.")
    text = await asyncio.to_thread(session.studio.store.read_bytes, found)
    return Response(
        text, media_type="text/vtt; charset=utf-8", headers={"cache-control": "private, no-cache"}
    )


@router.get("/films/{film_id}/frames/{shot_id}", dependencies=[SEE])
async def frame(film_id: FilmId, shot_id: ShotId, session: Open) -> Response:
    """The small picture of a shot in the timeline; nothing to be seen where it has none."""
    shot = await one_shot(session, film_id, shot_id)
    found = shot_files(shot) if shot else {}
    named = {place.rpartition("/")[2].partition(".")[0]: place for place in found if "/takes/" not in place}
    place = next((named[name] for name in _STILLS if name in named), "")
    url = file_url(film_id, place, found[place], _SMALL) if place else static_at("none.svg")
    return RedirectResponse(url, 307, {"cache-control": "private, max-age=60"})


async def _told(session: Session, film_id: str) -> dict[str, Any]:
    view, head = await headed(session, film_id)
    cut = cut_of(view)
    told: dict[str, Any] = {
        "head": head,
        "view": view,
        "cut": cut,
        "names": [one.name for one in view.bible.subjects],
        "stands": _stands(view, head),
    }
    if cut is None:
        found = await shots_after(session, film_id, None, _READY_AT_ONCE, "done")
        return told | {"ready": [card_of(film_id, shot) for shot in found.shots]}
    poster = view.documents.get("poster.jpg")
    releases = await asyncio.to_thread(releases_of, session, film_id)
    return told | {
        "strip": await asyncio.to_thread(_strip, view, session.studio.store),
        "video": file_url(film_id, "film.mp4", cut),
        "poster": file_url(film_id, "poster.jpg", poster) if poster else "",
        "captions": f"/films/{film_id}/film/captions" if _CAPTIONS in view.documents else "",
        "downloads": downloads_of(view),
        "releases": film_releases(film_id, releases).releases,
    }


def _strip(view: FilmView, store: Store) -> Strip | None:
    timeline = film_timeline(view, store)
    return strip_of(view.film_id, timeline) if timeline else None


def _stands(view: FilmView, head: Head) -> str:
    """What is under way, in a sentence; empty where nothing is."""
    if view.ended:
        return "" if head.has_film else "It has ended without a film: what was made of it is on its board."
    done = {
        "casting": "It is being cast.",
        "story": "Its story is being written.",
        "bible": "Who and what recurs is being settled.",
        "keyframes": "Its pictures are being drawn.",
        "approval": "Its storyboard waits for a decision; its shots are filmed once it is approved.",
        "shots": "Its shots are being filmed.",
        "cut": "It is being cut.",
        "publish": "It is cut; its papers are being written.",
    }.get(view.stage, "It is being made.")
    return f"{done} Below is the film as it was cut before." if head.has_film else done
