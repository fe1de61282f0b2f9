"""A script as reels: whom it shows, who speaks, where each reel begins and how it meets the next."""

from itertools import pairwise
from typing import NamedTuple

from activities import contracts
from models.brief import Brief
from models.film.reels import ReelPlan, opened, reel_ends
from models.orders.assets import Blob
from models.shots.shot_list import Shot
from models.story.stages import subjects_of
from models.story.triggers import unused_triggers
from models.subjects.bible import Bible, bible_of
from models.subjects.changes import called_as
from models.subjects.speakers import speaking, unused_voices
from models.subjects.unused import unused_subjects

_UNSTORED = Blob(sha256="0" * 64, suffix=".json", size=0)
"""Stands for a reel's words until they are stored."""


class Divided(NamedTuple):
    """A film's shots as its bible calls those whom they show, its reels with theirs, and what a person should know."""

    shots: tuple[Shot, ...]
    reels: tuple[tuple[ReelPlan, tuple[Shot, ...]], ...]
    bible: Bible
    speaking: tuple[str, ...]
    remarks: tuple[str, ...]


def divided(script: contracts.Script, told: Brief) -> Divided:
    """The script of a brief that was read whole, `told`, as reels."""
    given = script.shots or tuple(sorted(told.shots, key=lambda shot: shot.shot_number))
    described = subjects_of(script.document.story) if script.document.story else ()
    bible = bible_of(told.subjects, described, given, told.narrator)
    shots = tuple(called_as(shot, bible) for shot in given)
    ends = reel_ends(shots)
    shots = opened(shots, ends[:-1], told.delivery)
    return Divided(
        shots=shots,
        reels=tuple(
            (_plan(number, shots, first, end, bible), shots[first:end])
            for number, (first, end) in enumerate(pairwise((0, *ends)), start=1)
        ),
        bible=bible,
        speaking=speaking(bible, shots),
        remarks=(
            *unused_subjects(told.subjects, bible, shots),
            *unused_voices(told.subjects, bible, shots, told.narrator),
            *(
                unused_triggers(told.triggers, script.document.story.characters)
                if script.document.story
                else ()
            ),
        ),
    )


def _plan(number: int, shots: tuple[Shot, ...], first: int, end: int, bible: Bible) -> ReelPlan:
    after = shots[end].transition if end < len(shots) else None
    named = dict.fromkeys(name for shot in shots[first:end] for name in shot.names)
    views = (bible.find(name) for name in named)
    return ReelPlan(
        number=number,
        first=first,
        shot_ids=tuple(shot.shot_id for shot in shots[first:end]),
        numbers=(shots[first].shot_number, shots[end - 1].shot_number),
        words=_UNSTORED,
        subjects=tuple(dict.fromkeys(view.name for view in views if view)),
        closes=after or "cut",
        ends=end == len(shots),
    )
