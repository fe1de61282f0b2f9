"""Music that is a playlist: refused before the film is begun, whoever starts it and however."""

from pathlib import Path

import pytest

from infra.storage import sha256_of
from models.errors import BadInput
from models.orders.assets import Blob
from studio.service.requests.request import read_request
from studio.service.requests.values import Given
from tests.kit.ffmpeg_run import run
from tests.kit.providers import renders
from tests.kit.studio import StudioKit, short_shots


@pytest.fixture
def playlist(tmp_path: Path) -> Path:
    run(["-f", "lavfi", "-i", "sine=d=1", str(tmp_path / "private.wav")], what="Making somebody's own sound")
    path = tmp_path / "song.mp3"
    path.write_text("ffconcat version 1.0\nfile private.wav\n")
    return path


def test_the_command_refuses_it_in_one_sentence(playlist: Path) -> None:
    asked = [Given("prompt", "A boat.", "PROMPT"), Given("music", playlist.name, "--music", playlist.parent)]
    with pytest.raises(BadInput, match=r"^--music: song\.mp3 is not music that can be used: give WAV, .*\.$"):
        read_request(asked)


async def test_a_film_that_is_started_past_the_command_with_it_spends_nothing(
    studio: StudioKit, film: str, playlist: Path
) -> None:
    music = studio.store.put_file(playlist)
    await studio.start_and_fail(short_shots("a quay").model_copy(update={"music": music}), film)
    view = await studio.view(film)
    assert view.stage == "failed"
    assert "The film's music cannot be played" in view.reason
    assert not renders(studio.journal)


async def test_a_film_whose_music_nobody_stored_ends_with_a_sentence(
    studio: StudioKit, film: str, playlist: Path
) -> None:
    gone = Blob(sha256=sha256_of(playlist), suffix=".mp3", size=playlist.stat().st_size)
    await studio.start_and_fail(short_shots("a quay").model_copy(update={"music": gone}), film)
    assert "start the film again with --music" in (await studio.view(film)).reason
    assert not renders(studio.journal)
