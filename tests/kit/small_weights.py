"""Weights that are files and no more: a folder as diffusers saves a pipeline, with a few bytes in each part."""

import json
import struct
from pathlib import Path


def safetensors(fill: bytes = b"\1\2\3\4", name: str = "w") -> bytes:
    """A whole safetensors file of one tensor."""
    header = json.dumps(
        {name: {"dtype": "U8", "shape": [len(fill)], "data_offsets": [0, len(fill)]}}
    ).encode()
    return struct.pack("<Q", len(header)) + header + fill


INDEX = {
    "_class_name": "StableDiffusionXLPipeline",
    "unet": ["diffusers", "UNet2DConditionModel"],
    "vae": ["diffusers", "AutoencoderKL"],
    "tokenizer": ["transformers", "CLIPTokenizer"],
    "image_encoder": [None, None],
}


def repository(fill: bytes = b"\1\2\3\4") -> dict[str, bytes]:
    """What a hub's repository of SDXL has: both precisions, and much that nobody needs."""
    whole = safetensors(fill)
    return {
        "model_index.json": json.dumps(INDEX).encode(),
        "README.md": b"# words",
        "sd_xl_base_1.0.safetensors": whole * 3,
        "unet/config.json": b"{}",
        "unet/diffusion_pytorch_model.safetensors": whole,
        "unet/diffusion_pytorch_model.fp16.safetensors": safetensors(b"\5\6"),
        "unet/diffusion_pytorch_model.bin": b"pickled",
        "unet/model.onnx": b"onnx",
        "vae/config.json": b"{}",
        "vae/diffusion_pytorch_model.safetensors": whole,
        "vae_1_0/diffusion_pytorch_model.safetensors": whole,
        "tokenizer/vocab.json": b"{}",
        "tokenizer/merges.txt": b"",
    }


TAKEN = [
    "model_index.json",
    "tokenizer/merges.txt",
    "tokenizer/vocab.json",
    "unet/config.json",
    "unet/diffusion_pytorch_model.fp16.safetensors",
    "vae/config.json",
    "vae/diffusion_pytorch_model.safetensors",
]
"""What SDXL is loaded from of that."""


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def names_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
