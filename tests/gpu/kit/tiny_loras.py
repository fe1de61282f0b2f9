"""LoRAs for tiny pipelines, as trainers save them."""

from pathlib import Path
from typing import Any

from tests.gpu.kit.tiny_parts import seeded

_SET = "pytorch_lora_weights.safetensors"


def sdxl_lora(folder: Path, build: Any, seed: int = 1) -> Path:
    """A LoRA of the pipeline that `build` makes, whose every weight is drawn: it changes a picture."""
    import torch
    from peft import LoraConfig
    from peft.utils import get_peft_model_state_dict

    pipeline = build()
    seeded(seed)
    pipeline.unet.add_adapter(LoraConfig(r=2, lora_alpha=2, target_modules=["to_q", "to_v"]))
    layers = {
        name: torch.randn_like(tensor) * 0.3
        for name, tensor in get_peft_model_state_dict(pipeline.unet).items()
    }
    type(pipeline).save_lora_weights(folder, unet_lora_layers=layers)
    return folder / _SET


def lora_of_another_width(folder: Path, file: Path) -> Path:
    """The same layers, of a model whose layers are wider."""
    import torch
    from safetensors.torch import load_file, save_file

    layers = {
        name: torch.cat([tensor, tensor], 1 if "lora_A" in name else 0).contiguous()
        for name, tensor in load_file(file).items()
    }
    folder.mkdir(parents=True)
    save_file(layers, folder / _SET)
    return folder / _SET


def lora_of_another_kind(folder: Path) -> Path:
    """One of FLUX: no layer of it is found in other models."""
    import torch
    from safetensors.torch import save_file

    name = "transformer.single_transformer_blocks.0.attn.to_q"
    folder.mkdir(parents=True)
    save_file(
        {f"{name}.lora_A.weight": torch.randn(2, 32), f"{name}.lora_B.weight": torch.randn(32, 2)},
        folder / _SET,
    )
    return folder / _SET
