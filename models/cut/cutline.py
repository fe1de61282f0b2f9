"""A line of the cut: where in its shot it is heard, and how it is read.

Who speaks is said as broadcasters do it (BBC subtitle guidelines, "Identifying speakers"; Netflix Timed Text Style Guide,
"Speaker identification"): only where it is not obvious, at the first caption of what somebody says, and what is thought
is set in italics. It is obvious where the speaker is the only one to be seen in the shot and nobody else was heard in it
before, and where the line before it was theirs too. A narrator is never named. Every shot is judged by itself: after a
cut a viewer looks anew.
"""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from pydantic import Field

from models.base import Frozen
from models.cut.lengths import VOICE_LEAD_S
from models.excerpt import excerpt
from models.orders.assets import Asset, Blob
from models.shots.lines import Line, starts_of
from models.shots.shot_list import Shot
from models.subjects.names import named

_LONGEST_LABEL = 30
"""Characters of a name before a line: with a word it has to fit into one line of a caption."""


class CutLine(Frozen):
    """A line of a shot in the cut.

    It begins `start` seconds after the shot's first frame and lasts `voice_s` seconds, as measured in `voice`; without a
    voice it is only read. `words` is where its `SpokenLine` is stored. `text` is as it was written, `speaker` who says
    it, the narrator when empty; `labelled` when captions name them, `thought` when nobody else hears it.
    """

    text: str = ""
    voice: Blob | None = None
    voice_s: float = Field(default=0.0, ge=0)
    words: Blob | None = None
    start: float = Field(default=VOICE_LEAD_S, ge=0)
    speaker: str = ""
    labelled: bool = False
    thought: bool = False

    @property
    def label(self) -> str:
        """What stands before its first words in captions; empty where it is obvious who speaks."""
        return f"{excerpt(self.speaker, _LONGEST_LABEL)}:" if self.labelled else ""


def heard_in(shot: Shot, voices: Sequence[Asset | None]) -> dict[str, Any]:
    """What a `CutShot` says of a shot's lines and their measured voices: the short form for one line of the narrator's."""
    lines = cut_lines(shot, voices)
    if len(lines) == 1 and not lines[0].speaker:
        (one,) = lines
        return {"voice": one.voice, "voice_s": one.voice_s, "words": one.words, "subtitle": one.text}
    return {"lines": lines}


def cut_lines(shot: Shot, voices: Sequence[Asset | None]) -> tuple[CutLine, ...]:
    """A shot's lines in the cut, one after another as their voices were measured."""
    said = shot.said
    spoken = [voice for _, voice in zip_longest(said, voices[: len(said)])]
    lengths = [voice.seconds if voice else 0.0 for voice in spoken]
    starts = starts_of(said, lengths)
    before: list[Line | None] = [None, *said]
    return tuple(
        CutLine(
            text=line.text,
            voice=voice.blob if voice else None,
            voice_s=length,
            words=voice.words if voice else None,
            start=start,
            speaker=line.subject,
            labelled=_is_labelled(line, last, shot),
            thought=line.manner == "thought",
        )
        for line, voice, length, start, last in zip(said, spoken, lengths, starts, before, strict=False)
    )


def _is_labelled(line: Line, before: Line | None, shot: Shot) -> bool:
    """Whether a viewer has to be told who says a line."""
    if not line.subject or line.manner == "narration":
        return False
    if before is not None:
        return before.speaker.casefold() != line.speaker.casefold()
    alone = len(dict.fromkeys(shot.characters)) == 1
    return not (alone and named(line.subject, shot.characters))
