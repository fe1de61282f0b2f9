"""What is played: mode, chords and figures of a score as a list of notes, chosen by mood and seed."""

from dataclasses import dataclass
from random import Random
from typing import Literal

from models.story.moods import MoodFamily

Instrument = Literal["pad", "bass", "piano", "bell", "pluck", "pulse"]

_LYDIAN = (0, 2, 4, 6, 7, 9, 11)
_MAJOR = (0, 2, 4, 5, 7, 9, 11)
_MIXOLYDIAN = (0, 2, 4, 5, 7, 9, 10)
_DORIAN = (0, 2, 3, 5, 7, 9, 10)
_AEOLIAN = (0, 2, 3, 5, 7, 8, 10)
_PHRYGIAN = (0, 1, 3, 5, 7, 8, 10)
_WHOLE_TONE = (0, 2, 4, 6, 8, 10)

Scale = tuple[int, ...]
Degrees = tuple[int, ...]


@dataclass(frozen=True)
class Note:
    """One note: `start` and `length` in seconds, MIDI `pitch`, `level` 0 to 1, `pan` −1 left to 1 right."""

    instrument: Instrument
    start: float
    length: float
    pitch: int
    level: float
    pan: float = 0.0


@dataclass(frozen=True)
class Piece:
    """A composed score: its notes by start, and how bright its pads are, 0 to 1."""

    notes: tuple[Note, ...]
    brightness: float


@dataclass(frozen=True)
class _Manner:
    """How a family of moods sounds. `modes` pairs a scale with chord progressions, four degrees each.

    `steps` is how many notes a beat the figure has, `density` how many of them are played;
    `pedal` keeps the bass on the tonic, `pulse` repeats a low note on every half beat.
    """

    bpm: float
    modes: tuple[tuple[Scale, tuple[Degrees, ...]], ...]
    figure: Instrument
    steps: int
    density: float
    brightness: float
    bars: int = 1
    colour: int = 6
    """The scale step added to a triad: 6 is the seventh, 8 the ninth."""
    pedal: bool = False
    pulse: bool = False


_MANNERS: dict[MoodFamily, _Manner] = {
    "calm": _Manner(60, ((_LYDIAN, ((0, 1, 5, 4), (0, 2, 1, 4), (0, 5, 1, 2))),
                         (_MAJOR, ((0, 3, 0, 4), (0, 5, 3, 4), (0, 2, 3, 0)))), "bell", 1, 0.6, 0.25, colour=8),
    "warm": _Manner(72, ((_MAJOR, ((0, 4, 5, 3), (0, 5, 3, 4), (0, 2, 3, 4))),
                         (_MIXOLYDIAN, ((0, 6, 3, 0), (0, 4, 6, 3)))), "piano", 2, 0.7, 0.35),
    "joyful": _Manner(100, ((_MAJOR, ((0, 4, 5, 3), (0, 3, 4, 3), (0, 5, 3, 4), (3, 4, 0, 5))),),
                      "pluck", 2, 0.85, 0.45, colour=8),
    "epic": _Manner(76, ((_DORIAN, ((0, 2, 6, 3), (0, 6, 3, 0))), (_AEOLIAN, ((0, 5, 2, 6), (0, 3, 5, 6))),
                         (_MAJOR, ((0, 4, 5, 3), (5, 3, 0, 4)))), "piano", 1, 0.5, 0.8, colour=7, pulse=True),
    "tense": _Manner(84, ((_PHRYGIAN, ((0, 1, 0, 6), (0, 5, 1, 0), (0, 1, 3, 1))),), "bell", 1, 0.25, 0.5,
                     bars=2, colour=7, pedal=True, pulse=True),
    "mysterious": _Manner(63, ((_DORIAN, ((0, 3, 0, 1), (0, 6, 3, 1))), (_WHOLE_TONE, ((0, 1, 0, 2), (0, 5, 1, 3))),
                               (_LYDIAN, ((0, 1, 6, 1), (0, 6, 2, 1)))), "bell", 2, 0.3, 0.3, colour=8),
    "sad": _Manner(54, ((_AEOLIAN, ((0, 5, 2, 6), (0, 3, 5, 4), (0, 6, 5, 4), (0, 2, 5, 3))),), "piano", 2, 0.5, 0.2,
                   colour=8),
}  # fmt: skip

_FIGURES: tuple[Degrees, ...] = (
    (0, 2, 1, 3, 2, 4, 3, 1),
    (0, 1, 2, 3, 4, 3, 2, 1),
    (0, 2, 3, 2, 4, 2, 3, 1),
    (4, 3, 2, 1, 2, 3, 1, 2),
)
"""Orders in which a chord's notes are picked, low to high; one step each."""

_MOTIFS: tuple[tuple[tuple[float, int], ...], ...] = (
    ((0, 4), (1.5, 2), (2, 1)),
    ((0, 2), (1, 4), (2.5, 5)),
    ((0.5, 4), (1, 5), (2, 4), (3, 2)),
    ((0, 7), (2, 6), (3, 4)),
)
"""A theme over one chord: beat, and scale steps above the chord's root."""


def compose(mood: MoodFamily, seconds: float, seed: int) -> Piece:
    """The score of a mood for `seconds` seconds: whole chords that end on the tonic, tempo fitted to the length."""
    manner = _MANNERS[mood]
    random = Random(f"{mood} {seed}")
    scale, progressions = random.choice(manner.modes)
    tonic = random.randrange(45, 57)
    main = random.choice(progressions)
    other = random.choice([p for p in progressions if p != main] or [main])
    figure, motif = random.choice(_FIGURES), random.choice(_MOTIFS)

    chords = max(1, round(seconds * manner.bpm / 60 / (4 * manner.bars)))
    length = seconds / chords
    notes: list[Note] = []
    voicing: tuple[int, ...] = ()
    for at in range(chords):
        phrase, place = divmod(at, 4)
        degree = (other if phrase % 4 == 2 else main)[place]
        if at == chords - 1:
            degree = 0
        swell = _swell(at, chords)
        voicing = _voiced(scale, tonic, (degree, degree + 2, degree + 4, degree + manner.colour), voicing)
        chord = _Chord(at * length, length, length / (4 * manner.bars), scale, tonic, degree, voicing, swell)
        last = at == chords - 1
        notes += _pad(chord)
        notes += _bass(chord, pedal=manner.pedal)
        if manner.pulse and not last:
            notes += _pulse(chord, random)
        notes += _figure(chord, manner, figure, random, last=last)
        if phrase % 2 == 1 and place % 2 == 0 and not last:
            notes += _theme(chord, manner, motif, random)
    return Piece(tuple(sorted(notes, key=lambda note: note.start)), manner.brightness)


@dataclass(frozen=True)
class _Chord:
    """One chord in time: `beat` in seconds, `voicing` the pad's pitches, `swell` 0 to 1."""

    start: float
    length: float
    beat: float
    scale: Scale
    tonic: int
    degree: int
    voicing: tuple[int, ...]
    swell: float

    def pitch(self, steps: int) -> int:
        """The MIDI pitch `steps` scale steps above the chord's root."""
        return self.tonic + _semitones(self.scale, self.degree + steps)


def _semitones(scale: Scale, degree: int) -> int:
    octave, step = divmod(degree, len(scale))
    return 12 * octave + scale[step]


def _swell(at: int, chords: int) -> float:
    """A slow rise to two thirds of the piece and a shorter fall, with a breath every eight chords."""
    place = (at + 0.5) / chords
    arc = place / 0.66 if place < 0.66 else (1 - place) / 0.34
    breath = 1 - abs((at % 8) - 4) / 4 if chords > 12 else 1.0
    return 0.7 * arc + 0.3 * breath


def _voiced(scale: Scale, tonic: int, degrees: Degrees, before: tuple[int, ...]) -> tuple[int, ...]:
    """The chord's pitches between A2 and C5, each where it moves least from the chord before."""
    middle = sum(before) / len(before) if before else 58.0
    # Pulled to the centre of the range, so that a long piece never wanders off.
    centre = 0.6 * middle + 0.4 * 58.0
    pitches: list[int] = []
    for degree, shift in zip(degrees, (-6, -2, 2, 6), strict=True):
        pitch = tonic + _semitones(scale, degree)
        pitch += 12 * round((centre + shift - pitch) / 12)
        while any(abs(pitch - p) < 2 for p in pitches):
            pitch += 12
        pitches.append(pitch)
    return tuple(sorted(pitches))


def _pad(chord: _Chord) -> list[Note]:
    level = 0.62 + 0.38 * chord.swell
    count = len(chord.voicing)
    return [
        Note("pad", chord.start, chord.length, pitch, level, pan=0.5 * (2 * i / (count - 1) - 1))
        for i, pitch in enumerate(chord.voicing)
    ]


def _bass(chord: _Chord, *, pedal: bool) -> list[Note]:
    pitch = chord.tonic if pedal else chord.pitch(0)
    while pitch > 46:
        pitch -= 12
    return [Note("bass", chord.start, chord.length, pitch, 0.7 + 0.3 * chord.swell)]


def _pulse(chord: _Chord, random: Random) -> list[Note]:
    """Low strings on every half beat, the first of each group of four leaning in."""
    root = chord.tonic
    while root > 50:
        root -= 12
    notes = []
    for step in range(round(chord.length / chord.beat * 2)):
        level = (0.9 if step % 4 == 0 else 0.55) * (0.35 + 0.65 * chord.swell) * random.uniform(0.9, 1.0)
        pitch = root + (12 if step % 8 == 6 else 0)
        notes.append(
            Note("pulse", chord.start + step * chord.beat / 2, 0.5, pitch, level, random.uniform(-0.3, 0.3))
        )
    return notes


def _figure(chord: _Chord, manner: _Manner, figure: Degrees, random: Random, *, last: bool) -> list[Note]:
    """The chord picked note by note; the last chord is rolled once and left to ring."""
    low = chord.voicing[0]
    tones = sorted({p + 12 for p in chord.voicing} | {low + 24})
    if last:
        return [
            Note(manner.figure, chord.start + 0.09 * i, 4.0, pitch, 0.55, pan=0.25 * i - 0.5)
            for i, pitch in enumerate(tones)
        ]
    step_s = chord.beat / manner.steps
    notes = []
    for step in range(round(chord.length / step_s)):
        played = random.random() < manner.density + 0.2 * chord.swell
        late, touch = random.uniform(0, 0.014), random.uniform(0.8, 1.0)
        if step % (4 * manner.steps) and not played:
            continue
        tone = figure[step % len(figure)] % len(tones)
        level = touch * (0.75 if step % manner.steps else 0.9) * (0.5 + 0.5 * chord.swell)
        pan = 0.6 * (2 * tone / (len(tones) - 1) - 1)
        notes.append(Note(manner.figure, chord.start + step * step_s + late, 3.0, tones[tone], level, pan))
    return notes


def _theme(
    chord: _Chord, manner: _Manner, motif: tuple[tuple[float, int], ...], random: Random
) -> list[Note]:
    """The motif an octave above, on the piano or on bells when the figure is already the piano's."""
    instrument: Instrument = "bell" if manner.figure == "piano" else "piano"
    notes = []
    for beat, steps in motif:
        pitch = chord.pitch(steps)
        while pitch < 67:
            pitch += 12
        while pitch > 86:
            pitch -= 12
        level = random.uniform(0.7, 0.85)
        notes.append(Note(instrument, chord.start + beat * manner.bars * chord.beat, 4.0, pitch, level, 0.15))
    return notes
