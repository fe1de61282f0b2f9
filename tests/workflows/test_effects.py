"""Effects of a film: made of its scenes' words by ElevenLabs' double, given by a person, and what is heard of them."""

import math
import struct
import wave
from collections.abc import AsyncIterator, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from infra.engine.server import TemporalServer
from models.brief import Brief
from models.cut.timeline import Timeline
from models.film.view import FilmView
from models.money.dollars import ZERO
from providers.base import Provider
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.outline import OutlineWriter
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from providers.vendors.elevenlabs.effects import ElevenLabsEffects
from providers.vendors.elevenlabs.music import ElevenLabsMusic
from tests.activities.cut.sound.test_mix import heard, level_of, measured
from tests.kit.otio_reading import timeline_of
from tests.kit.short_reels import SHOTS
from tests.kit.studio import StudioKit, short_shots, studio_at
from tests.kit.vendors.contract import client_of
from tests.kit.vendors.elevenlabs import ElevenLabs
from tests.kit.vendors.elevenlabs_sounds import hertz_of
from tests.kit.vendors.manners import Behaviour, Fault, billed


@pytest.fixture
def double(tmp_path: Path) -> Iterator[ElevenLabs]:
    with ElevenLabs(tmp_path / "elevenlabs") as double:
        yield double


@pytest.fixture
async def kit(server: TemporalServer, double: ElevenLabs, tmp_path: Path) -> AsyncIterator[StudioKit]:
    client = client_of("elevenlabs", double.address)
    makers: list[Provider | type[Provider]] = [
        *(OutlineWriter(), Animatic(), CameraMove(), PiperVoice(), Bed()),
        *(ElevenLabsMusic, ElevenLabsEffects),
    ]
    async with studio_at(server.address, tmp_path / "home", Registry(makers, lambda _: client)) as kit:
        yield kit


def scenes(*places: str, **fields: object) -> Brief:
    """A film of shots in these places, in which nobody says anything but at the beginning."""
    brief = short_shots(*(f"something in {place}" for place in places))
    shots = tuple(
        shot.model_copy(update={"landscapes": (place,), "time_of_day": "night", "duration": 2.0})
        for shot, place in zip(brief.shots, places, strict=True)
    )
    return Brief.model_validate({**brief.model_dump(), "shots": shots, **fields})


def asked(double: ElevenLabs, what: str) -> list[dict[str, object]]:
    return [job["asked"] for job in double.books.jobs.values() if job["asked"]["what"] == what]


def timeline(kit: StudioKit, view: FilmView) -> Timeline:
    return timeline_of(kit.store.read_bytes(view.documents["timeline.otio"]).decode())


AUTO = {"effects": {"auto": True}, "casting": {"effect": "elevenlabs"}}


async def test_each_scene_has_a_sound_of_its_own_that_is_paid_once_and_found_again(
    kit: StudioKit, double: ElevenLabs, film: str
) -> None:
    brief = scenes("a harbour", "a harbour", "an attic", **AUTO)
    view = await kit.make(brief, film)
    assert view.verdict == "finished", view.missing
    effects = asked(double, "sound-generation")
    assert sorted(str(one["text"]) for one in effects) == ["a harbour, night", "an attic, night"]
    assert {one["duration_seconds"] for one in effects} <= {5, 10}
    assert view.spent == billed(double.folder) > ZERO
    assert view.reserved == ZERO
    cut = timeline(kit, view)
    own = [one for one in cut.effects if one.media]
    assert [one.name for one in own] == ["shot_001/effect", "shot_003/effect"]
    assert [one.text for one in cut.effects if not one.media] == ["room tone"], "no ambience beside them"
    assert {"effects/shot_001.mp3", "effects/shot_003.mp3"} <= {*view.documents}
    path = kit.store.open_file(view.documents["film.mp4"])
    assert measured(path)[0] == pytest.approx(-14, abs=0.5)
    samples = heard(path)
    inside = own[1].start + 1.0
    assert level_of(samples, hertz_of("an attic, night"), inside) > -55
    again = await kit.make(brief, f"{film}-2")
    assert (again.spent, double.books.did["take"]) == (ZERO, len(effects))
    assert again.documents["film.mp4"] == view.documents["film.mp4"]


async def test_a_scene_whose_effect_cannot_be_had_has_the_ambience_that_is_made_here_and_says_so(
    kit: StudioKit, double: ElevenLabs, film: str
) -> None:
    double.behave(Behaviour(faults=(Fault(where="submit", how="422", word="attic"),)))
    view = await kit.make(scenes("the sea", "an attic", **AUTO), film)
    assert view.verdict == "finished"
    assert view.spent == billed(double.folder)
    assert any("The scene of shot_002 has no effect of its own, but ambience" in note for note in view.notes)
    texts = [one.text for one in timeline(kit, view).effects if not one.media]
    assert "room" in texts
    assert "sea" not in texts


async def test_an_effect_whose_answer_is_lost_is_booked_at_its_quote_and_asked_for_again(
    kit: StudioKit, double: ElevenLabs, film: str
) -> None:
    double.behave(Behaviour(faults=(Fault(where="submit", how="drop-after", amount=1, word="attic"),)))
    view = await kit.make(scenes("an attic", **AUTO), film)
    assert view.verdict == "finished"
    assert view.reserved == ZERO
    assert view.spent >= billed(double.folder)


async def test_without_anybody_who_makes_effects_auto_is_the_ambience_that_is_there(
    kit: StudioKit, double: ElevenLabs, film: str
) -> None:
    view = await kit.make(scenes("the sea", effects={"auto": True}), film)
    assert any("Nobody is cast for effects" in note for note in view.notes)
    assert "sea" in [one.text for one in timeline(kit, view).effects]
    assert double.books.jobs == {}


def tone(hertz: int, seconds: float) -> bytes:
    file = BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(48_000)
        count = round(seconds * 48_000)
        samples = (round(9000 * math.sin(2 * math.pi * hertz * n / 48_000)) for n in range(count))
        sound.writeframes(b"".join(struct.pack("<h", one) for one in samples))
    return file.getvalue()


async def test_sounds_of_ones_own_lie_under_the_whole_film_or_at_one_shot_beside_those_that_are_made(
    kit: StudioKit, double: ElevenLabs, film: str
) -> None:
    whole = kit.store.put_bytes(tone(700, 2.0), ".wav")
    door = kit.store.put_bytes(tone(1700, 0.5), ".wav")
    given = [{"file": whole}, {"file": door, "shot": "2"}, {"file": door, "shot": "9"}]
    fields = {**AUTO, "effects": {"auto": True, "files": given}}
    view = await kit.make(scenes("a harbour", "an attic", **fields), film)
    assert view.verdict == "finished"
    cut = timeline(kit, view)
    placed = {one.name: one for one in cut.effects}
    assert placed["effect_1"].start == 0.0
    assert placed["effect_1"].seconds == pytest.approx(cut.seconds)
    assert placed["effect_1"].looped
    starts = {clip.name: at for clip, at in zip(cut.picture, cut.starts(), strict=True)}
    assert placed["effect_2"].start == pytest.approx(starts["shot_002"] / cut.fps)
    assert "effect_3" not in placed
    assert "There is no shot '9': the effect that was given for it is not heard." in view.notes
    samples = heard(kit.store.open_file(view.documents["film.mp4"]))
    assert (
        level_of(samples, 1700, placed["effect_2"].start + 0.25)
        > level_of(samples, 1700, placed["effect_2"].start + 1.2) + 20
    )
    for at in (1.0, cut.seconds - 2.0):
        assert level_of(samples, 700, at) > -60
    assert {"effects/given_1.wav", "effects/given_2.wav"} <= {*view.documents}


@pytest.mark.usefixtures("in_short_reels")
async def test_a_film_of_two_reels_has_the_sounds_of_all_its_scenes_within_its_budget(
    kit: StudioKit, double: ElevenLabs, film: str
) -> None:
    places = ("a harbour",) * 8 + ("an attic",) * (SHOTS - 16) + ("a harbour",) * 8
    view = await kit.make(scenes(*places, **AUTO), film, budget="1")
    assert view.verdict == "finished", view.reason
    assert len(view.reels) == 2
    effects = asked(double, "sound-generation")
    assert {str(one["text"]) for one in effects} == {"a harbour, night", "an attic, night"}
    assert view.spent == billed(double.folder) > ZERO
    own = [one for one in timeline(kit, view).effects if one.media]
    assert len(own) >= 3
    assert own[-1].start > own[0].start + 10, "they lie where their scenes are in the whole film"
