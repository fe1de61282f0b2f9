"""The sounds that a vendor's clips have of their own, from what is ordered to what is heard in the film."""

from pathlib import Path

import pytest

from infra.media.intake.material import OWN
from infra.media.probe import probe
from models.brief import Brief
from models.cut.delivery import ClipSound, Delivery
from models.cut.timeline import Timeline
from models.film.view import FilmView
from models.money.dollars import ZERO
from tests.activities.cut.sound.test_mix import heard, level_of, measured
from tests.kit.otio_reading import timeline_of
from tests.kit.studio import StudioKit, short_shots
from tests.kit.vendors.fal import Fal, usd_of
from tests.kit.vendors.media import pitch_of

KLING = "fal-ai/kling-video/v2.6/pro/image-to-video"


def sounding(how: ClipSound, *seconds: float, words: str = "It was already dark.") -> Brief:
    """A film of shots that last so long, filmed by one whose clips may have a sound; the first has `words`."""
    brief = short_shots(*(f"a quay, {number}" for number, _ in enumerate(seconds)))
    shots = tuple(
        shot.model_copy(update={"duration": each, "dialogue": words if number == 0 else ""})
        for number, (shot, each) in enumerate(zip(brief.shots, seconds, strict=True))
    )
    casting = {"video": f"fal/{KLING}"}
    delivery = Delivery(clip_sound=how, transition="cut")
    return brief.model_copy(update={"shots": shots, "casting": casting, "delivery": delivery})


def pitches(fal: Fal) -> dict[str, int]:
    """The tone of each clip by its shot's words."""
    asked = (job["asked"] for job in fal.books.jobs.values())
    return {one["prompt"][:8]: pitch_of(one["start_image_url"]) for one in asked}


def timeline(kit: StudioKit, view: FilmView) -> Timeline:
    return timeline_of(kit.store.read_bytes(view.documents["timeline.otio"]).decode())


def film_file(kit: StudioKit, view: FilmView) -> Path:
    return kit.store.open_file(view.documents["film.mp4"])


@pytest.mark.parametrize("how", ["under", "keep"])
async def test_a_clips_own_sound_is_ordered_paid_and_heard_in_the_film(
    at_fal: StudioKit, fal: Fal, film: str, how: ClipSound
) -> None:
    brief = sounding(how, 4.0, 4.0)
    view = await at_fal.make(brief, film)
    assert view.verdict == "finished", view.missing
    assert [job["asked"]["generate_audio"] for job in fal.books.jobs.values()] == [True, True]
    assert view.spent == usd_of(fal)
    cut = timeline(at_fal, view)
    assert [one.name for one in cut.clips] == ["shot_001/clip", "shot_002/clip"]
    assert cut.kept == (how == "keep")
    path = film_file(at_fal, view)
    loud, peak = measured(path)
    assert loud == pytest.approx(-14, abs=0.5)
    assert peak < -1.0
    samples = heard(path)
    hertz = [pitch_of(job["asked"]["start_image_url"]) for job in fal.books.jobs.values()]
    spoken, alone = cut.clips[0].start + 1.0, cut.clips[1].start + 2.0
    first, second = (max(level_of(samples, pitch, at) for pitch in hertz) for at in (spoken, alone))
    if how == "under":
        assert second - first > 5, "it steps back under the voice"
    else:
        assert abs(second - first) < 3
    again = await at_fal.make(brief, f"{film}-2")
    assert (again.spent, len(fal.books.jobs)) == (ZERO, 2)
    assert again.documents["film.mp4"] == view.documents["film.mp4"], "a cut of the same is the same film"


async def test_without_a_word_about_it_clips_are_silent_and_the_film_is_the_one_it_was(
    at_fal: StudioKit, fal: Fal, film: str
) -> None:
    view = await at_fal.make(sounding("drop", 1.0), film)
    assert [job["asked"]["generate_audio"] for job in fal.books.jobs.values()] == [False]
    assert timeline(at_fal, view).clips == ()
    assert sounding("drop", 1.0).digest() == sounding("drop", 1.0).model_copy().digest()
    assert "clip_sound" not in sounding("drop", 1.0).model_dump_json()


async def test_a_shot_that_is_made_of_several_clips_sounds_to_its_end(
    at_fal: StudioKit, fal: Fal, film: str
) -> None:
    view = await at_fal.make(sounding("keep", 12.0, words=""), film)
    assert view.verdict == "finished", view.missing
    assert len(fal.books.jobs) == 2
    clip = view.shots[0].clip
    assert clip is not None
    facts = probe(at_fal.store.open_file(clip.blob), OWN)
    assert facts.audio_seconds == pytest.approx(facts.seconds, abs=0.05)
    samples, start = heard(film_file(at_fal, view)), timeline(at_fal, view).clips[0].start
    opens = [pitch_of(job["asked"]["start_image_url"]) for job in fal.books.jobs.values()]
    for at in (2.0, 11.0):
        assert max(level_of(samples, hertz, start + at) for hertz in opens) > -40
