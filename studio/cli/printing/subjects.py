"""How saved subjects are shown: a table, one in full."""

from collections.abc import Sequence

from rich.table import Table

from library.subjects import Merged, SavedSubject
from studio.cli.printing.assets import SHORT, counted, size
from studio.cli.printing.console import out, shortened, table, tell
from studio.service.subjects import ShownSubject


def subjects_table(saved: Sequence[SavedSubject]) -> Table:
    """A line a subject."""
    rows = [
        [one.name, one.kind, str(len(one.pictures)), one.voice, one.film_id, shortened(_words(one), 90)]
        for one in saved
    ]
    return table(("name", "kind", "pictures", "voice", "from", "description"), rows, wraps=(5,))


def print_subject(shown: ShownSubject) -> None:
    """Everything about one subject."""
    one = shown.subject
    tell(f"{one.name}, a {one.kind}", "bold")
    facts = {
        "from": one.film_id,
        "saved": f"{one.at[:19].replace('T', ' ')} UTC",
        "trigger": one.trigger,
        "voice": one.voice,
        "description": one.description,
    }
    for name, text in facts.items():
        if text:
            tell(f"{name:<12} {text}")
    if one.pictures:
        rows = [
            [
                str(number),
                picture.role,
                picture.blob.sha256[:SHORT],
                size(picture.blob.size),
                "gone or damaged" if number in shown.lost else "",
            ]
            for number, picture in enumerate(one.pictures, 1)
        ]
        out().print(table(("picture", "is", "sha", "size", "state"), rows, wraps=()))
    else:
        tell("It has no picture: a film that uses it draws one where it recurs.")


def merge_sentence(name: str, done: Merged) -> str:
    """What a merge did."""
    left = f"; there was no room for {counted(done.left_out, 'more picture')}" if done.left_out else ""
    return f"{name} is {done.subject.name} now, whose description stays, with {counted(done.added, 'more picture')}{left}."


def _words(one: SavedSubject) -> str:
    return (
        f"{one.trigger}: {one.description}"
        if one.trigger and one.description
        else one.trigger or one.description
    )
