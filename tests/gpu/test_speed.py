"""What makes models faster on a card keeps their pictures; on the CPU nothing is done, and what does not compile runs as it is written."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks.cards.material import call_of, copied, parts_of, pipeline_of, read_models
from benchmarks.cards.shots import our_shot, plain_shot
from providers.open_models.entry import Speed
from providers.open_models.pictures.loras import Lora, wear
from providers.open_models.speed import compile_blocks, decoders_of, exact, networks_of, quicken
from providers.open_models.table import OpenModels
from tests.gpu.kit.at_work import KeptInFolder, bay_at, tiny_model
from tests.gpu.kit.tiny_loras import sdxl_lora
from tests.gpu.kit.tiny_parts import TinyShelf
from tests.gpu.kit.tiny_sdxl import sdxl

pytestmark = pytest.mark.gpu

TINY = read_models(tiny=True)
SHIPPED = OpenModels.load()


@pytest.fixture(autouse=True)
def _compiler() -> Any:
    """As it was, whatever a test compiled."""
    import torch

    before = torch._dynamo.config.recompile_limit, torch._dynamo.config.suppress_errors
    yield
    torch._dynamo.config.recompile_limit, torch._dynamo.config.suppress_errors = before
    torch.compiler.reset()


def twice(name: str) -> tuple[Any, Any]:
    """A tiny model's pipeline, and another one with the same weights."""
    parts = parts_of(TINY[name], "cpu")
    return pipeline_of(TINY[name], parts), pipeline_of(TINY[name], copied(parts))


def made(pipeline: Any, name: str) -> Any:
    model = TINY[name]
    return plain_shot(pipeline, call_of(model, getattr(pipeline, model.network)), lambda: None)


def apart(one: Any, other: Any) -> float:
    return float((one.double() - other.double()).norm() / other.double().norm())


@pytest.mark.parametrize("name", list(TINY))
def test_a_quick_model_makes_what_a_plain_one_makes(name):
    plain, quick = twice(name)
    quicken(quick, TINY[name].open.speed.model_copy(update={"compiled": (), "vae": ""}))
    assert apart(made(quick, name), made(plain, name)) < 1e-4


def test_a_decoder_in_another_precision_than_its_network_decodes():
    plain, quick = twice("sdxl")
    quicken(quick, Speed(vae="bf16", differs="colours"))
    pictures = made(quick, "sdxl")
    assert 0 < apart(pictures, made(plain, "sdxl")) < 0.02
    assert str(quick.vae.dtype) == "torch.bfloat16"


@pytest.mark.parametrize("name", list(TINY))
def test_compiled_blocks_are_traced_whole_and_go_on_bit_for_bit(name, tmp_path: Path):
    from torch._dynamo.utils import counters

    plain, quick = twice(name)
    for part in (*networks_of(quick), *decoders_of(quick)):
        compile_blocks(part, TINY[name].open.speed.compiled, backend="eager")
    counters.clear()
    assert apart(made(quick, name), made(plain, name)) < 1e-5
    assert counters["stats"]["unique_graphs"] > 0
    assert not counters["graph_break"]
    assert not counters["unimplemented"]
    kept = KeptInFolder(tmp_path / "kept")
    call = call_of(TINY[name], getattr(quick, TINY[name].network))
    whole = our_shot(quick, call, kept, tmp_path, 0.0)
    assert kept.puts
    again = KeptInFolder(tmp_path / "kept")
    assert our_shot(quick, call, again, tmp_path, 0.0).equal(whole)
    assert again.told[0].step > 0


def test_a_block_that_does_not_compile_runs_as_it_is_written():
    def refuses(_graph: Any, _inputs: Any) -> Any:
        raise RuntimeError("there is no compiler for this card")

    plain, quick = twice("klein")
    assert compile_blocks(quick.transformer, ("Flux2SingleTransformerBlock",), backend=refuses) == 2
    assert made(quick, "klein").equal(made(plain, "klein"))


def test_without_a_c_compiler_nothing_is_compiled_and_it_is_said(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    _, quick = twice("klein")
    with pytest.warns(UserWarning, match="no C compiler"):
        assert compile_blocks(quick.transformer, ("Flux2SingleTransformerBlock",)) == 0


def test_kernels_are_chosen_without_a_stopwatch():
    assert exact() == {"options": {"deterministic": True}}


def test_on_the_cpu_a_model_is_as_it_was_loaded(tiny: TinyShelf, tmp_path: Path):
    model = tiny_model("sdxl", tiny.of(sdxl), steps=2)
    assert model.speed.compiled
    with bay_at(tmp_path).at_work(model, lambda: None) as loaded:
        pipeline = loaded.pipeline
        assert str(pipeline.vae.dtype) == "torch.float32"
        assert "forward" not in vars(pipeline.unet)
        assert not [one for one in pipeline.unet.modules() if one._compiled_call_impl is not None]


def test_with_parts_in_host_memory_only_attention_and_decoder_change():
    _, quick = twice("wan")
    quicken(quick, TINY["wan"].open.speed, whole=False)
    assert not [one for one in quick.transformer.modules() if one._compiled_call_impl is not None]
    assert not [one for one in quick.transformer.modules() if getattr(one, "fused_projections", False)]
    assert "forward" in vars(quick.transformer)


def test_the_blocks_of_every_entry_are_those_of_its_network():
    import diffusers

    networks = {
        "FluxPipeline": diffusers.FluxTransformer2DModel,
        "Flux2KleinPipeline": diffusers.Flux2Transformer2DModel,
        "WanImageToVideoPipeline": diffusers.WanTransformer3DModel,
    }
    for model in SHIPPED.all():
        if model.pipeline in networks and model.speed.compiled:
            repeated = set(networks[model.pipeline]._repeated_blocks)
            assert repeated <= set(model.speed.compiled), model.name
    for tiny in TINY.values():
        parts = [part for kind in parts_of(tiny, "meta").values() for part in kind.modules()]
        assert set(tiny.open.speed.compiled) <= {type(part).__name__ for part in parts}


def test_a_compiled_model_wears_loras_and_takes_them_off(tiny: TinyShelf, tmp_path: Path):
    from torch._dynamo.utils import counters

    file = sdxl_lora(tmp_path / "lora", sdxl)
    call = {"prompt": "a boat", "height": 64, "width": 64, "num_inference_steps": 2, "output_type": "pt"}

    def drawn(pipeline: Any, *loras: Lora) -> Any:
        wear(pipeline, loras, "SDXL")
        return plain_shot(pipeline, call, lambda: None)

    model = tiny_model("sdxl", tiny.of(sdxl), steps=2)
    with bay_at(tmp_path).at_work(model, lambda: None) as loaded:
        plain, strong, weak = loaded.pipeline, Lora(file, 0.8), Lora(file, 0.4)
        wanted = [drawn(plain), drawn(plain, strong), drawn(plain, weak), drawn(plain)]
        for part in (*networks_of(plain), *decoders_of(plain)):
            compile_blocks(part, model.speed.compiled, backend="eager")
        counters.clear()
        made = [drawn(plain), drawn(plain, strong), drawn(plain, weak), drawn(plain)]
    assert [apart(one, other) < 1e-5 for one, other in zip(made, wanted, strict=True)] == [True] * 4
    assert apart(wanted[1], wanted[2]) > 1e-3
    assert not counters["graph_break"]
    assert not counters["unimplemented"]
