"""Why Runway's tasks fail, by its failure codes: whether the content was refused, whether that is billed, what to do."""

from typing import NamedTuple

from models.errors import Refused


class Failure(NamedTuple):
    """What a code means; `said` ends a sentence that begins with the provider's name."""

    said: str
    moderated: bool = False
    billed: bool = False
    of: Refused = "input"


_GIVEN = "refused what it was given, which it bills all the same"
_LATER = Failure("failed by no fault of the request: try again later")
_BY_CODE: tuple[tuple[str, Failure], ...] = (
    ("SAFETY.INPUT.TEXT", Failure(_GIVEN, moderated=True, billed=True, of="words")),
    ("SAFETY.INPUT.IMAGE", Failure(_GIVEN, moderated=True, billed=True, of="picture")),
    ("SAFETY.INPUT", Failure(_GIVEN, moderated=True, billed=True)),
    ("SAFETY.OUTPUT", Failure("refused what it had made", moderated=True, of="output")),
    ("SAFETY", Failure("refused the content", moderated=True, billed=True)),
    ("INPUT_PREPROCESSING.SAFETY.TEXT", Failure("refused the prompt", moderated=True, of="words")),
    ("INPUT_PREPROCESSING.SAFETY", Failure("refused the prompt", moderated=True)),
    ("INPUT_PREPROCESSING", _LATER),
    ("INTERNAL.BAD_OUTPUT", Failure("made nothing of use: change the prompt")),
    ("INTERNAL", _LATER),
    ("ASSET.INVALID", Failure("cannot use the picture that the clip opens with: draw it anew")),
    (
        "THIRD_PARTY.UNAVAILABLE",
        Failure("waits for a vendor of its own that does not answer: try again later"),
    ),
)
"""By how a code begins, the first that fits; Runway refunds all but what is refused before it was made."""


def failure_of(code: object) -> Failure:
    """What a failure code means; one that nobody knows, and none at all, is the vendor's own fault."""
    name = code if isinstance(code, str) else ""
    return next((found for begins, found in _BY_CODE if name.startswith(begins)), _LATER)
