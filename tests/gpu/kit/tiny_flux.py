"""A tiny FLUX.1."""

from typing import Any

from tests.gpu.kit.tiny_parts import clip_text, clip_tokenizer, flow_scheduler, latent_vae


def flux() -> Any:
    from diffusers import FluxPipeline, FluxTransformer2DModel
    from transformers import T5Config, T5EncoderModel

    transformer = FluxTransformer2DModel(
        in_channels=64,
        num_layers=1,
        num_single_layers=1,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=32,
        pooled_projection_dim=32,
        axes_dims_rope=(4, 4, 8),
    )
    return FluxPipeline(
        scheduler=flow_scheduler(shift=1.0, use_dynamic_shifting=False),
        vae=latent_vae(),
        text_encoder=clip_text(),
        tokenizer=clip_tokenizer(),
        text_encoder_2=T5EncoderModel(
            T5Config(vocab_size=300, d_model=32, d_kv=8, d_ff=32, num_layers=2, num_heads=4)
        ),
        tokenizer_2=t5_tokenizer(),
        transformer=transformer,
    )


def t5_tokenizer() -> Any:
    from transformers import T5Tokenizer

    pieces = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -1.0)]
    pieces += [(chr(code), -2.0 - code / 100) for code in range(33, 127)]
    return T5Tokenizer(vocab=pieces, extra_ids=0)
