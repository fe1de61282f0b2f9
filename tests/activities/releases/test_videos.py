"""A film becomes one video, whatever breaks on the way: seen at a double over a socket that counts every byte."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from activities.releases.records import ReleaseRecord, ReleaseRecords
from activities.releases.youtube import videos as craft
from activities.releases.youtube.refusals import MEANINGS
from activities.releases.youtube.service import YouTube as Service
from activities.releases.youtube.tokens import Tokens, login_file
from activities.releases.youtube.videos import Videos, mark_of
from infra.database.database import Database
from infra.storage import LocalStore
from models.errors import InvalidRequest, LongtakeError, RateLimited, Transient, Unauthorised
from models.releases.release import ReleaseRequest
from tests.kit.releases import log_in, request_of
from tests.kit.vendors.youtube import Trouble, YouTube

UNIT = 256 * 1024
SIZE = 3 * UNIT + 17


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses of a tenth of what they are."""
    monkeypatch.setattr(craft, "LOOK_AGAIN_S", 0.05)
    monkeypatch.setattr(craft, "_LONGEST_PAUSE_S", 0.05)


@pytest.fixture
def youtube(tmp_path: Path) -> Iterator[YouTube]:
    with YouTube(tmp_path / "youtube") as double:
        log_in(double, tmp_path)
        yield double
        assert double.crimes == []


class Kit:
    """A worker's part of a release, which can be ended and begun anew."""

    def __init__(self, youtube: YouTube, database: Database, home: Path) -> None:
        self.youtube, self.home = youtube, home
        self.records = ReleaseRecords(database)
        self.store = LocalStore(home / "assets")
        self.beats: list[int] = []

    def upload(self, request: ReleaseRequest, beat: Any = None) -> ReleaseRecord:
        """Upload with nothing in memory, as another worker does."""
        service = Service(Tokens(login_file(self.home)), self.youtube.address)
        path, record = self.store.open_file(request.film), self.records.ask(request)
        return Videos(service, self.records, UNIT).uploaded(request, record, path, beat or self.beats.append)

    def record(self, request: ReleaseRequest) -> ReleaseRecord:
        return self.records.open(request)


@pytest.fixture
def kit(youtube: YouTube, database: Database, tmp_path: Path) -> Kit:
    return Kit(youtube, database, tmp_path)


def test_a_film_is_uploaded_in_pieces_under_its_words(kit: Kit, youtube: YouTube) -> None:
    request = request_of(kit.store, "door", SIZE)
    record = kit.upload(request)
    [video] = youtube.channel.videos
    assert (record.video_id, video.sha256) == (video.video_id, request.film.sha256)
    assert [first for first, _, _ in youtube.pieces] == [0, UNIT, 2 * UNIT, 3 * UNIT]
    assert video.about == {
        "snippet": {
            "title": "The Door",
            "description": "Mara finds a door.\n\nIt is warm.",
            "tags": ["Mara", "the sea", mark_of(record)],
            "categoryId": "1",
            "defaultLanguage": "en",
            "defaultAudioLanguage": "en",
        },
        "status": {
            "privacyStatus": "private",
            "selfDeclaredMadeForKids": False,
            "containsSyntheticMedia": True,
        },
    }
    assert kit.beats == [0, UNIT, 2 * UNIT, 3 * UNIT]


def test_the_same_release_again_asks_for_nothing(kit: Kit, youtube: YouTube) -> None:
    request = request_of(kit.store, "door", SIZE)
    first, asked = kit.upload(request), len(youtube.asked)
    assert kit.upload(request) == first
    assert len(youtube.asked) == asked
    assert kit.record(request).session == "", "an address that lets anybody write to an upload is not kept"


def test_it_is_published_by_itself_later(kit: Kit, youtube: YouTube) -> None:
    kit.upload(request_of(kit.store, "door", SIZE, publish_at="2030-12-24T18:00:00Z"))
    status = youtube.channel.videos[0].about["status"]
    assert (status["privacyStatus"], status["publishAt"]) == ("private", "2030-12-24T18:00:00Z")


class Killed(BaseException):
    """The end of a worker."""


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_another_worker_goes_on_from_the_byte_that_youtube_has(
    kit: Kit, youtube: YouTube, after: int
) -> None:
    request = request_of(kit.store, "door", SIZE)

    def beat(sent: int) -> None:
        if sent == after * UNIT:
            raise Killed

    with pytest.raises(Killed):
        kit.upload(request, beat)
    assert kit.record(request).session, "the address is written down before anything is sent"
    kit.upload(request)
    assert [first for first, _, _ in youtube.pieces] == [0, UNIT, 2 * UNIT, 3 * UNIT]
    assert len(youtube.channel.videos) == 1
    assert youtube.asked.count("begin") == 1


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble(at="begin", how="drop-after"),
        Trouble(at="begin", status=503),
        Trouble(at="begin", how="nowhere"),
    ],
    ids=str,
)
def test_an_upload_whose_address_was_lost_is_begun_anew_and_leaves_no_video(
    kit: Kit, youtube: YouTube, trouble: Trouble
) -> None:
    request = request_of(kit.store, "door", SIZE)
    youtube.troubles = [trouble]
    with pytest.raises(Transient):
        kit.upload(request)
    assert kit.record(request).session == ""
    kit.upload(request)
    assert len(youtube.channel.videos) == 1


@pytest.mark.parametrize(
    ("trouble", "goes_on_at"),
    [
        (Trouble(at="piece", status=503), 0),
        (Trouble(at="piece", status=500, times=3), 0),
        (Trouble(at="piece", how="drop-before"), 0),
        (Trouble(at="piece", how="drop-after"), UNIT),
        (Trouble(at="piece", how="part", amount=1000), 1000),
        (Trouble(at="piece", how="cut", amount=70_000), 70_000),
        (Trouble(at="ask", status=503, times=2), 0),
        (Trouble(at="ask", how="drop-before", times=2), 0),
    ],
    ids=str,
)
def test_a_piece_that_breaks_off_is_gone_on_with(
    kit: Kit, youtube: YouTube, trouble: Trouble, goes_on_at: int
) -> None:
    youtube.troubles = [trouble]
    kit.upload(request_of(kit.store, "door", SIZE))
    assert goes_on_at in [first for first, _, _ in youtube.pieces]
    assert len(youtube.channel.videos) == 1
    assert youtube.asked.count("begin") == 1


def test_an_answer_that_was_lost_after_the_last_byte_is_asked_for(kit: Kit, youtube: YouTube) -> None:
    youtube.troubles = [Trouble(at="piece", how="drop-after")]
    record = kit.upload(request_of(kit.store, "door", UNIT))
    assert record.video_id == youtube.channel.videos[0].video_id
    assert len(youtube.pieces) == 1


def test_of_an_upload_that_is_gone_and_became_no_video_another_is_begun(kit: Kit, youtube: YouTube) -> None:
    request = request_of(kit.store, "door", SIZE)

    def beat(sent: int) -> None:
        if sent:
            for upload in youtube.channel.uploads.values():
                upload.gone = True
            raise Killed

    with pytest.raises(Killed):
        kit.upload(request, beat)
    kit.upload(request)
    assert len(youtube.channel.uploads) == 2
    assert len(youtube.channel.videos) == 1


@pytest.mark.parametrize("behind", [0, 2])
def test_of_an_upload_that_is_gone_and_became_a_video_that_one_is_found(
    kit: Kit, youtube: YouTube, behind: int
) -> None:
    for film in ("one", "two"):
        kit.upload(request_of(kit.store, film, UNIT))
    youtube.channel.behind = behind
    youtube.troubles = [Trouble(at="piece", how="gone-after")]
    record = kit.upload(request_of(kit.store, "door", UNIT))
    assert record.video_id == youtube.channel.videos[2].video_id
    assert len(youtube.channel.videos) == 3


def test_a_video_that_youtube_does_not_name_is_asked_for_and_found(kit: Kit, youtube: YouTube) -> None:
    youtube.troubles = [
        Trouble(at="piece", how="unnamed"),
        Trouble(at="ask"),
        Trouble(at="ask", how="unnamed", times=9),
    ]
    record = kit.upload(request_of(kit.store, "door", UNIT))
    assert record.video_id == youtube.channel.videos[0].video_id
    assert len(youtube.channel.videos) == 1


def test_an_upload_is_never_sent_to_an_address_of_somebody_else(kit: Kit, youtube: YouTube) -> None:
    youtube.troubles = [Trouble(at="begin", how="elsewhere")]
    with pytest.raises(Transient, match="without saying where"):
        kit.upload(request_of(kit.store, "door", UNIT))
    assert youtube.pieces == []


def test_access_that_ends_in_mid_upload_is_asked_for_anew(kit: Kit, youtube: YouTube) -> None:
    def beat(sent: int) -> None:
        if sent == UNIT:
            youtube.logins.forget_access()

    kit.upload(request_of(kit.store, "door", SIZE), beat)
    assert youtube.logins.refreshed == 2
    assert len(youtube.channel.videos) == 1


def test_a_login_that_was_revoked_is_a_sentence_and_the_upload_goes_on_after_another(
    kit: Kit, youtube: YouTube
) -> None:
    request = request_of(kit.store, "door", SIZE)

    def beat(sent: int) -> None:
        if sent == UNIT:
            youtube.logins.revoke()

    with pytest.raises(Unauthorised, match="expired or was revoked: run `longtake login youtube`"):
        kit.upload(request, beat)
    log_in(youtube, kit.home)
    kit.upload(request)
    assert len(youtube.channel.uploads) == 1


@pytest.mark.parametrize("reason", MEANINGS)
def test_every_reason_of_youtube_is_a_sentence_of_its_own_kind(
    kit: Kit, youtube: YouTube, reason: str
) -> None:
    meaning = MEANINGS[reason]
    statuses = {Unauthorised: 403, RateLimited: 403, InvalidRequest: 400}
    youtube.troubles = [Trouble(at="begin", status=statuses[meaning.kind], reason=reason)]
    with pytest.raises(meaning.kind) as refused:
        kit.upload(request_of(kit.store, "door", UNIT))
    said = str(refused.value)
    assert said.startswith(meaning.said)
    assert reason in said
    if isinstance(refused.value, RateLimited):
        assert 0 < (refused.value.retry_after_s or 0) <= 25 * 3600


@pytest.mark.parametrize(
    ("status", "kind", "wait_s"),
    [
        (429, RateLimited, 1.0),
        (503, Transient, 1.0),
        (500, Transient, None),
        (403, Unauthorised, None),
        (400, InvalidRequest, None),
    ],
)
def test_an_error_without_a_reason_counts_by_its_status(
    kit: Kit, youtube: YouTube, status: int, kind: type[LongtakeError], wait_s: float | None
) -> None:
    youtube.troubles = [Trouble(at="begin", status=status)]
    with pytest.raises(kind) as refused:
        kit.upload(request_of(kit.store, "door", UNIT))
    assert getattr(refused.value, "retry_after_s", None) == wait_s


def test_an_account_without_a_channel_is_told_so_and_not_asked_twice(kit: Kit, youtube: YouTube) -> None:
    youtube.channel.exists = False
    with pytest.raises(Unauthorised, match="has no YouTube channel"):
        kit.upload(request_of(kit.store, "door", UNIT))
    assert youtube.asked == ["begin"]


def test_a_film_that_was_cut_anew_while_it_was_uploaded_is_uploaded_as_it_is_now(
    kit: Kit, youtube: YouTube
) -> None:
    def beat(sent: int) -> None:
        if sent:
            raise Killed

    with pytest.raises(Killed):
        kit.upload(request_of(kit.store, "door", SIZE), beat)
    again = request_of(kit.store, "door", SIZE)
    kit.upload(again)
    [video] = youtube.channel.videos
    assert video.sha256 == again.film.sha256


@pytest.mark.parametrize("behind", [0, 2])
def test_an_earlier_cut_whose_last_bytes_were_sent_is_looked_for_before_another_is_uploaded(
    kit: Kit, youtube: YouTube, behind: int
) -> None:
    first = request_of(kit.store, "door", UNIT)
    youtube.troubles = [Trouble(at="piece", how="gone-after")]
    with pytest.raises(Killed):
        kit.upload(first, after_the_first(Killed))
    youtube.channel.behind = behind
    record = kit.upload(request_of(kit.store, "door", SIZE))
    [video] = youtube.channel.videos
    assert (record.video_id, video.sha256) == (video.video_id, first.film.sha256)


def test_an_earlier_cut_that_youtube_has_and_does_not_name_is_found_by_its_mark(
    kit: Kit, youtube: YouTube
) -> None:
    youtube.troubles = [Trouble(at="piece", how="unnamed"), Trouble(at="ask", how="unnamed", times=9)]
    with pytest.raises(Killed):
        kit.upload(request_of(kit.store, "door", UNIT), after_the_first(Killed))
    record = kit.upload(request_of(kit.store, "door", SIZE))
    [video] = youtube.channel.videos
    assert record.video_id == video.video_id


def test_an_earlier_cut_that_youtube_has_and_nobody_finds_is_no_reason_for_a_second_video(
    kit: Kit, youtube: YouTube
) -> None:
    youtube.troubles = [Trouble(at="piece", how="unnamed"), Trouble(at="ask", how="unnamed", times=9)]
    with pytest.raises(Killed):
        kit.upload(request_of(kit.store, "door", UNIT), after_the_first(Killed))
    youtube.channel.behind = 99
    with pytest.raises(Transient, match="which video it became"):
        kit.upload(request_of(kit.store, "door", SIZE))
    assert len(youtube.channel.videos) == 1


def after_the_first(error: type[BaseException]) -> Any:
    """A beat at which a worker ends, but at the first one."""
    beats: list[int] = []

    def beat(sent: int) -> None:
        beats.append(sent)
        if len(beats) > 1:
            raise error

    return beat


def test_a_film_that_was_cut_anew_after_it_became_a_video_stays_that_video(
    kit: Kit, youtube: YouTube
) -> None:
    first = kit.upload(request_of(kit.store, "door", UNIT))
    again = request_of(kit.store, "door", UNIT)
    assert kit.upload(again).video_id == first.video_id
    assert not kit.record(again).is_of(again.film)
    another = again.model_copy(update={"number": 2})
    assert kit.upload(another).video_id != first.video_id
    assert len(youtube.channel.videos) == 2


def test_of_two_workers_that_begin_at_once_one_address_stands(kit: Kit) -> None:
    request = request_of(kit.store, "door", UNIT)
    seen = kit.records.ask(request)
    assert kit.records.session(seen, "https://one.example").session == "https://one.example"
    assert kit.records.session(seen, "https://two.example").session == "https://one.example"


def test_nothing_secret_is_in_an_error_or_a_log(
    kit: Kit, youtube: YouTube, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)  # `start_log` lets httpcore say nothing below
    request = request_of(kit.store, "door", SIZE)
    youtube.troubles = [Trouble(at="piece", how="drop-before", times=20)]
    with pytest.raises(Transient) as refused:
        kit.upload(request)
    told = f"{refused.value!r} {refused.value.__cause__!r} {caplog.text}"
    assert not re.search("not-a-secret|ya29|upload_id", told)
