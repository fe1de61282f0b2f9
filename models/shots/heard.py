"""What a person changes of what is heard over a shot: all of it, or one line of it."""

from pydantic import Field, model_validator

from models.base import Frozen, Whole
from models.shots.lines import MOST_LINES, MOST_OF_A_LINE, Line, lines_objection
from models.shots.shot_list import Shot


class Heard(Frozen):
    """Other words over a shot; without any of these it keeps those that it has.

    `lines` take the place of all that is heard, and so does `dialogue`, the short form for one line of the narrator's;
    empty they make the shot silent. `line` is the number of a line, from 1, that is changed alone: it says `text` from
    now on, is left out when that is empty, and is spoken once more in the same words when there is none.
    """

    dialogue: str | None = Field(default=None, max_length=MOST_OF_A_LINE)
    lines: tuple[Line, ...] | None = Field(default=None, max_length=MOST_LINES)
    line: Whole | None = Field(default=None, ge=1, le=MOST_LINES)
    text: str | None = Field(default=None, max_length=MOST_OF_A_LINE)

    @model_validator(mode="after")
    def _one_of_them(self) -> "Heard":
        given = [name for name in ("dialogue", "lines", "line") if getattr(self, name) is not None]
        if len(given) > 1:
            raise ValueError(f"has {given[0]} and {given[1]}: give one of them")
        if self.text is not None and self.line is None:
            raise ValueError("has a text for no line: say which `line`, by its number")
        if self.lines and (objection := lines_objection(self.lines)):
            raise ValueError(objection)
        return self

    @property
    def says(self) -> bool:
        """Whether anything of what is heard is changed."""
        return not (self.dialogue is None and self.lines is None and self.line is None)

    @property
    def heard_as(self) -> str:
        """What is changed of what is heard, for people; empty where nothing is."""
        if self.lines is not None:
            return " ".join(line.named for line in self.lines)
        if self.line is not None:
            return f"line {self.line}{' once more' if self.text is None else f': {self.text}'}"
        return self.dialogue or ""

    def over(self, shot: Shot) -> Shot:
        """The shot as it is heard from now on; a line that it does not have changes nothing."""
        if self.line is None:
            return shot.revised(dialogue=self.dialogue, lines=self.lines)
        said = list(shot.said)
        if self.line > len(said):
            return shot
        old = said[self.line - 1]
        if self.text is None:
            said[self.line - 1] = old.again()
        elif text := self.text.strip():
            said[self.line - 1] = old.saying(text)
        else:
            del said[self.line - 1]
        if not shot.lines and self.text is not None:
            return shot.revised(dialogue=self.text.strip())
        return shot.revised(lines=tuple(said))

    def objection(self, shot: Shot) -> str:
        """Why a shot cannot be heard so, in one sentence; empty when it can."""
        if self.line is None:
            return ""
        if not shot.said:
            return f"{shot.shot_id} is silent: it has no line {self.line}."
        if self.line > len(shot.said):
            count = "one line" if len(shot.said) == 1 else f"{len(shot.said)} lines"
            return f"{shot.shot_id} has {count}: there is no line {self.line}."
        objection = lines_objection(self.over(shot).said)
        return f"{shot.shot_id} then {objection}." if objection else ""
