"""Which files of a repository are fetched: the parts that a model is loaded from, in one precision."""

import pytest

from models.errors import BadInput
from providers.open_models.table import OpenModels
from studio.service.open_models.selection import parts_of, wanted_files
from tests.kit.small_weights import INDEX, TAKEN, repository

SDXL, WAN, MUSIC = (OpenModels.load().find(name) for name in ("sdxl", "wan-5b", "musicgen"))


def test_a_pipeline_is_its_parts_each_in_the_variant_that_it_has() -> None:
    assert parts_of(INDEX) == ["unet", "vae", "tokenizer"]
    assert wanted_files(repository(), SDXL, parts_of(INDEX)) == TAKEN


def test_shards_come_with_the_index_of_their_own_precision() -> None:
    names = [
        "model_index.json",
        *(f"text/model-0000{n}-of-00002.safetensors" for n in (1, 2)),
        *(f"text/model.fp16-0000{n}-of-00002.safetensors" for n in (1, 2)),
        "text/model.safetensors.index.json",
        "text/model.safetensors.index.fp16.json",
        "text/pytorch_model.bin.index.json",
    ]
    plain = [*names[:3], names[5]]
    assert sorted(wanted_files(names, WAN, ["text"])) == sorted(plain)
    assert sorted(wanted_files(names, SDXL, ["text"])) == sorted([names[0], *names[3:5], names[6]])


def test_a_model_without_parts_is_what_lies_beside_its_configuration() -> None:
    names = [
        "config.json",
        "model.safetensors",
        "pytorch_model.bin",
        "spiece.model",
        "unet/x.safetensors",
        "flax.msgpack",
    ]
    assert wanted_files(names, MUSIC) == ["config.json", "spiece.model", "model.safetensors"]


def test_a_name_that_leaves_the_folder_is_never_taken() -> None:
    names = ["config.json", "../evil.safetensors", "/etc/evil.json", "..\\evil.json", "model.safetensors"]
    assert wanted_files(names, MUSIC) == ["config.json", "model.safetensors"]


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (["config.json", "pytorch_model.bin"], "only pickles, which can hold programs and are not opened"),
        (["config.json"], "no safetensors files"),
    ],
)
def test_a_repository_without_weights_that_may_be_opened_is_refused(names: list[str], why: str) -> None:
    with pytest.raises(BadInput, match=why):
        wanted_files(names, MUSIC)
