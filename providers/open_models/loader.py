"""Loads a model from its folder, or its single file, onto a device; nothing is fetched."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.errors import BadInput
from models.readable import said
from providers.open_models.entry import Memory, OpenModel
from providers.open_models.faults import fault_of
from providers.open_models.pictures.processors import OWN
from providers.open_models.speed import quicken
from providers.open_models.weights import Weights

SETUPS: Mapping[str, str] = {"StableDiffusionXLPipeline": "sdxl"}
"""The model whose folder says how the parts of a single file are made, by the pipeline of the file."""
_INDEX = "model_index.json"


def load(model: OpenModel, weights: Weights, device: str, memory: Memory) -> Any:  # noqa: ANN401 - of a library without types
    """A model's pipeline, ready on the device as `memory` says.

    Raises:
        BadInput: the weights are not there, not whole, or are of something else.

    """
    import diffusers
    import torch
    import transformers

    hush()
    place = weights.of(model)
    weights.revision(model)
    kinds = {"bf16": torch.bfloat16, "fp16": torch.float16, "fp32": torch.float32}
    precision = kinds[model.precision if device.startswith("cuda") else "fp32"]
    library: Any = {"diffusers": diffusers, "transformers": transformers}[model.library]
    made: Any = getattr(library, model.pipeline, None)
    if made is None:
        raise BadInput(
            f"The {model.library} that is installed has no {model.pipeline}: its table names another one."
        )
    try:
        if place.is_file():
            pipeline = made.from_single_file(
                str(place), config=str(_setup(model, weights)), dtype=precision, local_files_only=True
            )
        else:
            own: dict[str, Any] = {"processor": OWN[model.pipeline](place)} if model.pipeline in OWN else {}
            if model.variant and any(place.rglob(f"*.{model.variant}*.safetensors")):
                own["variant"] = model.variant
            pipeline = made.from_pretrained(
                place, dtype=precision, local_files_only=True, use_safetensors=True, **own
            )
    except Exception as error:  # the libraries raise whatever they like of files that are not right
        if isinstance(error, (RuntimeError, MemoryError)) and fault_of(error, device):
            raise
        raise BadInput(
            f"The weights of {model.name} in {place} cannot be loaded ({said(_first_line(error))}): fetch them again."
        ) from None
    if model.library == "transformers":
        return pipeline.to(device).eval()
    _set_vae(pipeline, kinds.get(model.vae_precision))
    pipeline.set_progress_bar_config(disable=True)
    _place(pipeline, device, memory)
    if device.startswith("cuda"):
        quicken(pipeline, model.speed, whole=memory.offload == "none")
    return pipeline


def hush() -> None:
    """The libraries say nothing: what people need to know of a model is said in our own sentences, and the rest is not for them."""
    import diffusers
    import transformers

    for logs in (diffusers.utils.logging, transformers.utils.logging):
        logs.disable_progress_bar()
        logs.set_verbosity(logging.CRITICAL)
    logging.getLogger("peft").setLevel(logging.CRITICAL)


def _place(pipeline: Any, device: str, memory: Memory) -> None:  # noqa: ANN401
    """Where its parts lie."""
    import torch

    if memory.offload == "model":
        pipeline.enable_model_cpu_offload(device=device)
    elif memory.offload == "group":
        pipeline.enable_group_offload(
            onload_device=torch.device(device), offload_type="leaf_level", use_stream=True
        )
    else:
        pipeline.to(device)


def _set_vae(pipeline: Any, precision: Any) -> None:  # noqa: ANN401
    """The VAE in a precision of its own: those that overflow in half of it are cast by their pipelines while they decode."""
    if precision is None:
        return
    if "force_upcast" in pipeline.vae.config:
        pipeline.vae.register_to_config(force_upcast=True)
    else:
        pipeline.vae.to(precision)


def _setup(model: OpenModel, weights: Weights) -> Path:
    """The folder that says how the parts of a single file are made: `extra.config`, else that of the model of its class.

    Raises:
        BadInput: there is none.

    """
    base = SETUPS.get(model.pipeline, "")
    given = model.extra.get("config")
    place = Path(str(given)).expanduser() if given else weights.folder / base
    if (given or base) and (place / _INDEX).is_file():
        return place
    pulled = f"`longtake models pull {base}` fetches one, or " if base else ""
    raise BadInput(
        f"The weights of {model.name} are a single file, which a folder with the setup of its class belongs to: {pulled}"
        f"extra.config names it."
    )


def _first_line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
