"""The rules of a storyboard, checked on a plan of shots; a shot that breaks one is mended, and it is said.

The story moves on: no two shots show the same. They are seen in different ways: no three in a row of one size and angle,
three sizes at least over the board. In each something happens, somewhere. What a trained look leaves unsaid is another
rule's matter (`activities/story/assembly/trained_looks.py`). Pure, and for plans of whoever wrote them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, count
from typing import NamedTuple

from models.shots.shot_list import MOST_OF_AN_ACTION, Angle, ShotType
from models.story.stages import Camera, PlannedShot, ShotPlan, ShotPrompts, Story, VisualSpec

IN_A_ROW = 3
SIZES = 3
SOMEWHERE = "an open, empty place"
"""Where a story plays that says so nowhere."""

_SPARE_SIZES: tuple[tuple[ShotType, str], ...] = (
    ("wide", "24 mm, deep focus"),
    ("close-up", "85 mm, shallow focus"),
    ("medium", "50 mm"),
)
"""Sizes for a board that has too few, with their lenses."""
_SPARE_ANGLES: tuple[Angle, ...] = ("low", "high", "eye-level")
_LATER = (
    "a moment later",
    "as it goes on",
    "a little after that",
    "still at it",
    "as it nears its end",
    "just before it is over",
    "as it ends",
    "the moment after",
    "a while after",
)
"""How the same is told to have moved on."""
_ROOM = 60
"""Characters that every such word has room in."""
_LONGEST_PLACE = 200
_SIZE_WORDS: dict[ShotType, str] = {
    "extreme-wide": "extreme wide shot",
    "wide": "wide shot",
    "full": "full shot",
    "medium": "medium shot",
    "medium-close-up": "medium close-up",
    "close-up": "close-up",
    "extreme-close-up": "extreme close-up",
}


class Mended(NamedTuple):
    """A plan that keeps the rules, and a sentence for each rule that it did not keep."""

    plan: ShotPlan
    notes: tuple[str, ...] = ()


def size_words(size: ShotType) -> str:
    """A shot's size, as a prompt says it."""
    return _SIZE_WORDS[size]


def view_words(camera: Camera) -> str:
    """How a shot is seen, as a prompt says it: `close-up, low angle`; what is seen straight on is not said."""
    angle = camera.angle if camera.angle == "overhead" else f"{camera.angle} angle"
    return size_words(camera.shot_type) + ("" if camera.angle == "eye-level" else f", {angle}")


def without_action(shots: Iterable[PlannedShot]) -> tuple[int, ...]:
    """The numbers of the shots in which nothing is said to happen."""
    return tuple(shot.number for shot in shots if not _said(shot.action))


def without_place(shots: Iterable[PlannedShot]) -> tuple[int, ...]:
    """The numbers of the shots that are nowhere."""
    return tuple(shot.number for shot in shots if not _said(shot.place))


def alike(shots: Iterable[PlannedShot]) -> tuple[int, ...]:
    """The numbers of the shots that show what an earlier one does."""
    seen: set[str] = set()
    found = []
    for shot in shots:
        said = _said(shot.action)
        if said in seen:
            found.append(shot.number)
        seen.add(said)
    return tuple(found)


def monotonous(shots: Sequence[PlannedShot]) -> tuple[int, ...]:
    """The numbers of the shots that are the third in a row, or a later one, of the same size and angle."""
    views = [_view(shot) for shot in shots]
    return tuple(
        shots[last].number
        for last in range(IN_A_ROW - 1, len(views))
        if len({*views[last - IN_A_ROW + 1 : last + 1]}) == 1
    )


def sizes_lacking(shots: Sequence[PlannedShot]) -> int:
    """How many more sizes a board needs; one of two shots cannot have three."""
    return max(0, min(SIZES, len(shots)) - len({shot.camera.shot_type for shot in shots}))


def kept(plan: ShotPlan) -> bool:
    """Whether a plan keeps all of the rules."""
    shots = plan.shots
    broken = (without_action(shots), without_place(shots), alike(shots), monotonous(shots))
    return not any(broken) and not sizes_lacking(shots)


def mended(plan: ShotPlan, story: Story) -> Mended:
    """The plan with every shot that breaks a rule mended, the others untouched; `story` says where it plays."""
    shots, notes = plan.shots, []
    if silent := without_action(shots):
        shots = tuple(_doing(shot) for shot in shots)
        notes.append(
            f"In {_named(silent)} nothing was said to happen: what is heard or meant there is shown."
        )
    if nowhere := without_place(shots):
        shots = _placed(shots, story)
        known = any(_said(one.place) for one in plan.shots) or any(map(_said, story.places))
        theirs = (
            "the story's nearest is theirs" if known else f"they are in {SOMEWHERE}, for the story names none"
        )
        notes.append(f"{_named(nowhere).capitalize()} named no place: {theirs}.")
    if again := alike(shots):
        shots = _moved_on(shots)
        notes.append(
            f"{_named(again).capitalize()} showed what an earlier one does: a later moment is shown."
        )
    if lacking := sizes_lacking(shots):
        shots, changed = _resized(shots, lacking)
        notes.append(f"The board had too few sizes of shot: {_named(changed)} got another.")
    if third := monotonous(shots):
        shots = _turned(shots)
        notes.append(f"{_named(third).capitalize()} followed two that are seen alike: the angle was changed.")
    return Mended(plan.model_copy(update={"shots": shots}), tuple(notes))


def told_anew(visuals: VisualSpec, before: ShotPlan, after: ShotPlan) -> VisualSpec:
    """Pictures that were written of a plan before it was mended, with what was mended in their words."""
    pairs = {new.number: (old, new) for old, new in zip(before.shots, after.shots, strict=True) if old != new}
    shots = tuple(
        _told(visual, *pairs[visual.number]) if visual.number in pairs else visual for visual in visuals.shots
    )
    return visuals.model_copy(update={"shots": shots})


def _told(visual: ShotPrompts, old: PlannedShot, new: PlannedShot) -> ShotPrompts:
    prompt = visual.image_prompt
    if old.camera.shot_type != new.camera.shot_type:
        # `wide shot` is no part of `extreme wide shot`.
        word = re.compile(rf"(?<!extreme )(?<!medium ){size_words(old.camera.shot_type)}\b", re.IGNORECASE)
        prompt = word.sub(size_words(new.camera.shot_type), prompt)
    if old.camera.angle != new.camera.angle:
        word = re.compile(rf"\b{old.camera.angle} angle\b|\boverhead\b", re.IGNORECASE)
        prompt = word.sub(f"{new.camera.angle} angle", prompt)
    if view_words(new.camera).casefold() not in prompt.casefold() and old.camera != new.camera:
        prompt = f"{_sentence(view_words(new.camera))} {prompt}"
    said = [
        *([new.action] if old.action != new.action else []),
        *([new.place] if old.place != new.place and new.place.casefold() not in prompt.casefold() else []),
    ]
    prompt = " ".join([prompt.strip(), *map(_sentence, said)])
    return visual.model_copy(update={"image_prompt": prompt})


def _doing(shot: PlannedShot) -> PlannedShot:
    """The shot with what is heard in it, or its beat, for what happens."""
    if _said(shot.action):
        return shot
    heard = shot.voice_over or " ".join(line.text for line in shot.lines)
    who = " and ".join(shot.characters) or "The place alone"
    heard = heard[: MOST_OF_AN_ACTION - _ROOM]
    return shot.model_copy(update={"action": heard if _said(heard) else f"{who}: {shot.story_beat}"})


def _placed(shots: Sequence[PlannedShot], story: Story) -> tuple[PlannedShot, ...]:
    """The shots with a place each: of the one before, else of the next that has one, else the story's first."""
    ahead = next((shot.place for shot in shots if _said(shot.place)), "")
    place = ahead or next(filter(_said, story.places), SOMEWHERE)[:_LONGEST_PLACE]
    placed = []
    for shot in shots:
        place = shot.place if _said(shot.place) else place
        placed.append(shot if shot.place == place else shot.model_copy(update={"place": place}))
    return tuple(placed)


def _moved_on(shots: Sequence[PlannedShot]) -> tuple[PlannedShot, ...]:
    """The shots with a later moment in the place of what was there before, seen otherwise than that; no two say the same then."""
    seen: set[str] = set()
    told: dict[str, list[tuple[ShotType, Angle]]] = {}
    moved = []
    for shot in shots:
        first = _said(shot.action)
        if first in seen:
            views = told.setdefault(first, [])
            later = (_later(shot.action, words) for words in _moments(max(0, len(views) - 1)))
            action = next(action for action in later if _said(action) not in seen)
            moved.append(_seen_otherwise(shot, views).model_copy(update={"action": action}))
        else:
            moved.append(shot)
        told.setdefault(first, []).append(_view(moved[-1]))
        seen.add(_said(moved[-1].action))
    return tuple(moved)


def _seen_otherwise(shot: PlannedShot, views: Sequence[tuple[ShotType, Angle]]) -> PlannedShot:
    """The shot from an angle from which the same was not seen at its size, while there is one."""
    size, angle = _view(shot)
    free = [one for one in (angle, *_SPARE_ANGLES) if (size, one) not in views]
    return _from(shot, free[0]) if free else shot


def _moments(told: int) -> Iterable[str]:
    return chain(_LATER[told:], (f"{number} moments later" for number in count(max(2, told))))


def _later(action: str, words: str) -> str:
    action = action[: MOST_OF_AN_ACTION - _ROOM]
    end = re.search(r"[.!?…。！？]*[\"”»']*\s*$", action)
    stop = end[0].strip() if end and end[0].strip() else "."
    return f"{action[: end.start()] if end else action}, {words}{stop}"


def _resized(shots: Sequence[PlannedShot], lacking: int) -> tuple[tuple[PlannedShot, ...], tuple[int, ...]]:
    """The shots with so many more sizes among them, each taken by one whose own size others have; and their numbers."""
    resized, changed = list(shots), []
    used = {shot.camera.shot_type for shot in shots}
    for size, lens in [spare for spare in _SPARE_SIZES if spare[0] not in used][:lacking]:
        sizes = Counter(shot.camera.shot_type for shot in resized)
        common = [at for at, shot in enumerate(resized) if sizes[shot.camera.shot_type] > 1]
        at = common[0] if size == "wide" else common[len(common) // 2]
        camera = resized[at].camera.model_copy(update={"shot_type": size, "lens": lens})
        resized[at] = resized[at].model_copy(update={"camera": camera})
        changed.append(resized[at].number)
    return tuple(resized), tuple(sorted(changed))


def _turned(shots: Sequence[PlannedShot]) -> tuple[PlannedShot, ...]:
    """The shots with another angle for each that would be the third in a row seen alike: the one used least."""
    turned: list[PlannedShot] = []
    for shot in shots:
        before = {_view(one) for one in turned[1 - IN_A_ROW :]}
        if len(turned) >= IN_A_ROW - 1 and before == {_view(shot)}:
            used = Counter(one.camera.angle for one in turned)
            angle = min((one for one in _SPARE_ANGLES if one != shot.camera.angle), key=lambda one: used[one])
            turned.append(_from(shot, angle))
        else:
            turned.append(shot)
    return tuple(turned)


def _from(shot: PlannedShot, angle: Angle) -> PlannedShot:
    return shot.model_copy(update={"camera": shot.camera.model_copy(update={"angle": angle})})


def _view(shot: PlannedShot) -> tuple[ShotType, Angle]:
    return shot.camera.shot_type, shot.camera.angle


def _said(text: str) -> str:
    """A text as it is compared: its words alone."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:].strip()
    return text if text[-1:] in ".!?…。！？" else f"{text}."


def _named(numbers: Sequence[int]) -> str:
    """`shot 3`, `shots 2, 3 and 5`."""
    *others, last = map(str, numbers)
    return f"shots {', '.join(others)} and {last}" if others else f"shot {last}"
