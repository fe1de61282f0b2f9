"""The library's assets: found, shown, counted, and their files."""

import asyncio
from typing import Annotated, Literal

from fastapi import Path, Query, Request, Response
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException

from infra.storage import open_store
from library.details import AssetDetails, UnknownAsset
from library.search import Wanted
from models.base import Frozen
from models.names import FILM_ID
from studio.service import library
from studio.service.facts.assets import (
    AssetPage,
    AssetsInFull,
    CountedNames,
    LibraryFacts,
    ReusedAssets,
    asset_page,
    counted_names,
    library_facts,
    reused_facts,
    shown_facts,
)
from studio.web.doors import OfDoors
from studio.web.resources import resource
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.parameters import MOST_OF_A_PAGE, SEE, Limit, in_path
from studio.web.routes.v1.scaled import AskedWidth, shown
from studio.web.routes.v1.stored import ANSWERS

router = resource("assets")

Facet = Literal["characters", "landscapes", "styles"]
Digits = Annotated[
    str,
    Path(
        pattern="^[0-9a-f]{4,64}$",
        description="The first digits of its sha256, or of its key.",
        examples=["9f86d081884c"],
    ),
]
Sha256 = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="The sha256 of the file.")]


class AssetQuery(Frozen):
    """Which assets are looked for; everything given must hold."""

    words: str = Query(default="", max_length=500, description="Words of the prompt, in any order.")
    character: list[str] = Query(default=[], max_length=20, description="Who is seen.")
    landscape: list[str] = Query(default=[], max_length=20, description="Where it is.")
    style: list[str] = Query(default=[], max_length=20, description="In which style.")
    mood: str = Query(default="", max_length=200, description="In which mood.")
    time_of_day: str = Query(default="", max_length=200, description="At which time of day.")
    shot_type: str = Query(default="", max_length=200, description="Of which size the shot is.")
    kind: str = Query(default="", max_length=40, description="Of which kind.", examples=["keyframe"])
    provider: str = Query(default="", max_length=200, description="By whom.")
    film: str = Query(default="", pattern=f"^({FILM_ID.pattern})?$", description="Used by which film.")
    like: str = Query(
        default="", max_length=500, description="Ranked by meaning; such a list has no second page."
    )
    limit: int = Query(default=50, ge=1, le=MOST_OF_A_PAGE, description="How many the page has at most.")
    cursor: str | None = Query(
        default=None,
        pattern="^[0-9a-f]{64}$",
        description="Where the page begins: the `next` of the one before.",
    )

    @property
    def wanted(self) -> Wanted:
        """What the library is asked for."""
        return Wanted(
            words=self.words,
            characters=tuple(self.character),
            landscapes=tuple(self.landscape),
            styles=tuple(self.style),
            mood=self.mood,
            time_of_day=self.time_of_day,
            shot_type=self.shot_type,
            kind=self.kind,
            provider=self.provider,
            film_id=self.film,
            like=self.like.strip(),
            before="" if self.like.strip() else self.cursor or "",
            limit=self.limit,
        )


@router.get("/assets", summary="Find assets", dependencies=[SEE], responses=answer(AssetPage))
async def find_assets(doors: OfDoors, asked: Annotated[AssetQuery, Query()]) -> AssetPage:
    """Assets by pages, the newest first, or the likest where `like` is given."""
    library.check_words(asked.words or None)
    library.check_words(asked.like or None)
    found = await asyncio.to_thread(library.find, doors.settings, asked.wanted, _unheard)
    return asset_page(found, ranked=bool(asked.like.strip()))


@router.get("/assets/statistics", summary="What there is", dependencies=[SEE], responses=answer(LibraryFacts))
async def count_assets(doors: OfDoors) -> LibraryFacts:
    """What there is of each kind, and what reuse has saved."""
    return library_facts(await asyncio.to_thread(library.totals, doors.settings))


@router.get(
    "/assets/reused", summary="What was reused most", dependencies=[SEE], responses=answer(ReusedAssets)
)
async def list_reused(doors: OfDoors, limit: Limit = 20) -> ReusedAssets:
    """The assets that were reused most, and what that saved."""
    return reused_facts(await asyncio.to_thread(library.top, doors.settings, limit))


@router.get(
    "/assets/names/{facet}",
    summary="Who and what is seen",
    dependencies=[SEE],
    responses=answer(CountedNames),
)
async def list_names(facet: Facet, doors: OfDoors) -> CountedNames:
    """The characters, places or styles that assets have, and how many have each."""
    found = await asyncio.to_thread(library.names, doors.settings, facet.removesuffix("s"))
    return CountedNames(names=counted_names(found))


@router.get("/assets/{digits}", summary="Show an asset", dependencies=[SEE], responses=answer(AssetsInFull))
async def show_asset(digits: Digits, doors: OfDoors) -> AssetsInFull:
    """Everything about an asset: recipe, films and shots, names, and where its file is; several where they share one."""
    found = await _found(doors, digits)
    return shown_facts([(each, f"/api/v1/assets/{each.asset.blob.sha256}/file") for each in found])


@router.get(
    "/assets/{sha256}/file",
    summary="Fetch an asset's file",
    dependencies=[SEE],
    response_class=FileResponse,
    responses=ANSWERS,
)
async def fetch_asset(sha256: Sha256, doors: OfDoors, request: Request, width: AskedWidth = None) -> Response:
    """An asset's file, whole or a range of it; from a bucket by way of an address that can be opened for an hour.

    With `width` a picture comes no wider than that, as JPEG.
    """
    blob = (await _found(doors, sha256))[0].asset.blob
    if blob.sha256 != sha256:
        raise HTTPException(404, f"No asset's file has the sha256 {sha256}.")
    store = await asyncio.to_thread(open_store, doors.settings)
    return await shown(request, store, blob, f"{sha256[:12]}{blob.suffix}", width)


async def _found(doors: OfDoors, digits: str) -> list[AssetDetails]:
    with in_path(UnknownAsset):
        found = await asyncio.to_thread(library.details_of, doors.settings, digits)
        if not found:
            raise UnknownAsset(f"No asset's sha256 or key begins with {digits}: nothing was made yet.")
        return found


def _unheard(_done: int, _of: int) -> None:
    """Nobody hears how many texts were read."""
