"""A release as a workflow: on real workers, which die in the middle of it, against a double of YouTube and in a folder."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from temporalio.client import Client, WorkflowFailureError
from temporalio.exceptions import ApplicationError

from activities.releases.deliveries import place_of
from activities.releases.records import ReleaseRecord, ReleaseRecords
from infra.database.database import open_database
from infra.engine.server import TemporalServer
from infra.payloads.converter import data_converter
from infra.settings import Settings
from infra.storage import Store, open_store
from infra.temporal import connect, local_config
from models.names import release_id
from models.releases.release import Released, ReleaseRequest
from models.releases.target import Target
from studio.client.releases.execution import begin_release, look_at_release
from studio.service.database import opened_database, read_or
from tests.kit.deploys import until_true
from tests.kit.hosted_worker import Crew, crew_at
from tests.kit.migrated import migrated
from tests.kit.releases import SUBTITLES, log_in, request_of
from tests.kit.replayer import PatientReplayer
from tests.kit.studio import StudioKit, end_all, studio_of
from tests.kit.vendors.youtube import Trouble, YouTube
from workers.composition import WORKFLOWS
from workers.query_guard import GuardedRunner

PIECE = 4 * 2**20


@pytest.fixture
def youtube(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[YouTube]:
    """YouTube, at which the home of the test's workers is logged in."""
    with YouTube(tmp_path / "youtube") as double:
        monkeypatch.setenv("YOUTUBE_BASE_URL", double.address)
        log_in(double, tmp_path / "home")
        yield double
        assert double.crimes == []


async def begin(kit: StudioKit, request: ReleaseRequest) -> None:
    """A release that somebody asked for."""
    await asyncio.to_thread(ask, kit.settings, request)
    await begin_release(kit.client, request)


def ask(settings: Settings, request: ReleaseRequest) -> None:
    with opened_database(settings) as database:
        ReleaseRecords(database).ask(request)


async def carried_out(kit: StudioKit, request: ReleaseRequest) -> Released:
    """A release from its start to its end."""
    await begin(kit, request)
    handle = kit.client.get_workflow_handle(name_of(request), result_type=Released)
    done: Released = await handle.result()
    return done


def name_of(request: ReleaseRequest) -> str:
    return release_id(request.film_id, request.target.mark, request.number)


async def failure(kit: StudioKit, request: ReleaseRequest) -> ApplicationError:
    with pytest.raises(WorkflowFailureError) as failed:
        await carried_out(kit, request)
    assert isinstance(failed.value.cause, ApplicationError)
    return failed.value.cause


async def test_a_film_goes_to_youtube_with_its_poster_and_its_subtitles(
    studio: StudioKit, youtube: YouTube, film: str
) -> None:
    request = request_of(studio.store, film, 5000)
    done = await carried_out(studio, request)
    [video] = youtube.channel.videos
    assert done == Released(
        film_id=film,
        target=request.target,
        number=1,
        where=f"https://www.youtube.com/watch?v={video.video_id}",
    )
    assert video.sha256 == request.film.sha256
    assert video.poster == studio.store.read_bytes(request.files["poster.jpg"])
    assert video.subtitles["en"].encode() == SUBTITLES
    assert "Eine Tür" in video.subtitles["de"]


async def test_the_same_release_again_finds_what_is_there_and_another_on_purpose_is_another(
    studio: StudioKit, youtube: YouTube, film: str
) -> None:
    request = request_of(studio.store, film, 5000)
    first, asked = await carried_out(studio, request), len(youtube.asked)
    again = await carried_out(studio, request)
    assert again == first.model_copy(update={"already": True})
    assert len(youtube.asked) == asked
    newer = request_of(studio.store, film, 5000)
    stays = await carried_out(studio, newer)
    assert (stays.where, stays.notes) == (first.where, ("The film was cut anew since it was uploaded.",))
    other = await carried_out(studio, newer.model_copy(update={"number": 2}))
    assert other.where != first.where
    assert len(youtube.channel.videos) == 2


async def test_what_youtube_does_to_a_video_is_said(studio: StudioKit, youtube: YouTube, film: str) -> None:
    youtube.channel.locked, youtube.channel.upload_status = True, "uploaded"
    done = await carried_out(studio, request_of(studio.store, film, 5000, privacy="public"))
    assert done.notes == (
        "It was to be public and is private: YouTube locks what comes from projects that it has not audited.",
        "YouTube is still working on the picture.",
    )


async def test_a_film_that_youtube_rejects_fails_with_why_and_can_be_released_anew(
    studio: StudioKit, youtube: YouTube, film: str
) -> None:
    youtube.channel.upload_status, youtube.channel.reason = "rejected", "length"
    request = request_of(studio.store, film, 5000)
    error = await failure(studio, request)
    assert error.type == "InvalidRequest"
    assert error.message.startswith(
        "YouTube has rejected the film, because it is longer than the channel may upload"
    )
    nothing: list[ReleaseRecord] = []
    [record] = read_or(studio.settings, lambda database: ReleaseRecords(database).of_film(film), nothing)
    assert record.state == "failed"


async def test_a_poster_or_subtitles_that_youtube_does_not_take_are_said_and_the_film_stands(
    studio: StudioKit, youtube: YouTube, film: str
) -> None:
    youtube.troubles = [Trouble(at="poster", status=403, reason="forbidden")]
    done = await carried_out(studio, request_of(studio.store, film, 5000, language="und"))
    assert [note.split(":")[0] for note in done.notes] == [
        "The poster did not go along",
        "The subtitles (und) did not go along",
    ]
    assert list(youtube.channel.videos[0].subtitles) == ["de"]


async def test_subtitles_whose_answer_was_lost_are_not_added_twice(
    studio: StudioKit, youtube: YouTube, film: str
) -> None:
    youtube.troubles = [Trouble(at="videos", status=503)]
    done = await carried_out(studio, request_of(studio.store, film, 5000))
    assert youtube.asked.count("subtitles") == 4, "asked again, and there already"
    assert done.notes == ()


async def test_a_quota_that_is_used_up_is_waited_for_and_said_meanwhile(
    studio: StudioKit, youtube: YouTube, film: str
) -> None:
    youtube.troubles = [Trouble(at="begin", status=403, reason="quotaExceeded")]
    request = request_of(studio.store, film, 5000)
    await begin(studio, request)

    async def said() -> bool:
        look = await look_at_release(studio.client, name_of(request))
        return "quota at YouTube is used up until midnight in California" in look.failure

    await until_true(said, "the quota is not told of")
    assert youtube.asked == ["begin"]


async def test_who_is_stopped_while_looking_is_stopped_and_hears_of_no_silent_server(
    studio: StudioKit, youtube: YouTube, film: str
) -> None:
    youtube.troubles = [Trouble(at="begin", status=403, reason="quotaExceeded")]
    request = request_of(studio.store, film, 5000)
    await begin(studio, request)
    for number in range(40):
        looking = asyncio.create_task(look_at_release(studio.client, name_of(request)))
        await asyncio.sleep(number * 0.0005)
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking


@pytest.mark.parametrize(
    ("trouble", "kind", "said"),
    [
        (
            Trouble(at="begin", status=400, reason="invalidTitle"),
            "InvalidRequest",
            "The title cannot be used",
        ),
        (
            Trouble(at="begin", status=403, reason="forbiddenPrivacySetting"),
            "InvalidRequest",
            "release it private",
        ),
        (
            Trouble(at="begin", status=401, reason="youtubeSignupRequired"),
            "Unauthorised",
            "no YouTube channel",
        ),
    ],
    ids=lambda one: getattr(one, "reason", ""),
)
async def test_what_no_repetition_mends_fails_at_once(
    studio: StudioKit, youtube: YouTube, film: str, trouble: Trouble, kind: str, said: str
) -> None:
    youtube.troubles = [trouble]
    request = request_of(studio.store, film, 5000)
    error = await failure(studio, request)
    assert (error.type, said in error.message) == (kind, True)
    assert youtube.asked == ["begin"]
    assert (await carried_out(studio, request)).where, "the same again goes on"


async def test_nothing_of_a_login_or_of_an_uploads_address_is_in_a_history_or_the_home(
    studio: StudioKit, youtube: YouTube, film: str
) -> None:
    youtube.troubles = [Trouble(at="piece", status=503), Trouble(at="begin", status=401, reason="authError")]
    request = request_of(studio.store, film, 5000)
    await carried_out(studio, request)
    history = await studio.client.get_workflow_handle(name_of(request)).fetch_history()
    told = history.to_json() + "".join(map(str, history.events))
    assert "not-a-secret" not in told
    home = [path for path in studio.settings.home.rglob("*") if path.is_file()]
    login = re.compile(rb"not-a-secret-(login|client|[0-9])")
    kept = await asyncio.to_thread(lambda: [path.name for path in home if login.search(path.read_bytes())])
    assert kept == ["youtube.json"]
    await replayed(studio.store, history)


async def replayed(store: Store, history: object) -> None:
    replayer = PatientReplayer(
        workflows=list(WORKFLOWS), data_converter=data_converter(store), workflow_runner=GuardedRunner()
    )
    await replayer.replay_workflow(history)  # type: ignore[arg-type]


async def test_a_film_goes_into_a_folder_once(studio: StudioKit, film: str, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    request = request_of(studio.store, film, 5000, target=Target(kind="folder", place=str(folder)))
    done = await carried_out(studio, request)
    assert (done.where, done.already) == (str(folder), False)
    assert (folder / "film.mp4").read_bytes() == studio.store.read_bytes(request.film)
    assert json.loads((folder / "report.json").read_text()) == {"id": film}
    assert (await carried_out(studio, request)).already


async def test_a_release_that_nobody_asked_for_is_refused(
    studio: StudioKit, youtube: YouTube, film: str, tmp_path: Path
) -> None:
    private = request_of(studio.store, film, 5000)
    await asyncio.to_thread(ask, studio.settings, private)
    public = private.model_copy(update={"privacy": "public"})
    folder = request_of(studio.store, film, 9, target=Target(kind="folder", place=str(tmp_path / "planted")))
    for request in (public, folder):
        await begin_release(studio.client, request)
        with pytest.raises(WorkflowFailureError) as failed:
            await studio.client.get_workflow_handle(name_of(request)).result()
        assert "Nobody has asked" in str(failed.value.cause)
    assert youtube.asked == []
    assert not (tmp_path / "planted").exists()


async def test_an_input_that_is_no_release_ends_the_workflow_with_a_sentence(
    studio: StudioKit, film: str
) -> None:
    handle = await studio.client.start_workflow(
        "ReleaseWorkflow", {"film_id": "../x"}, id=f"{film}/release/x", task_queue="film"
    )
    with pytest.raises(WorkflowFailureError) as failed:
        await handle.result()
    assert "release's request" in str(failed.value.cause) or "request's" in str(failed.value.cause)


async def test_a_film_goes_into_a_bucket_once(server: TemporalServer, s3: Settings, film: str) -> None:
    async with studio_of(server.address, s3) as studio:
        target = Target(kind="s3", place=f"{s3.store}/released/{film}")
        request = request_of(studio.store, film, 9 * 2**20, target=target)
        done = await carried_out(studio, request)
        assert (done.where, done.already) == (target.place, False)
        with place_of(target, s3) as place:
            assert all(place.holds(name, blob) for name, blob in request.files.items())
        assert (await carried_out(studio, request)).already


@pytest.fixture
async def crew(
    server: TemporalServer, youtube: YouTube, tmp_path: Path
) -> AsyncIterator[tuple[Client, Settings, Crew]]:
    """Two workers in processes of their own, which can be killed, and a client."""
    settings = Settings(home=tmp_path / "home")
    migrated(settings.home / "longtake.db")
    client = await connect(open_store(settings), local_config(server.address))
    with crew_at(settings, server.address, "", [["film"], ["io"]]) as crew:
        try:
            yield client, settings, crew
        finally:
            await end_all(client)


@pytest.mark.parametrize("at", [0, 70_000, PIECE + 1000])
async def test_a_worker_that_is_killed_in_mid_upload_is_followed_by_another_that_goes_on(
    crew: tuple[Client, Settings, Crew], youtube: YouTube, film: str, at: int
) -> None:
    client, settings, workers = crew
    request = request_of(open_store(settings), film, 2 * PIECE + 77)
    youtube.hold_at = at or 1
    await asyncio.to_thread(ask, settings, request)
    await begin_release(client, request)
    assert await asyncio.to_thread(youtube.held.wait, 60)
    workers.kill(1)
    youtube.hold_at = 0
    handle = client.get_workflow_handle(name_of(request), result_type=Released)
    done = await asyncio.wait_for(handle.result(), 120)
    [video] = youtube.channel.videos
    assert (done.where.endswith(video.video_id), video.sha256) == (True, request.film.sha256)
    assert youtube.asked.count("begin") == 1
    before = [there for _, _, there in youtube.pieces]
    assert before == sorted(before)
    with_gaps = [first for first, _, there in youtube.pieces if first != there]
    assert with_gaps == [], "each piece begins where what is there ends"


async def test_a_worker_that_is_killed_over_poster_and_subtitles_leaves_them_to_another(
    crew: tuple[Client, Settings, Crew], youtube: YouTube, film: str
) -> None:
    client, settings, workers = crew
    request = request_of(open_store(settings), film, 5000)
    youtube.troubles = [Trouble(at="subtitles", status=503, times=3)]
    await asyncio.to_thread(ask, settings, request)
    await begin_release(client, request)

    async def asked() -> bool:
        return "subtitles" in youtube.asked

    await until_true(asked, "no subtitles are sent")
    workers.kill(1)
    handle = client.get_workflow_handle(name_of(request), result_type=Released)
    done = await asyncio.wait_for(handle.result(), 120)
    assert done.notes == ()
    assert sorted(youtube.channel.videos[0].subtitles) == ["de", "en"]


def test_the_database_that_others_share_has_the_releases_too(database_url: str) -> None:
    opened = open_database(database_url)
    assert ReleaseRecords(opened).of_film("none") == []
    opened.close()
