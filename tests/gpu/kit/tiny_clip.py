"""A tiny CLIP, and what reads pictures and words for it."""

from typing import Any

from tests.gpu.kit.tiny_parts import WORDS, clip_tokenizer


class TinyClip:
    """A model and its reader in one folder."""

    def save_pretrained(self, place: Any) -> None:
        from transformers import CLIPConfig, CLIPImageProcessor, CLIPModel, CLIPProcessor

        size = {"shortest_edge": 32}
        reader = CLIPProcessor(
            image_processor=CLIPImageProcessor(size=size, crop_size={"height": 32, "width": 32}),
            tokenizer=clip_tokenizer(),
        )
        text = {
            "vocab_size": WORDS,
            "hidden_size": 32,
            "intermediate_size": 37,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "max_position_embeddings": 77,
            "bos_token_id": WORDS - 2,
            "eos_token_id": WORDS - 1,
        }
        vision = {
            "hidden_size": 32,
            "intermediate_size": 37,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "image_size": 32,
            "patch_size": 8,
        }
        CLIPModel(CLIPConfig(text_config=text, vision_config=vision, projection_dim=16)).save_pretrained(
            place
        )
        reader.save_pretrained(place)


def clip() -> TinyClip:
    return TinyClip()
