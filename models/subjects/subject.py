"""A subject: a character, a place or a prop that recurs."""

from typing import Literal, get_args

from pydantic import Field, field_validator, model_validator

from models.base import Frozen
from models.orders.assets import Blob
from models.readable import check_one_line, one_line
from models.tokens import token_objection

SubjectKind = Literal["character", "place", "prop"]
SUBJECT_KINDS: tuple[SubjectKind, ...] = get_args(SubjectKind)

NARRATOR = "narrator"
"""Who speaks what nobody in the film says; no subject has that name."""

LONGEST_NAME = 200
"""As long as a name in a shot list."""
MOST_OF_A_DESCRIPTION = 4000
MOST_PICTURES = 14
"""Reference pictures of one subject: as many as the most that any vendor takes at once."""
MOST_SUBJECTS = 200
"""Subjects of one film."""


class Subject(Frozen):
    """A subject as people describe it.

    `description` is copied word for word into every prompt that shows it; `trigger` is the token of a trained look,
    which stands in its place. `references` are pictures of it that a person gave, the best first: where
    there is one, no sheet is drawn. `voice` is a voice as `longtake voices` lists it; empty leaves it to the cast.
    """

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    kind: SubjectKind = "character"
    description: str = Field(default="", max_length=MOST_OF_A_DESCRIPTION)
    trigger: str = ""
    references: tuple[Blob, ...] = Field(default=(), max_length=MOST_PICTURES)
    voice: str = Field(default="", max_length=200)

    @field_validator("name", "voice")
    @classmethod
    def _one_line(cls, text: str) -> str:
        return check_one_line(text.strip())

    @field_validator("description")
    @classmethod
    def _stripped(cls, text: str) -> str:
        return text.strip()

    @model_validator(mode="after")
    def _sound(self) -> "Subject":
        if not self.name:
            raise ValueError("has no name: give it one")
        if self.name.casefold() == NARRATOR:
            raise ValueError(f"cannot be called {self.name!r}: that is who speaks what nobody says")
        if self.trigger and (objection := token_objection({self.name: self.trigger})):
            raise ValueError(objection)
        if self.voice and self.kind != "character":
            raise ValueError(f"is a {self.kind}, which has no voice: leave it out")
        return self

    @property
    def drawn_as(self) -> str:
        """The words that every prompt showing it holds."""
        return self.trigger or self.description


def found_subject(
    name: str, kind: SubjectKind = "character", description: str = "", trigger: str = ""
) -> Subject | None:
    """The subject that a story or a shot list tells of, whatever it is called there; None for the narrator and for no name."""
    plain = one_line(name)[:LONGEST_NAME].strip()
    if not plain or plain.casefold() == NARRATOR:
        return None
    return Subject(
        name=plain, kind=kind, description=description.strip()[:MOST_OF_A_DESCRIPTION], trigger=trigger
    )
