"""The film's sound, in stages: files are measured, segments mixed, the whole's gain reckoned, segments encoded, joined.

What each stage makes is a part with a recipe of what determines it, so that a change in one shot makes one
segment anew, and a cut that was stopped finds what it had made.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from activities.cut.part_maker import Part
from activities.cut.sound import blocks
from activities.cut.sound.balance import Found, Levels, balanced, differ_by, is_heard, levels_of, spoken
from activities.cut.sound.blocks import Measure
from activities.cut.sound.ducking import Ducking
from activities.cut.sound.film_gain import FilmGain, film_gain, pressed
from activities.cut.sound.loudness import Blocks
from activities.cut.sound.revision import MIX_REVISION
from activities.cut.sound.segment_sound import Mix, along, encoded
from activities.cut.sound.segments import Segment, segments, shared
from activities.cut.sound.sources import Opened, Wanted, wanted
from infra.media.aac_pieces import join_pieces
from infra.media.ffmpeg import media_errors
from infra.memory import give_back
from models.cut.timeline import Timeline
from models.orders.assets import Recipe
from providers.base import Progress

KEPT_LU = 0.5
"""A film keeps the levels and the gain that it had, as long as they would be others by no more than this."""

Making = Callable[[Sequence[Part]], list[Path]]
"""Finds or makes parts, and says where they lie."""


class FilmSound:
    """The sound of a timeline at a loudness; `raws` is a folder for what is only needed meanwhile.

    With a `film_id`, the film keeps the levels and the gain of its earlier cuts where they fit.
    """

    def __init__(
        self, timeline: Timeline, opened: Opened, loudness: int, raws: Path, make: Making, film_id: str = ""
    ) -> None:
        self._timeline = timeline
        self._opened = opened
        self._loudness = loudness
        self._raws = raws
        self._make = make
        self._film_id = film_id
        self._parts = segments(timeline)

    def write(self, path: Path) -> None:
        """Make `path`: AAC, 48 kHz, stereo, exactly as long as the timeline.

        Raises:
            DiskFull: no space is left.
            MediaError: a sound is missing or cannot be read.
            UnknownName: an effect is neither a file nor an ambience that the mix can make.

        """
        with media_errors("Mixing the film's sound"):
            pieces = self._all_pieces()
            give_back()
            join_pieces(path, pieces, self._parts[-1].total)

    def _all_pieces(self) -> list[Path]:
        """The encoded segments; what was measured of the film is gone when they are there."""
        found = self._found()
        mixes = self._mixes(found)
        powers, peaks = self._measured(mixes)
        told = pressed(peaks, self._parts)
        gain = self._gain(powers, told) if is_heard(found) else FilmGain(0.0)
        return self._pieces(mixes, lambda part: along(gain, told, part))

    def _found(self) -> Found:
        """The measured files: those of a segment's voices together, others each by itself."""
        groups: list[list[Wanted]] = [[] for _ in self._parts]
        number = 0
        for one in (files := wanted(self._timeline)):
            if one.track != "voice":
                groups.append([one])
                continue
            # Voices come in order of time, or nearly so: a wrong group costs nothing but a measurement.
            while number + 1 < len(self._parts) and one.first >= self._parts[number + 1].first:
                number += 1
            groups[number].append(one)
        groups = [group for group in groups if group]
        paths = self._make([self._levels_part(group) for group in groups])
        measures: dict[int, Measure] = {}
        for group, path in zip(groups, paths, strict=True):
            measures |= {id(one): measure for one, measure in zip(group, blocks.read(path), strict=True)}
        found: Found = {"voice": [], "music": [], "effects": [], "clips": []}
        for one in files:
            found[one.track].append(one.source(self._opened, measures[id(one)]))
        return found

    def _levels_part(self, group: Sequence[Wanted]) -> Part:
        def measure(path: Path, progress: Progress) -> None:
            done: list[Measure] = []
            for number, one in enumerate(group):
                tell = partial(_share, progress, number, len(group))
                done.append(one.measured(self._opened, tell))
            blocks.write(path, done)

        said = {"sounds": [[one.channels, one.wanted] for one in group]}
        return Part(_recipe("sound-levels", said, [one.sha256 for one in group]), "sound.blocks", measure)

    def _mixes(self, found: Found) -> list[Mix]:
        ducking = Ducking(line.spoken() for line in spoken(found))
        new = levels_of(self._timeline, found, ducking, float(self._loudness))

        def fits(kept: Sequence[float]) -> bool:
            return differ_by(Levels(*kept), new, found) <= KEPT_LU

        levels = Levels(*self._kept("sound-balance", lambda: new, fits))
        sounds = balanced(self._timeline, found, levels, ducking, float(self._loudness))
        heard = shared(sounds.strips, self._parts)
        return [Mix(part, strips, ducking) for part, strips in zip(self._parts, heard, strict=True)]

    def _measured(self, mixes: Sequence[Mix]) -> tuple[Blocks, Blocks]:
        """The powers and peaks of the whole film's blocks."""

        def mixed(mix: Mix) -> Part:
            def measure(path: Path, progress: Progress) -> None:
                blocks.write(path, [mix.measured(self._raw(mix.segment), progress)])

            return Part(_recipe("sound-mix", mix.told(), mix.media()), "mix.blocks", measure)

        measures = [blocks.read(path)[0] for path in self._make([mixed(mix) for mix in mixes])]
        return np.concatenate([one.powers for one in measures]), np.concatenate(
            [one.peaks for one in measures]
        )

    def _gain(self, powers: Blocks, peaks: Blocks) -> FilmGain:
        new = cache(lambda: film_gain(powers, peaks, self._loudness))
        reached = cache(lambda: new().loudness(powers, peaks))

        def fits(kept: Sequence[float]) -> bool:
            loud = FilmGain(*kept).loudness(powers, peaks)
            # What cannot get as loud as it should is compared with the loudest that it can.
            return abs(loud - self._loudness) <= KEPT_LU or abs(loud - reached()) <= KEPT_LU

        return FilmGain(*self._kept("sound-gain", new, fits))

    def _kept(
        self, kind: str, new: Callable[[], Sequence[float]], fits: Callable[[Sequence[float]], bool]
    ) -> Sequence[float]:
        """The numbers that an earlier cut of the film settled on and that still fit, else the new ones, from now on."""
        if not self._film_id:
            return new()
        said = {
            "film": self._film_id,
            "loudness": self._loudness,
            "segments": [part.first for part in self._parts],
            "total": self._parts[-1].total,
        }
        for number in count():
            made = False

            def settle(path: Path, _progress: Progress) -> None:
                nonlocal made
                path.write_text(json.dumps([round(one, 4) for one in new()]))
                made = True

            (path,) = self._make([Part(_recipe(kind, {**said, "number": number}, ()), "kept.json", settle)])
            numbers = [float(one) for one in json.loads(path.read_text())]
            if made or fits(numbers):
                return numbers
        raise AssertionError("numbers do not end")

    def _pieces(self, mixes: Sequence[Mix], gain: Callable[[Segment], NDArray[np.float64]]) -> list[Path]:
        def piece(mix: Mix) -> Part:
            def encode(path: Path, progress: Progress) -> None:
                encoded(mix, self._raw(mix.segment), gain(mix.segment), path, progress)

            digest = hashlib.sha256(np.round(gain(mix.segment), 4).astype("<f4").tobytes()).hexdigest()
            said = {**mix.told(), "gain": digest}
            return Part(_recipe("sound-piece", said, mix.media()), "piece.m4a", encode)

        return self._make([piece(mix) for mix in mixes])

    def _raw(self, part: Segment) -> Path:
        return self._raws / f"mix-{part.number:05d}.f32"


def _share(progress: Progress, number: int, count: int, share: float) -> None:
    progress((number + min(1.0, share)) / count)


def _recipe(kind: str, said: Mapping[str, Any], media: Sequence[str]) -> Recipe:
    return Recipe(
        kind=kind, provider="cut", revision=MIX_REVISION, parameters=dict(said), inputs=tuple(media)
    )
