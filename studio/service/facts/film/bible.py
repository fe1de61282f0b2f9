"""A film's bible: who and what recurs in it."""

from collections.abc import Sequence

from pydantic import Field

from models.base import Frozen
from models.film.view import FilmView
from models.subjects.bible import SubjectView
from models.subjects.subject import SubjectKind
from studio.service.facts.values import Dollars, FilmId, Sha256


class SheetFacts(Frozen):
    """The picture that was drawn of a subject."""

    sha256: Sha256
    recipe: str = Field(description="The key of what determines its bytes.")
    reused: bool = Field(description="Whether it was found in the library rather than made.")
    cost_usd: Dollars = Field(description="What making it cost, in dollars.")


class SubjectFacts(Frozen):
    """A subject of a film."""

    name: str = Field(description="What it is called.", examples=["Emma"])
    kind: SubjectKind = Field(description="What it is.", examples=["character"])
    description: str = Field(
        description="What it looks like: copied word for word into every prompt that shows it."
    )
    trigger: str = Field(description="The token of a trained look, which stands in place of the description.")
    called: tuple[str, ...] = Field(description="What else the film calls it.")
    voice: str = Field(description="Who speaks its lines; empty before that is cast.", examples=["joe"])
    shots: int = Field(description="In how many shots it is seen.", examples=[4])
    references: tuple[Sha256, ...] = Field(description="The pictures of it that a person gave.")
    sheet: SheetFacts | None = Field(
        description="The picture that was drawn of it; null where there is none."
    )
    missing: str = Field(
        description="Why there is no picture of it; empty where there is one, or none is wanted."
    )


class BibleFacts(Frozen):
    """A film's bible."""

    id: FilmId
    bible: tuple[SubjectFacts, ...] = Field(description="Its subjects.")
    narrator: str = Field(description="Who speaks what nobody in the film says; empty before that is cast.")
    revision: int = Field(
        description="Its revision, which an approval names; 0 before it can be looked at.", examples=[1]
    )
    waits: bool = Field(description="Whether it waits for a decision.")
    stale: dict[str, tuple[str, ...]] = Field(
        description="Shots whose pictures show a subject as it is no longer, each with what changed.",
        examples=[{"shot_002": ["Emma"]}],
    )


class SubjectPage(Frozen):
    """Some of a film's subjects."""

    id: FilmId
    subjects: tuple[SubjectFacts, ...] = Field(description="The subjects of this page.")
    narrator: str = Field(description="Who speaks what nobody in the film says; empty before that is cast.")
    revision: int = Field(
        description="The bible's revision, which an approval names; 0 before it can be looked at.",
        examples=[1],
    )
    waits: bool = Field(description="Whether the bible waits for a decision.")
    next: str | None = Field(description="The cursor of the page behind this one; null on the last.")


def subject_facts(view: SubjectView) -> SubjectFacts:
    """A subject as the film's report has it."""
    from activities.documents.papers import subject_facts as paper

    return SubjectFacts.model_validate(paper(view))


def bible_facts(view: FilmView) -> BibleFacts:
    """The bible of a film."""
    return BibleFacts(
        id=view.film_id,
        bible=tuple(subject_facts(subject) for subject in view.bible.subjects),
        narrator=view.bible.narrator,
        revision=view.bible_revision,
        waits=view.bible_waits,
        stale={shot.shot.shot_id: shot.stale for shot in view.shots if shot.stale},
    )


def subject_page(view: FilmView, some: Sequence[SubjectView], following: str | None) -> SubjectPage:
    """Some of a film's subjects, and the cursor of those that follow."""
    return SubjectPage(
        id=view.film_id,
        subjects=tuple(map(subject_facts, some)),
        narrator=view.bible.narrator,
        revision=view.bible_revision,
        waits=view.bible_waits,
        next=following,
    )
