"""LoRAs as people give them: a file or a checkpoint's folder, whole, and a LoRA; else one sentence."""

import json
import struct
from collections.abc import Sequence
from math import prod
from pathlib import Path

import pytest

from activities.casting.cast import cast_film
from infra.settings import Settings
from models.brief import Brief
from models.errors import BadInput
from models.orders.diffusion import Diffusion
from models.orders.requests import ImageRequest
from models.shots.shot_list import Shot
from providers.offline.animatic import Animatic
from studio.cli.asked.flag_values import Flags
from studio.cli.asked.request import read_asked
from workers.language_models import chat_desk
from workers.registry import build_registry

SHOT = Shot(shot_id="shot_001", shot_number=1, enhanced_prompt="A door")


def lora(path: Path, name: str = "unet.down.lora_A.weight", shape: Sequence[int] = (1,)) -> Path:
    """A safetensors file with one tensor of that name."""
    size = 4 * prod(shape)
    header = json.dumps({name: {"dtype": "F32", "shape": shape, "data_offsets": [0, size]}}).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(struct.pack("<Q", len(header)) + header + b"\0" * size)
    return path


def diffusion(**flags: object) -> Diffusion:
    asked = read_asked(Flags(prompt="Mara finds a door", **flags)).request.brief.diffusion
    assert asked is not None
    return asked


def test_a_file_a_folder_and_a_weight_are_read(tmp_path: Path) -> None:
    file = lora(tmp_path / "mara.safetensors")
    folder = lora(tmp_path / "checkpoint-400" / "pytorch_lora_weights.safetensors").parent
    lora(folder / "optimizer.safetensors", "state")
    asked = read_asked(Flags(prompt="A door", lora=[str(file), f"{folder}=0.5"], steps="40", guidance="7.5"))
    found = asked.request.brief.diffusion
    assert found is not None
    assert [one.weight for one in found.loras] == [0.8, 0.5]
    assert (found.steps, found.guidance) == (40, 7.5)
    assert [one.path for one in asked.files] == [file, folder / "pytorch_lora_weights.safetensors"]
    assert asked.request.brief.given_files == found.files
    assert Brief.model_validate_json(asked.request.brief.model_dump_json()) == asked.request.brief


def test_a_briefs_file_names_loras_beside_it_and_flags_go_over_it(tmp_path: Path) -> None:
    lora(tmp_path / "mara.safetensors")
    brief = tmp_path / "brief.toml"
    brief.write_text(
        'prompt = "A door"\n[diffusion]\nsteps = 20\nloras = [{ file = "mara.safetensors", weight = 1.0, trigger = "mra" }]\n'
    )
    found = read_asked(Flags(brief=brief, steps="30")).request.brief.diffusion
    assert found is not None
    assert (found.steps, found.loras[0].weight, found.loras[0].trigger) == (30, 1.0, "mra")
    brief.write_text('prompt = "A door"\n[diffusion]\nloras = ["mara.safetensors"]\n')
    again = read_asked(Flags(brief=brief)).request.brief.diffusion
    assert again is not None
    assert again.loras[0].file == found.loras[0].file


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("gone.safetensors", None, "--lora: there is no file '"),
        ("old.ckpt", b"x", "is no .safetensors file: a LoRA in another format can hold a program"),
        ("half.safetensors", b"\x40\0\0\0\0\0\0\0{", "is no safetensors file"),
        ("empty", "folder", "holds no .safetensors file: give it the LoRA's own."),
    ],
)  # fmt: skip
def test_what_is_no_lora_is_refused_in_one_sentence(
    tmp_path: Path, name: str, content: object, sentence: str
) -> None:
    path = tmp_path / name
    if content == "folder":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        diffusion(lora=[str(path)])
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_whole_model_is_no_lora_and_of_two_files_one_has_to_be_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no LoRA: it may be a whole model"):
        diffusion(lora=[str(lora(tmp_path / "unet.safetensors", "down.weight"))])
    lora(tmp_path / "two" / "a.safetensors")
    lora(tmp_path / "two" / "b.safetensors")
    with pytest.raises(
        BadInput, match=r"holds 2 files: name one of them, such as a\.safetensors, b\.safetensors"
    ):
        diffusion(lora=[str(tmp_path / "two")])
    with pytest.raises(BadInput, match="--lora is empty"):
        diffusion(lora=[" "])
    for weight in ("9", "nan", "-3", "abc", ""):
        with pytest.raises(BadInput, match=r"a weight is a number from -2 to 2, such as 0\.8"):
            diffusion(lora=[f"{tmp_path}={weight}"])
    assert diffusion(lora=[str(lora(tmp_path / "a.safetensors=b.safetensors"))]).loras[0].weight == 0.8
    brief = tmp_path / "brief.toml"
    brief.write_text('prompt = "A door"\n[diffusion]\nsteps = 20\nloras = ["b.safetensors"]\n')
    with pytest.raises(BadInput, match=r"brief\.toml: diffusion\.loras: there is no file"):
        read_asked(Flags(brief=brief))
    with pytest.raises(BadInput, match=r"--lora: there is no file"):
        read_asked(Flags(brief=brief, lora=["gone.safetensors"]))


def test_what_is_asked_of_open_models_changes_a_film_only_where_it_is_asked() -> None:
    plain = Brief(prompt="A door")
    assert Brief(prompt="A door", diffusion=Diffusion()).digest() == plain.digest()
    four = Brief(prompt="A door", diffusion=Diffusion(steps=4))
    assert four.digest() != plain.digest()
    assert "scheduler" not in four.model_dump()["diffusion"], "films that were made before it keep their ids"
    heun = Brief(prompt="A door", diffusion=Diffusion(steps=4, scheduler="heun"))
    assert heun.digest() != four.digest()
    request = ImageRequest(shot=SHOT, width=64, height=64)
    asked = request.model_copy(update={"diffusion": Diffusion(steps=4)})
    assert "diffusion" not in request.model_dump()
    assert Animatic().recipe(asked) == Animatic().recipe(request)


def test_a_provider_that_is_no_open_model_says_that_it_takes_none_of_it() -> None:
    request = ImageRequest(shot=SHOT, width=64, height=64)
    assert Animatic().cautions(request) == ()
    asked = request.model_copy(update={"diffusion": Diffusion(steps=4, guidance=2.0, scheduler="ddim")})
    assert Animatic().cautions(asked) == (
        "animatic takes no number of steps and no guidance and no scheduler: open models do.",
    )


SD_WORDS = "unet.down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k.lora_A.weight"
KOHYA_WORDS = "lora_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_k.lora_down.weight"
FLUX_LAYER = "transformer.single_transformer_blocks.0.attn.to_q.lora_A.weight"


@pytest.mark.parametrize(
    ("name", "shape", "model", "base"),
    [
        (FLUX_LAYER, (4, 3072), "sdxl", "FLUX"),
        (SD_WORDS, (4, 768), "sdxl", "Stable Diffusion 1 or 2"),
        (KOHYA_WORDS, (4, 2048), "flux-schnell", "Stable Diffusion XL"),
        (SD_WORDS, (4, 2048), "z-image-turbo", "Stable Diffusion XL"),
    ],
)
def test_one_of_another_base_is_refused_by_its_name_before_a_film_is_begun(
    name: str, shape: tuple[int, int], model: str, base: str, tmp_path: Path
) -> None:
    file = lora(tmp_path / "mara.safetensors", name, shape)
    with pytest.raises(
        BadInput, match=f"The LoRA mara.safetensors is of another base than .* was trained for {base}"
    ):
        cast_with(file, model)


@pytest.mark.parametrize(
    ("name", "shape", "model"),
    [
        (FLUX_LAYER, (4, 3072), "flux-schnell"),
        (KOHYA_WORDS, (4, 2048), "sdxl"),
        (SD_WORDS, (4, 32), "sdxl"),
        ("unet.lora_A.weight", (1,), "sdxl"),
    ],
)
def test_one_that_fits_or_of_which_nothing_is_known_is_taken(
    name: str, shape: tuple[int, ...], model: str, tmp_path: Path
) -> None:
    cast_with(lora(tmp_path / "mara.safetensors", name, shape), model)


def cast_with(file: Path, model: str) -> None:
    brief = read_asked(Flags(prompt="A door", lora=[str(file)], image_provider=model)).request.brief
    settings = Settings(home=file.parent)
    cast_film(brief, build_registry(settings), chat_desk(settings))
