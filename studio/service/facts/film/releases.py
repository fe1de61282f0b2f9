"""Releases: where a film went, and one that was made."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from models.base import Frozen
from models.releases.release import Released
from studio.service.facts.values import FilmId, Moment

if TYPE_CHECKING:
    from activities.releases.records import ReleaseRecord


class ReleaseFacts(Frozen):
    """A release of a film, on its way or over."""

    target: str = Field(description="Where it goes, by its mark.", examples=["youtube"])
    number: int = Field(description="Which release to that place it is, from 1.", examples=[1])
    state: Literal["begun", "done", "failed"] = Field(description="How it stands.", examples=["done"])
    where: str = Field(description="Where the film is, for people; empty before it is there.")
    notes: tuple[str, ...] = Field(description="What a person should know of it.")
    at: Moment


class FilmReleases(Frozen):
    """Where a film went."""

    id: FilmId
    releases: tuple[ReleaseFacts, ...] = Field(description="Its releases.")


class ReleasedFacts(Frozen):
    """A film that is where it was to be released."""

    id: FilmId
    target: str = Field(description="Where it went.", examples=["s3://films/door"])
    number: int = Field(description="Which release to that place it is, from 1.", examples=[1])
    where: str = Field(description="Where the film is, for people.")
    already: bool = Field(description="Whether it was all there before.")
    notes: tuple[str, ...] = Field(description="What a person should know of it.")


def film_releases(film_id: str, records: "list[ReleaseRecord]") -> FilmReleases:
    """Where a film went."""
    releases = tuple(
        ReleaseFacts(
            target=record.target,
            number=record.number,
            state=record.state,
            where=record.place,
            notes=record.notes,
            at=record.at,
        )
        for record in records
    )
    return FilmReleases(id=film_id, releases=releases)


def released_facts(done: Released) -> ReleasedFacts:
    """A film that is where it was to be released."""
    return ReleasedFacts(
        id=done.film_id,
        target=done.target.shown,
        number=done.number,
        where=done.where,
        already=done.already,
        notes=done.notes,
    )
