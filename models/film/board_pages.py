"""The pages of a board: at most sixty panels on each, and of the bible what stands on it."""

from collections.abc import Sequence
from itertools import pairwise

from models.shots.view import ShotView
from models.subjects.bible import Bible, SubjectView

MOST_PANELS = 60
"""Panels on a page; a film of more shots has several pages."""
MOST_ABOVE = 18
"""Subjects above a storyboard: three rows of them."""


def paged(panels: Sequence[ShotView]) -> list[tuple[ShotView, ...]]:
    """The panels page by page, each page about as full as the others; one page where there are none."""
    pages = max(1, -(-len(panels) // MOST_PANELS))
    ends = [len(panels) * page // pages for page in range(pages + 1)]
    return [tuple(panels[start:end]) for start, end in pairwise(ends)]


def shown_above(bible: Bible) -> tuple[SubjectView, ...]:
    """The subjects that stand above a storyboard: those that there is a picture of, of many those that are seen most."""
    drawn = [view for view in bible.subjects if view.pictures and view.shots]
    most = sorted(drawn, key=lambda view: -view.shots)[:MOST_ABOVE]
    return tuple(view for view in drawn if view in most)


def on_page(bible: Bible, panels: Sequence[ShotView], *, first: bool) -> Bible:
    """What a page of several needs of the bible: whoever stands above the first one, and what its characters wear."""
    above = shown_above(bible) if first else ()
    worn: dict[str, list[str]] = {}
    for name in dict.fromkeys(name for view in panels for name in view.shot.characters):
        if view := bible.find(name):
            worn.setdefault(view.name, []).append(name)
    kept = []
    for view in bible.subjects:
        if view in above:
            kept.append(view)
        elif view.name in worn:
            plain = view.subject.model_copy(update={"references": ()})
            kept.append(SubjectView(subject=plain, names=tuple(worn[view.name]), tint=view.tint))
    return Bible(subjects=tuple(kept))
