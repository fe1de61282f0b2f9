"""When words are heard travels with the voice through a film: from a vendor, from the library, into a retake."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pysubs2
import pytest

from activities.documents.last_word import file_view
from infra.engine.server import TemporalServer
from models.brief import Brief
from models.cut.words import SpokenLine
from models.film.view import FilmView
from models.shots.takes import Change
from studio.service.film.retakes import changed_film
from tests.kit.hosted import by_vendor, hosted_registry
from tests.kit.listening import recordings_decoded
from tests.kit.studio import StudioKit, short_shots, studio_at
from tests.kit.vendor_process import Vendor, vendor_at
from workers.composition import build_workshop

LINE = "A door. It was warm."


@pytest.fixture
def vendor(tmp_path: Path) -> Iterator[Vendor]:
    """The vendor, in a process of its own; its voices say nothing of their words."""
    with vendor_at(tmp_path / "vendor") as vendor:
        yield vendor


@pytest.fixture
async def hosted(server: TemporalServer, vendor: Vendor, tmp_path: Path) -> AsyncIterator[StudioKit]:
    async with studio_at(server.address, tmp_path / "home", hosted_registry(vendor.address)) as kit:
        yield kit


@pytest.fixture
def listened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The recordings that were listened to by the workers of this process."""
    return recordings_decoded(monkeypatch)


def told(*words: str) -> Brief:
    """A film of short shots whose first is spoken over, in a voice of the vendor's."""
    brief = short_shots(*words)
    first = brief.shots[0].model_copy(update={"dialogue": LINE})
    return by_vendor(brief.model_copy(update={"shots": (first, *brief.shots[1:])}), "speech")


def line_of(kit: StudioKit, view: FilmView) -> SpokenLine:
    voice = view.shots[0].voices[0]
    assert voice
    assert voice.words
    return SpokenLine.model_validate_json(kit.store.read_bytes(voice.words))


async def test_a_vendors_voice_is_listened_to_when_it_is_fetched_and_never_again(
    hosted: StudioKit, vendor: Vendor, listened: list[Path], film: str
) -> None:
    first = await hosted.make(told("a quay", "a boat"), film)
    assert "".join(line_of(hosted, first).text) == LINE
    assert len(listened) == 1
    await hosted.start(await changed_film(hosted, film, (Change(shot_id="2"),), auto=True), film)
    await hosted.client.get_workflow_handle(film).result()
    second = await hosted.view(film)
    assert second.documents["film.mp4"] != first.documents["film.mp4"]
    assert second.documents["film.srt"] == first.documents["film.srt"]
    other = await hosted.make(told("a quay", "a storm"), f"{film}-2")
    assert other.shots[0].voices[0]
    assert other.shots[0].voices[0].cached
    assert line_of(hosted, other) == line_of(hosted, first)
    assert len(listened) == 1
    assert [job["asked"]["kind"] for job in vendor.accepted] == ["speech"]


async def test_a_film_that_goes_on_from_a_run_that_kept_no_words_is_cut_with_the_same_captions(
    hosted: StudioKit, listened: list[Path], film: str
) -> None:
    first = await hosted.make(told("a quay", "a boat"), film)
    assert line_of(hosted, first)
    forget_words(hosted, first)
    request = await changed_film(hosted, film, (Change(shot_id="2", note="at night"),), auto=True)
    await hosted.start(request, film)
    await hosted.client.get_workflow_handle(film).result()
    second = await hosted.view(film)
    assert second.verdict == "finished"
    assert second.shots[0].voices[0]
    assert second.shots[0].voices[0].words is None
    assert second.documents["film.srt"] == first.documents["film.srt"]
    assert len(listened) == 1, "the library had them all the same"
    forget_words(hosted, second)
    await hosted.start(await changed_film(hosted, film, (Change(shot_id="2", use=1),), auto=True), film)
    await hosted.client.get_workflow_handle(film).result()
    third = await hosted.view(film)
    assert third.documents["film.mp4"] == first.documents["film.mp4"]
    spoken = pysubs2.SSAFile.from_string(hosted.store.read_bytes(third.documents["film.srt"]).decode())
    assert " ".join(line.plaintext for line in spoken).replace("\n", " ") == LINE


def forget_words(studio: StudioKit, view: FilmView) -> None:
    """Have the film's last run left as by a Longtake whose voices know nothing of their words."""
    shots = tuple(
        shot.model_copy(
            update={"voices": tuple(v and v.model_copy(update={"words": None}) for v in shot.voices)}
        )
        for shot in view.shots
    )
    file_view(build_workshop(studio.settings).library, view.model_copy(update={"shots": shots}))
