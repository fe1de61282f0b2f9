"""The files of a film's folder."""

from pydantic import Field

from models.base import Frozen
from models.orders.assets import Blob
from studio.service.facts.values import FilmId, Sha256


class FileFacts(Frozen):
    """A file of a film's folder."""

    place: str = Field(description="Its place in the folder.", examples=["film.mp4"])
    sha256: Sha256
    bytes: int = Field(description="Its size in bytes.", examples=[1820440])
    type: str = Field(description="What it is.", examples=["video/mp4"])


class FileList(Frozen):
    """Files of a film."""

    id: FilmId
    files: tuple[FileFacts, ...] = Field(description="The files, by their places.")


class FilePage(FileList):
    """Some files of a film."""

    next: str | None = Field(description="The cursor of the page behind this one; null on the last.")


def file_facts(place: str, blob: Blob, kind: str) -> FileFacts:
    """A file, by its place and what it is."""
    return FileFacts(place=place, sha256=blob.sha256, bytes=blob.size, type=kind)
