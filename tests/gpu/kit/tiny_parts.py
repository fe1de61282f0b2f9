"""Parts that tiny pipelines are made of, and the folder that each is saved into once a session."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

WORDS = 1000


def clip_tokenizer() -> Any:
    from transformers import CLIPTokenizer

    signs = [chr(code) for code in range(33, 127)]
    words = [*signs, *(f"{sign}</w>" for sign in signs)]
    words += [f"word{place}</w>" for place in range(WORDS - 2 - len(words))]
    vocabulary = {word: place for place, word in enumerate([*words, "<|startoftext|>", "<|endoftext|>"])}
    return CLIPTokenizer(vocab=vocabulary, merges=[], model_max_length=77)


def clip_text(*, projected: bool = False, width: int = 32) -> Any:
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

    config = CLIPTextConfig(
        vocab_size=WORDS,
        hidden_size=width,
        intermediate_size=37,
        num_attention_heads=4,
        num_hidden_layers=5,
        projection_dim=width,
        bos_token_id=WORDS - 2,
        eos_token_id=WORDS - 1,
    )
    return CLIPTextModelWithProjection(config) if projected else CLIPTextModel(config)


def seeded(seed: int = 7) -> None:
    import torch

    torch.manual_seed(seed)


class TinyShelf:
    """Tiny pipelines in folders, as `save_pretrained` writes them: each is built once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, build: Callable[[], Any]) -> Path:
        place = self._folder / build.__module__.rsplit(".", 1)[-1] / build.__name__
        if not place.exists():
            seeded()
            build().save_pretrained(place)
        return place


def qwen_tokenizer() -> Any:
    """A byte for a token, and the marks of a chat with pictures."""
    from tokenizers.pre_tokenizers import ByteLevel
    from transformers import Qwen2Tokenizer

    vocabulary = {sign: place for place, sign in enumerate(sorted(ByteLevel.alphabet()))}
    marks = ["im_start", "im_end", "vision_start", "vision_end", "vision_pad", "image_pad", "video_pad"]
    tokenizer = Qwen2Tokenizer(vocab=vocabulary, merges=[])
    tokenizer.add_special_tokens({"additional_special_tokens": [f"<|{mark}|>" for mark in marks]})
    tokenizer.chat_template = (
        "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
        "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
    )
    return tokenizer


def qwen3(layers: int = 3) -> Any:
    from transformers import Qwen3Config, Qwen3ForCausalLM

    return Qwen3ForCausalLM(
        Qwen3Config(
            vocab_size=300,
            hidden_size=16,
            intermediate_size=32,
            num_hidden_layers=layers,
            num_attention_heads=2,
            num_key_value_heads=2,
            head_dim=8,
            max_position_embeddings=1024,
            tie_word_embeddings=True,
        )
    )


def flow_scheduler(**other: Any) -> Any:
    from diffusers import FlowMatchEulerDiscreteScheduler

    return FlowMatchEulerDiscreteScheduler(**other)


def latent_vae(channels: int = 16) -> Any:
    """The VAE of FLUX.1 and Z-Image, with a side halved once."""
    from diffusers import AutoencoderKL

    return AutoencoderKL(
        block_out_channels=[32, 32],
        down_block_types=["DownEncoderBlock2D"] * 2,
        up_block_types=["UpDecoderBlock2D"] * 2,
        latent_channels=channels,
        scaling_factor=0.3611,
        shift_factor=0.1159,
        use_quant_conv=False,
        use_post_quant_conv=False,
        sample_size=64,
    )
