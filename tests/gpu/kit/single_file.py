"""A tiny Stable Diffusion XL as one file, with the names of layers that such files have."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_RESNET = {
    "norm1": "in_layers.0", "conv1": "in_layers.2", "norm2": "out_layers.0", "conv2": "out_layers.3",
    "time_emb_proj": "emb_layers.1", "conv_shortcut": "skip_connection",
}  # fmt: skip
_ATTENTION = {"group_norm": "norm", "to_q": "q", "to_k": "k", "to_v": "v", "to_out.0": "proj_out"}
_IN_BLOCK = 3
"""Layers of a block, with what halves or doubles the side."""


def save_as_one_file(pipeline: Any, file: Path) -> Path:
    from safetensors.torch import save_file

    parts = {
        **{f"model.diffusion_model.{name}": value for name, value in _unet(pipeline.unet).items()},
        **{f"first_stage_model.{name}": value for name, value in _vae(pipeline.vae).items()},
        **_text(pipeline.text_encoder.state_dict()),
        **{
            f"conditioner.embedders.1.model.{name}": value
            for name, value in _open_text(pipeline.text_encoder_2.state_dict()).items()
        },
    }
    save_file({name: value.contiguous().clone() for name, value in parts.items()}, file)
    return file


def _unet(unet: Any) -> dict[str, Any]:
    from diffusers.loaders.single_file_utils import DIFFUSERS_TO_LDM_MAPPING

    mapping = DIFFUSERS_TO_LDM_MAPPING["unet"]
    plain: Mapping[str, str] = {**mapping["layers"], **mapping["addition_embed_type"]}
    weights = unet.state_dict()
    return {plain.get(name) or _in_unet(name, weights): value for name, value in weights.items()}


def _in_unet(name: str, weights: Mapping[str, Any]) -> str:
    side, rest = name.split(".", 1)
    if side == "mid_block":
        part, number, inner = rest.split(".", 2)
        layer = 1 if part == "attentions" else 2 * int(number)
        return f"middle_block.{layer}.{_renamed(inner, _RESNET) if part == 'resnets' else inner}"
    block, part, number, inner = rest.split(".", 3)
    first = int(block) * _IN_BLOCK
    if side == "down_blocks":
        if part == "downsamplers":
            return f"input_blocks.{first + _IN_BLOCK}.0.{inner.replace('conv', 'op')}"
        place = f"input_blocks.{first + 1 + int(number)}"
    else:
        if part == "upsamplers":
            attends = f"up_blocks.{block}.attentions.0.norm.weight" in weights
            return f"output_blocks.{first + _IN_BLOCK - 1}.{2 if attends else 1}.{inner}"
        place = f"output_blocks.{first + int(number)}"
    return f"{place}.0.{_renamed(inner, _RESNET)}" if part == "resnets" else f"{place}.1.{inner}"


def _vae(vae: Any) -> dict[str, Any]:
    last = len(vae.config.up_block_types) - 1
    renamed = {}
    for name, value in vae.state_dict().items():
        name = re.sub(r"up_blocks\.(\d)\.resnets", lambda found: f"up.{last - int(found[1])}.block", name)
        name = re.sub(
            r"up_blocks\.(\d)\.upsamplers\.0", lambda found: f"up.{last - int(found[1])}.upsample", name
        )
        name = re.sub(r"down_blocks\.(\d)\.resnets", r"down.\1.block", name)
        name = re.sub(r"down_blocks\.(\d)\.downsamplers\.0", r"down.\1.downsample", name)
        name = re.sub(r"mid_block\.resnets\.(\d)", lambda found: f"mid.block_{int(found[1]) + 1}", name)
        if "mid_block.attentions.0" in name:
            name = _renamed(name.replace("mid_block.attentions.0", "mid.attn_1"), _ATTENTION)
        name = name.replace("conv_shortcut", "nin_shortcut").replace("conv_norm_out", "norm_out")
        renamed[name] = value
    return renamed


def _text(weights: Mapping[str, Any]) -> dict[str, Any]:
    return {
        f"conditioner.embedders.0.transformer.text_model.{name}": value for name, value in weights.items()
    }


def _open_text(weights: Mapping[str, Any]) -> dict[str, Any]:
    import torch

    plain = {
        "text_model.embeddings.position_embedding.weight": "positional_embedding",
        "text_model.embeddings.token_embedding.weight": "token_embedding.weight",
        "text_model.final_layer_norm.weight": "ln_final.weight",
        "text_model.final_layer_norm.bias": "ln_final.bias",
    }
    renamed = {plain[name]: value for name, value in weights.items() if name in plain}
    renamed["text_projection"] = weights["text_projection.weight"].T
    inner = {
        "layer_norm1": "ln_1", "layer_norm2": "ln_2", "mlp.fc1": "mlp.c_fc", "mlp.fc2": "mlp.c_proj",
        "self_attn.out_proj": "attn.out_proj",
    }  # fmt: skip
    for name, value in weights.items():
        found = re.match(r"text_model\.encoder\.layers\.(\d+)\.(.+)", name)
        if found is None:
            continue
        block = f"transformer.resblocks.{found[1]}"
        if ".q_proj." in name:
            three = [weights[name.replace("q_proj", f"{one}_proj")] for one in "qkv"]
            renamed[f"{block}.attn.in_proj_{name.rsplit('.', 1)[-1]}"] = torch.cat(three)
        elif ".k_proj." not in name and ".v_proj." not in name:
            renamed[f"{block}.{_renamed(found[2], inner)}"] = value
    return renamed


def _renamed(name: str, names: Mapping[str, str]) -> str:
    for old, new in names.items():
        name = re.sub(rf"(^|\.){re.escape(old)}(?=\.)", rf"\g<1>{new}", name)
    return name
