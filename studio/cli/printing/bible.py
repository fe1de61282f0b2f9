"""A film's bible on a terminal, and as JSON."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from activities.documents.papers import subject_facts
from models.film.view import FilmView
from models.subjects.bible import Bible, SubjectView
from studio.cli.printing.console import table


def bible_table(bible: Bible) -> Table:
    """A line a subject: what it is, in how many shots, its picture, its voice, and what it looks like."""
    rows: Iterable[Sequence[str | Text]] = (
        [
            view.name,
            view.subject.kind,
            str(view.shots),
            _picture(view),
            view.voice or "-",
            view.subject.drawn_as or "-",
        ]
        for view in bible.subjects
    )
    return table(("name", "kind", "shots", "picture", "voice", "looks"), rows, wraps=(5,))


def bible_json(view: FilmView) -> dict[str, Any]:
    """The bible as programs read it, as `report.json` has it."""
    return {
        "bible": [subject_facts(subject) for subject in view.bible.subjects],
        "narrator": view.bible.narrator,
        "revision": view.bible_revision,
        "waits": view.bible_waits,
        "stale": {shot.shot.shot_id: list(shot.stale) for shot in view.shots if shot.stale},
    }


def _picture(view: SubjectView) -> Text:
    if view.subject.references:
        count = len(view.subject.references)
        return Text("given" if count == 1 else f"{count} given", style="green")
    if view.sheet:
        return Text("sheet", style="green")
    return Text((view.missing and "could not be drawn") or "-", style="yellow" if view.missing else "")
