"""The records of releases, on both databases: one for each film, target and number, and what is said of it stays."""

import pytest

from activities.releases.records import ReleaseRecords
from infra.database.database import Database
from infra.storage import LocalStore
from models.errors import BadInput
from models.releases.release import ReleaseRequest
from models.releases.target import Target
from tests.kit.releases import request_of


def test_a_release_is_written_down_once(database: Database, tmp_path) -> None:
    records, store = ReleaseRecords(database), LocalStore(tmp_path)
    request = request_of(store, "door", 9)
    record = records.put(records.ask(request), video_id="v1", notes=("It is dark.",), state="done")
    assert records.open(request) == record
    assert (record.video_id, record.notes, record.state, record.ending) == (
        "v1",
        ("It is dark.",),
        "done",
        False,
    )


def test_a_films_releases_are_told_apart(database: Database, tmp_path) -> None:
    records, store = ReleaseRecords(database), LocalStore(tmp_path)
    folder = Target(kind="folder", place="/films/door")
    for said in ({"number": 2}, {}, {"target": folder}):
        records.ask(request_of(store, "door", 9, **said))
    records.ask(request_of(store, "another", 9))
    found = [(one.target, one.number) for one in records.of_film("door")]
    assert found == [(folder.mark, 1), ("youtube", 1), ("youtube", 2)]


def test_an_address_that_is_replaced_begins_without_last_bytes(database: Database, tmp_path) -> None:
    records, store = ReleaseRecords(database), LocalStore(tmp_path)
    record = records.session(records.ask(request_of(store, "door", 9)), "https://one.example")
    record = records.put(record, ending=True)
    assert not records.session(record, "").ending


def test_what_nobody_asked_for_is_not_carried_out(database: Database, tmp_path) -> None:
    records, store = ReleaseRecords(database), LocalStore(tmp_path)
    request = request_of(store, "door", 9)
    with pytest.raises(BadInput, match="Nobody has asked the database"):
        records.open(request)
    records.ask(request)
    for other in ({"privacy": "public"}, {"number": 2}, {"files": request_of(store, "door", 9).files}):
        with pytest.raises(BadInput, match="Nobody has asked"):
            records.open(request.model_copy(update=other))
    assert records.open(ReleaseRequest.model_validate_json(request.model_dump_json())).target == "youtube"


def test_one_that_failed_is_under_way_again_when_it_is_asked_for_again(database: Database, tmp_path) -> None:
    records, store = ReleaseRecords(database), LocalStore(tmp_path)
    request = request_of(store, "door", 9)
    records.put(records.ask(request), state="failed", notes=("It is full.",), video_id="v1")
    again = records.ask(request)
    assert (again.state, again.notes, again.video_id) == ("begun", (), "v1")
    records.put(again, state="done", notes=("It is dark.",))
    assert records.ask(request).notes == ("It is dark.",)
