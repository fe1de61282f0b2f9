"""Open models of clips: tiny ones, through the paths on which real ones are loaded, run, gone on with and cut."""

import functools
import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from infra.media.conform import is_conformed
from infra.media.frame_still import save_frame
from infra.media.probe import probe
from infra.media.target import Target
from models.cut.delivery import Picture
from models.cut.lengths import chained_frames
from models.errors import BadInput, InvalidRequest
from models.orders.assets import Blob
from models.orders.requests import VideoRequest
from models.shots.shot_list import Shot
from providers.base import Bench
from providers.open_models import resume
from providers.open_models.bay import Bay
from providers.open_models.clips import OpenClips
from providers.open_models.entry import Frames, Memory, OpenModel
from providers.open_models.keeper import Keeper
from providers.open_models.resume import standing
from providers.open_models.table import OpenModels
from tests.gpu.kit.at_work import DyingAt, KeptInFolder, Killed, bay_at, bench_at, tiny_model
from tests.gpu.kit.tiny_ltx import ltx_2
from tests.gpu.kit.tiny_parts import TinyShelf
from tests.gpu.kit.tiny_svd import svd
from tests.gpu.kit.tiny_wan import wan_5b, wan_14b

pytestmark = pytest.mark.gpu

FILM = Picture(width=64, height=64, fps=24)
STEPS = 5
BUILDS = {"svd": svd, "wan-5b": wan_5b, "wan-14b": wan_14b, "ltx-2": ltx_2}
LENGTHS = {
    "svd": Frames(most=6, fps=7, fixed=True, chunk=3),
    "wan-5b": Frames(step=4, plus=1, most=9, fps=24),
    "wan-14b": Frames(step=4, plus=1, most=9, fps=16),
    "ltx-2": Frames(step=8, plus=1, most=9, fps=24),
}
RESTRICTED = ("svd", "ltx-2")


@pytest.fixture(autouse=True)
def _kept_after_each_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def eager(kept: Any, file: Path, _every_s: float) -> Keeper:
        return Keeper(kept, file, 0.0)

    monkeypatch.setattr(resume, "Keeper", eager)


def model_of(name: str, tiny: TinyShelf, **other: Any) -> OpenModel:
    return tiny_model(name, tiny.of(BUILDS[name]), steps=STEPS, frames=LENGTHS[name], **other)


def still_in(folder: Path) -> tuple[Blob, Path]:
    path = folder / "still.png"
    pixels = np.random.default_rng(1).integers(0, 255, (8, 8, 3)).astype(np.uint8).repeat(8, 0).repeat(8, 1)
    Image.fromarray(pixels).save(path)
    return blob_of(path), path


def blob_of(path: Path) -> Blob:
    data = path.read_bytes()
    return Blob(sha256=hashlib.sha256(data).hexdigest(), suffix=".png", size=len(data))


def request_of(folder: Path, frames: int = 8, film: Picture = FILM, **other: Any) -> VideoRequest:
    blob, _ = still_in(folder)
    shot = Shot(shot_id="shot_001", shot_number=1, enhanced_prompt="A boat", negative_prompt="rain")
    return VideoRequest(shot=shot, still=blob, frames=frames, picture=film, **{"seed": 3, **other})


def bench_of(folder: Path, name: str, **other: Any) -> Bench:
    _, still = still_in(folder)
    return bench_at(folder, name, files=lambda _blob: still, **other)


@pytest.mark.parametrize("name", list(BUILDS))
def test_a_clip_has_the_films_size_rate_and_frames(name: str, tiny: TinyShelf, tmp_path: Path) -> None:
    film = Picture(width=96, height=96, fps=25)
    maker = OpenClips(model_of(name, tiny), bay_at(tmp_path, RESTRICTED))
    kept = KeptInFolder(tmp_path / "kept")
    made = maker.render(request_of(tmp_path, 8, film, edge=2), bench_of(tmp_path, "one", kept=kept))
    facts = probe(made.path)
    assert (facts.frames, facts.width, facts.height) == (8, 96, 96)
    assert facts.seconds == pytest.approx(8 / 25)
    assert facts.audio_seconds == 0
    assert is_conformed(made.path, Target(film, 8, 2))
    assert [one.name for one in made.path.parent.iterdir()] == ["clip.mp4"]
    assert [told.step for told in kept.told if not told.doing] == list(range(STEPS + 1))


@pytest.mark.parametrize("name", ["svd", "wan-5b", "wan-14b"])
def test_a_clip_that_is_broken_off_goes_on_bit_for_bit(name: str, tiny: TinyShelf, tmp_path: Path) -> None:
    model, request = model_of(name, tiny), request_of(tmp_path)

    def decoded(bay: Bay, bench: Bench) -> tuple[list[Any], bytes]:
        """The latents that are decoded, and the clip."""
        latents: list[Any] = []
        with bay.at_work(model, lambda: None) as loaded:
            decode = loaded.pipeline.vae.decode

            @functools.wraps(decode)
            def watched(given: Any, *others: Any, **named: Any) -> Any:
                latents.append(given.clone())
                return decode(given, *others, **named)

            loaded.pipeline.vae.decode = watched
        return latents, OpenClips(model, bay).render(request, bench).path.read_bytes()

    whole, clip = decoded(bay_at(tmp_path, RESTRICTED), bench_of(tmp_path, "whole"))
    kept = KeptInFolder(tmp_path / "kept")
    dying = bench_of(tmp_path, "dying", kept=kept, progress=DyingAt(kept, 2))
    with pytest.raises(Killed):
        decoded(bay_at(tmp_path, RESTRICTED), dying)
    again = KeptInFolder(tmp_path / "kept")
    latents, same = decoded(bay_at(tmp_path, RESTRICTED), bench_of(tmp_path, "again", kept=again))
    assert 1 <= again.told[0].step < STEPS - 1, "what was before does not matter to the last step"
    assert len(latents) == len(whole) > 0
    assert all(bool((one == other).all()) for one, other in zip(latents, whole, strict=True))
    assert same == clip


def test_a_model_that_cannot_go_on_says_so_and_keeps_nothing(tiny: TinyShelf, tmp_path: Path) -> None:
    model = model_of("ltx-2", tiny)
    kept = KeptInFolder(tmp_path / "kept")
    OpenClips(model, bay_at(tmp_path, RESTRICTED)).render(
        request_of(tmp_path), bench_of(tmp_path, "one", kept=kept)
    )
    assert model.restarts
    assert kept.puts == 0


def test_the_shipped_table_says_which_models_begin_anew() -> None:
    assert [one.name for one in OpenModels.load().of("video") if one.restarts] == ["ltx-2"]


@pytest.mark.parametrize("name", ["svd", "wan-5b"])
def test_the_same_seed_gives_the_same_clip_and_another_seed_another(
    name: str, tiny: TinyShelf, tmp_path: Path
) -> None:
    maker = OpenClips(model_of(name, tiny), bay_at(tmp_path, RESTRICTED))

    def made(seed: int, into: str) -> bytes:
        return maker.render(request_of(tmp_path, seed=seed), bench_of(tmp_path, into)).path.read_bytes()

    first = made(3, "first")
    assert made(3, "same") == first
    assert made(4, "other") != first


@pytest.mark.parametrize("name", list(BUILDS))
def test_a_cancelled_clip_stops_within_a_step_and_the_next_one_is_made(
    name: str, tiny: TinyShelf, tmp_path: Path
) -> None:
    maker = OpenClips(model_of(name, tiny), bay_at(tmp_path, RESTRICTED))
    kept = KeptInFolder(tmp_path / "kept")
    with pytest.raises(Killed):
        maker.render(request_of(tmp_path), bench_of(tmp_path, "one", kept=kept, progress=DyingAt(kept, 2)))
    assert kept.told[-1].step == 2
    assert maker.render(request_of(tmp_path), bench_of(tmp_path, "two")).path.exists()


def test_longer_shots_are_made_of_parts_and_a_part_too_long_is_refused(
    tiny: TinyShelf, tmp_path: Path
) -> None:
    maker = OpenClips(model_of("wan-5b", tiny), bay_at(tmp_path))
    assert maker.longest_s == pytest.approx(9 / 24)
    assert maker.cannot(request_of(tmp_path, 9)) == ""
    with pytest.raises(InvalidRequest, match=r"wan-5b makes clips of 0\.4 s at most"):
        maker.render(request_of(tmp_path, 10), bench_of(tmp_path, "one"))


def test_a_part_is_made_of_how_the_one_before_ends(tiny: TinyShelf, tmp_path: Path) -> None:
    maker = OpenClips(model_of("wan-5b", tiny), bay_at(tmp_path))
    still, made = still_in(tmp_path)[1], []
    for number, frames in enumerate(chained_frames(20, FILM.fps, maker.longest_s)):
        blob = blob_of(still)
        request = request_of(tmp_path, frames).model_copy(update={"still": blob})
        assert maker.recipe(request).inputs == (blob.sha256,)
        bench = bench_at(tmp_path, f"part{number}", files={blob: still}.__getitem__)
        made.append(maker.render(request, bench).path)
        still = tmp_path / f"end{number}.png"
        save_frame(made[-1], still, frames - 1, FILM, fit="fill", progress=lambda _share: None)
    assert len(made) == 3
    assert sum(probe(part).frames for part in made) == 20


@pytest.mark.parametrize(
    ("name", "done"), [("svd", "its frames were decoded 2 at a time"), ("wan-5b", "it was decoded in tiles")]
)
def test_a_card_that_does_not_hold_all_of_a_model_decodes_in_parts_and_says_so(
    name: str, done: str, tiny: TinyShelf, tmp_path: Path
) -> None:
    model, bay = model_of(name, tiny), bay_at(tmp_path, RESTRICTED)
    with bay.at_work(model, lambda: None) as loaded:
        partly = loaded._replace(memory=Memory(vram_gb=9, offload="model"))
    bay._loaded[name] = partly
    made = OpenClips(model, bay).render(request_of(tmp_path), bench_of(tmp_path, "one"))
    assert made.note == (
        f"The card's memory was short: {done}. It differs by a little from what a larger card makes."
    )


def test_a_restricted_licence_has_to_be_accepted(tiny: TinyShelf, tmp_path: Path) -> None:
    maker = OpenClips(model_of("svd", tiny), bay_at(tmp_path))
    with pytest.raises(BadInput, match=r"`longtake licences accept svd` accepts it\.$") as refused:
        maker.render(request_of(tmp_path), bench_of(tmp_path, "one"))
    assert "\n" not in str(refused.value)


def test_what_a_model_does_otherwise_is_said_before(tiny: TinyShelf, tmp_path: Path) -> None:
    bay, request = bay_at(tmp_path), request_of(tmp_path)

    def said(name: str) -> str:
        return " ".join(OpenClips(model_of(name, tiny), bay).cautions(request))

    assert "svd takes no words" in said("svd")
    assert "ltx-2 gives its clips a sound of their own, which is not used." in said("ltx-2")
    assert said("wan-5b") == ""


def test_a_still_that_cannot_be_read_is_refused_before_the_card_is_asked(
    tiny: TinyShelf, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"nothing")
    bench = bench_at(tmp_path, "one", files=lambda _blob: broken)
    maker = OpenClips(model_of("wan-5b", tiny), bay_at(tmp_path))
    with pytest.raises(InvalidRequest, match="draw the shot's keyframe again"):
        maker.render(request_of(tmp_path), bench)


def test_what_was_kept_of_another_clip_is_not_gone_on_with(tiny: TinyShelf, tmp_path: Path) -> None:
    model = model_of("wan-5b", tiny)
    kept = KeptInFolder(tmp_path / "kept")
    maker = OpenClips(model, bay_at(tmp_path))
    dying = bench_of(tmp_path, "dying", kept=kept, progress=DyingAt(kept, 3))
    with pytest.raises(Killed):
        maker.render(request_of(tmp_path), dying)
    other = KeptInFolder(tmp_path / "kept")
    maker.render(request_of(tmp_path, seed=9), bench_of(tmp_path, "other", kept=other))
    assert other.told[0].step == 0
    about = maker.recipe(request_of(tmp_path)).with_weights(maker.weights()).key()
    assert standing(dying, about) is None
