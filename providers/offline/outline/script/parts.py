"""The parts of a script: the least of it that is filmed, or left out, by itself."""

import re
from dataclasses import dataclass
from itertools import groupby

from models.cut.lengths import AROUND_VOICE_S, FPS
from models.shots.lines import Line as Said
from models.shots.lines import together_s
from models.subjects.subject import LONGEST_NAME
from providers.offline.outline.lengths import LONGEST
from providers.offline.outline.script.camera_words import UNFRAMED, Framing, framed
from providers.offline.outline.text.clauses import units_of
from providers.offline.outline.text.pace import is_cjk, spoken_seconds
from providers.offline.outline.text.passages import Line, Reading

ROOM_S = LONGEST / FPS - AROUND_VOICE_S
"""Seconds of speech that a shot of the usual length has room for."""
_LONG_S = 2 * ROOM_S
"""A sentence that takes longer to say is said clause by clause."""


@dataclass(frozen=True)
class Part:
    """A sentence of action, or as much of a speech as one shot has room for.

    `line` is its first sentence's number, `seconds` how long it is heard: none for what is only seen. `turn` counts
    passages, so that parts of one speech are known. `people` are in the picture while it lasts.
    """

    text: str
    line: int
    scene: int
    turn: int
    seconds: float = 0.0
    said: Said | None = None
    people: tuple[str, ...] = ()
    framing: Framing = UNFRAMED

    @property
    def asks(self) -> bool:
        """Whether it is a question that somebody is to answer."""
        return bool(self.said and self.said.subject and re.search(r"[?？؟]\W*$", self.text))


def parts_of(reading: Reading, room_s: float) -> list[Part]:
    """Everything that a script shows and says, in order, no part longer than `room_s` where a speaker may stop. What is of the camera alone frames what follows, or what is beside it."""
    found: list[Part] = []
    ahead = UNFRAMED
    labelled = reading.manuscript.form == "shots"
    lines = list(enumerate(reading.lines))
    for turn, (_, group) in enumerate(groupby(lines, key=lambda one: id(one[1].sentence.passage))):
        own = list(group)
        if own[0][1].sentence.kind != "seen":
            parts = _speech(own, turn, reading.language, room_s)
        else:
            parts = []
            for number, line in own:
                framing, text = framed(line.text)
                if text:
                    parts.append(Part(text, number, line.sentence.scene, turn, people=line.who.people, framing=framing.over(ahead)))  # fmt: skip
                    ahead = UNFRAMED
                elif labelled and found and found[-1].scene == line.sentence.scene and not parts:
                    found[-1] = _with(found[-1], framing.over(found[-1].framing))
                else:
                    ahead = framing.over(ahead)
        if ahead != UNFRAMED and parts:
            parts[0] = _with(parts[0], parts[0].framing.over(ahead))
            ahead = UNFRAMED
        found += parts
    return found


def _with(part: Part, framing: Framing) -> Part:
    return Part(part.text, part.line, part.scene, part.turn, part.seconds, part.said, part.people, framing)


def _speech(own: list[tuple[int, Line]], turn: int, language: str, room_s: float) -> list[Part]:
    """What a passage says, as few parts as its shots have room for, each of whole sentences where none is too long."""
    passage = own[0][1].sentence.passage
    assert passage is not None
    gap = "" if is_cjk(language) else " "
    unseen = bool(passage.speaker) and (passage.offscreen or passage.manner == "narration")
    pieces: list[tuple[int, Line, str, float]] = []
    for number, line in own:
        seconds = spoken_seconds(line.text, language)
        if seconds <= min(_LONG_S, room_s):
            pieces.append((number, line, line.text, seconds))
        else:
            units = units_of([line.sentence], language)
            pieces += [(number, line, unit.text, unit.seconds) for unit in units]
    packed: list[list[tuple[int, Line, str, float]]] = []
    for piece in pieces:
        if packed and sum(one[3] for one in packed[-1]) + piece[3] <= min(ROOM_S, room_s):
            packed[-1].append(piece)
        else:
            packed.append([piece])
    return [
        Part(
            text := gap.join(one[2] for one in pack),
            pack[0][0],
            pack[0][1].sentence.scene,
            turn,
            spoken_seconds(text, language),
            Said(
                subject=passage.speaker[:LONGEST_NAME],
                text=text,
                manner=passage.manner if passage.speaker else "narration",
                delivery=" ".join(passage.delivery.split()),
            ),
            () if unseen else pack[0][1].who.people,
        )
        for pack in packed
    ]


def needed_s(parts: list[Part]) -> float:
    """The seconds of a shot in which these are said one after another; none where nothing is."""
    lines = [part.said for part in parts if part.said]
    seconds = [part.seconds for part in parts if part.said]
    return together_s(lines, seconds) + AROUND_VOICE_S if lines else 0.0
