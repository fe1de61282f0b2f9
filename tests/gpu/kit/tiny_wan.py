"""Tiny Wan 2.2: the small model, which is told a time for every token, and the large one of two networks."""

from typing import Any

from tests.gpu.kit.tiny_words import SIGNS, word_tokenizer


def wan_5b() -> Any:
    from diffusers import AutoencoderKLWan, WanImageToVideoPipeline

    vae = AutoencoderKLWan(
        base_dim=4,
        decoder_base_dim=4,
        z_dim=48,
        dim_mult=[1, 1, 1, 1],
        num_res_blocks=1,
        is_residual=True,
        in_channels=12,
        out_channels=12,
        patch_size=2,
        scale_factor_temporal=4,
        scale_factor_spatial=16,
        latents_mean=[0.0] * 48,
        latents_std=[1.0] * 48,
    )
    return WanImageToVideoPipeline(vae=vae, transformer=_network(48, 48), expand_timesteps=True, **_shared())


def wan_14b() -> Any:
    from diffusers import AutoencoderKLWan, WanImageToVideoPipeline

    vae = AutoencoderKLWan(base_dim=4, dim_mult=[1, 1, 1, 1], num_res_blocks=1)
    networks = {"transformer": _network(36, 16), "transformer_2": _network(36, 16)}
    return WanImageToVideoPipeline(vae=vae, boundary_ratio=0.9, **networks, **_shared())


def _network(inputs: int, outputs: int) -> Any:
    from diffusers import WanTransformer3DModel

    return WanTransformer3DModel(
        num_attention_heads=2,
        attention_head_dim=12,
        in_channels=inputs,
        out_channels=outputs,
        text_dim=16,
        freq_dim=16,
        ffn_dim=32,
        num_layers=2,
        rope_max_seq_len=32,
    )


def _shared() -> dict[str, Any]:
    from diffusers import UniPCMultistepScheduler
    from transformers import UMT5Config, UMT5EncoderModel

    encoder = UMT5EncoderModel(
        UMT5Config(
            vocab_size=SIGNS,
            d_model=16,
            d_kv=4,
            d_ff=32,
            num_layers=2,
            num_heads=4,
            feed_forward_proj="gated-gelu",
        )
    )
    scheduler = UniPCMultistepScheduler(
        prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=5.0
    )
    return {"tokenizer": word_tokenizer(), "text_encoder": encoder, "scheduler": scheduler}
