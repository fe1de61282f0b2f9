"""Pictures of subjects that are none, or are not there: refused before anything is spent, whoever starts the film and however."""

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from temporalio.testing import ActivityEnvironment

from activities import contracts
from activities.casting.activity import Casting
from infra.database.database import Database
from infra.media.intake.reference_pictures import LONGEST_PIXELS, check_reference, read_reference
from infra.storage import LocalStore
from library.assets import Library
from library.garbage import collect_garbage
from models.brief import Brief
from models.orders.assets import Blob
from models.subjects.subject import Subject
from providers.registry import BUILT_IN, Registry
from tests.kit.ffmpeg_run import run
from tests.kit.fuzz import broken, fuzzed, taken
from tests.kit.providers import renders
from tests.kit.studio import StudioKit, short_shots
from tests.library.test_garbage import aged


def encoded(kind: str, **more: object) -> bytes:
    into = BytesIO()
    Image.effect_mandelbrot((96, 80), (-2, -1, 1, 1), 40).convert("RGB").save(into, kind, **more)
    return into.getvalue()


EXIF = Image.Exif()
EXIF[0x0112] = 6
PICTURES = [encoded("PNG"), encoded("JPEG", exif=EXIF), encoded("WEBP", exif=EXIF), encoded("PNG", exif=EXIF)]


@fuzzed(60)
@given(broken(st.sampled_from(PICTURES)), st.sampled_from([".png", ".jpg", ".webp"]))
def test_a_broken_picture_is_read_or_refused_in_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, suffix: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"broken{suffix}"
    path.write_bytes(content)
    stored = taken(lambda: read_reference(path))
    taken(lambda: check_reference(path, len(content)))
    if isinstance(stored, tuple):
        data, kind = stored
        assert max(Image.open(BytesIO(data)).size) <= LONGEST_PIXELS
        assert kind in (".png", ".jpg")
        assert not Image.open(BytesIO(data)).getexif()


def with_picture(picture: Blob) -> Brief:
    """A film of Mara, of whom there is this picture."""
    return short_shots("a quay").model_copy(
        update={"subjects": (Subject(name="Mara", references=(picture,)),)}
    )


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """A clip with a picture's name."""
    source = tmp_path / "clip.mp4"
    run(["-f", "lavfi", "-i", "testsrc=d=0.2:size=128x96", str(source)], what="Making a clip")
    return source.rename(tmp_path / "emma.png")


async def test_a_film_that_is_started_past_the_command_with_no_picture_spends_nothing(
    studio: StudioKit, film: str, clip: Path
) -> None:
    await studio.start_and_fail(with_picture(studio.store.put_file(clip)), film)
    view = await studio.view(film)
    assert view.stage == "failed"
    assert "The picture of Mara cannot be used" in view.reason
    assert "give PNG, JPEG or WebP" in view.reason
    assert not renders(studio.journal)


async def test_a_film_whose_picture_nobody_stored_ends_with_a_sentence(studio: StudioKit, film: str) -> None:
    gone = Blob(sha256="a" * 64, suffix=".png", size=900)
    await studio.start_and_fail(with_picture(gone), film)
    assert "start the film again with --reference" in (await studio.view(film)).reason
    assert not renders(studio.journal)


def test_what_a_person_gave_is_the_films_until_it_is_forgotten(database: Database, tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "store")
    picture, sound = store.put_bytes(encoded("PNG"), ".png"), tmp_path / "song.wav"
    run(["-f", "lavfi", "-i", "sine=d=1", str(sound)], what="Making a song")
    music = store.put_file(sound)
    casting = Casting(Registry(BUILT_IN), None, Library(store, database))  # type: ignore[arg-type]
    environment = ActivityEnvironment()
    brief = with_picture(picture).model_copy(update={"music": music})
    environment.run(casting.cast, contracts.CastRequest(brief=brief))
    for blob in (picture, music):
        aged(store, blob, 1e6)
    assert collect_garbage(database, store).files == ()
    assert store.holds(picture)
    assert store.holds(music)
