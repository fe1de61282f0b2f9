"""Who sees a video: what YouTube was told when its upload was begun, what is wanted by now, and what YouTube makes of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from activities.releases.records import ReleaseRecord, ReleaseRecords
from activities.releases.youtube.companions import Seen
from activities.releases.youtube.publication import Publication
from infra.database.database import Database
from infra.settings import Settings
from infra.storage import LocalStore
from models.releases.release import ReleaseRequest, UploadedFilm
from tests.kit.releases import log_in, request_of
from tests.kit.vendors.youtube import YouTube

SIZE = 5000


@pytest.fixture
def youtube(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[YouTube]:
    with YouTube(tmp_path / "youtube") as double:
        monkeypatch.setenv("YOUTUBE_BASE_URL", double.address)
        log_in(double, tmp_path)
        yield double
        assert double.crimes == []


class Kit:
    """Publishes a film, first its bytes and then what goes with them."""

    def __init__(self, database: Database, home: Path) -> None:
        self.records, self.store = ReleaseRecords(database), LocalStore(home / "assets")
        self.publication = Publication(self.store, self.records, Settings(home=home))

    def uploaded(self, request: ReleaseRequest) -> ReleaseRecord:
        return self.publication.upload(request, self.records.ask(request), lambda doing, sent: None)

    def notes(self, request: ReleaseRequest) -> tuple[str, ...]:
        record = self.records.ask(request)
        film = UploadedFilm(request=request, video_id=record.video_id)
        return self.publication.dress(film, record, lambda doing, sent: None).notes


@pytest.fixture
def kit(youtube: YouTube, database: Database, tmp_path: Path) -> Kit:
    return Kit(database, tmp_path)


def test_an_upload_that_was_begun_private_and_is_wanted_public_is_not_said_to_be_locked(kit: Kit) -> None:
    private = request_of(kit.store, "door", SIZE)
    kit.uploaded(private)
    assert kit.notes(private.model_copy(update={"privacy": "public"})) == (
        "Its upload was begun as private, and it is private: make it public at YouTube.",
    )
    assert kit.notes(private) == ()


def test_a_video_that_became_public_by_itself_meanwhile_is_as_it_was_to_be(
    kit: Kit, youtube: YouTube
) -> None:
    request = request_of(kit.store, "door", SIZE, publish_at=_moment(timedelta(hours=1)))
    record = kit.uploaded(request)
    assert kit.notes(request) == ()
    passed = _moment(timedelta(seconds=-1))
    kit.records.put(record, publish_at=passed)
    youtube.channel.videos[0].about["status"]["privacyStatus"] = "public"
    assert kit.notes(request.model_copy(update={"publish_at": passed})) == ()


def test_a_video_that_is_public_before_its_time_was_made_that_by_somebody(kit: Kit, youtube: YouTube) -> None:
    request = request_of(kit.store, "door", SIZE)
    kit.uploaded(request)
    youtube.channel.videos[0].about["status"]["privacyStatus"] = "public"
    assert kit.notes(request) == ("It was to be private and is public.",)


def test_a_project_that_was_not_audited_is_still_told_of(kit: Kit, youtube: YouTube) -> None:
    youtube.channel.locked = True
    request = request_of(kit.store, "door", SIZE, privacy="unlisted")
    kit.uploaded(request)
    assert kit.notes(request) == (
        "It was to be unlisted and is private: YouTube locks what comes from projects that it has not audited.",
    )


def test_a_moment_is_said() -> None:
    assert Seen("private", "2030-12-24T18:00:00Z").words == "private, public from 2030-12-24T18:00:00Z on"


def _moment(away: timedelta) -> str:
    return f"{datetime.now(UTC) + away:%Y-%m-%dT%H:%M:%SZ}"
