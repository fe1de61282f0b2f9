"""Balance: voices, music and effects as strips at their levels, before the whole is brought to its loudness."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from activities.cut.sound.ambience import CROSSFADE_S, ROOM_TONE
from activities.cut.sound.beds import BED_LUFS, KINDS, bed
from activities.cut.sound.ducking import Ducking
from activities.cut.sound.loudness import BLOCK, gain, integrated
from activities.cut.sound.sources import Source
from activities.cut.sound.strips import Strip
from infra.media.sound import RATE
from models.cut.timeline import Timeline, TimelineSound
from models.errors import UnknownName

_EVENED_DB = 6.0
"""A line is raised or lowered by this at most to stand beside the others."""
_VOICE_CEILING_DB = -3.0
"""Voices keep their peaks down by themselves: the film's limiter would pull the music up against them."""
_MUSIC_LU = -7.0
"""Music where nobody speaks, against the voices."""
_VOICE_OVER_LU = 3.0
"""Where little is spoken, music comes up until the voices stand out of the whole by no more than this."""
_MUSIC_COMES_UP_DB = 7.0
"""How far it does at most."""
_BEDS_LU, _EFFECTS_LU = -24.0, -10.0
"""Synthesised beds and given effects, against the film's loudness."""
_MUSIC_DUCK_DB, _EFFECTS_DUCK_DB = -11.0, -4.0

_VOICE_FADE_S, _EFFECT_FADE_S = 0.008, 0.02
_MUSIC_RISE_S, _MUSIC_FALL_S, _SEAM_S = 0.05, 1.8, 1.5
_SHORT_S = 3.0
"""Music that ends this long before it should, or earlier, is repeated."""


class Balanced(NamedTuple):
    """A film's strips, by how many dB they are ducked under speech, and whether there is any voice or music."""

    strips: dict[float, list[Strip]]
    ducking: Ducking
    heard: bool


def balanced(timeline: Timeline, found: dict[str, list[Source]], lufs: float) -> Balanced:
    """Give every sound its place and level, so that the whole is near `lufs`.

    Lines are brought to one loudness. Music lies 7 LU below them, or higher in a film of few words.

    Raises:
        UnknownName: an effect is neither a file nor one of the beds.

    """
    spoken = [line for line in found["voice"] if not line.silent]
    played = [piece for piece in found["music"] if not piece.silent]
    ducking = Ducking(line.spoken() for line in spoken)
    evened = _evened(spoken)
    voice_db, music_lufs = _levels(timeline, evened, played, ducking, lufs)
    voices = [
        line.levelled(
            line.lufs + evened[line] + voice_db + line.entry.gain_db, _VOICE_CEILING_DB, _VOICE_FADE_S
        )
        if line in evened
        else line.strip(line.entry.gain_db, _VOICE_FADE_S, _VOICE_FADE_S)
        for line in found["voice"]
    ]
    music = [
        strip
        for piece in found["music"]
        for strip in _fitted(piece, piece.entry.gain_db + (0 if piece.silent else music_lufs - piece.lufs))
    ]
    effects = [
        effect.strip(
            effect.entry.gain_db + (0.0 if effect.silent else lufs + _EFFECTS_LU - effect.lufs),
            _EFFECT_FADE_S,
            _EFFECT_FADE_S,
        )
        for effect in found["effects"]
    ]
    tone: list[Strip] = []
    for entry in timeline.effects:
        if entry.media is None:
            level = 0.0 if entry.text == ROOM_TONE else lufs + _BEDS_LU - BED_LUFS
            (tone if entry.text == ROOM_TONE else effects).append(_synthesised(entry, level))
    return Balanced(
        {0.0: voices + tone, _MUSIC_DUCK_DB: music, _EFFECTS_DUCK_DB: effects},
        ducking,
        bool(spoken or played),
    )


def _evened(lines: Sequence[Source]) -> dict[Source, float]:
    """How many dB each line is raised to stand beside the others."""
    if not lines:
        return {}
    middle = (max(line.lufs for line in lines) + min(line.lufs for line in lines)) / 2
    return {line: float(np.clip(middle - line.lufs, -_EVENED_DB, _EVENED_DB)) for line in lines}


def _levels(
    timeline: Timeline, evened: dict[Source, float], music: Sequence[Source], ducking: Ducking, lufs: float
) -> tuple[float, float]:
    """The dB by which all voices are raised, and the loudness that music is brought to."""
    if not evened:
        return 0.0, lufs
    level = integrated(np.concatenate([line.powers * 10 ** (db / 10) for line, db in evened.items()]))
    blocks = -(-round(timeline.seconds * RATE) // BLOCK)
    voices, under = np.zeros(blocks), np.zeros(blocks)
    for line, db in evened.items():
        _add(voices, line.strip(db + line.entry.gain_db - level, 0, 0), line)
    for piece in music:
        for strip in _fitted(piece, _MUSIC_LU - piece.lufs + piece.entry.gain_db):
            _add(under, strip, piece)
    under *= ducking.gain(np.arange(blocks) * BLOCK / RATE, _MUSIC_DUCK_DB) ** 2
    # The powers of sounds that have nothing to do with each other add up.
    up = 0.0
    whole = integrated(voices + under)
    while music and whole < -_VOICE_OVER_LU - 0.05 and up < _MUSIC_COMES_UP_DB:
        up = min(_MUSIC_COMES_UP_DB, up + max(0.1, -_VOICE_OVER_LU - whole))
        whole = integrated(voices + under * 10 ** (up / 10))
    return lufs - whole - level, lufs - whole + _MUSIC_LU + up


def _add(powers: NDArray[np.float64], strip: Strip, source: Source) -> None:
    """Add the powers of a strip of `source` to the film's."""
    skip, count = strip.skip // BLOCK, strip.length // BLOCK
    part = source.powers[skip : skip + count] * strip.gain**2
    first = strip.first // BLOCK
    room = powers[first : first + len(part)]
    room += part[: len(room)]


def _fitted(piece: Source, db: float) -> Iterator[Strip]:
    """Music for as long as it is wanted: cut short with a fade, or repeated with its ends blended."""
    rise, fall = round(_MUSIC_RISE_S * RATE), round(_MUSIC_FALL_S * RATE)
    if piece.silent or piece.length > piece.wanted - round(_SHORT_S * RATE):
        yield piece.strip(db, _MUSIC_RISE_S, _MUSIC_FALL_S)
        return
    begin, end = piece.played()
    seam = min(round(_SEAM_S * RATE), (end - begin) // 4)
    at, skip = 0, 0
    while at + end - skip < piece.wanted:
        yield piece.part(db, piece.first + at, skip, end - skip, rise, seam)
        at += end - skip - seam
        skip, rise = begin, seam
    yield piece.part(db, piece.first + at, skip, piece.wanted - at, rise, fall)


def _synthesised(entry: TimelineSound, db: float) -> Strip:
    if entry.text not in KINDS:
        raise UnknownName("ambience", entry.text or entry.name, KINDS)
    length, fade = round(entry.seconds * RATE), round(CROSSFADE_S * RATE)
    opened = partial(bed, entry.text, entry.name)
    return Strip(round(entry.start * RATE), length, opened, float(gain(db + entry.gain_db)), fade, fade)
