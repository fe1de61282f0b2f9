"""Open models of music: tiny ones, through the paths on which real ones are loaded and played."""

import wave
from pathlib import Path

import numpy as np
import pytest

from infra.media.intake.material import MUSIC
from infra.media.probe import probe
from models.errors import BadInput
from models.orders.requests import MusicRequest
from providers.open_models.entry import OpenModel
from providers.open_models.music import OpenMusic
from providers.open_models.music.provider import repeated
from providers.open_models.table import OpenModels
from tests.gpu.kit.at_work import DyingAt, KeptInFolder, Killed, bay_at, bench_at
from tests.gpu.kit.tiny_music import ace_step, musicgen
from tests.gpu.kit.tiny_parts import TinyShelf

pytestmark = pytest.mark.gpu

BUILDS = {"musicgen": musicgen, "ace-step": ace_step}
RATES = {"musicgen": 32_000, "ace-step": 48_000}


def model_of(name: str, tiny: TinyShelf, longest_s: float = 0.6) -> OpenModel:
    shipped = OpenModels.load().find(name)
    source, steps = str(tiny.of(BUILDS[name])), min(shipped.steps, 3)
    return shipped.model_copy(update={"source": source, "steps": steps, "longest_s": longest_s})


def maker_of(name: str, tiny: TinyShelf, tmp_path: Path, longest_s: float = 0.6) -> OpenMusic:
    return OpenMusic(model_of(name, tiny, longest_s), bay_at(tmp_path, ("musicgen",)))


def samples(path: Path) -> np.ndarray:
    with wave.open(str(path)) as file:
        assert file.getsampwidth() == 2
        data = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return data.reshape(-1, file.getnchannels())


@pytest.mark.parametrize("name", list(BUILDS))
@pytest.mark.parametrize("seconds", [0.43, 1.5])
def test_a_score_lasts_as_long_as_it_should(
    name: str, seconds: float, tiny: TinyShelf, tmp_path: Path
) -> None:
    made = maker_of(name, tiny, tmp_path).render(
        MusicRequest(mood="calm", seconds=seconds, seed=5), bench_at(tmp_path, "one")
    )
    facts = probe(made.path, MUSIC)
    assert facts.sample_rate == RATES[name]
    assert facts.audio_seconds == pytest.approx(seconds, abs=1e-3)
    assert len(samples(made.path)) == round(seconds * RATES[name])
    assert samples(made.path).any()


@pytest.mark.parametrize("name", list(BUILDS))
def test_the_same_seed_plays_the_same(name: str, tiny: TinyShelf, tmp_path: Path) -> None:
    maker = maker_of(name, tiny, tmp_path)

    def played(seed: int, into: str) -> np.ndarray:
        request = MusicRequest(mood="calm", seconds=0.5, seed=seed)
        return samples(maker.render(request, bench_at(tmp_path, into)).path)

    first = played(5, "first")
    assert np.array_equal(played(5, "same"), first)
    assert not np.array_equal(played(6, "other"), first)


def test_drawing_a_score_leaves_torchs_own_generator_as_it_was(tiny: TinyShelf, tmp_path: Path) -> None:
    import torch

    maker = maker_of("musicgen", tiny, tmp_path)
    maker.render(MusicRequest(seconds=0.2, seed=5), bench_at(tmp_path, "one"))
    before = torch.get_rng_state()
    maker.render(MusicRequest(seconds=0.2, seed=5), bench_at(tmp_path, "two"))
    assert torch.equal(torch.get_rng_state(), before)


def test_a_long_score_goes_on_from_its_end_and_does_not_repeat(tiny: TinyShelf, tmp_path: Path) -> None:
    made = maker_of("musicgen", tiny, tmp_path).render(
        MusicRequest(mood="calm", seconds=1.4, seed=5), bench_at(tmp_path, "one")
    )
    played = samples(made.path)[:, 0].astype(float)
    assert made.note == ""
    first, later = played[: 32_000 * 4 // 10], played[32_000 * 7 // 10 : 32_000 * 11 // 10]
    assert not np.array_equal(first, later)


def test_a_model_that_makes_a_piece_at_once_repeats_it_and_says_so(tiny: TinyShelf, tmp_path: Path) -> None:
    maker = maker_of("ace-step", tiny, tmp_path)
    made = maker.render(MusicRequest(seconds=1.5), bench_at(tmp_path, "one"))
    assert made.note == "ace-step makes 0.6 s of music at once: its score repeats."
    assert maker.render(MusicRequest(seconds=0.5), bench_at(tmp_path, "two")).note == ""


def test_a_repeated_piece_is_blended_with_its_begin() -> None:
    piece = np.ones((1000, 2), np.float32)
    whole = repeated(piece, 3500, 100)
    assert whole.shape == (3500, 2)
    assert whole.min() > 0.99
    assert whole.max() < 1.5
    assert np.array_equal(repeated(piece, 300, 100), piece[:300])


@pytest.mark.parametrize("name", list(BUILDS))
def test_a_cancelled_score_stops_at_once_and_the_next_one_is_played(
    name: str, tiny: TinyShelf, tmp_path: Path
) -> None:
    maker = maker_of(name, tiny, tmp_path)
    kept = KeptInFolder(tmp_path / "kept")
    with pytest.raises(Killed):
        maker.render(
            MusicRequest(seconds=0.5), bench_at(tmp_path, "one", kept=kept, progress=DyingAt(kept, 2))
        )
    assert kept.told[-1].step == 2
    assert kept.puts == 0
    assert maker.render(MusicRequest(seconds=0.3), bench_at(tmp_path, "two")).path.exists()


def test_a_restricted_licence_has_to_be_accepted(tiny: TinyShelf, tmp_path: Path) -> None:
    maker = OpenMusic(model_of("musicgen", tiny), bay_at(tmp_path))
    with pytest.raises(BadInput, match=r"forbids commercial use: `longtake licences accept musicgen`") as no:
        maker.render(MusicRequest(seconds=1.0), bench_at(tmp_path, "one"))
    assert "\n" not in str(no.value)


def test_progress_rises_to_its_end(tiny: TinyShelf, tmp_path: Path) -> None:
    told: list[float] = []
    maker_of("musicgen", tiny, tmp_path).render(
        MusicRequest(seconds=1.0), bench_at(tmp_path, "one", progress=told.append)
    )
    assert told == sorted(told)
    assert told[-1] == 1.0
