"""A release: what is asked for, and what became of it."""

import hashlib
import re
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from models.base import Frozen
from models.names import FILM_ID
from models.orders.assets import Blob
from models.places import Place
from models.releases.target import Target
from models.releases.words import Words

Privacy = Literal["private", "unlisted", "public"]

FILM, POSTER, REPORT = "film.mp4", "poster.jpg", "report.json"
"""The places of the film itself, of its poster and of its report in its folder."""

_SUBTITLES = re.compile(r"film(\.(?P<language>[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*))?\.(?P<kind>srt|vtt)")

MOST_RELEASES = 1000
"""How often a film can be released to one target."""

FilmId = Annotated[str, Field(pattern=f"^{FILM_ID.pattern}$")]


class Subtitles(Frozen):
    """Subtitles of a film: where they lie in its folder, their language (BCP 47, or `und`), and their file."""

    place: Place
    language: str
    blob: Blob


def goes_along(place: str) -> bool:
    """Whether a file of a film's folder is released: the film, its poster, its report, subtitles in any language."""
    return place in (FILM, POSTER, REPORT) or _SUBTITLES.fullmatch(place) is not None


class ReleaseRequest(Frozen):
    """A film to be released, for the `number`th time on purpose; `pair` is the mark of the store and database that it is in.

    `files` are those of its folder that go along, the film among them; its subtitles are in `language` where their
    names say no other. `words`, `privacy` and `publish_at` (ISO 8601 with an offset, empty for at once) count on YouTube alone.
    """

    film_id: FilmId
    target: Target
    number: int = Field(default=1, ge=1, le=MOST_RELEASES)
    pair: str = ""
    files: dict[Place, Blob]
    language: str = "und"
    words: Words
    privacy: Privacy = "private"
    publish_at: str = ""

    @field_validator("files")
    @classmethod
    def _known(cls, files: dict[str, Blob]) -> dict[str, Blob]:
        if FILM not in files:
            raise ValueError(f"have no {FILM}")
        if strange := [place for place in files if not goes_along(place)]:
            raise ValueError(f"have {strange[0]}, which is not released")
        return files

    @field_validator("publish_at")
    @classmethod
    def _moment(cls, text: str) -> str:
        if text and datetime.fromisoformat(text).tzinfo is None:
            raise ValueError("is no moment with an offset")
        return text

    @model_validator(mode="after")
    def _published_from_private(self) -> "ReleaseRequest":
        if self.publish_at and self.privacy != "private":
            raise ValueError("only a private video is published by itself later")
        return self

    def digest(self) -> str:
        """What tells the request from any other, 64 hex digits."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    @property
    def film(self) -> Blob:
        """The film's own file."""
        return self.files[FILM]

    def subtitles(self) -> list[Subtitles]:
        """Its subtitles as SRT, one for each language, without those that say nothing."""
        found: dict[str, Subtitles] = {}
        for place in sorted(self.files):
            named, blob = _SUBTITLES.fullmatch(place), self.files[place]
            if named and named["kind"] == "srt" and blob.size:
                language = named["language"] or self.language
                found.setdefault(language, Subtitles(place=place, language=language, blob=blob))
        return list(found.values())


class Uploaded(Frozen):
    """A film's video at YouTube."""

    video_id: str


class UploadedFilm(Frozen):
    """What was asked for, and the video that the film became."""

    request: ReleaseRequest
    video_id: str


class Released(Frozen):
    """Where a film is: `where` is a folder, a bucket's address, or a page; `already` when it was all there before."""

    film_id: str
    target: Target
    number: int
    where: str
    already: bool = False
    notes: tuple[str, ...] = ()
