"""A text as people bring it, read: what of it is told, said and seen, scene by scene."""

from typing import Literal

from pydantic import Field

from models.base import Frozen
from models.cut.transitions import TransitionKind
from models.shots.lines import Manner
from models.shots.shot_list import TimeOfDay

Form = Literal["prose", "dialogue", "shots", "screenplay", "subtitles"]
"""How a text is laid out: paragraphs, lines labelled with who says them, labelled shots, a screenplay, cues of a film."""


class Passage(Frozen):
    """A stretch of a text in its own words.

    `told` may be read aloud by the narrator, `said` is what `speaker` says (the narrator when empty), `seen` is for the
    eye alone: what a screenplay's action and a shot's description say. `delivery` is how it is said, in a few words;
    `offscreen` that its speaker is heard and not seen.
    """

    kind: Literal["told", "said", "seen"] = "told"
    text: str = Field(min_length=1)
    speaker: str = ""
    delivery: str = ""
    manner: Manner = "speech"
    offscreen: bool = False


class WrittenScene(Frozen):
    """What a text marks as a scene, in the order in which it was written.

    `heading` is as it stands there; `place`, `inside` and `time_of_day` are what it says of them, if anything.
    `transition` is how the scene follows the one before; `seconds` how long the text says that it lasts, 0 where it does
    not.
    """

    heading: str = ""
    place: str = ""
    inside: bool | None = None
    time_of_day: TimeOfDay | None = None
    transition: TransitionKind | None = None
    seconds: float = Field(default=0.0, ge=0)
    passages: tuple[Passage, ...] = ()


class Manuscript(Frozen):
    """A text that was read: its title if it gives one, its language (ISO 639-1), and its scenes.

    Prose has one scene. What stands for machines and printers alone, such as markup, a title page or a note, is not in it.
    """

    form: Form = "prose"
    title: str = ""
    language: str = "en"
    scenes: tuple[WrittenScene, ...] = ()

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All of it in order."""
        return tuple(passage for scene in self.scenes for passage in scene.passages)

    @property
    def scripted(self) -> bool:
        """Whether it says itself who says what: its lines are then given, and not told by a narrator."""
        return self.form in ("dialogue", "shots", "screenplay")

    @property
    def speakers(self) -> tuple[str, ...]:
        """Who says something in it, in order of first lines; the narrator is nobody's name."""
        return tuple(dict.fromkeys(passage.speaker for passage in self.passages if passage.speaker))

    @property
    def text(self) -> str:
        """What of it may be heard and seen as plain text: a paragraph a passage, who speaks before what is said, and the
        headings of its scenes.
        """
        paragraphs = [
            part
            for scene in self.scenes
            for part in (
                scene.heading,
                *(
                    f"{passage.speaker}: {passage.text}" if passage.speaker else passage.text
                    for passage in scene.passages
                ),
            )
        ]
        return "\n\n".join(part for part in paragraphs if part)
