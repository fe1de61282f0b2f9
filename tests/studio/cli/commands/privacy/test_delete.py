"""Everything about a film, a subject and a reviewer deleted at the command line, and then looked for in every byte that is left."""

import asyncio
import json
import re
import signal
import sqlite3
import time
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from activities.money.ledger_table import write_entries
from infra.database.database import open_database
from infra.settings import Settings
from models.money.ledger import Entry
from models.money.steps import Step
from studio.service.privacy import expiry
from studio.service.privacy.place import place_of
from tests.kit.desk import Desk
from tests.kit.engine import commands
from workers.engine import attached, ensure_engine, stop_engine

pytestmark = pytest.mark.ops

PLANTED = (
    *("xylopholia", "zanzibarella", "mumblewick", "quokkalith", "frobnicatorium"),
    *("grimbletonic", "vorpalish", "snarkhunter", "wabewatcher"),
)
"""Words of the film's title, its person, what she looks like, its shots, its lines, its revision, a comment, and who said them."""
_OURS = ("given", "journal")
"""Folders of the test itself: what is given to commands, and what it watches workers by."""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("desk") / "home")


@pytest.fixture(scope="module")
def desk(settings: Settings) -> Iterator[Desk]:
    """A person whose engine has small films made; it is stopped and started again by the tests."""
    desk = Desk(settings.home.parent)
    (desk.folder / "given").mkdir()
    start(settings)
    yield desk
    stop_engine(settings)


def start(settings: Settings) -> None:
    with attached(settings):
        ensure_engine(settings, worker_commands=commands(settings.home / "journal"))


def given(
    desk: Desk, name: str, title: str, shots: Iterable[dict[str, Any]], **subject: str
) -> tuple[object, ...]:
    """What `make` is given: a brief's file and a shot list, and a picture of its subject, if it has one."""
    folder = desk.folder / "given"
    listed = [
        {"shot_id": f"shot_{n:03d}", "shot_number": n, "duration": 1, **shot}
        for n, shot in enumerate(shots, 1)
    ]
    (folder / f"{name}.json").write_text(json.dumps(listed))
    lines = [f'title = "{title}"']
    for who, looks in subject.items():
        Image.new("RGB", (96, 96), (200, 30, len(who))).save(folder / f"{who}.png")
        lines += [f'[subjects."{who}"]', f'description = "{looks}"', f'references = ["{folder / who}.png"]']
    (folder / f"{name}.toml").write_text("\n".join(lines) + "\n")
    return "--brief", folder / f"{name}.toml", "--shots", folder / f"{name}.json"


def made(desk: Desk, brief: Iterable[object], *flags: object) -> str:
    """A film that is made to its end; its id."""
    desk.run("make", *brief, "--approve", "auto", *flags)
    [newest, *_] = desk.json("list")["films"]
    return str(newest["id"])


def book(settings: Settings, film: str, words: str) -> None:
    """Charges of a film, as if a vendor had been paid."""
    steps = (
        Step(stage="sheet", shot_id=words, provider="fal", model="flux"),
        Step(stage="clip", shot_id="shot_001", provider="kling", model="v3"),
    )
    entries = [
        Entry(
            number=900 + n, entry="charge", step=step, usd=Decimal("0.35"), reference=words, note=words, at=at
        )
        for n, (step, at) in enumerate(
            zip(steps, ("2026-09-01T10:00:00+00:00", "2026-10-01T10:00:00+00:00"), strict=True)
        )
    ]
    database = open_database(settings.database_url)
    write_entries(database, film, "0" * 36, entries)
    database.close()


def sums(desk: Desk) -> list[Any]:
    return [desk.json("costs", "--by", by)["costs"] for by in ("provider", "stage", "month")]


def bytes_below(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file below a folder that is not the test's own, and what is packed in one; each file's name counts as a byte of it."""
    for file in sorted(folder.rglob("*")):
        if file.is_dir() or file.relative_to(folder).parts[0] in _OURS or "journal" in file.parts:
            continue
        try:
            data = file.read_bytes()
        except FileNotFoundError:  # a database's log, which whoever ends last has just removed
            continue
        yield file, file.name.encode()
        yield file, data
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as packed:
                yield from ((file, packed.read(name)) for name in packed.namelist())


def found(folder: Path, words: Iterable[str]) -> dict[str, set[str]]:
    """The files in which a word stands, in any case, as UTF-8 or as UTF-16."""
    forms = {
        form for word in words for form in (re.escape(word.encode()), re.escape(word.encode("utf-16-le")))
    }
    wanted = re.compile(b"|".join(sorted(forms)), re.IGNORECASE)
    hits: dict[str, set[str]] = {}
    for file, data in bytes_below(folder):
        said = {match.group().replace(b"\0", b"").decode().lower() for match in wanted.finditer(data)}
        if said:
            hits.setdefault(str(file.relative_to(folder)), set()).update(said)
    return hits


def test_nothing_of_a_deleted_film_stands_anywhere_though_the_deletion_was_killed(
    desk: Desk, settings: Settings
) -> None:
    shared = {"enhanced_prompt": "a quay at noon", "dialogue": "A door."}
    brief = given(
        desk,
        "first",
        "Xylopholia",
        [
            shared,
            {"enhanced_prompt": "Zanzibarella on a quokkalith", "dialogue": "The frobnicatorium is closed."},
        ],
        Zanzibarella="a woman with a mumblewick",
    )
    desk.run("make", *brief, "--approve", "wait", "--detach")
    give_up_at = time.monotonic() + 60
    while not (listed := desk.json("list")["films"]):
        assert time.monotonic() < give_up_at
    [film] = [each["id"] for each in listed]
    assert film.startswith("xylopholia-")
    desk.until(film, lambda status: status["board"] >= 1)
    desk.run("revise", film, "2", "--note", "a grimbletonic sky", "--by", "Snarkhunter")
    desk.until(film, lambda status: status["board"] >= 2)
    refused = desk.json("delete", "film", film, "--yes", code=1)
    assert refused["error"].startswith(f"The film '{film}' is running: `longtake cancel {film}` first")
    desk.run("approve", film, "--board", "2", "--by", "Snarkhunter")
    desk.until(film, lambda status: status["stage"] == "finished")
    desk.run("fetch", film)
    desk.run("comment", film, "Too vorpalish.", "--shot", "2", "--by", "Snarkhunter")
    desk.run("share", film, "--name", "Wabewatcher")
    (settings.logs_dir / "surprises.log").write_text(
        f"longtake make 'Zanzibarella on a quokkalith' --id {film}\n"
    )
    kept = made(desk, given(desk, "second", "Kept", [shared]), "--id", "kept")
    for each in (film, kept):
        book(settings, each, "quokkalith" if each == film else "")
    before = sums(desk)
    assert set(PLANTED) <= {word for said in found(desk.folder, PLANTED).values() for word in said}

    shown = desk.json("delete", "film", film, "--dry-run")
    assert shown["deleted"] is False
    told = " ".join(shown["goes"])
    assert "assets that no other film uses" in told and f"films/{film}" in told
    assert any(each.startswith("$0.70 in 2 charges") for each in shown["stays"])
    assert any("assets that other films use too" in each for each in shown["stays"])
    assert "--yes says that it is to be deleted" in desk.json("delete", "film", film, code=2)["error"]

    running = desk.start("delete", "film", film, "--yes")
    mark = settings.state_dir / "deleted" / film
    while not mark.exists() and running.poll() is None:
        time.sleep(0.001)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    assert running.returncode == -signal.SIGKILL
    desk.run("delete", "film", film, "--yes")
    assert "There is no film" in desk.json("delete", "film", film, "--yes", code=2)["error"]

    stop_engine(settings)
    assert found(desk.folder, PLANTED) == {}
    assert not mark.exists()
    for database in (settings.home / "longtake.db", *settings.state_dir.glob("temporal-*.db")):
        with sqlite3.connect(database) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    start(settings)
    assert [each["id"] for each in desk.json("list")["films"]] == [kept]
    assert sums(desk) == before
    assert {row["film"].partition("-")[0] for row in desk.json("costs", "--by", "film")["costs"]} == {
        "deleted",
        "kept",
    }
    desk.run("fetch", kept, "--out", desk.folder / "again")
    desk.run("retake", kept, "1", "--note", "by night", "--approve", "auto")
    assert desk.json("status", kept)["shots"][0]["take"] == 2
    assert desk.json("assets", "gc")["files"] == 0, "what was deleted left nothing behind"


def test_a_reviewer_and_a_subject_are_deleted_and_the_films_that_name_them_are_said(
    desk: Desk, settings: Settings
) -> None:
    shots = [{"enhanced_prompt": "Jubjubella waits", "characters": ["Jubjubella"]}]
    brief = given(desk, "third", "Waiting", shots, Jubjubella="a bird with a tulgeycrest")
    film = made(desk, brief, "--id", "waiting")
    desk.run("subjects", "save", film, "Jubjubella")
    desk.run("comment", film, "Too slithyish.", "--by", "Toveman")
    desk.run(
        "comment", film, "--resolve", desk.json("comments", film)["comments"][0]["comment"], "--by", "Toveman"
    )
    desk.run("share", film, "--name", "Toveman")
    desk.run("tokens", "add", "toveman")
    assert "Nobody called 'nobody'" in desk.json("delete", "reviewer", "nobody", "--yes", code=2)["error"]
    gone = desk.json("delete", "reviewer", "TOVEMAN", "--yes")
    assert gone["deleted"] and "1 comment of theirs" in gone["goes"]
    assert "The token 'TOVEMAN'" in " ".join(gone["stays"])
    desk.run("tokens", "revoke", "toveman")
    assert desk.json("comments", film, "--resolved")["comments"] == []
    [link] = [each for each in desk.json("share", "--list")["links"] if each["film"] == film]
    assert (link["name"], link["good"]) == ("somebody", False)
    stop_engine(settings)
    assert found(desk.folder, ("slithyish", "toveman")) == {}
    start(settings)

    alone = desk.json("delete", "subject", "jubjubella", "--yes")
    assert alone["films"] == []
    assert any(each.startswith("The films that show or name it: waiting.") for each in alone["stays"])
    assert desk.json("subjects", "list")["subjects"] == []
    assert desk.json("status", film)["stage"] == "finished"
    both = desk.json("delete", "subject", "Jubjubella", "--with-films", "--yes")
    assert both["films"] == [film]
    assert (
        "The library has no subject" in desk.json("delete", "subject", "Jubjubella", "--yes", code=2)["error"]
    )
    stop_engine(settings)
    assert found(desk.folder, ("jubjubella", "tulgeycrest")) == {}
    start(settings)
    assert film not in [each["id"] for each in desk.json("list")["films"]]


async def test_films_that_ended_expire_and_those_that_wait_do_not_whoever_else_looks(
    desk: Desk, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.folder)
    monkeypatch.setattr(expiry, "_WAITS_S", 0.0)
    shots = [{"enhanced_prompt": "a raven at noon"}]
    old = await asyncio.to_thread(made, desk, given(desk, "old", "Old", shots), "--id", "old")
    waiting = await asyncio.to_thread(desk.at_gate, "waiting-still", "a raven at dusk")
    assert old in [each["id"] for each in desk.json("list")["films"]]
    assert (
        old
        not in (await asyncio.to_thread(desk.json, "delete", "expired", "--days", "1", "--dry-run"))["films"]
    )
    assert "LONGTAKE_KEEP_DAYS" in desk.json("delete", "expired", "--yes", code=2)["error"]
    async with place_of(settings, lambda *_: None) as place:
        found = await expiry.find_expired(place, 0)
        assert old in found.films and waiting not in found.films
        both = await asyncio.gather(
            expiry.delete_expired(place, 0), expiry.delete_expired(place, 0), return_exceptions=True
        )
    [done] = [each for each in both if not isinstance(each, BaseException)]
    [passed] = [each for each in both if isinstance(each, BaseException)]
    assert old in done.films
    assert isinstance(passed, expiry.AnotherDeletes)
    left = [each["id"] for each in desk.json("list")["films"]]
    assert old not in left and waiting in left
    assert not (desk.folder / "films" / old).exists()
    desk.run("cancel", waiting)
