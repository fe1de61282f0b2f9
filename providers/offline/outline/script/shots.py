"""A script laid over the seconds of a film: which parts each shot shows and says, and for how many frames."""

from dataclasses import dataclass
from math import ceil

from models.cut.lengths import AROUND_VOICE_S, FPS, frames_of
from models.shots.lines import Line as Said
from models.shots.shot_list import MOST_SHOTS
from models.story.stages import Beat, Template
from providers.offline.outline.lengths import LEAST, LONGEST, MOST, SHORTEST, fitted, slots_of
from providers.offline.outline.script.groups import Group, counted, grouped
from providers.offline.outline.script.parts import Part, parts_of
from providers.offline.outline.script.selection import selected
from providers.offline.outline.text.passages import Reading

_HELD = round(10 * FPS)
"""Frames of the longest shot where a script has less than its film has time for."""
_LONGEST_LABELLED = round(20 * FPS)
"""Frames of the longest shot of a labelled list that is one picture."""
_FULL = 0.75
"""The share of a film that a script fills by itself: its shots are then of the usual length."""


@dataclass(frozen=True)
class ScriptShot:
    """A shot of a script: its parts, its frames, its beat, and its middle as a share of the film, 0 to 1.

    `view` counts the pictures of the same parts, from 0: what is said in them is heard in the first; nothing is where
    there is no time for it.
    """

    parts: tuple[Part, ...]
    frames: int
    beat: Beat
    middle: float
    view: int = 0
    silent: bool = False

    @property
    def lines(self) -> tuple[Said, ...]:
        """What is heard in it."""
        return tuple(part.said for part in self.parts if part.said) if not (self.view or self.silent) else ()


def script_shots(reading: Reading, template: Template, seconds: float, count: int | None) -> list[ScriptShot]:
    """The shots of a film of `seconds` seconds, whose frames sum to it; as many as `count` says, if it says.

    Raises:
        BadInput: `count` shots of 1 to 60 s cannot last `seconds`.

    """
    slots = slots_of(template, seconds, count)
    bounds = _bounds(reading, frames_of(seconds), count, len(slots), min(SHORTEST, slots[0].least))
    groups = _groups(reading, bounds)
    given = _given(groups, reading)
    views = [(group, view) for group in groups for view in range(group.views)]
    wanted = [given.get(group.parts[0].scene, group.wanted) * FPS / group.views for group, _ in views]
    needed = [bounds.least if view else min(bounds.total, group.alone(bounds.least)) for group, view in views]
    silent = sum(needed) > bounds.total
    if silent:  # nothing of the script can be said in so little time
        needed = [min(bounds.least, bounds.total // len(views)) for _ in views]
    longest = bounds.held if len(views) * LONGEST < bounds.total else LONGEST
    frames = fitted(wanted, needed, bounds.total, longest)
    shots, before = [], 0
    for (group, view), length in zip(views, frames, strict=True):
        middle = (before + length / 2) / bounds.total
        shots.append(ScriptShot(tuple(group.parts), length, _beat(template, middle), middle, view, silent))
        before += length
    return shots


@dataclass(frozen=True)
class _Bounds:
    """What the shots of a film are held to: frames in all, the fewest and the most of one, how many, and how many usually.

    `spoken_s` is the longest that what is said in one shot may take, where more than one part is said in it.
    """

    total: int
    least: int
    held: int
    fewest: int
    most: int
    usual: int
    spoken_s: float
    each_scene: bool = False


def _bounds(reading: Reading, total: int, count: int | None, usual: int, least: int) -> _Bounds:
    times = reading.manuscript.scenes if reading.manuscript.form == "shots" else ()
    scenes = len(times)
    if count is None and scenes and scenes * LEAST <= total <= scenes * _LONGEST_LABELLED:
        exact = all(scene.seconds for scene in times) or scenes * SHORTEST > total
        least = LEAST if exact else least
        return _Bounds(total, least, MOST, scenes, scenes, scenes, MOST / FPS, each_scene=True)
    if count is not None:
        long = total > count * LONGEST
        spoken = max(LONGEST, min(MOST, 2 * total / count)) / FPS
        return _Bounds(total, least, MOST if long else LONGEST, count, count, count, spoken)
    most = min(MOST_SHOTS, max(1, total // SHORTEST)) if total > LONGEST else 1
    return _Bounds(
        total, min(least, total), _HELD, min(most, ceil(total / _HELD)), most, usual, LONGEST / FPS
    )


def _groups(reading: Reading, bounds: _Bounds) -> list[Group]:
    """The parts of a script as shots that the film has time for: what is said is chosen until all of it fits."""
    total_s = bounds.total / FPS
    parts = parts_of(reading, total_s - AROUND_VOICE_S)
    room = total_s
    while True:
        kept = selected(parts, reading, bounds.usual, room) or [min(parts, key=lambda p: (p.seconds, p.line))]
        target = total_s / bounds.usual
        groups = _by_scene(kept) if bounds.each_scene else grouped(kept, target, bounds.spoken_s)
        fewest = bounds.fewest
        if sum(group.wanted for group in groups) > _FULL * total_s:
            fewest = max(fewest, min(bounds.most, ceil(bounds.total / LONGEST)))
        elif not bounds.each_scene:
            fewest = max(fewest, min(bounds.usual, len(kept)))
        groups = counted(groups, fewest, bounds.most, bounds.spoken_s, bounds.total, bounds.least)
        over = sum(group.frames(bounds.least) for group in groups) - bounds.total
        if over <= 0 or len(kept) == 1 or room <= 0:
            return groups
        room = max(0.0, room - over / FPS - 0.1)


def _by_scene(parts: list[Part]) -> list[Group]:
    """A group for each labelled shot."""
    scenes: dict[int, list[Part]] = {}
    for part in parts:
        scenes.setdefault(part.scene, []).append(part)
    return [Group(own) for own in scenes.values()]


def _given(groups: list[Group], reading: Reading) -> dict[int, float]:
    """The seconds that a text gives its shots, by scene; nothing where it does not give them to each."""
    scenes = reading.manuscript.scenes
    times = {number: scene.seconds for number, scene in enumerate(scenes) if scene.seconds}
    own = [group.parts[0].scene for group in groups]
    return times if len(set(own)) == len(own) and all(number in times for number in own) else {}


def _beat(template: Template, middle: float) -> Beat:
    """The beat at a share of the film."""
    end = 0.0
    for beat in template.beats:
        end += beat.share
        if middle < end:
            return beat
    return template.beats[-1]
