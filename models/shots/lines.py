"""A line: what the narrator or a subject says in a shot, and how lines lie in it, one after another."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal, get_args

from pydantic import (
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    field_validator,
    model_serializer,
    model_validator,
)

from models.base import Frozen, Whole
from models.cut.lengths import VOICE_LEAD_S
from models.excerpt import quoted
from models.readable import check_one_line
from models.subjects.subject import LONGEST_NAME, NARRATOR

Manner = Literal["narration", "speech", "thought"]
MANNERS: tuple[Manner, ...] = get_args(Manner)

MOST_LINES = 50
"""Lines of one shot."""
MOST_OF_A_LINE = 4000
"""Characters of one line, and of all lines of a shot together."""
MOST_AGAIN = 100
"""How often one line may be spoken in the same words."""

_GAPS: dict[tuple[bool, bool], float] = {
    (True, True): 0.3,
    (False, True): 0.5,
    (True, False): 0.4,
    (False, False): 0.6,
}
"""Seconds of silence between two lines: by whether the voice stays the same, and whether the manner does.

Turns of a conversation follow each other within 0 to 0.5 s (Stivers et al. 2009, mean 0.2 s); a film leaves more, so that
a viewer hears who speaks.
"""


class Line(Frozen):
    """What is said in a shot. `subject` is who says it, the narrator when empty.

    `text` is as it was written, and as the subtitles have it. `manner` (`as` in JSON) is `narration`, heard by the viewer
    alone, `speech`, heard by whoever is there too, or `thought`. `delivery` is how it is said, in a few words.
    `take` counts how often it is spoken in these words: a provider that draws lots says it otherwise each time.
    """

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)

    subject: str = Field(default="", max_length=LONGEST_NAME)
    text: str = Field(max_length=MOST_OF_A_LINE)
    manner: Manner = Field(default="narration", alias="as")
    delivery: str = Field(default="", max_length=200)
    take: Whole = Field(default=1, ge=1, le=MOST_AGAIN, exclude_if=lambda take: take == 1)

    @model_validator(mode="before")
    @classmethod
    def _spoken(cls, data: object) -> object:
        """A text alone is the narrator's; a subject's line is speech unless something else is said."""
        if isinstance(data, str):
            return {"text": data}
        if not isinstance(data, dict | Line):
            raise ValueError(  # noqa: TRY004 - a value that cannot be used, like every other
                f'must be a text, or an object (in TOML a table) with a "text", not {quoted(data, 58)}'
            )
        if isinstance(data, dict):
            data = {field: value for field, value in data.items() if value is not None}
            if str(data.get("subject", "")).strip().casefold() == NARRATOR:
                data["subject"] = ""
            if str(data.get("subject", "")).strip() and not {"as", "manner"} & {*data}:
                data["as"] = "speech"
        return data

    @model_serializer(mode="wrap")
    def _written(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Its manner is written down also where defaults are left out: of a subject's line, nothing said is speech."""
        written: dict[str, Any] = write(self)
        return written if {"as", "manner"} & {*written} else {**written, "as": self.manner}

    @field_validator("subject", "delivery")
    @classmethod
    def _one_line(cls, text: str) -> str:
        return check_one_line(text.strip())

    @field_validator("text")
    @classmethod
    def _stripped(cls, text: str) -> str:
        if not text.strip():
            raise ValueError("is empty: it needs some words")
        return text.strip()

    @model_validator(mode="after")
    def _said_by_somebody(self) -> "Line":
        if not self.subject and self.manner != "narration":
            raise ValueError(f"is {self.manner} of nobody: name its subject")
        return self

    @property
    def speaker(self) -> str:
        """Who is heard: the subject, or the narrator."""
        return self.subject or NARRATOR

    @property
    def moves_lips(self) -> bool:
        """Whether whoever says it is there, and speaks: it is neither told nor thought."""
        return bool(self.subject) and self.manner == "speech"

    @property
    def named(self) -> str:
        """The line with who says it, for people: `Emma: Where were you?`; the narrator's as it is."""
        return f"{self.subject}: {self.text}" if self.subject else self.text

    @property
    def told(self) -> str:
        """The line as it is asked for, for people: `Emma (whispering): Come in. (spoken again, 2)`."""
        how = [self.delivery] if self.delivery else []
        how += (
            [self.manner] if self.manner == "thought" or (self.subject and self.manner == "narration") else []
        )
        again = f" (spoken again, {self.take})" if self.take > 1 else ""
        who = " ".join([self.subject or NARRATOR.capitalize(), *([f"({', '.join(how)})"] if how else [])])
        return f"{who}: {self.text}{again}"

    def saying(self, text: str) -> "Line":
        """It in other words."""
        return self.model_copy(update={"text": text, "take": 1})

    def again(self) -> "Line":
        """It in the same words, spoken once more."""
        return self.model_copy(update={"take": min(self.take + 1, MOST_AGAIN)})


def lines_objection(lines: Sequence[Line]) -> str:
    """Why these cannot be the lines of one shot; empty when they can."""
    if len(lines) > MOST_LINES:
        return f"has {len(lines)} lines, more than {MOST_LINES}: divide the shot"
    if sum(len(line.text) for line in lines) > MOST_OF_A_LINE:
        return f"has lines of more than {MOST_OF_A_LINE} characters together: divide the shot"
    return ""


def around(lines: Sequence[Line]) -> tuple[tuple[str, str], ...]:
    """What is said before and after each line of a shot; empty where nothing is."""
    texts = ["", *(line.text for line in lines), ""]
    return tuple(zip(texts, texts[2:], strict=False))


def gap_s(before: Line, after: Line) -> float:
    """The seconds of silence between two lines of a shot."""
    same_voice = before.speaker.casefold() == after.speaker.casefold()
    return _GAPS[same_voice, before.manner == after.manner]


def starts_of(lines: Sequence[Line], seconds: Sequence[float]) -> tuple[float, ...]:
    """When each line begins, in seconds from the shot's first frame, when each lasts as long as was measured.

    A line of no length is not heard: it takes no time, and the others close up.
    """
    starts: list[float] = []
    end, last = VOICE_LEAD_S, None
    for line, length in zip(lines, seconds, strict=True):
        start = end + (gap_s(last, line) if last and length else 0.0)
        starts.append(start)
        if length:
            end, last = start + length, line
    return tuple(starts)


def together_s(lines: Sequence[Line], seconds: Sequence[float]) -> float:
    """How long lines take one after another, in seconds from where the first begins to where the last ends."""
    heard = [(line, length) for line, length in zip(lines, seconds, strict=True) if length]
    return sum(length for _, length in heard) + sum(gap_s(one[0], two[0]) for one, two in pairwise(heard))
