"""Which base a LoRA was trained for, by the names and shapes of its tensors: known before anything is loaded."""

from collections.abc import Mapping
from typing import Any

SDXL, SD, FLUX = "Stable Diffusion XL", "Stable Diffusion 1 or 2", "FLUX"
_WIDTHS = {2048: SDXL, 1024: SD, 768: SD}
"""How wide the words are that the UNet of a base looks at."""
_OF_UNET = ("down_blocks", "up_blocks", "mid_block", "input_blocks", "output_blocks", "middle_block")
_OF_FLUX = ("single_transformer_blocks", "double_blocks", "single_blocks")
_INWARD = ("lora_A.", "lora_down.", "lora.down.")
_WORN_BY: Mapping[str, str] = {
    "StableDiffusionXLPipeline": SDXL,
    "FluxPipeline": FLUX,
    "Flux2KleinPipeline": FLUX,
}
"""What the pipelines wear; others wear neither of these."""


def base_of(header: Mapping[str, Any]) -> str:
    """The base of a LoRA with this header, in words; empty where it cannot be told."""
    if any(block in name for name in header for block in _OF_FLUX):
        return FLUX
    if not any(block in name for name in header for block in _OF_UNET):
        return ""
    for name, row in header.items():
        if "attn2" in name and ("to_k" in name or "to_v" in name) and any(part in name for part in _INWARD):
            shape = row.get("shape") if isinstance(row, dict) else None
            width = shape[1] if isinstance(shape, list) and len(shape) > 1 else 0
            return _WIDTHS.get(width, "") if isinstance(width, int) else ""
    return ""


def wears(pipeline: str, base: str) -> bool:
    """Whether pipelines of this class may wear what is of a base, as far as that is known."""
    return not base or _WORN_BY.get(pipeline) == base
