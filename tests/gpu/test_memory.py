"""Where a card's memory is short the model does with less, and where nothing helps a larger card is asked."""

from pathlib import Path
from typing import Any

import pytest

from models.errors import BadInput, CardLost, CardTooSmall, InvalidRequest, OutOfMemory
from providers.open_models.bay import Bay, Loaded
from providers.open_models.entry import Memory
from providers.open_models.resume import Work
from providers.open_models.run import run
from tests.gpu.kit.at_work import KeptInFolder, bay_at, bench_at

pytestmark = pytest.mark.gpu


class Vae:
    def __init__(self) -> None:
        import torch

        self.dtype: Any = torch.float16
        self.use_tiling = self.use_slicing = False

    def enable_tiling(self) -> None:
        self.use_tiling = True

    def enable_slicing(self) -> None:
        self.use_slicing = True

    def to(self, dtype: Any) -> None:
        self.dtype = dtype


class Double:
    """Stands for a pipeline on a card whose memory is short: it fails until it was asked often enough."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.scheduler = object.__new__(Quiet)
        self.vae = Vae()
        self.offloaded = False
        self.chunks: list[int] = []

    def prepare_latents(self) -> None: ...

    def enable_model_cpu_offload(self, device: str) -> None:
        self.offloaded = True

    def __call__(self, generator: Any, decode_chunk_size: int = 0) -> str:
        import torch

        self.chunks.append(decode_chunk_size)
        self.vae.dtype = torch.float32
        if self.errors:
            raise self.errors.pop(0)
        self.vae.dtype = torch.float16
        return "made"


class Quiet:
    """A scheduler that is not asked anything."""

    def set_timesteps(self) -> None: ...

    def step(self) -> None: ...


def full() -> Any:
    import torch

    return torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")


def made(
    tmp_path: Path, double: Double, chunk: int = 8, bay: Bay | None = None, **other: Any
) -> tuple[Any, Loaded]:
    loaded = other.pop("loaded", None) or Loaded(double, Memory(vram_gb=20), {})
    bench = bench_at(tmp_path / "into", kept=KeptInFolder(tmp_path / "kept"))
    call = {"decode_chunk_size": chunk} if chunk else {}
    return run(bay or bay_at(tmp_path), loaded, call, Work("key", 1, bench)), loaded


def test_first_the_cache_is_freed(tmp_path: Path) -> None:
    double = Double(full())
    ran, loaded = made(tmp_path, double)
    assert ran.output == "made"
    assert ran.note == ""
    assert not double.vae.use_tiling
    assert loaded.spared == {}


def test_then_it_is_decoded_in_tiles_then_in_chunks_then_parts_leave_the_card(tmp_path: Path) -> None:
    double = Double(*(full() for _ in range(5)))
    ran, loaded = made(tmp_path, double)
    assert ran.output == "made"
    assert double.vae.use_tiling
    assert double.vae.use_slicing
    assert double.chunks == [8, 8, 8, 2, 1, 1]
    assert double.offloaded
    assert ran.note == (
        "The card's memory was short: it was decoded in tiles, its frames were decoded 1 at a time, "
        "parts of the model lay in host memory. It differs by a little from what a larger card makes."
    )
    again, _ = made(tmp_path, double, loaded=loaded)
    assert again.note == ran.note
    assert double.chunks[-1] == 1


def test_where_nothing_helps_a_larger_card_is_asked(tmp_path: Path) -> None:
    double = Double(*(full() for _ in range(20)))
    with pytest.raises(CardTooSmall, match="however it is tried"):
        made(tmp_path, double)
    assert len(double.errors) == 20 - 6
    double.errors = []
    assert made(tmp_path, double)[0].output == "made"


def test_a_vae_that_was_cast_when_it_failed_is_cast_back(tmp_path: Path) -> None:
    import torch

    double = Double(ValueError("height is not right"))
    with pytest.raises(InvalidRequest, match="height is not right"):
        made(tmp_path, double)
    assert double.vae.dtype is torch.float16


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        ("CUDA error: unspecified launch failure\nCUDA kernel errors might be …", CardLost),
        ("CUDA error: device-side assert triggered", CardLost),
        ("cuDNN error: CUDNN_STATUS_EXECUTION_FAILED", CardLost),
        ("CUDA error: no kernel image is available for execution on the device", BadInput),
        ("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes.", OutOfMemory),
        ("mat1 and mat2 shapes cannot be multiplied", RuntimeError),
    ],
)
def test_a_card_that_fails_is_told_from_one_that_is_full(
    tmp_path: Path, said: str, becomes: type[Exception]
) -> None:
    with pytest.raises(becomes) as caught:
        made(tmp_path, Double(RuntimeError(said)))
    assert type(caught.value) is becomes
    assert "\n" not in str(caught.value)


def test_cublas_that_finds_no_memory_is_a_full_card(tmp_path: Path) -> None:
    double = Double(RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling cublasCreate"))
    assert made(tmp_path, double)[0].output == "made"
