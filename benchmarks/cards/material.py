"""Models with random weights and what they are called with; how fast they are does not depend on either."""

import random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from providers.open_models.entry import OpenModel
from providers.open_models.table import OpenModels

Module = Any
Pipeline = Any
Tensor = Any
"""Of libraries without types."""

HERE = Path(__file__).parent
_SEED = 7


@dataclass(frozen=True)
class Model:
    """A model as models.toml has it: its parts' configurations, what it is called with, what it costs to run."""

    name: str
    entry: str
    params: int
    network: str
    size: tuple[int, int]
    steps: int
    first_s: float
    parts: Mapping[str, Mapping[str, Any]]
    scheduler: Mapping[str, Any]
    sources: tuple[str, ...]
    frames: int = 0
    timed: int = 0
    rounds: int = 3
    gaps: int = 0
    batches: tuple[int, ...] = (1,)
    image: bool = False
    vae: str = "bf16"
    embeds: tuple[int, ...] = ()
    absent: tuple[str, ...] = ()
    given: Mapping[str, list[int]] = field(default_factory=dict)
    call: Mapping[str, Any] = field(default_factory=dict)
    check: Mapping[str, Any] = field(default_factory=dict)
    made: Mapping[str, Any] = field(default_factory=dict)
    targets: Mapping[str, float] = field(default_factory=dict)
    tflop: Mapping[str, float] = field(default_factory=dict)

    @property
    def open(self) -> OpenModel:
        """The model of the product that it is."""
        return OpenModels.load().find(self.entry)

    @property
    def run_steps(self) -> int:
        """How many steps are really done: all, or the few that a whole clip is reckoned from."""
        return self.timed or self.steps

    def tflop_of(self, batch: int) -> float:
        """What so many pictures, or clips, take in all; 0 where nobody counted."""
        if not self.tflop:
            return 0.0
        each = self.tflop["network"] * self.tflop["passes"] * self.steps + self.tflop["decode"]
        return each * batch


def read_models(*, tiny: bool = False) -> dict[str, Model]:
    """The models by their names, in the order in which they are measured."""
    rows = _table("models.toml")
    if tiny:
        rows = {
            name: {**row, "tflop": {}, "targets": {}, "rounds": 1, **_table("tiny.toml")[name]}
            for name, row in rows.items()
        }
    return {name: Model(name=name, **_tuples(row)) for name, row in rows.items()}


def _tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


def _table(page: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((HERE / page).read_text(encoding="utf-8"))


def built(config: Mapping[str, Any], device: str, precision: str = "bf16") -> Module:
    """A part with random weights, made where it is to run; on the device "meta" it has shapes alone."""
    import diffusers
    import torch

    kind = {"bf16": torch.bfloat16, "fp32": torch.float32}[precision]
    torch.set_default_dtype(kind)
    try:
        with torch.device(device):
            part = getattr(diffusers, config["_class_name"]).from_config(dict(config))
    finally:
        torch.set_default_dtype(torch.float32)
    for name, weight in part.named_parameters():
        if set(name.split(".")) & set(part._keep_in_fp32_modules or ()):  # noqa: SLF001 - as when weights are loaded
            weight.data = weight.data.float()
    return part.to(device).eval().requires_grad_(requires_grad=False)


def precision_of(device: str) -> str:
    """What networks are run in: a CPU takes seconds over a product in bf16."""
    return "bf16" if device.startswith("cuda") else "fp32"


def parts_of(model: Model, device: str) -> dict[str, Module]:
    """The network and the VAE of a model."""
    import torch

    torch.manual_seed(_SEED)
    kinds = {model.network: precision_of(device), "vae": model.vae if device.startswith("cuda") else "fp32"}
    return {name: built(config, device, kinds[name]) for name, config in model.parts.items()}


def pipeline_of(model: Model, parts: Mapping[str, Module]) -> Pipeline:
    """The product's pipeline of a model around its parts, without what reads prompts."""
    import diffusers
    import torch

    scheduler = getattr(diffusers, model.scheduler["_class_name"]).from_config(dict(model.scheduler))
    pipeline = getattr(diffusers, model.open.pipeline)(
        **parts, scheduler=scheduler, **dict.fromkeys(model.absent), **model.made
    )
    pipeline.set_progress_bar_config(disable=True)
    if model.embeds:
        seen = _random((1, *model.embeds), parts[model.network])

        def encoded(image: object, device: object, number: int, guided: bool) -> Tensor:  # noqa: ARG001, FBT001
            return torch.cat([torch.zeros_like(seen), seen]) if guided else seen

        pipeline._encode_image = encoded  # noqa: SLF001 - it takes no embeddings
    return pipeline


def call_of(model: Model, network: Module, batch: int = 1) -> dict[str, Any]:
    """What the pipeline is called with for so many pictures at once; a clip is one by itself."""
    width, height = model.size
    call: dict[str, Any] = {
        **model.call,
        **{name: _random((batch, *shape), network) for name, shape in model.given.items()},
        "width": width,
        "height": height,
        "num_inference_steps": model.run_steps,
        "output_type": "pt",
    }
    if model.image:
        from PIL import Image

        noise = random.Random(_SEED).randbytes(3 * width * height)
        call["image"] = Image.frombytes("RGB", (width, height), noise)
    return call


def params_of(network: Module) -> int:
    """How many weights it has."""
    return sum(each.numel() for each in network.parameters())


def copied(parts: Mapping[str, Module]) -> dict[str, Module]:
    """The same weights once more."""
    import copy

    return {name: copy.deepcopy(part) for name, part in parts.items()}


def weights_gb(pipeline: Pipeline) -> float:
    """What the weights of a pipeline take."""
    parts = [part for part in pipeline.components.values() if hasattr(part, "parameters")]
    return float(
        sum(each.numel() * each.element_size() for part in parts for each in part.parameters()) / 2**30
    )


def _random(shape: tuple[int, ...], beside: Module) -> Tensor:
    """Random numbers where a network lies, the same each time."""
    import torch

    weight = next(beside.parameters())
    numbers = torch.randn(shape, generator=torch.Generator("cpu").manual_seed(_SEED))
    return numbers.to(device=weight.device, dtype=weight.dtype)
