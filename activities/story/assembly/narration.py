"""Lays narration over shots: what does not fit its own is said over neighbours that are silent, before anything is cut."""

import re
from collections.abc import Sequence

from activities.story.answers.drafts import PlannedShotDraft
from activities.story.assembly.lengths import spoken_s
from activities.story.assembly.words import clauses
from infra.reading.sentences import sentences
from models.cut.lengths import AROUND_VOICE_S, FPS, PLANNED_SHOT_S

_LABELLED = re.compile(r"\w\W{0,3}[:：]|\)\s*[:：]|[\[(][^\])]{1,60}[\])]")
"""Where a text may say whose words follow, or how they are said."""


def narrated(
    drafts: Sequence[PlannedShotDraft], lengths: Sequence[float], language: str
) -> tuple[list[PlannedShotDraft], list[float]]:
    """The drafts with what each shot says, and how long each lasts: together as long as before.

    What does not fit a shot goes on in silent shots after it, or begins in silent ones before it, at a sentence's end or at
    a mark. Else the shot is given the time that others do not need, up to 7 s; what still does not fit stays with it, to be cut.
    What several voices say is not parted, nor what is said in a manner of its own: their labels would be.
    `language` is ISO 639-1.
    """
    told = [draft.model_copy(update={"voice_over": draft.voice_over.strip()}) for draft in drafts]
    number = 0
    while number < len(told):
        number = _spread(told, lengths, number, language)
    seconds = _with_room(told, lengths)
    return told, seconds


def _spread(told: list[PlannedShotDraft], lengths: Sequence[float], number: int, language: str) -> int:
    """Say what is too long for shot `number` over the silent ones beside it, where all of it fits; the next shot to look at."""
    draft = told[number]
    if (
        not draft.voice_over
        or _LABELLED.search(draft.voice_over)
        or spoken_s(draft.voice_over) <= lengths[number] - AROUND_VOICE_S
    ):
        return number + 1
    first = next((at for at in range(number, 0, -1) if told[at - 1].voice_over), 0)
    end = next((at for at in range(number + 1, len(told)) if told[at].voice_over), len(told))
    for start in range(number, first - 1, -1):
        rooms = [length - AROUND_VOICE_S for length in lengths[start:end]]
        if parts := _parts(draft.voice_over, rooms, language):
            told[start:end] = [
                shot.model_copy(update={"voice_over": part, "speaker": draft.speaker if part else ""})
                for shot, part in zip(told[start:end], parts, strict=True)
            ]
            return end
    return number + 1


def _parts(text: str, rooms: Sequence[float], language: str) -> list[str]:
    """The text in order over shots with so many seconds for words, cut at marks alone; nothing when it does not fit."""
    parts, at = [""] * len(rooms), 0
    pieces = [
        piece
        for sentence in sentences(text, language)
        for piece in ([sentence] if spoken_s(sentence) <= max(rooms) else clauses(sentence))
    ]
    for piece in pieces:
        while at < len(rooms) and spoken_s(f"{parts[at]} {piece}") > rooms[at]:
            at += 1
        if at == len(rooms):
            return []
        parts[at] = f"{parts[at]} {piece}".strip()
    return parts


def _with_room(told: Sequence[PlannedShotDraft], lengths: Sequence[float]) -> list[float]:
    """The lengths, with what shots do not need for their own words given to those whose words take longer."""
    least, most = (round(length * FPS) for length in PLANNED_SHOT_S)
    frames = [round(length * FPS) for length in lengths]
    wanted = [
        min(most, round((spoken_s(draft.voice_over) + AROUND_VOICE_S) * FPS) + 1)
        if draft.voice_over
        else least
        for draft in told
    ]
    for number, want in enumerate(wanted):
        for giver in sorted(range(len(frames)), key=lambda other: abs(other - number)):
            given = min(max(0, want - frames[number]), max(0, frames[giver] - max(least, wanted[giver])))
            if giver != number and given:
                frames[number] += given
                frames[giver] -= given
    return [count / FPS for count in frames]
