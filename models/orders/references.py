"""References: pictures of subjects that a provider is given, how many it takes, and how a prompt names them."""

from pydantic import Field

from models.base import Frozen
from models.orders.assets import Blob
from models.subjects.subject import SubjectKind


class Reference(Frozen):
    """A picture of a subject. `noun` is what a prompt calls it: `woman`, `dog`, `place`, `lamp`."""

    subject: str
    kind: SubjectKind
    picture: Blob
    noun: str


class ReferenceRule(Frozen):
    """How a provider takes references: `most` of them, in order; `called` is how a prompt names one, by its `{number}` from 1.

    Some vendors read `image 1`, others `@Image1`.
    """

    most: int = Field(ge=1)
    called: str = Field(default="image {number}", pattern=r"\{number\}")

    def phrase(self, reference: Reference, number: int) -> str:
        """What a prompt says of a reference: `Emma is the woman from image 1.`"""
        return f"{reference.subject} is the {reference.noun} from {self.called.format(number=number)}."

    def prompt(self, prompt: str, references: tuple[Reference, ...]) -> str:
        """The prompt with what each reference shows said before it, in the order in which they are given."""
        said = [self.phrase(reference, number) for number, reference in enumerate(references, start=1)]
        return " ".join([*said, prompt])
