"""A tiny Z-Image."""

from typing import Any

from tests.gpu.kit.tiny_parts import flow_scheduler, latent_vae, qwen3, qwen_tokenizer


def zimage() -> Any:
    from diffusers import ZImagePipeline, ZImageTransformer2DModel

    transformer = ZImageTransformer2DModel(
        in_channels=16,
        dim=32,
        n_layers=1,
        n_refiner_layers=1,
        n_heads=2,
        n_kv_heads=2,
        cap_feat_dim=16,
        axes_dims=[4, 4, 8],
        axes_lens=[1536, 512, 512],
    )
    return ZImagePipeline(
        scheduler=flow_scheduler(shift=3.0, use_dynamic_shifting=False),
        vae=latent_vae(),
        text_encoder=qwen3(),
        tokenizer=qwen_tokenizer(),
        transformer=transformer,
    )
