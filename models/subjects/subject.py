"""A subject: a character, a place or a prop that recurs."""

from collections.abc import Mapping
from typing import Literal, get_args

from pydantic import Field, ValidationError, field_validator, model_validator

from models.base import Frozen
from models.orders.assets import Blob
from models.readable import UNREADABLE, check_one_line, one_line, readable
from models.subjects.names import plain_name
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
        if found := UNREADABLE.search(text):
            raise ValueError(
                f"has the character U+{ord(found.group()):04X}, which moves or hides what is shown: leave it out"
            )
        return text.strip()

    @model_validator(mode="after")
    def _sound(self) -> "Subject":
        if not self.name:
            raise ValueError("has no name: give it one")
        if plain_name(self.name) == NARRATOR:
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
    if not plain or plain_name(plain) == NARRATOR:
        return None
    words = readable(description).strip()[:MOST_OF_A_DESCRIPTION]
    return Subject(name=plain, kind=kind, description=words, trigger=trigger)


def objection_to(name: str, given: Mapping[str, object]) -> str:
    """Why a subject cannot be called so and have these fields, as what follows its name; empty when it can."""
    try:
        Subject.model_validate({"name": name, **given})
    except ValidationError as error:
        return str(error.errors()[0]["msg"]).removeprefix("Value error, ")
    return ""
