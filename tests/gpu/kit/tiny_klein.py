"""A tiny FLUX.2 klein."""

from typing import Any

from tests.gpu.kit.tiny_parts import flow_scheduler, qwen3, qwen_tokenizer


def klein() -> Any:
    from diffusers import AutoencoderKLFlux2, Flux2KleinPipeline, Flux2Transformer2DModel

    transformer = Flux2Transformer2DModel(
        in_channels=64,
        num_layers=1,
        num_single_layers=1,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=48,
        timestep_guidance_channels=16,
        axes_dims_rope=(4, 4, 4, 4),
        guidance_embeds=False,
    )
    vae = AutoencoderKLFlux2(
        block_out_channels=(32, 32),
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        latent_channels=16,
        sample_size=64,
    )
    return Flux2KleinPipeline(
        scheduler=flow_scheduler(
            shift=3.0, max_shift=1.15, base_shift=0.5, base_image_seq_len=256, max_image_seq_len=4096,
            use_dynamic_shifting=True,
        ),
        vae=vae,
        text_encoder=qwen3(layers=28),
        tokenizer=qwen_tokenizer(),
        transformer=transformer,
        is_distilled=True,
    )  # fmt: skip
