"""Effects and music of ElevenLabs by its library and a double: what is asked, what it costs, and one named error for each fault."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from elevenlabs.client import ElevenLabs as Library

from infra.media import sound
from models.orders.requests import EffectRequest, MusicRequest, MusicSection
from providers.base import Bench, Limited, Renderer
from providers.registry import BUILT_IN, Registry
from providers.vendors.elevenlabs.effects import ElevenLabsEffects
from providers.vendors.elevenlabs.music import ElevenLabsMusic
from tests.kit.vendors.contract import Pictures, client_of
from tests.kit.vendors.elevenlabs import ElevenLabs
from tests.kit.vendors.elevenlabs_sounds import hertz_of
from tests.kit.vendors.faults import Case, behaving, observed
from tests.kit.vendors.manners import KEY, billed
from tests.providers.vendors.elevenlabs.cases import CASES

RAIN = EffectRequest(words="rain on a tin roof, at night", seconds=10)
PLAIN = MusicRequest(mood="tense, cold", seconds=20, seed=3)
SECTIONS = PLAIN.model_copy(
    update={
        "seconds": 150.0,
        "sections": (MusicSection(mood="hopeful", seconds=20), MusicSection(mood="tense", seconds=130)),
    }
)


@pytest.fixture
def double(tmp_path: Path) -> Iterator[ElevenLabs]:
    with ElevenLabs(tmp_path / "elevenlabs") as double:
        yield double


def made(maker: Any, request: Any, into: Path) -> Any:
    into.mkdir(parents=True)
    return maker.render(request, Bench(into))


def pitch(samples: np.ndarray) -> float:
    window = samples[:, 0] * np.hanning(len(samples))
    return float(np.argmax(np.abs(np.fft.rfft(window))) * sound.RATE / len(samples))


def test_an_effect_is_as_long_as_was_asked_and_is_booked_at_its_quote(double: ElevenLabs, tmp_path: Path):
    maker = ElevenLabsEffects(client_of("elevenlabs", double.address))
    assert isinstance(maker, Renderer) and isinstance(maker, Limited)
    rendered = made(maker, RAIN, tmp_path / "made")
    assert rendered.cost is None
    assert maker.quote(RAIN).usd == billed(double.folder) == Decimal("0.032")
    samples = sound.read(rendered.path, 2)
    assert len(samples) / sound.RATE == pytest.approx(10, abs=0.1)
    assert pitch(samples) == pytest.approx(hertz_of(RAIN.words), abs=2)
    (job,) = double.books.jobs.values()
    assert job["asked"] == {**maker.asked(RAIN), "what": "sound-generation"}
    assert "loop" not in job["asked"]
    looped = RAIN.model_copy(update={"seconds": 30.0, "loop": True})
    made(maker, looped, tmp_path / "looped")
    assert [*double.books.jobs.values()][-1]["asked"]["loop"] is True
    assert maker.recipe(looped) != maker.recipe(RAIN)
    assert "0.5 to 30 s" in maker.cannot(RAIN.model_copy(update={"seconds": 31.0}))


def test_a_score_follows_its_sections_and_nobody_sings_in_it(double: ElevenLabs, tmp_path: Path):
    maker = ElevenLabsMusic(client_of("elevenlabs", double.address))
    assert isinstance(maker, Renderer) and isinstance(maker, Limited)
    rendered = made(maker, SECTIONS, tmp_path / "made")
    assert maker.quote(SECTIONS).usd == billed(double.folder) == Decimal("2.00")
    samples = sound.read(rendered.path, 2)
    assert len(samples) / sound.RATE == pytest.approx(150, abs=0.2)
    for at, mood in ((10, "hopeful"), (60, "tense"), (140, "tense")):
        assert pitch(samples[at * sound.RATE :][: sound.RATE]) == pytest.approx(hertz_of(mood), abs=3)
    (job,) = double.books.jobs.values()
    plan = job["asked"]["composition_plan"]
    assert [one["duration_ms"] for one in plan["sections"]] == [20_000, 65_000, 65_000]
    assert "vocals" in plan["negative_global_styles"]
    assert (job["asked"]["seed"], job["asked"].get("force_instrumental")) == (3, None)


def test_a_score_of_one_mood_is_asked_for_in_words_and_is_instrumental(double: ElevenLabs, tmp_path: Path):
    maker = ElevenLabsMusic(client_of("elevenlabs", double.address))
    made(maker, PLAIN, tmp_path / "made")
    (job,) = double.books.jobs.values()
    assert job["asked"] == {
        "model_id": "music_v1",
        "prompt": "instrumental film score, underscore: tense, cold",
        "music_length_ms": 20_000,
        "force_instrumental": True,
        "what": "music",
    }
    assert "600 s of music at once" in maker.cannot(PLAIN.model_copy(update={"seconds": 601.0}))


def test_elevenlabs_own_library_is_answered_as_the_adapters_are(double: ElevenLabs, tmp_path: Path):
    client = client_of("elevenlabs", double.address)
    effects, music = ElevenLabsEffects(client), ElevenLabsMusic(client)
    library = Library(base_url=double.address, api_key=KEY)
    given: Any = {"output_format": "mp3_44100_128"}
    theirs = [
        b"".join(library.text_to_sound_effects.convert(**given, **effects.asked(RAIN))),
        b"".join(library.music.compose(**given, **music.asked(SECTIONS))),
        b"".join(library.music.compose(**given, **music.asked(PLAIN))),
    ]
    ours = [
        made(maker, request, tmp_path / name).path.read_bytes()
        for maker, request, name in ((effects, RAIN, "a"), (music, SECTIONS, "b"), (music, PLAIN, "c"))
    ]
    assert theirs == ours
    asked = [job["asked"] for job in double.books.jobs.values()]
    assert asked[:3] == asked[3:]


def test_both_are_cast_by_the_vendors_name_before_anybody_asks_for_its_key():
    registry = Registry(BUILT_IN)
    music, effect = registry.choice("music", "elevenlabs"), registry.choice("effect", "elevenlabs")
    assert (music.sections, music.longest_s, music.label) == (True, 600.0, "elevenlabs")
    assert (effect.sections, effect.kind, effect.at_vendor) == (False, "effect", False)
    assert "sections" not in registry.choice("music", "bed").model_dump()


SOUNDS = [
    case
    for case in CASES
    if case.fault.how not in ("gone", "aborted")
    and case.fault.code not in ("voice_not_found", "max_character_limit_exceeded")
]
"""Without what is said of voices, words and credits."""


@pytest.mark.parametrize("what", ["effect", "music"])
@pytest.mark.parametrize("case", SOUNDS, ids=lambda case: case.said)
def test_what_goes_wrong_is_one_named_error_as_with_a_line(
    double: ElevenLabs, tmp_path: Path, case: Case, what: str
):
    behaving(double, case.fault, says=f"for {KEY}")
    client = client_of("elevenlabs", double.address)
    maker: Any = ElevenLabsEffects(client) if what == "effect" else ElevenLabsMusic(client)
    request: Any = RAIN if what == "effect" else PLAIN
    outcome, why = observed(maker, request, Pictures(tmp_path), tmp_path / "made")
    assert outcome == case.outcome, why
    assert KEY not in why


def test_more_words_than_an_effect_takes_are_cut_off(double: ElevenLabs):
    effects = ElevenLabsEffects(client_of("elevenlabs", double.address))
    assert effects.asked(RAIN.model_copy(update={"words": "x" * 999}))["text"] == "x" * 450
