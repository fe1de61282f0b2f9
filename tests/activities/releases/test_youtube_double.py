"""The double of YouTube is one to Google's own client: what this one sends is taken, and what it is told it understands."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import google.auth.exceptions
import google.auth.transport.requests
import google.oauth2.credentials
import pytest
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError, ResumableUploadError
from googleapiclient.http import MediaFileUpload, MediaIoBaseUpload
from PIL import Image

from tests.kit.vendors.youtube import Trouble, YouTube, film_bytes
from tests.kit.vendors.youtube_login import FORCE_SSL, UPLOAD

UNIT = 256 * 1024


@pytest.fixture
def youtube(tmp_path: Path) -> Iterator[YouTube]:
    with YouTube(tmp_path / "youtube") as double:
        yield double


def credentials(youtube: YouTube, scope: str = FORCE_SSL) -> Any:
    return google.oauth2.credentials.Credentials(
        None,
        refresh_token=youtube.logins.log_in(scope),
        token_uri=f"{youtube.address}/token",
        client_id=youtube.logins.client_id,
        client_secret=youtube.logins.client_secret,
    )


def service(youtube: YouTube, scope: str = FORCE_SSL) -> Any:
    return build(
        "youtube",
        "v3",
        credentials=credentials(youtube, scope),
        static_discovery=True,
        client_options={"api_endpoint": youtube.address},
    )


def about(**status: Any) -> dict[str, Any]:
    return {
        "snippet": {"title": "The Door", "description": "It is warm.", "tags": ["a door"], "categoryId": "1"},
        "status": {
            "privacyStatus": "private",
            "selfDeclaredMadeForKids": False,
            "containsSyntheticMedia": True,
            **status,
        },
    }


def upload(youtube: YouTube, film: Path, **said: Any) -> Any:
    media = MediaFileUpload(str(film), mimetype="video/mp4", chunksize=UNIT, resumable=True)
    request = service(youtube).videos().insert(part="snippet,status", body=about(**said), media_body=media)
    # Its discovery document names the host that uploads go to, and https.
    request.uri = f"{youtube.address}/upload/youtube/v3/videos?" + request.uri.partition("?")[2]
    return request


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(film_bytes(3 * UNIT + 17))
    return path


def test_googles_client_uploads_in_pieces(youtube: YouTube, film: Path) -> None:
    request, told, seen = upload(youtube, film), None, []
    while told is None:
        progress, told = request.next_chunk()
        seen.append(progress.resumable_progress if progress else film.stat().st_size)
    assert seen == [UNIT, 2 * UNIT, 3 * UNIT, 3 * UNIT + 17]
    assert told["status"]["uploadStatus"] == "processed"
    [video] = youtube.channel.videos
    assert (video.video_id, video.size) == (told["id"], film.stat().st_size)
    assert youtube.crimes == []


def test_googles_client_goes_on_from_the_byte_that_the_double_has(youtube: YouTube, film: Path) -> None:
    request = upload(youtube, film)
    request.next_chunk()
    youtube.troubles = [Trouble(at="piece", how="cut", amount=1000)]
    with pytest.raises(
        (OSError, HttpError)
    ):  # its connections send what was broken off once more by themselves
        request.next_chunk()
    youtube.channel.crimes.clear()
    other = upload(youtube, film)
    other.resumable_uri, other._in_error_state = request.resumable_uri, True
    told = None
    while told is None:
        _, told = other.next_chunk()
    assert UNIT + 1000 in [first for first, _, _ in youtube.pieces]
    assert (len(youtube.channel.videos), youtube.crimes) == (1, [])


def test_an_upload_that_is_gone_is_an_error_of_googles_client(youtube: YouTube, film: Path) -> None:
    request = upload(youtube, film)
    request.next_chunk()
    [session] = youtube.channel.uploads.values()
    session.gone = True
    with pytest.raises(HttpError) as gone:
        request.next_chunk()
    assert gone.value.status_code == 404


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (403, "quotaExceeded"),
        (400, "uploadLimitExceeded"),
        (400, "invalidTags"),
        (403, "forbiddenPrivacySetting"),
    ],
)
def test_googles_client_reads_the_reason_of_an_error(
    youtube: YouTube, film: Path, status: int, reason: str
) -> None:
    youtube.troubles = [Trouble(at="begin", status=status, reason=reason)]
    with pytest.raises(ResumableUploadError) as refused:
        upload(youtube, film).next_chunk()
    assert (refused.value.status_code, refused.value.error_details[0]["reason"]) == (status, reason)


def test_googles_client_gives_poster_and_subtitles_and_reads_the_lists(youtube: YouTube, film: Path) -> None:
    request, told = upload(youtube, film), None
    while told is None:
        _, told = request.next_chunk()
    api, video = service(youtube), told["id"]
    picture = io.BytesIO()
    Image.new("RGB", (64, 36)).save(picture, "JPEG")

    def sent(request: Any, path: str) -> Any:
        request.uri = f"{youtube.address}/upload/youtube/v3/{path}?" + request.uri.partition("?")[2]
        return request.execute()

    sent(
        api.thumbnails().set(videoId=video, media_body=MediaIoBaseUpload(picture, "image/jpeg")),
        "thumbnails/set",
    )
    text = MediaIoBaseUpload(
        io.BytesIO(b"1\n00:00:00,000 --> 00:00:01,000\nHello.\n"), "application/octet-stream"
    )
    snippet = {"videoId": video, "language": "en", "name": "Subtitles", "isDraft": False}
    sent(api.captions().insert(part="snippet", body={"snippet": snippet}, media_body=text), "captions")
    [kept] = youtube.channel.videos
    assert kept.poster[:2] == b"\xff\xd8"
    assert "Hello." in kept.subtitles["en"]
    uploads = api.channels().list(part="contentDetails", mine=True).execute()["items"][0]["contentDetails"]
    listed = api.playlistItems().list(
        part="contentDetails", playlistId=uploads["relatedPlaylists"]["uploads"], maxResults=50
    )
    assert listed.execute()["items"] == [{"contentDetails": {"videoId": video}}]
    shown = api.videos().list(part="snippet,status", id=video).execute()["items"]
    assert shown[0]["snippet"]["tags"] == ["a door"]


def test_subtitles_need_the_larger_scope(youtube: YouTube) -> None:
    with pytest.raises(HttpError) as refused:
        service(youtube, UPLOAD).captions().list(part="snippet", videoId="x").execute()
    assert (refused.value.status_code, refused.value.error_details[0]["reason"]) == (
        403,
        "insufficientPermissions",
    )


def test_googles_own_login_is_let_in_refreshed_and_refused(youtube: YouTube) -> None:
    login, transport = credentials(youtube), google.auth.transport.requests.Request()
    login.refresh(transport)
    assert login.token.startswith("ya29.")
    assert not login.expired
    youtube.logins.revoke()
    with pytest.raises(google.auth.exceptions.RefreshError, match="invalid_grant"):
        login.refresh(transport)


def test_a_film_that_does_not_say_that_it_is_synthetic_is_a_crime(youtube: YouTube, film: Path) -> None:
    upload(youtube, film, containsSyntheticMedia=False).next_chunk()
    assert "does not say what it is" in youtube.crimes[0]
    assert json.dumps(youtube.client)
