"""`longtake delete` asks whoever is at a terminal, and nobody else."""

import io
from pathlib import Path

import pytest

from infra.database.database import open_database
from infra.settings import Settings
from library.review.comments import add_comment, comments_of
from models.review import NewComment, Wanted
from studio.cli.commands.privacy import delete
from tests.kit.typed import Typed, typist


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Commands in a home in which no engine ever was, and Ada has said something."""
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    database = open_database(Settings(home=tmp_path / "home").database_url)
    add_comment(database, NewComment("key", "film", "Too loud.", "Ada"))
    database.close()
    return typist(capsys)


def said(home: Path) -> int:
    database = open_database(Settings(home=home / "home").database_url)
    found = len(comments_of(database, Wanted("film")))
    database.close()
    return found


@pytest.mark.parametrize(("answer", "code", "left"), [("y", 0, 0), ("YES", 0, 0), ("n", 2, 1), ("", 2, 1)])
async def test_an_answer_decides(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int, left: int
) -> None:
    monkeypatch.setattr(delete, "someone_is_there", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{answer}\n"))
    told = await typed("delete", "reviewer", "ada", code=code)
    assert "1 comment of theirs" in told.out
    assert "It cannot be undone. Delete it? (y/n)" in told.err
    assert ("Deleted: the reviewer 'ada'." if left == 0 else "Nothing was deleted.") in told.err
    assert said(tmp_path) == left


async def test_where_nobody_can_be_asked_it_has_to_be_said(typed: Typed, tmp_path: Path) -> None:
    told = await typed("delete", "reviewer", "Ada", code=2)
    assert "--yes says that it is to be deleted" in told.err
    shown = await typed("delete", "reviewer", "Ada", "--dry-run", "--json")
    assert (shown.json["deleted"], said(tmp_path)) == (False, 1)
    done = await typed("delete", "reviewer", "Ada", "--yes", "--json")
    assert (done.json["deleted"], said(tmp_path)) == (True, 0)
    assert "Nobody called 'Ada'" in (await typed("delete", "reviewer", "Ada", "--yes", code=2)).err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("film", "nobody", "--yes"), "There is no film 'nobody'"),
        (("film", "no such id", "--yes"), "cannot be a film's id"),
        (("film", "nobody", "--out", ".", "--yes"), "is no folder of the film 'nobody'"),
        (("film", "nobody", "--out", "", "--yes"), "--out is empty"),
        (("subject", "Nobody", "--yes"), "The library has no subject 'Nobody'"),
        (("subject", " ", "--yes"), "The name is empty"),
        (("expired", "--yes"), "Nothing expires: set LONGTAKE_KEEP_DAYS"),
        (("expired", "--days", "0", "--yes"), "--days must be 1 or more, not 0"),
    ],
)
async def test_what_cannot_be_deleted_is_said_in_a_sentence(
    typed: Typed, arguments: tuple[str, ...], sentence: str
) -> None:
    assert sentence in (await typed("delete", *arguments, code=2)).err
