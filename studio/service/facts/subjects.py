"""Subjects that were saved beyond their film."""

from typing import Any, Literal

from pydantic import Field

from library.subjects import Merged, SavedSubject
from models.base import Frozen
from models.subjects.subject import SubjectKind
from studio.service.facts.values import Moment, Sha256
from studio.service.subjects import ShownSubject


class SavedPicture(Frozen):
    """A picture of a saved subject."""

    role: Literal["reference", "sheet"] = Field(
        description="`reference`: a person gave it; `sheet`: its film drew it.", examples=["sheet"]
    )
    sha256: Sha256
    suffix: str = Field(description="The ending of its file's name.", examples=[".png"])
    bytes: int = Field(description="The size of its file in bytes.", examples=[182044])


class SavedSubjectFacts(Frozen):
    """A saved subject."""

    name: str = Field(description="What it is called.", examples=["Emma"])
    kind: SubjectKind = Field(description="What it is.", examples=["character"])
    description: str = Field(
        description="What it looks like: copied word for word into every prompt that shows it."
    )
    trigger: str = Field(description="The token of a trained look, which stands in place of the description.")
    voice: str = Field(
        description="Who speaks its lines; empty where that is left to the cast.", examples=["joe"]
    )
    film_id: str = Field(
        description="The film that it was saved from.", examples=["the-door-in-the-sea-3f9a1c"]
    )
    at: Moment = Field(description="When it was saved.")
    pictures: tuple[SavedPicture, ...] = Field(description="Its pictures, the best first.")


class SavedSubjects(Frozen):
    """The saved subjects."""

    subjects: tuple[SavedSubjectFacts, ...] = Field(description="By name.")


class ShownSubjectFacts(SavedSubjectFacts):
    """A saved subject, and what of it was lost."""

    lost: tuple[int, ...] = Field(description="The numbers, from 1, of pictures that are gone or damaged.")


class MergedSubject(SavedSubjectFacts):
    """A saved subject that was made one with another."""

    added: int = Field(description="How many pictures it got.", examples=[1])
    left_out: int = Field(description="How many there was no room for.", examples=[0])


def saved_facts(one: SavedSubject) -> SavedSubjectFacts:
    """A saved subject."""
    return SavedSubjectFacts(**_of(one))


def saved_subjects(found: list[SavedSubject]) -> SavedSubjects:
    """Saved subjects."""
    return SavedSubjects(subjects=tuple(map(saved_facts, found)))


def shown_facts(shown: ShownSubject) -> ShownSubjectFacts:
    """A saved subject, and what of it was lost."""
    return ShownSubjectFacts(**_of(shown.subject), lost=shown.lost)


def merged_facts(done: Merged) -> MergedSubject:
    """What two saved subjects are as one."""
    return MergedSubject(**_of(done.subject), added=done.added, left_out=done.left_out)


def _of(one: SavedSubject) -> dict[str, Any]:
    pictures = tuple(
        SavedPicture(role=each.role, sha256=each.blob.sha256, suffix=each.blob.suffix, bytes=each.blob.size)
        for each in one.pictures
    )
    return one.model_dump(exclude={"pictures"}) | {"pictures": pictures}
