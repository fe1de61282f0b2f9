"""Balance: voices, music and effects as strips at their levels, before the whole is brought to its loudness."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from activities.cut.sound.ambience import CROSSFADE_S, ROOM_TONE
from activities.cut.sound.beds import BED_LUFS, KINDS, bed
from activities.cut.sound.ducking import Ducking
from activities.cut.sound.loudness import BLOCK, HOP, gain, gated, integrated
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
_CLIPS_LU = -12.0
"""A clip's own sound that lies beneath everything else; one that is kept is as loud as the film."""
_CLIP_RAISED_DB = 10.0
"""What is quiet in a clip is raised by this at most: it may be meant so, and its hiss is raised as well."""
_MUSIC_DUCK_DB, _EFFECTS_DUCK_DB, _CLIPS_DUCK_DB = -11.0, -4.0, -9.0

_VOICE_FADE_S, _EFFECT_FADE_S = 0.008, 0.02
_MUSIC_RISE_S, _MUSIC_FALL_S, _SEAM_S = 0.05, 1.8, 1.5
_SHORT_S = 3.0
"""Music that ends this long before it should, or earlier, is repeated."""


class Levels(NamedTuple):
    """What a film is balanced by: numbers that a change in one shot hardly moves.

    `middle` is the loudness that lines are evened to, `voices_db` what they are raised by then, `music` the
    loudness of its music where nobody speaks.
    """

    middle: float
    voices_db: float
    music: float


class Balanced(NamedTuple):
    """A film's strips, by how many dB they are ducked under speech."""

    strips: dict[float, list[Strip]]
    ducking: Ducking


Found = dict[str, list[Source]]
"""The measured files of the tracks `voice`, `music`, `effects` and `clips`."""


def is_heard(found: Found) -> bool:
    """Whether there is any voice, any music or any clip's own sound to hear."""
    return any(not one.silent for one in (*found["voice"], *found["music"], *found["clips"]))


def spoken(found: Found) -> list[Source]:
    """The lines in which something is said."""
    return [line for line in found["voice"] if not line.silent]


def balanced(timeline: Timeline, found: Found, levels: Levels, ducking: Ducking, lufs: float) -> Balanced:
    """Give every sound its place and level, so that the whole is near `lufs`.

    Raises:
        UnknownName: an effect is neither a file nor one of the beds.

    """
    evened = _evened(spoken(found), levels.middle)
    voice_db, music_lufs = levels.voices_db, levels.music
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
        for strip in _music(piece, 0 if piece.silent else music_lufs - piece.lufs)
    ]
    effects = [strip for effect in found["effects"] for strip in _of_effect(effect, lufs)]
    clips = [_of_clip(one, lufs, kept=timeline.kept) for one in found["clips"] if not one.silent]
    duck = 0.0 if timeline.kept else _CLIPS_DUCK_DB
    tone: list[Strip] = []
    for entry in timeline.effects:
        if entry.media is None:
            level = 0.0 if entry.text == ROOM_TONE else lufs + _BEDS_LU - BED_LUFS
            (tone if entry.text == ROOM_TONE else effects).append(_synthesised(entry, level))
    strips = {0.0: voices + tone, _MUSIC_DUCK_DB: music, _EFFECTS_DUCK_DB: effects}
    if clips:
        strips[duck] = [*strips.get(duck, []), *clips]
    return Balanced(strips, ducking)


def levels_of(timeline: Timeline, found: Found, ducking: Ducking, lufs: float) -> Levels:
    """The levels of a film that becomes `lufs` loud.

    Lines are brought to one loudness. Music lies 7 LU below them, or higher in a film of few words whose clips are not
    heard as loud.
    """
    lines, music = spoken(found), [piece for piece in found["music"] if not piece.silent]
    beside = timeline.kept and any(not one.silent for one in found["clips"])
    if not lines:
        return Levels(0.0, 0.0, lufs + (_MUSIC_LU if beside else 0.0))
    middle = (max(line.lufs for line in lines) + min(line.lufs for line in lines)) / 2
    evened = _evened(lines, middle)
    level = integrated(np.concatenate([line.powers * 10 ** (db / 10) for line, db in evened.items()]))
    hops = max(4, -(-round(timeline.seconds * RATE) // (BLOCK * HOP)))
    voices, under = np.zeros(hops), np.zeros(hops)
    for line, db in evened.items():
        _add(voices, line.strip(db + line.entry.gain_db - level, 0, 0), line)
    for piece in music:
        for strip in _fitted(piece, _MUSIC_LU - piece.lufs + piece.entry.gain_db):
            _add(under, strip, piece)
    under *= ducking.gain((np.arange(hops) + 0.5) * HOP * BLOCK / RATE, _MUSIC_DUCK_DB) ** 2
    # The powers of sounds that have nothing to do with each other add up.
    up = 0.0
    whole = gated(voices + under)
    while music and not beside and whole < -_VOICE_OVER_LU - 0.05 and up < _MUSIC_COMES_UP_DB:
        up = min(_MUSIC_COMES_UP_DB, up + max(0.1, -_VOICE_OVER_LU - whole))
        whole = gated(voices + under * 10 ** (up / 10))
    return Levels(middle, lufs - whole - level, lufs - whole + _MUSIC_LU + up)


def differ_by(one: Levels, other: Levels, found: Found) -> float:
    """By how many dB a film's voices and music are at other levels, where they differ most."""
    lines = spoken(found)
    evened = _evened(lines, one.middle), _evened(lines, other.middle)
    apart = [evened[0][line] + one.voices_db - evened[1][line] - other.voices_db for line in lines]
    return max(abs(db) for db in (*apart, one.music - other.music))


def _evened(lines: Sequence[Source], middle: float) -> dict[Source, float]:
    """How many dB each line is raised to stand beside the others."""
    return {line: float(np.clip(middle - line.lufs, -_EVENED_DB, _EVENED_DB)) for line in lines}


def _add(hops: NDArray[np.float64], strip: Strip, source: Source) -> None:
    """Add the powers of a strip of `source` to those of the film's tenths of a second."""
    skip, count = strip.skip // BLOCK, strip.length // BLOCK
    part = source.powers[skip : skip + count] * strip.gain**2 / HOP
    first, late = divmod(strip.first // BLOCK, HOP)
    summed = np.bincount((late + np.arange(len(part))) // HOP, weights=part)
    room = hops[first : first + len(summed)]
    room += summed[: len(room)]


def _fitted(
    piece: Source, db: float, rise_s: float = _MUSIC_RISE_S, fall_s: float = _MUSIC_FALL_S
) -> Iterator[Strip]:
    """Music for as long as it is wanted: cut short with a fade, or repeated with its ends blended."""
    rise, fall = round(rise_s * RATE), round(fall_s * RATE)
    if piece.silent or piece.length > piece.wanted - round(_SHORT_S * RATE):
        yield piece.strip(db, rise_s, fall_s)
        return
    begin, end = piece.played()
    seam = min(round(_SEAM_S * RATE), (end - begin) // 4)
    at, skip = 0, 0
    while at + end - skip < piece.wanted:
        yield piece.part(db, piece.first + at, skip, end - skip, rise, seam)
        at += end - skip - seam
        skip, rise = begin, seam
    yield piece.part(db, piece.first + at, skip, piece.wanted - at, rise, fall)


def _music(piece: Source, db: float) -> Iterator[Strip]:
    """A piece of the score, with the fades that it has, or those of any music."""
    entry = piece.entry
    yield from _fitted(piece, entry.gain_db + db, entry.rise or _MUSIC_RISE_S, entry.fall or _MUSIC_FALL_S)


def _of_effect(one: Source, lufs: float) -> Iterator[Strip]:
    """An effect at its level; repeated where it is meant to be."""
    entry, db = one.entry, 0.0 if one.silent else lufs + _EFFECTS_LU - one.lufs
    rise, fall = entry.rise or _EFFECT_FADE_S, entry.fall or _EFFECT_FADE_S
    if entry.looped:
        yield from _fitted(one, entry.gain_db + db, rise, fall)
    else:
        yield one.strip(entry.gain_db + db, rise, fall)


def _of_clip(one: Source, lufs: float, *, kept: bool) -> Strip:
    """A clip's own sound: as loud as the film, or well beneath it, and never raised so far that its hiss is heard."""
    db = min(_CLIP_RAISED_DB, lufs + (0.0 if kept else _CLIPS_LU) - one.lufs)
    entry = one.entry
    return one.strip(entry.gain_db + db, entry.rise or _EFFECT_FADE_S, entry.fall or _EFFECT_FADE_S)


def _synthesised(entry: TimelineSound, db: float) -> Strip:
    if entry.text not in KINDS:
        raise UnknownName("ambience", entry.text or entry.name, KINDS)
    length, fade = round(entry.seconds * RATE), round(CROSSFADE_S * RATE)
    opened = partial(bed, entry.text, entry.name)
    told, louder = ("bed", entry.text, entry.name), float(gain(round(db + entry.gain_db, 4)))
    return Strip(round(entry.start * RATE), length, opened, told, louder, fade, fade)
