"""The film's sound: every voice at its shot, the score ducked under them, at the loudness films are played at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from activities.cut.loudness import SILENT_LUFS, limited, loudness
from infra.media import sound
from infra.media.sound import RATE, Samples
from models.timeline import FPS, VOICE_LEAD_S, Timeline

_FILM_LUFS = -16.0
_SCORE_LUFS = -23.0
"""A score beside voices, where it is not ducked, and of a film in which nobody speaks."""
_VOICE_CEILING_LUFS = -13.0
"""Where little is spoken the voice is raised to this at most; beyond it the score comes up instead."""
_NO_CEILING_DB = 60.0
_CLOSE_ENOUGH_LU = 0.4
_ROUNDS = 4

_DUCK_DB = -11.0
_ATTACK_S, _RELEASE_S = 0.12, 0.4
_PAUSE_S = 1.0
"""The score stays down through shorter pauses between two voices: it must not pump."""
_END_FADE_S = 1.5
_REPEAT_S = 8.0
"""A score that ends this long before the film, or longer, starts again."""

_BLOCK = RATE


@dataclass(frozen=True)
class _Line:
    """A voice in the film: its file, its first sample and its length in samples."""

    path: Path
    first: int
    length: int


@dataclass(frozen=True)
class _Tracks:
    """What is mixed into `total` samples, and the gains of voices and score in dB.

    `spoken` is whether any voice is heard, `highest_db` the most that the voices may be raised.
    """

    lines: tuple[_Line, ...]
    score: Path | None
    total: int
    voice_db: float = 0.0
    score_db: float = 0.0
    highest_db: float = 0.0
    spoken: bool = False

    def louder(self, db: float) -> "_Tracks":
        """The same tracks raised by `db`; the score alone where the voices are as loud as they may be."""
        return replace(self, voice_db=min(self.voice_db + db, self.highest_db), score_db=self.score_db + db)

    def voices(self) -> Iterator[Samples]:
        """The voices alone."""
        return (_both_sides(block * _gain(self.voice_db)) for block in _spoken(self.lines, self.total))

    def music(self) -> Iterator[Samples]:
        """The score alone, not ducked; silence without one."""
        return (block * _gain(self.score_db) for block in _scored(self.score, self.total))

    def mixed(self) -> Iterator[Samples]:
        """Voices and ducked score."""
        start = 0
        for voice, music in zip(self.voices(), self.music(), strict=True):
            yield voice + music * _ducking(self.lines, start, len(music))[:, None]
            start += len(music)


def mix(timeline: Timeline, voices: Mapping[str, Path], score: Path | None, into: Path) -> Path:
    """Write the film's sound to `into/sound.wav`: 48 kHz, stereo, 16 bits, as long as the timeline.

    `voices` are audio files by shot id, at any rate; each begins `VOICE_LEAD_S` after its shot. The
    whole is brought to −16 LUFS with true peaks below −1 dBTP; a film without voices has its score at
    −23 LUFS, and one without either is silent. A score shorter than the film starts again.

    Raises:
        MediaError: when a voice or the score cannot be read.

    """
    lines = _lines(timeline, voices)
    tracks = _levelled(_Tracks(lines, score, timeline.frames * RATE // FPS))
    path = _written(tracks, into / "sound.wav")
    for _ in range(_ROUNDS):
        # What the limiter took is made up for here.
        short = _FILM_LUFS - loudness(sound.stream(path, channels=2))
        if not tracks.spoken or abs(short) <= _CLOSE_ENOUGH_LU:
            break
        tracks = tracks.louder(short)
        _written(tracks, path)
    return path


def _lines(timeline: Timeline, voices: Mapping[str, Path]) -> tuple[_Line, ...]:
    starts = timeline.starts()
    return tuple(
        _Line(
            path=voices[shot.shot_id],
            first=starts[shot.shot_id] * RATE // FPS + round(VOICE_LEAD_S * RATE),
            length=round((shot.voice_s or sound.seconds(voices[shot.shot_id])) * RATE),
        )
        for shot in timeline.shots
        if shot.shot_id in voices
    )


def _levelled(tracks: _Tracks) -> _Tracks:
    """The tracks with the gains that bring the film to its loudness before its peaks are limited."""
    music = loudness(tracks.music()) if tracks.score else SILENT_LUFS
    if music > SILENT_LUFS:
        tracks = replace(tracks, score_db=_SCORE_LUFS - music)
    voice = loudness(tracks.voices()) if tracks.lines else SILENT_LUFS
    if voice <= SILENT_LUFS:
        return tracks
    highest = _VOICE_CEILING_LUFS - voice if music > SILENT_LUFS else _NO_CEILING_DB
    tracks = replace(tracks, spoken=True, voice_db=_FILM_LUFS - voice, highest_db=highest)
    for _ in range(_ROUNDS):
        short = _FILM_LUFS - loudness(tracks.mixed())
        if abs(short) <= _CLOSE_ENOUGH_LU:
            break
        tracks = tracks.louder(short)
    return tracks


def _written(tracks: _Tracks, path: Path) -> Path:
    """The limited mix as a WAV of exactly `tracks.total` samples."""
    left = tracks.total
    with sound.wav_writer(path) as write:
        for block in limited(tracks.mixed()):
            write(block[:left])
            left -= min(left, len(block))
        write(np.zeros((left, 2), np.float32))
    return path


def _spoken(lines: tuple[_Line, ...], total: int) -> Iterator[NDArray[np.float32]]:
    """The voices as mono blocks; each file is read when the film reaches it."""
    waiting = sorted(lines, key=lambda line: line.first, reverse=True)
    bus = np.zeros(0, np.float32)
    for start in range(0, total, _BLOCK):
        bus = _longer(bus, _BLOCK)
        while waiting and waiting[-1].first < start + _BLOCK:
            line = waiting.pop()
            voice = sound.read(line.path)[:, 0]
            at = line.first - start
            bus = _longer(bus, at + len(voice))
            bus[at : at + len(voice)] += voice
        yield bus[: min(_BLOCK, total - start)]
        bus = bus[_BLOCK:]


def _scored(score: Path | None, total: int) -> Iterator[Samples]:
    """The score as stereo blocks, repeated where it is short and faded at the film's end."""
    fade = min(round(_END_FADE_S * RATE), total)
    pieces = _repeated(score, total) if score else iter(())
    held = np.zeros((0, 2), np.float32)
    for start in range(0, total, _BLOCK):
        size = min(_BLOCK, total - start)
        parts, have = [held], len(held)
        while have < size and (piece := next(pieces, None)) is not None:
            parts.append(piece)
            have += len(piece)
        parts.append(np.zeros((max(0, size - have), 2), np.float32))
        held = np.concatenate(parts)
        left = total - np.arange(start, start + size)
        yield held[:size] * np.clip(left / fade, 0, 1).astype(np.float32)[:, None]
        held = held[size:]


def _repeated(score: Path, total: int) -> Iterator[Samples]:
    sent = 0
    while True:
        before = sent
        for piece in sound.stream(score, channels=2):
            sent += len(piece)
            yield piece
            if sent >= total:
                return
        if min(total - sent, sent - before) < _REPEAT_S * RATE:
            return


def _ducking(lines: tuple[_Line, ...], start: int, size: int) -> NDArray[np.float32]:
    """The score's gain over samples `start` to `start + size`: down just before a voice, up after it."""
    times: list[float] = []
    depths: list[float] = []
    for line in sorted(lines, key=lambda line: line.first):
        end = line.first + line.length
        if times and line.first - times[-2] < _PAUSE_S * RATE:
            last = max(times[-2], end)
            times[-2:] = [last, last + _RELEASE_S * RATE]
            continue
        times += [line.first - _ATTACK_S * RATE, line.first, end, end + _RELEASE_S * RATE]
        depths += [0, 1, 1, 0]
    if not times:
        return np.ones(size, np.float32)
    depth = np.interp(np.arange(start, start + size), times, depths)
    return np.asarray(10 ** (_DUCK_DB / 20 * depth * depth * (3 - 2 * depth)), np.float32)


def _both_sides(block: NDArray[np.float32]) -> Samples:
    return np.repeat(block[:, None], 2, axis=1)


def _longer(bus: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    return np.pad(bus, (0, max(0, size - len(bus))))


def _gain(db: float) -> np.float32:
    return np.float32(10 ** (db / 20))
