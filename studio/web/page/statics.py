"""The page's own files: styles, modules and the fonts of the program, under an address that changes with them."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import Path as InPath
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException

from studio.web.resources import Resource

_FOLDER = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".ttf": "font/ttf"}
_FOR_EVER = "public, max-age=31536000, immutable"
BELOW = "/page/"
"""Where they are; open to everybody, since nothing of a film is in them."""

router = Resource(include_in_schema=False)


@cache
def _files() -> dict[str, Path]:
    from infra.media.text.fonts import arabic, latin

    own = {str(path.relative_to(_FOLDER)): path for path in sorted(_FOLDER.rglob("*")) if path.is_file()}
    return own | {"fonts/noto-sans.ttf": latin(), "fonts/noto-sans-arabic.ttf": arabic()}


@cache
def _mark() -> str:
    """A mark of all of them: modules name each other, so they change together."""
    digest = hashlib.sha256()
    for name, path in _files().items():
        digest.update(name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def static_at(name: str) -> str:
    """Where one of them is."""
    return f"{BELOW}{_mark()}/{name}"


@router.get(BELOW + "{mark}/{name:path}")
async def static(mark: str, name: Annotated[str, InPath(max_length=200)]) -> FileResponse:
    """One of the page's own files."""
    path = _files().get(name)
    if path is None:
        raise HTTPException(404, "The page has no such file.")
    kept = _FOR_EVER if mark == _mark() else "no-store"
    return FileResponse(path, headers={"cache-control": kept}, media_type=_TYPES.get(path.suffix))
