"""Assets of the library as tiles: what each is to the eye and the ear, and in which words."""

from typing import Literal

from library.details import AssetDetails
from library.search import FoundAsset
from models.base import Frozen

Seen = Literal["picture", "clip", "sound", "paper"]

TILE_WIDTH = 640
"""Pixels of a tile's picture: the widest that a tile is, on a screen of two dots a pixel."""
_WIDE = 1280

_SEEN: dict[str, Seen] = {
    ".png": "picture",
    ".jpg": "picture",
    ".jpeg": "picture",
    ".webp": "picture",
    ".mp4": "clip",
    ".webm": "clip",
    ".mov": "clip",
    ".wav": "sound",
    ".mp3": "sound",
    ".flac": "sound",
    ".m4a": "sound",
    ".ogg": "sound",
}
_CALLED = {
    "image": ("picture", "Pictures"),
    "video": ("clip", "Clips"),
    "speech": ("line", "Voices"),
    "music": ("music", "Music"),
    "effect": ("effect", "Effects"),
    "film": ("film", "Films"),
    "poster": ("poster", "Posters"),
    "board": ("board", "Boards"),
    "card": ("card", "Cards"),
    "llm": ("text", "Texts"),
}
"""What kinds are called by people, one and many; others are called by their names."""


class Tile(Frozen):
    """An asset in the list; `file` and `picture` are addresses, `picture` empty where it is none."""

    key: str
    seen: Seen
    kind: str
    words: str
    seconds: float
    usd: str
    uses: int
    films: tuple[str, ...]
    provider: str
    file: str
    picture: str
    likeness: float | None


class Details(Frozen):
    """An asset in full, beside its tile; `used` are films with the shots of each in which it is."""

    tile: Tile
    wide: str
    bytes: int
    made_at: str
    work_s: float
    note: str
    names: tuple[tuple[str, tuple[str, ...]], ...]
    used: tuple[tuple[str, tuple[str, ...]], ...]
    recipe: str
    sha256: str


def tile_of(asset: FoundAsset) -> Tile:
    """The tile of an asset."""
    seen = _SEEN.get(asset.blob.suffix.lower(), "paper")
    file = f"/api/v1/assets/{asset.blob.sha256}/file"
    return Tile(
        key=asset.key,
        seen=seen,
        kind=kind_called(asset.kind),
        words=asset.prompt,
        seconds=asset.seconds,
        usd=str(asset.usd),
        uses=asset.uses,
        films=asset.films,
        provider=asset.provider,
        file=file,
        picture=f"{file}?width={TILE_WIDTH}" if seen == "picture" else "",
        likeness=asset.likeness,
    )


def details_of(found: AssetDetails) -> Details:
    """Everything about an asset, as a dialog shows it."""
    import json

    tile = tile_of(found.asset)
    used: dict[str, dict[str, None]] = {}
    for use in found.used:
        used.setdefault(use.film_id, {})
        if use.shot_id:
            used[use.film_id][use.shot_id] = None
    return Details(
        tile=tile,
        wide=f"{tile.file}?width={_WIDE}" if tile.picture else "",
        bytes=found.asset.blob.size,
        made_at=found.asset.made_at,
        work_s=found.work_s,
        note=found.note,
        names=tuple((facet, names) for facet, names in found.names.items() if names),
        used=tuple((film, tuple(shots)) for film, shots in used.items()),
        recipe=json.dumps(found.recipe, indent=2, ensure_ascii=False),
        sha256=found.asset.blob.sha256,
    )


def kind_called(kind: str, *, many: bool = False) -> str:
    """What a kind of asset is called by people."""
    return _CALLED.get(kind, (kind, kind.capitalize()))[many]
