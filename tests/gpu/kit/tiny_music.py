"""Tiny models of music: a MusicGen of 50 frames a second, and an ACE-Step."""

from pathlib import Path
from typing import Any

from tests.gpu.kit.tiny_words import SIGNS, word_tokenizer


class _WithWords:
    """A network and its tokenizer, saved into one folder as they are fetched."""

    def __init__(self, network: Any, tokenizer: Any) -> None:
        self._parts = (network, tokenizer)

    def save_pretrained(self, folder: Path) -> None:
        for part in self._parts:
            part.save_pretrained(folder)


def musicgen() -> Any:
    from transformers import (
        EncodecConfig,
        MusicgenConfig,
        MusicgenDecoderConfig,
        MusicgenForConditionalGeneration,
        T5Config,
    )

    codec = EncodecConfig(
        sampling_rate=32000,
        audio_channels=1,
        num_filters=4,
        hidden_size=16,
        codebook_size=64,
        codebook_dim=16,
        upsampling_ratios=[8, 5, 4, 4],
        target_bandwidths=[1.2],
        use_causal_conv=False,
    )
    decoder = MusicgenDecoderConfig(
        vocab_size=64,
        hidden_size=16,
        ffn_dim=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_codebooks=4,
        pad_token_id=64,
        bos_token_id=64,
    )
    words = T5Config(vocab_size=SIGNS, d_model=16, d_kv=4, d_ff=32, num_layers=2, num_heads=4)
    network = MusicgenForConditionalGeneration(
        MusicgenConfig(text_encoder=words.to_dict(), audio_encoder=codec.to_dict(), decoder=decoder.to_dict())
    )
    for layer in network.audio_encoder.quantizer.layers:
        layer.codebook.embed.normal_()
    told = network.generation_config
    told.decoder_start_token_id = told.pad_token_id = told.bos_token_id = 64
    return _WithWords(network, word_tokenizer())


def ace_step() -> Any:
    from diffusers import (
        AceStepPipeline,
        AceStepTransformer1DModel,
        AutoencoderOobleck,
        FlowMatchEulerDiscreteScheduler,
    )
    from diffusers.pipelines.ace_step.modeling_ace_step import AceStepConditionEncoder
    from transformers import Qwen3Config, Qwen3Model

    heads = {"num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 8}
    shared = {"hidden_size": 32, "intermediate_size": 32, "sliding_window": 16, **heads}
    vae = AutoencoderOobleck(
        encoder_hidden_size=4,
        downsampling_ratios=[2, 4, 4, 6, 10],
        channel_multiples=[1, 1, 1, 1, 1],
        decoder_channels=4,
        decoder_input_channels=8,
        sampling_rate=48000,
    )
    network = AceStepTransformer1DModel(
        num_hidden_layers=2, in_channels=24, audio_acoustic_hidden_dim=8, **shared
    )
    conditions = AceStepConditionEncoder(
        text_hidden_dim=32,
        timbre_hidden_dim=8,
        num_lyric_encoder_hidden_layers=1,
        num_timbre_encoder_hidden_layers=1,
        **shared,
    )
    encoder = Qwen3Model(
        Qwen3Config(vocab_size=SIGNS, hidden_size=32, intermediate_size=32, num_hidden_layers=1, **heads)
    )
    return AceStepPipeline(
        vae=vae,
        text_encoder=encoder,
        tokenizer=word_tokenizer(),
        transformer=network,
        condition_encoder=conditions,
        scheduler=FlowMatchEulerDiscreteScheduler(num_train_timesteps=1, shift=1.0),
    )
