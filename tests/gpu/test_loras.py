"""LoRAs are put on for a picture and taken off for the next, and are refused where they do not fit."""

import hashlib
import shutil
from pathlib import Path
from typing import Any

import pytest

from models.errors import BadInput
from models.orders.assets import Blob
from models.orders.diffusion import Diffusion
from models.orders.diffusion import Lora as Asked
from models.orders.requests import ImageRequest
from models.shots.shot_list import Shot
from providers.open_models.pictures.loras import Lora
from providers.open_models.pictures.open_pictures import OpenPictures
from tests.gpu.kit.at_work import DyingAt, KeptInFolder, Killed, bay_at, bench_at, tiny_model
from tests.gpu.kit.tiny_loras import lora_of_another_kind, lora_of_another_width, sdxl_lora
from tests.gpu.kit.tiny_parts import TinyShelf
from tests.gpu.kit.tiny_sdxl import sdxl

pytestmark = pytest.mark.gpu


class Studio:
    """An SDXL whose pictures wear what each of them asks for."""

    def __init__(self, tiny: TinyShelf, folder: Path) -> None:
        self.folder = folder
        self.model = tiny_model("sdxl", tiny.of(sdxl), steps=3)
        self.provider = OpenPictures(self.model, bay_at(folder))

    def asked(self, *loras: tuple[Path, float], trigger: str = "") -> ImageRequest:
        worn = tuple(
            Asked(file=self._blob(path), weight=weight, trigger=trigger, called=path.parent.name)
            for path, weight in loras
        )
        shot = Shot(shot_id="shot_001", shot_number=1, enhanced_prompt="A boat")
        return ImageRequest(shot=shot, width=64, height=64, seed=3, diffusion=Diffusion(loras=worn))

    def picture(self, *loras: tuple[Path, float], **other: Any) -> bytes:
        return self.make(self.asked(*loras), **other)

    def make(self, request: ImageRequest, **other: Any) -> bytes:
        bench = bench_at(
            self.folder / "into", files=lambda blob: self.folder / f"{blob.sha256}.safetensors", **other
        )
        return self.provider.render(request, bench).path.read_bytes()

    def _blob(self, path: Path) -> Blob:
        data = path.read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        shutil.copyfile(path, self.folder / f"{sha256}.safetensors")
        return Blob(sha256=sha256, suffix=".safetensors", size=len(data))


@pytest.fixture
def studio(tiny: TinyShelf, tmp_path: Path) -> Studio:
    return Studio(tiny, tmp_path)


@pytest.fixture(scope="module")
def lora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sdxl_lora(tmp_path_factory.mktemp("lora"), sdxl)


def test_weight_nought_and_none_give_the_same_and_weight_one_another(studio: Studio, lora: Path) -> None:
    base = studio.picture()
    worn = studio.picture((lora, 1.0))
    assert worn != base
    assert studio.picture((lora, 0.0)) == base
    assert studio.picture((lora, 1.0)) == worn
    assert studio.picture((lora, 0.5)) not in (base, worn)
    assert studio.picture() == base


def test_several_are_worn_at_once_and_one_is_taken_off_alone(
    studio: Studio, lora: Path, tmp_path: Path
) -> None:
    other = sdxl_lora(tmp_path / "other", sdxl, seed=2)
    alone = studio.picture((lora, 1.0))
    both = studio.picture((lora, 1.0), (other, 0.7))
    assert len({alone, both, studio.picture((other, 0.7))}) == 3
    assert studio.picture((lora, 1.0)) == alone


def test_a_new_worker_goes_on_with_what_wears_one(
    studio: Studio, tiny: TinyShelf, lora: Path, tmp_path: Path, every_step: None
) -> None:
    whole = studio.picture((lora, 1.0))
    kept = KeptInFolder(tmp_path / "kept")
    with pytest.raises(Killed):
        studio.picture((lora, 1.0), kept=kept, progress=DyingAt(kept, 2))
    again = KeptInFolder(tmp_path / "kept")
    assert Studio(tiny, tmp_path).picture((lora, 1.0), kept=again) == whole
    assert again.told[0].step >= 1


def test_one_of_the_provider_is_worn_by_all_and_its_word_is_said(
    studio: Studio, lora: Path, tiny: TinyShelf, tmp_path: Path
) -> None:
    worn = OpenPictures(studio.model, bay_at(tmp_path), (Lora(lora.parent, 1.0, "ohwx"),))
    recipe = worn.recipe(studio.asked())
    assert recipe.parameters["prompt"] == "ohwx, A boat"
    assert recipe.parameters["loras"] == [
        {"sha256": hashlib.sha256(lora.read_bytes()).hexdigest(), "weight": 1.0}
    ]
    assert recipe.key() != studio.provider.recipe(studio.asked()).key()
    made = worn.render(studio.asked(), bench_at(tmp_path / "into")).path.read_bytes()
    assert made == studio.make(studio.asked((lora, 1.0), trigger="ohwx"))


def test_of_a_training_folder_the_last_checkpoint_is_worn(lora: Path, tmp_path: Path) -> None:
    for count in (200, 1000, 400):
        (tmp_path / f"checkpoint-{count}").mkdir()
        shutil.copy(lora, tmp_path / f"checkpoint-{count}")
    empty = tmp_path / "empty"
    empty.mkdir()
    assert Lora(tmp_path).file.parent.name == "checkpoint-1000"
    with pytest.raises(BadInput, match="holds no LoRA"):
        _ = Lora(empty).file
    with pytest.raises(BadInput, match="There is no LoRA at"):
        _ = Lora(tmp_path / "nowhere").file


def test_what_does_not_fit_is_refused_and_the_next_picture_is_right(
    studio: Studio, lora: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    base = studio.picture()
    wide = lora_of_another_width(tmp_path / "wide", lora)
    other = lora_of_another_kind(tmp_path / "other")
    for stranger in (wide, other):
        with pytest.raises(
            BadInput, match=rf"The LoRA {stranger.parent.name} is of another base than Stable Diffusion XL"
        ):
            studio.picture((stranger, 1.0))
        assert studio.picture() == base
    raw = capfd.readouterr()
    assert (raw.out, raw.err) == ("", "")


def test_a_pickle_and_a_file_cut_short_are_refused(studio: Studio, lora: Path, tmp_path: Path) -> None:
    pickled = tmp_path / "lora.pt"
    pickled.write_bytes(b"\x80\x04K\x01.")
    short = tmp_path / "short.safetensors"
    short.write_bytes(lora.read_bytes()[:-10])
    for path, words in ((pickled, "is a pickle"), (short, "is cut short")):
        worn = OpenPictures(studio.model, studio.provider.bay, (Lora(path, 1.0),))
        with pytest.raises(BadInput, match=words):
            worn.render(studio.asked(), bench_at(tmp_path / "into"))
