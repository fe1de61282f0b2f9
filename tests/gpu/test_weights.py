"""Weights are a folder or a single file, are read from here alone, and where they are not right that is said in a sentence."""

import json
import shutil
from pathlib import Path

import pytest

from models.errors import BadInput, CardTooSmall
from models.orders.requests import ImageRequest
from models.shots.shot_list import Shot
from providers.open_models.bay import Bay, Card
from providers.open_models.entry import Memory, OpenModel
from providers.open_models.licences import Licences
from providers.open_models.pictures.open_pictures import OpenPictures
from providers.open_models.table import OpenModels
from providers.open_models.weights import Weights
from tests.gpu.kit.at_work import bay_at, bench_at, tiny_model
from tests.gpu.kit.single_file import save_as_one_file
from tests.gpu.kit.tiny_flux import flux
from tests.gpu.kit.tiny_parts import TinyShelf
from tests.gpu.kit.tiny_qwen import qwen_edit
from tests.gpu.kit.tiny_sdxl import sdxl, sdxl_of_two_widths

pytestmark = pytest.mark.gpu


def picture(model: OpenModel, folder: Path, bay: Bay | None = None) -> bytes:
    shot = Shot(shot_id="shot_001", shot_number=1, enhanced_prompt="A boat")
    asked = ImageRequest(shot=shot, width=64, height=64, seed=3)
    maker = OpenPictures(model, bay or bay_at(folder))
    return maker.render(asked, bench_at(folder / "into")).path.read_bytes()


@pytest.fixture
def place(tiny: TinyShelf, tmp_path: Path) -> Path:
    """A folder of weights that may be spoilt."""
    return Path(shutil.copytree(tiny.of(sdxl), tmp_path / "weights"))


def refused(place: Path, folder: Path) -> str:
    with pytest.raises(BadInput) as caught:
        picture(tiny_model("sdxl", place, steps=2), folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_single_file_draws_what_its_folder_draws(tiny: TinyShelf, tmp_path: Path) -> None:
    from diffusers import StableDiffusionXLPipeline

    place = tiny.of(sdxl_of_two_widths)
    pipeline = StableDiffusionXLPipeline.from_pretrained(place, local_files_only=True)
    file = save_as_one_file(pipeline, tmp_path / "one.safetensors")
    whole = picture(tiny_model("sdxl", place, steps=2), tmp_path)
    setup = {"config": str(place)}
    assert picture(tiny_model("sdxl", file, steps=2, extra=setup), tmp_path) == whole
    shutil.copytree(place, tmp_path / "sdxl")
    assert picture(tiny_model("sdxl", file, steps=2), tmp_path) == whole


def test_a_single_file_without_the_setup_of_its_class_is_refused(tiny: TinyShelf, tmp_path: Path) -> None:
    file = next(tiny.of(sdxl).rglob("*.safetensors"))
    assert "`longtake models pull sdxl` fetches one, or extra.config names it" in refused(file, tmp_path)


def test_a_single_file_of_something_else_is_refused(tiny: TinyShelf, tmp_path: Path) -> None:
    file = next((tiny.of(sdxl) / "vae").rglob("*.safetensors"))
    shutil.copytree(tiny.of(sdxl), tmp_path / "sdxl")
    assert "cannot be loaded" in refused(file, tmp_path)


def test_weights_that_are_not_here_are_not_fetched(tmp_path: Path) -> None:
    model = OpenModels.load().find("sdxl")
    with pytest.raises(BadInput, match="longtake models pull sdxl"):
        picture(model, tmp_path)


def test_a_part_that_is_missing_is_named(place: Path, tmp_path: Path) -> None:
    shutil.rmtree(place / "unet")
    assert "cannot be loaded" in refused(place, tmp_path)


def test_a_file_cut_short_is_named(place: Path, tmp_path: Path) -> None:
    file = next((place / "unet").glob("*.safetensors"))
    file.write_bytes(file.read_bytes()[:-100])
    assert f"{file} is cut short" in refused(place, tmp_path)


def test_a_pickle_is_not_opened(place: Path, tmp_path: Path) -> None:
    for file in list(place.rglob("*.safetensors")):
        file.rename(file.with_suffix(".bin"))
    assert "is a pickle" in refused(place, tmp_path)


def test_one_pickle_among_the_rest_is_not_opened(place: Path, tmp_path: Path) -> None:
    file = next((place / "unet").glob("*.safetensors"))
    file.rename(file.with_suffix(".bin"))
    assert "cannot be loaded" in refused(place, tmp_path)


def test_a_setup_of_another_class_is_refused(tiny: TinyShelf, tmp_path: Path) -> None:
    assert "cannot be loaded" in refused(tiny.of(flux), tmp_path)


def test_a_class_that_there_is_not_is_named(place: Path, tmp_path: Path) -> None:
    model = tiny_model("sdxl", place, steps=2, pipeline="StableDiffusionXXLPipeline")
    with pytest.raises(BadInput, match="has no StableDiffusionXXLPipeline"):
        picture(model, tmp_path)


def test_a_card_that_is_too_small_is_told_what_is_needed(place: Path, tmp_path: Path) -> None:
    bay = Bay(Weights(tmp_path), Licences(tmp_path / "licences"), Card("cpu", vram_gb=4.0, allow_cpu=True))
    model = tiny_model("sdxl", place, steps=2, memory=(Memory(vram_gb=7),))
    with pytest.raises(CardTooSmall, match="needs 7 GB of a card, and 4 GB may be used here"):
        picture(model, tmp_path, bay)


def test_the_files_of_an_editor_name_their_parts_as_those_of_others_do(tiny: TinyShelf) -> None:
    index = json.loads((tiny.of(qwen_edit) / "model_index.json").read_text())
    assert index["processor"] == ["transformers", "Qwen2VLProcessor"]
