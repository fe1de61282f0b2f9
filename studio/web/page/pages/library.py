"""The library: assets that were made, subjects that were saved, what there is and what reuse has saved."""

import asyncio
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Path, Query, Request, Response
from starlette.exceptions import HTTPException

from infra.settings import Settings
from library.details import UnknownAsset
from library.search import Wanted
from library.statistics import Statistics
from models.base import Frozen
from models.errors import BadInput, MissingExtra
from models.names import FILM_ID
from studio.service import library
from studio.service import subjects as saved
from studio.web.doors import OfDoors
from studio.web.page.assets import details_of, kind_called, tile_of
from studio.web.page.renderer import render
from studio.web.page.screen import screens
from studio.web.routes.v1.parameters import SEE, in_path

router = screens()

_AT_ONCE = 48
_FIRST = "image"
"""The kind that is shown to whoever asks for none: what is worth a look."""
_ALL = "all"
_ALWAYS = ("image", "video", "speech", "music")
"""Kinds that are offered first."""
_MOST_REUSED = 12
_FACETS = (("character", "Who is seen"), ("landscape", "Where"), ("style", "Style"))

Key = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


class Looked(Frozen):
    """Which assets are looked at, as the form of the page says it."""

    q: str = Query(default="", max_length=500)
    by: str = Query(default="words", pattern="^(words|meaning)$")
    kind: str = Query(default="", max_length=40)
    character: str = Query(default="", max_length=200)
    landscape: str = Query(default="", max_length=200)
    style: str = Query(default="", max_length=200)
    provider: str = Query(default="", max_length=200)
    film: str = Query(default="", pattern=f"^({FILM_ID.pattern})?$")
    before: str = Query(default="", pattern="^([0-9a-f]{64})?$")
    part: bool = Query(default=False)

    @property
    def shown_kind(self) -> str:
        """The kind that is shown; `all` for every one."""
        return self.kind or _FIRST

    @property
    def likes(self) -> bool:
        """Whether they are ranked by meaning."""
        return self.by == "meaning" and bool(self.q.strip())

    @property
    def wanted(self) -> Wanted:
        """What the library is asked for."""
        text = self.q.strip()
        return Wanted(
            words="" if self.likes else text,
            like=text if self.likes else "",
            characters=(self.character,) if self.character else (),
            landscapes=(self.landscape,) if self.landscape else (),
            styles=(self.style,) if self.style else (),
            kind="" if self.shown_kind == _ALL else self.shown_kind,
            provider=self.provider,
            film_id=self.film,
            before="" if self.likes else self.before,
            limit=_AT_ONCE,
        )

    def following(self, last: str) -> str:
        """The query of the page behind this one."""
        said = self.model_dump(exclude={"part", "before"}, exclude_defaults=True)
        return urlencode({**said, "before": last})


@router.get("/library", dependencies=[SEE])
async def assets(request: Request, doors: OfDoors, asked: Annotated[Looked, Query()]) -> Response:
    """Assets, the newest first or the likest; a `part` is their tiles alone."""
    found, problem = await asyncio.to_thread(_found, doors.settings, asked)
    tiles = [tile_of(one) for one in found.assets]
    following = asked.following(tiles[-1].key) if found.more and not asked.likes else ""
    shown: dict[str, Any] = {
        "tiles": tiles,
        "following": following,
        "problem": problem,
        "asked": asked,
        "first": not asked.before,
    }
    if asked.part:
        return render(request, "parts/library/assets.html", **shown)
    told, facets = await asyncio.to_thread(_offered, doors.settings)
    return render(
        request, "library.html", tab="assets", kinds=_kinds(told), facets=facets, labels=_FACETS, **shown
    )


@router.get("/library/subjects", dependencies=[SEE])
async def subjects(request: Request, doors: OfDoors, *, part: Annotated[bool, Query()] = False) -> Response:
    """The saved subjects; a `part` is they alone."""
    found = await asyncio.to_thread(saved.listed, doors.settings)
    template = "parts/library/subjects.html" if part else "library.html"
    return render(request, template, tab="subjects", subjects=found)


@router.get("/library/statistics", dependencies=[SEE])
async def statistics(request: Request, doors: OfDoors) -> Response:
    """What there is of each kind, and what reuse has saved."""
    told, reused = await asyncio.gather(
        asyncio.to_thread(library.totals, doors.settings),
        asyncio.to_thread(library.top, doors.settings, _MOST_REUSED),
    )
    return render(
        request,
        "library.html",
        tab="statistics",
        told=told,
        kinds=[(kind_called(one.kind, many=True), one) for one in told.kinds],
        reused=[(tile_of(one.asset), one) for one in reused],
    )


@router.get("/library/assets/{key}", dependencies=[SEE])
async def asset(request: Request, key: Key, doors: OfDoors) -> Response:
    """Everything about one asset, for a dialog."""
    with in_path(UnknownAsset):
        found = await asyncio.to_thread(library.details_of, doors.settings, key)
    one = next((each for each in found if each.asset.key == key), None)
    if one is None:
        raise HTTPException(404, "There is no such asset, or it was thrown away.")
    return render(request, "parts/library/asset.html", one=details_of(one))


def _found(settings: Settings, asked: Looked) -> tuple[library.Findings, str]:
    """What is found, and in a sentence why nothing can be."""
    try:
        library.check_words(asked.q.strip() or None)
        return library.find(settings, asked.wanted, lambda _done, _of: None), ""
    except (BadInput, MissingExtra) as error:
        return library.Findings([]), str(error)


def _offered(settings: Settings) -> tuple[Statistics, dict[str, Any]]:
    """What there is, and the names that can be looked for."""
    return library.totals(settings), {facet: library.names(settings, facet) for facet, _ in _FACETS}


def _kinds(told: Statistics) -> list[tuple[str, str, int]]:
    """The kinds that can be chosen: their names, what they are called, and how many there are."""
    counts = {one.kind: one.assets for one in told.kinds}
    names = [*_ALWAYS, *(kind for kind in counts if kind not in _ALWAYS)]
    every = (_ALL, "Everything", sum(counts.values()))
    return [*((name, kind_called(name, many=True), counts.get(name, 0)) for name in names), every]
