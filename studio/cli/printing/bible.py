"""A film's bible on a terminal."""

from collections.abc import Iterable, Sequence

from rich.table import Table
from rich.text import Text

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


def _picture(view: SubjectView) -> Text:
    if view.subject.references:
        count = len(view.subject.references)
        return Text("given" if count == 1 else f"{count} given", style="green")
    if view.sheet:
        return Text("sheet", style="green")
    return Text((view.missing and "could not be drawn") or "-", style="yellow" if view.missing else "")
