"""What other people wrote, on a terminal: it moves nothing, hides nothing, and breaks no table."""

import io
import json
import logging
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError
from rich.text import Text

from infra.logs import start_log
from models.brief import Brief
from models.film.decisions import Decision, DecisionRecord
from models.readable import UNREADABLE, readable
from models.story.stages import StoryDocument
from studio.cli.printing import console
from studio.cli.printing.live_view import drawn
from studio.client import FilmSummary
from studio.service.film.watch import Sight
from tests.kit.views import film

HOSTILE = (
    "\x1b[31mred\x1b]0;title\x07 \x1b[2J \x9b5n \x7f\x08\x08 \rover \u202eevil\u2066 \u200bzero \ufeff"
    "\U000e0041\U000e007f \u2028 [bold]markup[/bold] [link=x]y[/link] :smile:"
)
KEPT = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \U0001f469\u200d\U0001f680"


def summary(film_id: str = "the-door", title: str = "The Door") -> FilmSummary:
    return FilmSummary(
        film_id=film_id, title=title, stage="approval", running=True, spent=1.25, started=datetime.now(UTC)
    )


@pytest.fixture(params=[80, 160])
def width(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(console.out(), "width", request.param)
    yield request.param


def clean(text: str) -> bool:
    return UNREADABLE.search(text) is None


def test_what_is_printed_holds_nothing_that_a_terminal_obeys(capsys: pytest.CaptureFixture[str]) -> None:
    view = film(
        title=HOSTILE,
        notes=(HOSTILE,),
        decisions=(
            DecisionRecord(decision=Decision(kind="reject", by=HOSTILE, note=HOSTILE), accepted=True),
        ),
    )
    console.say(HOSTILE, "red")
    console.tell(HOSTILE + KEPT)
    console.out().print(console.films_table([summary(HOSTILE, HOSTILE)]))
    console.out().print(console.table(["a", "b"], [[HOSTILE, Text(HOSTILE)]], wraps=(1,)))
    console.out().print(drawn(Sight(view), 40))
    console.out().print(HOSTILE)
    console.print_text(f"a\r\n{HOSTILE}\n")
    said = capsys.readouterr()
    assert clean(said.out)
    assert clean(said.err)
    assert KEPT in said.out, "the joiners stay"
    assert "[bold]markup[/bold]" in said.err, "nothing in it is markup"
    assert ":smile:" in said.err


def test_json_is_clean_and_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    console.print_json({"note": HOSTILE + KEPT})
    said = capsys.readouterr().out
    assert clean(said)
    assert json.loads(said) == {"note": HOSTILE + KEPT}
    console.print_json_text(json.dumps([HOSTILE], ensure_ascii=False))
    said = capsys.readouterr().out
    assert clean(said)
    assert json.loads(said) == [HOSTILE]


def test_every_control_character_but_line_breaks_and_tabs_is_unreadable() -> None:
    characters = map(chr, range(0x110000))
    control = {one for one in characters if unicodedata.category(one) in ("Cc", "Zl", "Zp")}
    for one in control - {"\n", "\t"}:
        assert not clean(one)
        assert not clean(f"a{one}b")
        assert clean(f"a{one}\nb") is (one == "\r"), "of a line break it is the first half"
    assert clean("a\tb\nc\r\nd")
    assert not clean("\r\r\n")
    assert readable("a\r\x07\r\nb") == "a\ufffd\ufffd\r\nb"


def test_a_log_on_a_terminal_is_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    root = logging.getLogger()
    before, level, stream = root.handlers[:], root.level, io.StringIO()
    root.handlers = []
    monkeypatch.setattr("sys.stderr", stream)
    try:
        start_log()
        logging.getLogger("longtake.test").warning("A vendor said: %s", HOSTILE)
    finally:
        root.handlers = before
        root.setLevel(level)
    assert "A vendor said" in stream.getvalue()
    assert clean(stream.getvalue())


def test_an_id_and_a_title_of_900_characters_break_no_table(
    width: int, capsys: pytest.CaptureFixture[str]
) -> None:
    films = [summary("x" * 900, "y" * 900), summary("the-door", "one\ntwo\nthree"), summary()]
    console.out().print(console.films_table(films))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 + 3 if width == 80 else len(lines) < 12
    rows = [line for line in lines if "approval" in line]
    assert len(rows) == 3, "each film is one row, and its stage can be read"
    assert all("$1.25" in row for row in rows)
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize(
    "title", ["a\nb", "a\tb", "a\u202eb", "a\x9bb", "a\x7fb", "a\u200bb", "a\U000e0041b"]
)
def test_a_title_that_cannot_be_shown_as_it_is_written_is_refused(title: str) -> None:
    with pytest.raises(ValidationError, match="title"):
        Brief(prompt="a door", title=title)
    assert clean(StoryDocument(title=title).title), "a model's title is mended"
    assert Brief(prompt="a door", title=KEPT).title == KEPT
