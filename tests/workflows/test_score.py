"""A score by ElevenLabs' double that follows a film's moods: what it costs, what is heard, and when it is used again."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from infra.engine.server import TemporalServer
from models.brief import Brief
from models.cut.timeline import Timeline
from models.film.view import FilmView
from models.money.dollars import ZERO
from models.shots.takes import Change
from providers.base import Provider
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.outline import OutlineWriter
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from providers.vendors.elevenlabs.effects import ElevenLabsEffects
from providers.vendors.elevenlabs.music import ElevenLabsMusic
from studio.service.film.retakes import changed_film
from tests.activities.cut.sound.test_mix import heard, level_of, measured
from tests.kit.otio_reading import timeline_of
from tests.kit.studio import StudioKit, short_shots, studio_at
from tests.kit.vendors.contract import client_of
from tests.kit.vendors.elevenlabs import ElevenLabs
from tests.kit.vendors.elevenlabs_sounds import hertz_of
from tests.kit.vendors.manners import KEY, Behaviour, Fault, billed


@pytest.fixture
def double(tmp_path: Path) -> Iterator[ElevenLabs]:
    with ElevenLabs(tmp_path / "elevenlabs") as double:
        yield double


@pytest.fixture
async def kit(
    server: TemporalServer, double: ElevenLabs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[StudioKit]:
    monkeypatch.setenv("ELEVENLABS_API_KEY", KEY)
    client = client_of("elevenlabs", double.address)
    makers: list[Provider | type[Provider]] = [
        *(OutlineWriter(), Animatic(), CameraMove(), PiperVoice(), Bed()),
        *(ElevenLabsMusic, ElevenLabsEffects),
    ]
    async with studio_at(server.address, tmp_path / "home", Registry(makers, lambda _: client)) as kit:
        yield kit


def moody(*moods: str, **fields: object) -> Brief:
    """A film of shots in these moods; somebody speaks in the first."""
    brief = short_shots(*(f"a place, {number}" for number, _ in enumerate(moods)))
    shots = tuple(
        shot.model_copy(update={"mood": mood, "duration": 12.0, "landscapes": (f"a field {mood}",)})
        for shot, mood in zip(brief.shots, moods, strict=True)
    )
    casting = {"music": "elevenlabs"}
    return Brief.model_validate(
        {**brief.model_dump(), "shots": shots, "casting": casting, "mood": "calm", **fields}
    )


def timeline(kit: StudioKit, view: FilmView) -> Timeline:
    return timeline_of(kit.store.read_bytes(view.documents["timeline.otio"]).decode())


async def test_the_score_follows_the_moods_is_ducked_and_costs_what_the_vendor_bills(
    kit: StudioKit, double: ElevenLabs, film: str
) -> None:
    effects = {"effects": {"auto": True}, "casting": {"music": "elevenlabs", "effect": "elevenlabs"}}
    view = await kit.make(moody("hopeful", "tense", **effects), film)
    assert view.verdict == "finished", view.missing
    assert view.spent == billed(double.folder) > ZERO
    assert view.reserved == ZERO
    plans = [job["asked"] for job in double.books.jobs.values() if job["asked"]["what"] == "music"]
    assert len(plans) == 1
    sections = plans[0]["composition_plan"]["sections"]
    assert [one["positive_local_styles"] for one in sections] == [["hopeful"], ["tense"]]
    assert "score.mp3" in view.documents
    path = kit.store.open_file(view.documents["film.mp4"])
    loud, peak = measured(path)
    assert loud == pytest.approx(-14, abs=0.5)
    assert peak < -1.0
    samples, cut = heard(path), timeline(kit, view)
    (voice,) = cut.voice
    spoken, alone = voice.start + voice.seconds / 2, voice.start + voice.seconds + 4.0
    hopeful = hertz_of("hopeful")
    assert level_of(samples, hopeful, alone) - level_of(samples, hopeful, spoken) > 6, "it is ducked"
    late = cut.seconds - 5.0
    assert level_of(samples, hertz_of("tense"), late) > level_of(samples, hopeful, late) + 10


async def test_a_retake_that_still_fits_keeps_the_score_and_a_film_in_another_mood_has_another(
    kit: StudioKit, double: ElevenLabs, film: str
) -> None:
    first = await kit.make(moody("hopeful", "tense"), film)
    assert double.books.did["take"] == 1
    change = Change(shot_id="2", by="ann", dialogue="Now it is late.")
    await kit.start(await changed_film(kit, film, (change,), auto=True), film)
    await kit.client.get_workflow_handle(film).result()
    second = await kit.view(film)
    assert second.verdict == "finished"
    assert double.books.did["take"] == 1, "the film is as long, and so is its score"
    assert second.documents["score.mp3"] == first.documents["score.mp3"]
    other = await kit.make(moody("hopeful", "sad"), f"{film}-2")
    assert double.books.did["take"] == 2
    assert first.spent + other.spent == billed(double.folder)


async def test_a_score_that_cannot_be_had_is_said_and_the_film_has_none(
    kit: StudioKit, double: ElevenLabs, film: str
) -> None:
    double.behave(Behaviour(faults=(Fault(where="submit", how="422"),)))
    view = await kit.make(moody("hopeful"), film)
    assert view.verdict == "finished"
    assert any(note.startswith("The film has no score: ") for note in view.notes)
    assert (view.spent, view.reserved) == (ZERO, ZERO)
    assert timeline(kit, view).music == ()
