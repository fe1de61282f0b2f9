"""Subjects of the library: kept from films, renamed, made one, forgotten; and another sheet of one of a film's."""

import asyncio

from pydantic import Field

from library.subjects import UnknownSubject
from models.base import Frozen
from models.film.decisions import read_decision
from models.names import checked_film_id
from studio.service import subjects as saved
from studio.service.facts.film.decisions import BibleOutcome
from studio.service.facts.subjects import MergedSubject, SavedSubjectFacts, merged_facts, saved_facts
from studio.service.film.bible import another_sheet
from studio.service.programs.decisions import decide
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.making.bodies import Decide, done
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.parameters import FilmId as FilmName
from studio.web.routes.v1.parameters import Name as SubjectName
from studio.web.routes.v1.parameters import in_path

router = resource("subjects")


class SubjectKept(Frozen):
    """A subject of a film that is to be kept."""

    film: str = Field(description="The film that has it.", examples=["the-door-in-the-sea-3f9a1c"])
    subject: str = Field(description="What it is called there.", examples=["Emma"])
    name: str | None = Field(
        default=None, description="What it is called in the library; the same if left out."
    )
    replace: bool = Field(
        default=False, strict=True, description="Whether it takes the place of one that is called so."
    )


class SubjectRenamed(Frozen):
    """Another name of a subject."""

    name: str = Field(description="Its name from now on.", examples=["Emma Quill"])


class SubjectMerged(Frozen):
    """The subject that another one becomes."""

    into: str = Field(description="The one that stays, and gets its pictures.", examples=["Emma"])


class SheetAsked(Frozen):
    """Another sheet of a film's subject."""

    subject: str = Field(description="The subject's name, as the bible has it.", examples=["Emma"])


@router.post(
    "/subjects",
    status_code=201,
    summary="Keep a subject",
    responses=done(SavedSubjectFacts, 201, "It is kept."),
)
async def keep_subject(body: SubjectKept, session: Open, _: Decide) -> SavedSubjectFacts:
    """Keep a subject of a film, running or ended, as it is now."""
    kept = await saved.save(
        session, checked_film_id(body.film), body.subject, body.name, replace=body.replace
    )
    return saved_facts(kept)


@router.patch("/subjects/{name}", summary="Rename a subject", responses=answer(SavedSubjectFacts))
async def rename_subject(
    name: SubjectName, body: SubjectRenamed, session: Open, _: Decide
) -> SavedSubjectFacts:
    """Give a saved subject another name."""
    with in_path(UnknownSubject):
        return saved_facts(await asyncio.to_thread(saved.renamed, session.settings, name, body.name))


@router.post("/subjects/{name}/merge", summary="Make two subjects one", responses=answer(MergedSubject))
async def merge_subjects(name: SubjectName, body: SubjectMerged, session: Open, _: Decide) -> MergedSubject:
    """Make one of two saved subjects."""
    return merged_facts(await asyncio.to_thread(saved.merged, session.settings, name, body.into))


@router.delete("/subjects/{name}", status_code=204, summary="Forget a subject")
async def forget_subject(name: SubjectName, session: Open, _: Decide) -> None:
    """Forget a saved subject; films that use it keep what they have."""
    with in_path(UnknownSubject):
        await asyncio.to_thread(saved.forgotten, session.settings, name)


@router.post("/films/{film_id}/sheets", summary="Draw another sheet", responses=answer(BibleOutcome))
async def draw_sheet(film_id: FilmName, body: SheetAsked, session: Open, caller: Decide) -> BibleOutcome:
    """Draw another sheet of a film's subject, of the same words."""
    said = another_sheet(await session.studio.view(checked_film_id(film_id)), body.subject)
    outcome = await decide(session, film_id, read_decision("revise_subject", {**said, "by": caller.name}))
    assert isinstance(outcome, BibleOutcome)
    return outcome
