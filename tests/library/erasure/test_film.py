"""A film deleted from tables and store: nothing of it is left but amounts, and whoever shares anything with it keeps that."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from infra.database.database import Database
from infra.database.tables import (
    asset_labels,
    asset_meanings,
    assets,
    breakers,
    jobs,
    ledger,
    metadata,
    releases,
    waits,
)
from infra.payloads.names import payload_suffix
from infra.storage import LocalStore
from library.erasure.film import (
    delete_old_jobs,
    delete_rows,
    films_left,
    find_traces,
    has_traces,
)
from library.erasure.leavings import owner_of_film, payloads_mark
from library.erasure.removal import delete_payloads, find_payloads, remove_leavings
from library.events.log import News, add
from library.garbage import forget_film
from library.review.comments import add_comment
from library.states.writer import write_states
from models.errors import StorageError
from models.money.dollars import ZERO
from models.orders.assets import Blob
from models.review import NewComment
from tests.kit.shelf import Shelf
from tests.kit.views import film as film_view
from tests.library.test_states import FIRST, SECOND, changes

FILM, OTHER = "quokkalith-1a2b3c", "film-b"
WORDS = ("quokkalith", "zanzibarella", "vorpalish", "grimbletonic")
"""Words that stand nowhere but in what is of the film."""
_AT = "2026-11-02T10:00:00+00:00"


@pytest.fixture
def local(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "store")


@pytest.fixture
def shelf(database: Database, local: LocalStore) -> Shelf:
    return Shelf(local, database)


def entries(*rows: tuple[str, str, str, str]) -> list[dict[str, Any]]:
    """Entries of the film's ledger: what it is, of which stage and whose, and dollars."""
    return [
        {
            "film_id": FILM,
            "run_id": "run-1",
            "number": number,
            "entry": entry,
            "stage": stage,
            "shot_id": shot,
            "provider": "fal",
            "model": "veo",
            "reference": f"{FILM}/run-1/{shot}/clip/1.1",
            "note": "zanzibarella was refused",
            "usd": Decimal(usd),
            "at": _AT,
        }
        for number, (entry, stage, shot, usd) in enumerate(rows, 1)
    ]


def fill(database: Database, shelf: Shelf, local: LocalStore) -> list[Blob]:
    """Everything that a film may leave; the files that only it has."""
    alone = [shelf.add("a quokkalith at dawn", FILM, characters=("Zanzibarella",))]
    shelf.add("a quay", FILM, characters=("Zanzibarella",), mood="grimbletonic", styles=("noir",))
    shelf.reuse("a quay", OTHER)
    alone += [local.put_bytes(f"zanzibarella {n}".encode(), ".json") for n in range(2)]
    for paper in alone[-2:]:  # the second takes the first one's place
        shelf.library.file(FILM, "report.json", paper)
    view = film_view(2)
    for number, run in enumerate((FIRST, FIRST, SECOND), 1):
        said = [
            shot.model_copy(
                update={"shot": shot.shot.model_copy(update={"enhanced_prompt": f"a quokkalith {number}"})}
            )
            for shot in view.shots
        ]
        write_states(database, local, FILM, changes(*said, change=number, run=run))
    add_comment(database, NewComment("key-1", FILM, "Too vorpalish.", "Zanzibarella"))
    job: dict[str, Any] = {
        "film_id": FILM,
        "recipe_key": "1" * 64,
        "stage": "clip",
        "provider": "fal",
        "revision": "1",
    }
    job |= {"shot_id": "zanzibarella-9", "usd": Decimal("0.4"), "at": _AT, "job_id": "j"}
    release = {"film_id": FILM, "target": "youtube", "number": 1, "asked": "1", "place": "https://youtu.be/1"}
    release |= {"sha256": "2" * 64, "size": 1, "state": "done", "session": "", "video_id": "1", "notes": "[]"}
    breaker = {"account": "fal", "door": "submit", "failures": 1, "last": f"{FILM}/run-1/x/clip/1.1"}
    with database.writing() as connection:
        add(connection, [News("film:1", FILM, "film", {"stage": "zanzibarella"})])
        booked = entries(
            ("reserve", "sheet", "zanzibarella", "0.50"),
            ("charge", "sheet", "zanzibarella", "0.45"),
            ("reserve", "clip", "shot_001", "0.20"),
            ("reserve", "sheet", "quokkalith", "0.75"),
        )
        connection.execute(insert(ledger), booked)
        connection.execute(insert(releases), [release | {"at": _AT}])
        states = ("done", "unknown", "submitted")
        rows = [job | {"reference": f"{FILM}/run-1/{n}", "state": state} for n, state in enumerate(states)]
        connection.execute(insert(jobs), rows)
        connection.execute(
            insert(breakers), [breaker | {"kind": "x", "why": "quokkalith", "openings": 0, "until": 0.0}]
        )
    return alone


def cells(database: Database) -> Iterator[tuple[str, str]]:
    """Every value of every table, with its table's name."""
    with database.reading() as connection:
        for table in metadata.tables.values():
            for row in connection.execute(select(table)):
                yield from ((table.name, str(value)) for value in row)


def told(database: Database, but: str = "") -> set[str]:
    """The tables in which one of the film's words stands, but for one of them."""
    return {
        table
        for table, value in cells(database)
        if table != but and any(word in value.lower() for word in WORDS)
    }


def delete(database: Database, local: LocalStore) -> None:
    delete_rows(database, FILM)
    remove_leavings(database, local, owner_of_film(FILM))


def sums(database: Database) -> list[tuple[str, str, Decimal]]:
    """What the ledger has, by what it is and what for."""
    with database.reading() as connection:
        rows = connection.execute(
            select(ledger.c.entry, ledger.c.stage, ledger.c.usd).order_by(ledger.c.number)
        )
        return [tuple(row) for row in rows]


def test_nothing_of_a_deleted_film_is_left_but_amounts_and_the_name_of_a_job_that_may_be_under_way(
    shelf: Shelf, local: LocalStore, database: Database
) -> None:
    alone = fill(database, shelf, local)
    before, traces = sums(database), find_traces(database, FILM)
    assert (traces.assets, traces.shared, traces.papers, traces.comments) == (1, 1, 1, 1)
    assert (traces.charges, traces.usd) == (1, Decimal("0.45"))
    assert traces.unknown == (f"{FILM}/run-1/1",)
    assert traces.releases == ("https://youtu.be/1",)
    delete(database, local)
    assert told(database, but="jobs") == set()
    assert sums(database) == before
    assert not any(local.holds(blob) for blob in alone)
    left = b"".join(local.read_bytes(each.blob) for each in local.blobs()).lower()
    assert not any(word.encode() in left for word in WORDS)
    with database.reading() as connection:
        [job] = connection.execute(select(jobs)).all()
        [name] = connection.execute(select(ledger.c.film_id).distinct()).scalars()
    assert (job.state, job.shot_id, job.film_id) == ("unknown", "", name)
    assert name.startswith("deleted-")
    assert not has_traces(database, FILM)


def test_steps_of_a_deleted_film_are_still_told_apart(
    shelf: Shelf, local: LocalStore, database: Database
) -> None:
    fill(database, shelf, local)
    with database.writing() as connection:
        more = entries(
            *[("reserve", "sheet", each, "0.10") for each in ("", "", "", "", "other_1", "a sheet")]
        )
        connection.execute(insert(ledger), more[4:])
    delete(database, local)
    with database.reading() as connection:
        found = connection.execute(select(ledger.c.shot_id).order_by(ledger.c.number)).scalars().all()
    first, same, shot, second, *others = found
    assert first == same != second, "a reservation and its charge belong together, two subjects do not"
    assert shot == "shot_001"
    assert len({first, second, *others}) == 4, "nor does a subject whose name is like those that are given"


def test_the_name_of_such_a_job_goes_once_its_end_is_known_or_when_it_is_old(
    shelf: Shelf, local: LocalStore, database: Database
) -> None:
    fill(database, shelf, local)
    delete(database, local)
    assert delete_old_jobs(database, "2026-01-01T00:00:00+00:00") == 0
    assert delete_old_jobs(database, "2027-01-01T00:00:00+00:00") == 1
    assert told(database) == set()


def test_a_job_that_another_film_waits_for_stays_for_that(
    shelf: Shelf, local: LocalStore, database: Database
) -> None:
    fill(database, shelf, local)
    wait: dict[str, Any] = {
        "activity_id": "a",
        "account": "fal",
        "kind": "video",
        "provider": "fal",
        "job_id": "j",
    }
    wait |= {
        "ticket": "{}",
        "standing": "{}",
        "progress": 0.0,
        "started": True,
        "at": 0.0,
        "due": 0.0,
        "beat": 0.0,
    }
    with database.writing() as connection:
        whose = ((f"{FILM}/0123456789ab/shot_001/take-1", "0"), (OTHER, "2"))
        rows = [
            wait | {"run_id": workflow, "workflow_id": workflow, "reference": f"{FILM}/run-1/{n}"}
            for workflow, n in whose
        ]
        connection.execute(insert(waits), rows)
    delete(database, local)
    with database.reading() as connection:
        assert connection.execute(select(waits.c.workflow_id)).scalars().all() == [OTHER]
        states = connection.execute(select(jobs.c.state).order_by(jobs.c.reference)).scalars().all()
    assert states == ["unknown", "submitted"]


def test_an_asset_that_another_film_uses_stays_as_its_recipe_says(
    shelf: Shelf, local: LocalStore, database: Database
) -> None:
    fill(database, shelf, local)
    with database.writing() as connection:
        [number] = connection.execute(select(assets.c.id).where(assets.c.prompt == "a quay")).scalars()
        connection.execute(
            assets.update().where(assets.c.id == number).values(prompt="vorpalish", note="vorpalish")
        )
        connection.execute(insert(asset_meanings), [{"asset_id": number, "vector": b"vorpalish"}])
    delete(database, local)
    assert shelf.reuse("a quay", OTHER).blob
    with database.reading() as connection:
        [row] = connection.execute(select(assets)).all()
        labels = connection.execute(select(asset_labels.c.value)).scalars().all()
        meanings = connection.execute(select(asset_meanings.c.asset_id)).scalars().all()
    assert (row.prompt, row.note, row.mood, labels, meanings) == ("a quay", "", "", [], [])


def test_a_deletion_that_was_broken_off_is_done_to_its_end_by_the_next_one(
    shelf: Shelf, local: LocalStore, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = fill(database, shelf, local)
    real, removed = LocalStore.delete, 0

    def dies(self: LocalStore, blob: Blob) -> None:
        nonlocal removed
        removed += 1
        if removed == 2:
            raise StorageError("killed")
        real(self, blob)

    monkeypatch.setattr(LocalStore, "delete", dies)
    with pytest.raises(StorageError):
        delete(database, local)
    assert any(local.holds(blob) for blob in alone)
    assert has_traces(database, FILM), "who asks again is not told that there is no such film"
    monkeypatch.undo()
    delete(database, local)
    assert not any(local.holds(blob) for blob in alone)
    assert not has_traces(database, FILM)
    delete(database, local)


def test_deleted_twice_it_has_one_name(shelf: Shelf, local: LocalStore, database: Database) -> None:
    fill(database, shelf, local)
    delete(database, local)
    delete(database, local)
    with database.reading() as connection:
        assert len(connection.execute(select(ledger.c.film_id).distinct()).all()) == 1


def test_a_file_that_another_film_has_for_a_paper_stays(
    shelf: Shelf, local: LocalStore, database: Database
) -> None:
    paper = local.put_bytes(b"a quay", ".json")
    for film in (FILM, OTHER):
        shelf.library.file(film, "story.json", paper)
    delete(database, local)
    assert local.holds(paper)
    assert find_traces(database, OTHER).papers == 1


def test_a_film_that_was_forgotten_first_is_deleted_all_the_same(
    shelf: Shelf, local: LocalStore, database: Database
) -> None:
    alone = fill(database, shelf, local)
    forget_film(database, FILM)
    assert has_traces(database, FILM)
    delete(database, local)
    assert told(database, but="jobs") == set()
    assert not any(local.holds(blob) for blob in alone)
    assert shelf.reuse("a quay", OTHER).blob


@pytest.mark.parametrize("forgotten", [False, True])
def test_an_asset_that_a_film_never_used_keeps_its_words_though_its_file_is_the_same(
    shelf: Shelf, local: LocalStore, database: Database, forgotten: bool
) -> None:
    same: dict[str, Any] = {"data": "one picture", "mood": "serene", "characters": ("Mara",)}
    mine, theirs = shelf.add("a quokkalith", FILM, **same), shelf.add("a quay", OTHER, **same)
    assert mine == theirs
    if forgotten:
        forget_film(database, FILM)
    delete(database, local)
    with database.reading() as connection:
        [row] = connection.execute(select(assets.c.prompt, assets.c.mood)).all()
        labels = connection.execute(select(asset_labels.c.value)).scalars().all()
    assert (row.prompt, row.mood, labels) == ("a quay", "serene", ["mara"])
    assert local.holds(theirs)


def test_payloads_go_where_they_are_of_its_server_and_nobody_has_its_history(local: LocalStore) -> None:
    ours, theirs = (local.put_bytes(b"1", payload_suffix(mark * 8, FILM)) for mark in "ab")
    other = local.put_bytes(b"1", payload_suffix("a" * 8, OTHER))
    part = local.put_bytes(b"2", payload_suffix("a" * 8, f"{FILM}/0123456789ab/story"))
    mark = payloads_mark(owner_of_film(FILM))
    found = find_payloads(local, {mark}, "a" * 8)
    assert delete_payloads(local, found, but={mark}) == 0
    assert delete_payloads(local, found) == 2
    assert [local.holds(each) for each in (ours, part, theirs, other)] == [False, False, True, True]
    assert find_payloads(local, {mark}, None) == [theirs]


def test_films_are_left_when_they_ended_and_nothing_was_written_of_them_since(
    shelf: Shelf, local: LocalStore, database: Database
) -> None:
    for film, paper in ((FILM, "view.json"), (OTHER, "story.json")):
        shelf.library.file(film, paper, local.put_bytes(b"{}", ".json"))
    assert films_left(database, "2000-01-01T00:00:00+00:00") == ()
    assert films_left(database, "2100-01-01T00:00:00+00:00") == (FILM,), "the other one has not ended"
    with database.writing() as connection:
        add(connection, [News("film:1", FILM, "film", {}, at="2100-01-02T00:00:00+00:00")])
    assert films_left(database, "2100-01-01T00:00:00+00:00") == ()


def test_a_film_that_cost_nothing_and_left_nothing_has_no_traces(database: Database) -> None:
    assert not has_traces(database, "nobody")
    assert find_traces(database, "nobody").usd == ZERO
