"""What makes a loaded model faster on a card than plain diffusers, as its entry says; on the CPU nothing of it is done.

None of it can fail a picture: what does not compile runs as it is written. Two workers with cards of one kind make the same bits, so that
one goes on with what the other began; `benchmarks/gpu.py` measures what each part gains, and how far results are from eager ones.
"""

import functools
import shutil
import warnings
from collections.abc import Iterator
from typing import Any

from providers.open_models.entry import Speed

NETWORKS = ("unet", "transformer", "transformer_2")
SHAPES = 64
"""How many shapes of one class of blocks are compiled in a process; from there on new ones run uncompiled."""
_COMPILERS = ("cc", "gcc", "clang")


def quicken(pipeline: Any, speed: Speed, *, whole: bool = True) -> None:  # noqa: ANN401 - of a library without types
    """Make a pipeline faster; `whole` where all of it stays on the card, else what moves between memories is left as it is."""
    networks = networks_of(pipeline)
    if speed.vae:
        _set_vae(pipeline.vae, speed.vae)
    for network in networks:
        if speed.attention:
            _prefer(network, speed.attention)
    if not whole:
        return
    if speed.fused:
        for network in networks:
            network.fuse_qkv_projections()
    parts = [*networks, *decoders_of(pipeline)]
    if speed.channels_last:
        for part in parts:
            _lay_channels_last(part)
    if speed.compiled:
        for part in parts:
            compile_blocks(part, speed.compiled, **exact())


def exact() -> dict[str, Any]:
    """How blocks are compiled: kernels are chosen by rule, never by a stopwatch, which another worker reads otherwise."""
    import torch

    chosen = "deterministic"
    return {"options": {chosen: True}} if chosen in torch._inductor.list_options() else {}  # noqa: SLF001


def networks_of(pipeline: Any) -> list[Any]:  # noqa: ANN401
    """The networks that denoise."""
    return [network for name in NETWORKS if (network := getattr(pipeline, name, None)) is not None]


def decoders_of(pipeline: Any) -> list[Any]:  # noqa: ANN401
    """What makes pictures of latents, where there is one."""
    vae: Any = getattr(pipeline, "vae", None)
    return [vae.decoder] if hasattr(vae, "decoder") else []


def compile_blocks(network: Any, classes: tuple[str, ...], **how: Any) -> int:  # noqa: ANN401
    """Have a network's blocks of these classes compiled when they run first, each shape by itself; says how many there are.

    A block within another one is compiled with it. Where there is no C compiler, which the kernels need to be started, nothing is.
    """
    import torch

    if "backend" not in how and not any(map(shutil.which, _COMPILERS)):
        warnings.warn("There is no C compiler here, so models run uncompiled, and slower.", stacklevel=2)
        return 0
    torch._dynamo.config.recompile_limit = max(torch._dynamo.config.recompile_limit, SHAPES)  # noqa: SLF001
    torch._dynamo.config.suppress_errors = True  # noqa: SLF001
    blocks = list(_outermost(network, classes))
    for block in blocks:
        block.compile(dynamic=False, **how)
    return len(blocks)


def is_compiled(pipeline: Any) -> bool:  # noqa: ANN401
    """Whether any of it was compiled: it then makes other last bits than what was not."""
    parts = [*networks_of(pipeline), *decoders_of(pipeline)]
    return any(
        getattr(module, "_compiled_call_impl", None) is not None
        for part in parts
        for module in part.modules()
    )


def _outermost(module: Any, classes: tuple[str, ...]) -> Iterator[Any]:  # noqa: ANN401
    if type(module).__name__ in classes:
        yield module
        return
    for child in module.children():
        yield from _outermost(child, classes)


def _lay_channels_last(network: Any) -> None:  # noqa: ANN401
    """Weights of convolutions with their channels last; one call for all would refuse networks that have some over time."""
    import torch

    orders = {4: torch.channels_last, 5: torch.channels_last_3d}
    for weight in network.parameters():
        if weight.dim() in orders:
            weight.data = weight.data.contiguous(memory_format=orders[weight.dim()])


def _prefer(network: Any, attention: str) -> None:  # noqa: ANN401
    """Have a network's attention done by that kernel where it is able to, and by the next best where not."""
    from torch.nn.attention import SDPBackend, sdpa_kernel

    kernels = {
        "cudnn": SDPBackend.CUDNN_ATTENTION,
        "flash": SDPBackend.FLASH_ATTENTION,
        "efficient": SDPBackend.EFFICIENT_ATTENTION,
    }
    order = [kernels.pop(attention), *kernels.values(), SDPBackend.MATH]
    forward = network.forward

    @functools.wraps(forward)
    def preferring(*given: Any, **named: Any) -> Any:  # noqa: ANN401
        with sdpa_kernel(order, set_priority=True):
            return forward(*given, **named)

    network.forward = preferring


def _set_vae(vae: Any, precision: str) -> None:  # noqa: ANN401
    """The VAE in that precision; what it is given is brought to it, which not every pipeline does."""
    import torch

    vae.to({"bf16": torch.bfloat16, "fp16": torch.float16}[precision])
    for name in ("encode", "decode"):
        setattr(vae, name, _cast(getattr(vae, name), vae))


def _cast(work: Any, vae: Any) -> Any:  # noqa: ANN401
    @functools.wraps(work)
    def done(given: Any, *more: Any, **named: Any) -> Any:  # noqa: ANN401
        return work(given.to(dtype=vae.dtype), *more, **named)

    return done
