"""Weights that are brought are those of the model that they are brought for, with all of its parts."""

import json
import os
import struct
from pathlib import Path

import pytest

from infra.settings import Settings
from models.errors import BadInput
from models.orders.cast import Cast, Choice
from models.orders.film_orders import FilmOrders
from providers.open_models.table import OpenModels
from providers.open_models.weights import Weights, check_whole, checked_header
from providers.registry import BUILT_IN
from tests.kit.studio import short_shots
from workers.registry import build_registry

SDXL = OpenModels.load().find("sdxl")
CLIP = OpenModels.load().find("clip")


def tensors(file: Path, *names: str) -> Path:
    """A safetensors file with a tensor of one number under each name."""
    table = {
        name: {"dtype": "F32", "shape": [1], "data_offsets": [4 * at, 4 * at + 4]}
        for at, name in enumerate(names)
    }
    header = json.dumps(table).encode()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(struct.pack("<Q", len(header)) + header + bytes(4 * len(names)))
    return file


def sdxl(folder: Path, **parts: list[str]) -> Path:
    """A folder as diffusers saves SDXL, of a network and a scheduler, or of other parts."""
    said = {
        "unet": ["diffusers", "UNet2DConditionModel"],
        "scheduler": ["diffusers", "EulerDiscreteScheduler"],
        **parts,
    }
    for name in said:
        (folder / name).mkdir(parents=True)
        (folder / name / "config.json").write_text("{}")
    tensors(folder / "unet" / "model.safetensors", "weight")
    index = {"_class_name": "StableDiffusionXLPipeline", "image_encoder": [None, None], **said}
    (folder / "model_index.json").write_text(json.dumps(index))
    return folder


def test_a_whole_folder_and_a_single_file_of_a_network_are_taken(tmp_path: Path) -> None:
    check_whole(sdxl(tmp_path / "sdxl"), SDXL)
    check_whole(tensors(tmp_path / "dream.safetensors", "model.diffusion_model.x"), SDXL)


def test_a_folder_of_another_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"has no config\.json that can be read"):
        check_whole(sdxl(tmp_path / "sdxl"), CLIP)
    clip = tensors(tmp_path / "clip" / "model.safetensors", "weight").parent
    (clip / "config.json").write_text(json.dumps({"architectures": ["CLIPModel"]}))
    check_whole(clip, CLIP)
    (clip / "model_index.json").write_text(json.dumps({"_class_name": "WanPipeline"}))
    with pytest.raises(BadInput, match="holds a WanPipeline, and sdxl is a StableDiffusionXLPipeline"):
        check_whole(clip, SDXL)


def test_a_part_that_is_missing_or_holds_only_a_pickle_is_named(tmp_path: Path) -> None:
    folder = sdxl(tmp_path / "sdxl", vae=["diffusers", "AutoencoderKL"])
    with pytest.raises(BadInput, match=r"vae holds no safetensors: fetch it again, or convert it"):
        check_whole(folder, SDXL)
    (folder / "vae" / "config.json").unlink()
    (folder / "vae").rmdir()
    with pytest.raises(BadInput, match="lacks its part vae"):
        check_whole(folder, SDXL)


def test_a_single_file_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no whole model, only 1 tensors of something else"):
        check_whole(tensors(tmp_path / "lora.safetensors", "weight"), SDXL)


def test_a_shot_that_is_longer_than_a_models_clips_is_made_of_several(tmp_path: Path) -> None:
    registry = build_registry(Settings(home=tmp_path), BUILT_IN)
    choice: Choice = registry.choice("video", "wan-5b")
    assert choice.longest_s == pytest.approx(121 / 24)
    brief = short_shots("a quay")
    shot = brief.shots[0].model_copy(update={"duration": 12.0, "dialogue": ""})
    cast = Cast(
        llm=registry.choice("llm", "outline"),
        image=registry.choice("image", "sdxl"),
        video=choice,
        speech=registry.choice("speech", "piper"),
        music=registry.choice("music", "bed"),
    )
    order = FilmOrders(brief=brief).shot(shot, cast)
    maker = registry.maker(order.clip)
    assert maker.cannot(order.clip.request) == ""  # type: ignore[attr-defined]
    assert len(order.parts) == 3
    assert list(cast.on_cards(pictures_only=True)["gpu"]) == [cast.image], "a board needs no clips' weights"


def test_weights_are_read_once_and_again_only_when_they_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def watched(file: Path) -> bytes:
        read.append(file.parent.name)
        return checked_header(file)

    monkeypatch.setattr("providers.open_models.weights.checked_header", watched)
    place = sdxl(tmp_path / "weights")
    model = SDXL.model_copy(update={"source": str(place)})
    before = Weights(tmp_path).revision(model)
    assert Weights(tmp_path).revision(model) == before
    assert read == ["unet"]
    file = next(place.rglob("*.safetensors"))
    facts = file.stat()
    other = tmp_path / "other.safetensors"
    other.write_bytes(file.read_bytes()[:-4] + b"else")
    os.utime(other, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    other.replace(file)
    assert Weights(tmp_path).revision(model) != before, "of the same length and time, and yet others"
    assert read == ["unet", "unet"]
    file.write_bytes(b"cut short")
    for _ in range(2):
        with pytest.raises(BadInput, match="is no safetensors file"):
            Weights(tmp_path).revision(model)
