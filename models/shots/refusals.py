"""What was refused of a shot for its content, and what was tried about it."""

from typing import Literal, get_args

from pydantic import Field

from models.base import Frozen
from models.errors import Refused
from models.money.dollars import ZERO, Usd, plain
from models.shots.shot_list import MOST_OF_A_PROMPT, Shot

WHATS: tuple[str, ...] = get_args(Refused)

Rung = Literal["seed", "sound", "reword", "other"]
"""What can be tried: another seed, no sound, other words, another model."""

RefusedPart = Literal["keyframe", "clip"]

MOST_REWORDED = 6000
"""Bytes of all that a model is told of a shot which it is to word anew."""
MOST_SAID = 300
"""Characters of a vendor's reason that are kept."""

_WHAT: dict[Refused, str] = {
    "words": "the words that it was given",
    "picture": "a picture that it was given",
    "input": "what it was given",
    "output": "what it had made",
}
_THEN: dict[Rung, str] = {
    "seed": "another seed",
    "sound": "without sound",
    "reword": "in other words",
    "other": "by another model",
}


class Refusal(Frozen):
    """That content was refused: `of` what, and how that was `said`; `by` a fallback, where one was asked in its order's place."""

    of: Refused = "input"
    said: str = ""
    by: str = Field(default="", exclude_if=lambda by: not by)


class Reworded(Frozen):
    """The words of a shot as its film's writer words them anew; `by` is the model. A field that is empty stays as it was."""

    prompt: str = Field(min_length=1, max_length=MOST_OF_A_PROMPT, pattern=r"\S")
    start_frame: str = Field(default="", max_length=MOST_OF_A_PROMPT)
    end_frame: str = Field(default="", max_length=MOST_OF_A_PROMPT)
    by: str = ""

    def applied(self, shot: Shot) -> Shot:
        """The shot in these words; whoever is in it, its camera and what is heard over it stay."""
        return shot.model_copy(
            update={
                "enhanced_prompt": self.prompt,
                "start_frame_prompt": self.start_frame or shot.start_frame_prompt,
                "end_frame_prompt": self.end_frame or shot.end_frame_prompt,
            }
        )


class RefusedTry(Frozen):
    """One try that was refused: of which `part` and `take`, `by` whom, `of` what, and the dollars that it cost all the same.

    `then` is what was tried next, empty where that is left to a person, and `reword` in the words that are in `words`, in
    place of `was`. `asked` is the mark of what was asked for (`models/orders/ladder.py`). `again` says that it was refused
    at an earlier try, and was not sent once more.
    """

    part: RefusedPart
    take: int
    by: str
    of: Refused
    said: str = ""
    usd: Usd = ZERO
    then: Rung | None = None
    was: str = ""
    words: str = ""
    asked: str = ""
    again: bool = Field(default=False, exclude_if=lambda again: not again)

    @property
    def sentence(self) -> str:
        """`clip: kling refused what it had made ($0.35): another seed`."""
        cost = f" (${plain(self.usd)})" if self.usd else ""
        then = _THEN[self.then] if self.then else "left to a person"
        before = " before" if self.again else ""
        return f"{self.part}: {self.by} refused {_WHAT[self.of]}{before}{cost}: {then}"

    @property
    def facts(self) -> dict[str, object]:
        """It for programs."""
        kept = self.model_dump(mode="json", exclude={"asked", "was", "words", "usd"})
        words = {"was": self.was, "words": self.words} if self.words else {}
        return {**kept, "then": self.then or "person", "usd": plain(self.usd), **words}


def tried_words(tries: tuple[RefusedTry, ...]) -> str:
    """What was tried about refusals, for people: `another seed, in other words`; empty where nothing was."""
    return ", ".join(dict.fromkeys(_THEN[one.then] for one in tries if one.then))
