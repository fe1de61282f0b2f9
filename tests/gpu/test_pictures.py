"""Open models make pictures, and go on with them where another worker was killed."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest
from PIL import Image

from models.errors import InvalidRequest, UnknownName
from models.orders.assets import Blob
from models.orders.diffusion import Diffusion, Scheduler
from models.orders.references import Reference
from models.orders.requests import ImageRequest
from models.shots.shot_list import Shot
from providers.base import Renderer
from providers.open_models.entry import OpenModel
from providers.open_models.pictures.open_pictures import OpenPictures
from providers.open_models.pictures.schedulers import SCHEDULERS
from tests.gpu.kit.at_work import DyingAt, KeptInFolder, Killed, bay_at, bench_at, tiny_model
from tests.gpu.kit.tiny_flux import flux
from tests.gpu.kit.tiny_klein import klein
from tests.gpu.kit.tiny_parts import TinyShelf
from tests.gpu.kit.tiny_qwen import qwen_edit
from tests.gpu.kit.tiny_sdxl import sdxl
from tests.gpu.kit.tiny_zimage import zimage

pytestmark = pytest.mark.gpu

STEPS = 5


@pytest.fixture(autouse=True)
def _small_references(monkeypatch: pytest.MonkeyPatch) -> None:
    """Qwen-Image-Edit sees its references small: else they are what takes the time."""
    module = "diffusers.pipelines.qwenimage.pipeline_qwenimage_edit_plus"
    monkeypatch.setattr(f"{module}.VAE_IMAGE_SIZE", 64 * 64)
    monkeypatch.setattr(f"{module}.CONDITION_IMAGE_SIZE", 64 * 64)


class Case(NamedTuple):
    model: str
    build: Callable[[], Any]
    references: int = 0


CASES = (
    Case("sdxl", sdxl),
    Case("flux-schnell", flux),
    Case("klein", klein),
    Case("klein", klein, references=2),
    Case("z-image-turbo", zimage),
    Case("qwen-image-edit", qwen_edit, references=1),
)
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.model}-{case.references}")


class Maker:
    """One worker: its bay, and what it makes."""

    def __init__(self, model: OpenModel, folder: Path) -> None:
        self.provider = OpenPictures(model, bay_at(folder))
        self._folder = folder

    def picture(self, request: ImageRequest, kept: KeptInFolder | None = None, **other: Any) -> bytes:
        kept = kept or KeptInFolder(self._folder / f"kept{len(list(self._folder.iterdir()))}")
        bench = bench_at(
            self._folder / "into", kept=kept, files=lambda blob: self._folder / blob.sha256, **other
        )
        return self.provider.render(request, bench).path.read_bytes()


def request(
    folder: Path, references: int = 0, prompt: str = "A boat on the sea", **other: Any
) -> ImageRequest:
    shot = Shot(shot_id="shot_001", shot_number=1, enhanced_prompt=prompt, negative_prompt="rain")
    given = tuple(reference(folder, number) for number in range(references))
    return ImageRequest(shot=shot, references=given, **{"width": 64, "height": 64, "seed": 3, **other})


def reference(folder: Path, number: int) -> Reference:
    file = folder / "reference.png"
    Image.new("RGB", (96, 80), (200, 40 * number, 30)).save(file)
    data = file.read_bytes()
    blob = Blob(sha256=hashlib.sha256(data).hexdigest(), suffix=".png", size=len(data))
    (folder / blob.sha256).write_bytes(data)
    return Reference(subject=f"Emma{number}", kind="character", picture=blob, noun="woman")


def model_of(case: Case, tiny: TinyShelf, **other: Any) -> OpenModel:
    return tiny_model(case.model, tiny.of(case.build), steps=STEPS, **other)


@every_case
def test_a_picture_is_the_size_that_was_asked_for(case: Case, tiny: TinyShelf, tmp_path: Path) -> None:
    maker = Maker(model_of(case, tiny), tmp_path)
    asked = request(tmp_path, case.references, width=96, height=32)
    assert maker.provider.size(asked) == (96, 32)
    made = maker.picture(asked)
    (tmp_path / "made.png").write_bytes(made)
    assert Image.open(tmp_path / "made.png").size == (96, 32)
    assert isinstance(maker.provider, Renderer)


@every_case
def test_a_picture_that_was_broken_off_becomes_the_same(
    case: Case, tiny: TinyShelf, tmp_path: Path, every_step: None
) -> None:
    model, asked = model_of(case, tiny), request(tmp_path, case.references)
    whole = Maker(model, tmp_path).picture(asked)
    check_broken_off(model, asked, tmp_path, whole)


@pytest.mark.parametrize("name", SCHEDULERS)
def test_so_does_one_with_any_scheduler(name: str, tiny: TinyShelf, tmp_path: Path, every_step: None) -> None:
    model = model_of(CASES[0], tiny, extra={"scheduler": name})
    asked = request(tmp_path)
    whole = Maker(model, tmp_path).picture(asked)
    check_broken_off(model, asked, tmp_path, whole)


def check_broken_off(model: OpenModel, asked: ImageRequest, folder: Path, whole: bytes) -> None:
    kept = KeptInFolder(folder / "kept")
    with pytest.raises(Killed):
        Maker(model, folder).picture(asked, kept, progress=DyingAt(kept, 3))
    again = KeptInFolder(folder / "kept")
    assert Maker(model, folder).picture(asked, again) == whole
    assert 1 <= again.told[0].step <= 3
    assert again.told[-1].step == again.told[-1].steps >= STEPS


def test_every_scheduler_draws_in_its_own_way(tiny: TinyShelf, tmp_path: Path) -> None:
    pictures = {
        name: Maker(model_of(CASES[0], tiny, extra={"scheduler": name}), tmp_path).picture(request(tmp_path))
        for name in SCHEDULERS
    }
    assert len(set(pictures.values())) == len(SCHEDULERS)


def test_a_scheduler_that_a_film_asks_for_is_its_pictures_alone(tiny: TinyShelf, tmp_path: Path) -> None:
    maker, plain = Maker(model_of(CASES[0], tiny), tmp_path), request(tmp_path)

    def by(name: str) -> ImageRequest:
        return plain.model_copy(update={"diffusion": Diffusion.model_validate({"scheduler": name})})

    own = maker.picture(plain)
    drawn = [maker.picture(by(name)) for name in ("heun", "ddim", "heun")]
    assert own != drawn[0] == drawn[2] != drawn[1]
    assert maker.picture(plain) == own, "the next film's are drawn as ever"
    entry = Maker(model_of(CASES[0], tiny, extra={"scheduler": "heun"}), tmp_path)
    assert entry.picture(plain) == drawn[0]
    assert entry.picture(by("ddim")) == drawn[1]
    assert "scheduler" not in maker.provider.recipe(plain).parameters
    assert maker.provider.recipe(by("ddim")) == entry.provider.recipe(by("ddim"))
    flow = Maker(model_of(CASES[1], tiny), tmp_path).provider
    assert flow.cannot(by("heun")) == "There is no scheduler of FluxPipeline 'heun'. Known: its own."


def test_the_schedulers_that_can_be_asked_for_are_those_that_there_are() -> None:
    assert get_args(Scheduler) == tuple(SCHEDULERS)


def test_a_cancellation_stops_within_a_step_and_the_next_picture_is_right(
    tiny: TinyShelf, tmp_path: Path
) -> None:
    model, asked = model_of(CASES[0], tiny, extra={"scheduler": "unipc"}), request(tmp_path)
    fresh = Maker(model, tmp_path).picture(asked)
    maker, kept = Maker(model, tmp_path), KeptInFolder(tmp_path / "kept")
    with pytest.raises(Killed):
        maker.picture(request(tmp_path, seed=9), kept, progress=DyingAt(kept, 2))
    assert kept.told[-1].step == 2
    assert maker.picture(asked) == fresh


def test_seed_and_take_make_another_picture_and_the_same_ones_the_same(
    tiny: TinyShelf, tmp_path: Path
) -> None:
    maker = Maker(model_of(CASES[0], tiny), tmp_path)
    first = maker.picture(request(tmp_path))
    assert maker.picture(request(tmp_path)) == first
    assert maker.picture(request(tmp_path, take=2)) != first
    assert maker.picture(request(tmp_path, seed=4)) == maker.picture(request(tmp_path, take=2))


def test_the_recipe_has_what_determines_the_picture(tiny: TinyShelf, tmp_path: Path) -> None:
    provider = Maker(model_of(CASES[0], tiny), tmp_path).provider
    plain = provider.recipe(request(tmp_path))
    others = [
        provider.recipe(request(tmp_path, seed=4)),
        provider.recipe(request(tmp_path, prompt="A house")),
        provider.recipe(request(tmp_path, width=32)),
        Maker(model_of(CASES[0], tiny, extra={"scheduler": "heun"}), tmp_path).provider.recipe(
            request(tmp_path)
        ),
    ]
    assert len({one.key() for one in [plain, *others]}) == len(others) + 1
    assert plain.parameters["negative_prompt"] == "rain"


def test_references_over_the_most_are_refused_in_a_sentence(tiny: TinyShelf, tmp_path: Path) -> None:
    none = Maker(model_of(CASES[0], tiny), tmp_path)
    assert none.provider.cannot(request(tmp_path, 1)).startswith(
        "sdxl takes no reference pictures, and 1 are given"
    )
    with pytest.raises(InvalidRequest, match="takes no reference pictures"):
        none.picture(request(tmp_path, 1))
    four = Maker(model_of(CASES[2], tiny), tmp_path)
    assert four.provider.cannot(request(tmp_path, 5)).startswith("klein takes at most 4")
    assert four.provider.cannot(request(tmp_path, 4)) == ""


def test_a_model_that_edits_needs_a_reference(tiny: TinyShelf, tmp_path: Path) -> None:
    provider = Maker(model_of(CASES[-1], tiny), tmp_path).provider
    assert "needs a reference picture" in provider.cannot(request(tmp_path))


def test_an_unknown_scheduler_is_refused_with_those_that_there_are(tiny: TinyShelf, tmp_path: Path) -> None:
    maker = Maker(model_of(CASES[0], tiny, extra={"scheduler": "eular"}), tmp_path)
    refused = maker.provider.cannot(request(tmp_path))
    assert "no scheduler of StableDiffusionXLPipeline 'eular'" in refused
    assert all(name in refused for name in SCHEDULERS)
    flow = Maker(model_of(CASES[1], tiny, extra={"scheduler": "heun"}), tmp_path)
    assert "Known: its own" in flow.provider.cannot(request(tmp_path))
    assert issubclass(UnknownName, Exception)


def test_a_smaller_picture_and_an_unheard_negative_prompt_are_said(tiny: TinyShelf, tmp_path: Path) -> None:
    provider = Maker(model_of(CASES[1], tiny), tmp_path).provider
    said = provider.cautions(request(tmp_path, width=1280, height=720))
    assert any("makes pictures of 80×48" in one for one in said)
    assert any("takes no negative prompt" in one for one in said)
    assert Maker(model_of(CASES[0], tiny), tmp_path).provider.cautions(request(tmp_path)) == ()


def test_a_prompt_longer_than_the_model_reads_is_said_before_or_where_it_was_not_seen_then_after(
    tiny: TinyShelf, tmp_path: Path
) -> None:
    maker, long = Maker(model_of(CASES[0], tiny), tmp_path), request(tmp_path, prompt="a red boat " * 60)
    assert any("reads 75 tokens" in one for one in maker.provider.cautions(long))
    rendered = maker.provider.render(long, bench_at(tmp_path / "into"))
    assert "reads 75" not in rendered.note, "which would be said of every frame anew"
    unseen = request(tmp_path, prompt="b" * 200)
    assert maker.provider.cautions(unseen) == ()
    assert "of which sdxl reads 75" in maker.provider.render(unseen, bench_at(tmp_path / "after")).note
